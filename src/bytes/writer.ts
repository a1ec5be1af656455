import type { Literal } from './literal.js';

const ZERO = 0x30;
const MINUS = 0x2d;
const HEX_UPPER = Buffer.from('0123456789ABCDEF');
const HEX_LOWER = Buffer.from('0123456789abcdef');
/** The numbers below 100 with leading zeros, as little-endian words. */
const PAIRS = Uint16Array.from({ length: 100 }, (_, n) => ZERO + Math.floor(n / 10) + ((ZERO + (n % 10)) << 8));

/**
 * Growing byte buffer that text is composed in, number by number and byte by byte, without intermediate strings.
 * Strings are byte strings: one character per byte (latin1).
 */
export class ByteWriter {
  buf: Buffer;
  /** Bytes written so far; may be set back to drop what was written last. */
  pos = 0;
  private view: DataView;

  constructor(capacity = 4096) {
    this.buf = Buffer.allocUnsafeSlow(capacity);
    this.view = new DataView(this.buf.buffer);
  }

  /** Makes room for `n` more bytes. */
  reserve(n: number): void {
    if (this.pos + n <= this.buf.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buf.length * 2, this.pos + n));
    this.buf.copy(grown, 0, 0, this.pos);
    this.buf = grown;
    this.view = new DataView(grown.buffer);
  }

  byte(b: number): void {
    if (this.pos === this.buf.length) this.reserve(1);
    this.buf[this.pos++] = b;
  }

  /** A byte string. */
  text(s: string): void {
    const n = s.length;
    this.reserve(n);
    // Below some fifty characters the loop beats the call into the runtime.
    if (n > 48) {
      this.buf.write(s, this.pos, n, 'latin1');
    } else {
      const buf = this.buf;
      const pos = this.pos;
      for (let i = 0; i < n; i++) buf[pos + i] = s.charCodeAt(i);
    }
    this.pos += n;
  }

  /** Bytes up to the first NUL; where `ascii`, without those that are not printable ASCII. */
  cstring(src: Uint8Array, start: number, end: number, ascii: boolean): void {
    this.reserve(end - start);
    const { buf } = this;
    let { pos } = this;
    for (let i = start; i < end; i++) {
      const c = src[i];
      if (c === 0) break;
      if (!ascii || (c >= 0x20 && c < 0x7f)) buf[pos++] = c;
    }
    this.pos = pos;
  }

  literal({ words, length }: Literal): void {
    this.reserve(length + 3);
    const { view, pos } = this;
    for (let i = 0; i < words.length; i++) view.setInt32(pos + 4 * i, words[i], true);
    this.pos = pos + length;
  }

  bytes(src: Uint8Array, start: number, end: number): void {
    const n = end - start;
    this.reserve(n);
    if (n > 48) {
      this.buf.set(src.subarray(start, end), this.pos);
    } else {
      const buf = this.buf;
      const pos = this.pos;
      for (let i = 0; i < n; i++) buf[pos + i] = src[start + i];
    }
    this.pos += n;
  }

  /** A whole number, |n| <= 2^53, in decimal. */
  int(n: number): void {
    this.reserve(24);
    if (n < 0) {
      this.buf[this.pos++] = MINUS;
      n = -n;
    }
    this.natural(n);
  }

  /** Nine digits, with leading zeros: the part of a time behind the second. */
  nanos(n: number): void {
    this.reserve(12);
    const first = (n / 1e8) | 0;
    this.buf[this.pos++] = ZERO + first;
    this.eight(n - first * 1e8);
  }

  private natural(n: number): void {
    if (n < 10) {
      this.buf[this.pos++] = ZERO + n;
    } else if (n < 100) {
      this.pair(n);
    } else if (n < 1e8) {
      const m = n | 0;
      const high = (m / 100) | 0;
      this.natural(high);
      this.pair(m - high * 100);
    } else {
      const high = Math.floor(n / 1e8);
      this.natural(high);
      this.eight(n - high * 1e8);
    }
  }

  private eight(n: number): void {
    const high = (n / 1e4) | 0;
    this.four(high);
    this.four(n - high * 1e4);
  }

  private four(n: number): void {
    const high = (n / 100) | 0;
    this.pair(high);
    this.pair(n - high * 100);
  }

  private pair(n: number): void {
    this.view.setUint16(this.pos, PAIRS[n], true);
    this.pos += 2;
  }

  /** A 64-bit pattern given as two unsigned 32-bit halves, hexadecimal without leading zeros. */
  hex64(hi: number, lo: number, upper: boolean): void {
    if (hi !== 0) {
      this.hex(hi >>> 0, upper);
      const table = upper ? HEX_UPPER : HEX_LOWER;
      this.reserve(8);
      for (let shift = 28; shift >= 0; shift -= 4) this.buf[this.pos++] = table[(lo >>> shift) & 15];
    } else {
      this.hex(lo >>> 0, upper);
    }
  }

  /** An unsigned 32-bit number, hexadecimal, at least `width` digits. */
  hex(n: number, upper: boolean, width = 1): void {
    const table = upper ? HEX_UPPER : HEX_LOWER;
    let digits = 1;
    while (digits < 8 && n >>> (digits * 4) !== 0) digits++;
    if (digits < width) digits = width;
    this.reserve(digits);
    for (let shift = (digits - 1) * 4; shift >= 0; shift -= 4) this.buf[this.pos++] = table[(n >>> shift) & 15];
  }

  /** A signed 64-bit value given as two 32-bit halves, in decimal. */
  int64(hi: number, lo: number): void {
    // Exact as a double while the high half fits 21 bits.
    if (hi >= 0 && hi < 0x200000) this.int(hi * 0x100000000 + lo);
    else if (hi === -1 && lo !== 0) this.int(lo - 0x100000000);
    else this.text(BigInt.asIntN(64, (BigInt(hi >>> 0) << 32n) | BigInt(lo)).toString());
  }

  /** What stands between two positions, as a byte string. */
  slice(start: number, end: number = this.pos): string {
    return this.buf.toString('latin1', start, end);
  }
}
