import { internText } from '../bytes/intern.js';
import { sanitize } from '../bytes/path.js';
import { signed64, TWO32 } from '../bytes/signed64.js';
import type { ByteWriter } from '../bytes/writer.js';

/** No parameter of the event was asked for yet. */
export const NO_PARAM = 0x3fffffff;

/** dump_flags bit of a block: the event is there for the state alone and is not shown. */
export const STATE_ONLY = 1;

/**
 * One event, seen in the bytes it was read into. There is one view per reader, moved from event to event.
 *
 * Valid until the reader's next event: whoever keeps anything copies it. Texts come out as byte strings (one
 * character per byte). A parameter that is absent or too short for its type reads as 0 or ''.
 *
 * Layout from `struct ppm_evt_hdr`, falcosecurity/libs driver/ppm_events_public.h: ts u64, tid u64, len u32,
 * type u16, nparams u32 (not in the oldest block types), then the lengths of the parameters, then their bytes.
 */
export class EventView {
  /** The same memory, three ways. Event headers lie on even offsets. */
  u8: Buffer = EMPTY;
  u16: Uint16Array = EMPTY16;
  private words: DataView = new DataView(EMPTY16.buffer);
  /** Offset of the block that the event lies in; its length stands 4 bytes on. Not kept by `own`. */
  block = 0;
  /** Offset of the event header, of the table of parameter lengths, of the first parameter, behind the last. */
  at = 0;
  lengths = 0;
  data = 0;
  end = 0;
  /** Parameter lengths are u32 instead of u16. */
  large = false;
  nparams = 0;
  /** Thread id; -1 for events that belong to none. */
  tid = -1;
  type = 0;
  cpu = 0;
  /** STATE_ONLY and obsolete bits of the block. */
  dumpFlags = 0;
  /** The parameter that was asked for last, from which the next one is found; whoever moves the view sets it to NO_PARAM. */
  found = NO_PARAM;
  private foundAt = 0;

  setMemory(u8: Buffer): void {
    this.found = NO_PARAM;
    this.u8 = u8;
    this.u16 = new Uint16Array(u8.buffer, u8.byteOffset, u8.length >> 1);
    this.words = new DataView(u8.buffer, u8.byteOffset, u8.length);
  }

  /** Halves of the time stamp, ns since the epoch. */
  get tsLow(): number {
    const i = this.at >> 1;
    return (this.u16[i] | (this.u16[i + 1] << 16)) >>> 0;
  }

  get tsHigh(): number {
    const i = this.at >> 1;
    return (this.u16[i + 2] | (this.u16[i + 3] << 16)) >>> 0;
  }

  /** Time stamp in ns since the epoch, exact. */
  get ts(): bigint {
    return (BigInt(this.tsHigh) << 32n) | BigInt(this.tsLow);
  }

  /** Whether every parameter lies inside the event. */
  fits(): boolean {
    const { nparams } = this;
    if (this.large) return this.offset(nparams) <= this.end;
    // As in `offset`, by two lengths at once.
    const { words } = this;
    let o = this.lengths;
    let at = this.data;
    for (let k = nparams; k > 1; k -= 2) {
      const two = words.getInt32(o, true);
      at += (two & 0xffff) + (two >>> 16);
      o += 4;
    }
    if (nparams & 1) at += words.getUint16(o, true);
    return at <= this.end;
  }

  /** Length of parameter `i` in bytes; 0 when it is absent. */
  len(i: number): number {
    if (i >= this.nparams) return 0;
    return this.large ? this.u8.readUInt32LE(this.lengths + 4 * i) : this.u16[(this.lengths >> 1) + i];
  }

  /** Offset of parameter `i` in `u8`. */
  offset(i: number): number {
    let at = this.data;
    if (this.large) {
      for (let k = 0; k < i; k++) at += this.u8.readUInt32LE(this.lengths + 4 * k);
      return at;
    }
    let k = 0;
    if (i >= this.found) {
      k = this.found;
      at = this.foundAt;
    }
    const first = this.lengths >> 1;
    const u16 = this.u16;
    for (; k < i; k++) at += u16[first + k];
    this.found = i;
    this.foundAt = at;
    return at;
  }

  u8At(i: number): number {
    return this.len(i) < 1 ? 0 : this.u8[this.offset(i)];
  }

  u16At(i: number): number {
    return this.len(i) < 2 ? 0 : this.u8.readUInt16LE(this.offset(i));
  }

  u32(i: number): number {
    if (this.len(i) < 4) return 0;
    return this.wordAt(this.offset(i)) >>> 0;
  }

  /** Upper half of a 64-bit parameter. */
  u32High(i: number): number {
    return this.len(i) < 8 ? 0 : this.wordAt(this.offset(i) + 4) >>> 0;
  }

  /** A little-endian signed 32-bit number at an offset in `u8`. Throws RangeError beyond its end. */
  wordAt(o: number): number {
    return this.words.getInt32(o, true);
  }

  /** Signed 64-bit parameter as a number: exact to 2^53. */
  i64(i: number): number {
    if (this.len(i) < 8) return this.u32(i) | 0;
    const o = this.offset(i);
    return signed64(this.wordAt(o), this.wordAt(o + 4));
  }

  /** Whether `i64(i)` is below zero: of a result, that the call failed. */
  isNegative(i: number): boolean {
    if (this.len(i) < 8) return (this.u32(i) | 0) < 0;
    return this.wordAt(this.offset(i) + 4) < 0;
  }

  /** `i64(0)` where it is an fd, or the number of an error in its place. */
  first64(): number {
    const o = this.data;
    if (this.len(0) < 8) return this.u32(0) | 0;
    if (o + 8 > this.end) return this.i64(0);
    const u = this.u16;
    const w = o >> 1;
    const low = u[w] | (u[w + 1] << 16);
    const high = u[w + 2] | (u[w + 3] << 16);
    // Not by `signed64`, which sees other numbers as well: the compiler takes these for integers, as all fds are.
    return high === low >> 31 ? low : high * TWO32 + (low >>> 0);
  }

  /** Unsigned 64-bit parameter, exact. */
  u64(i: number): bigint {
    return this.len(i) < 8 ? 0n : this.u8.readBigUInt64LE(this.offset(i));
  }

  /** Text parameter without its NUL; an empty one and "(NULL)" are `<NA>`, as in the original. */
  str(i: number): string {
    const n = this.len(i);
    if (n === 0) return '<NA>';
    const o = this.offset(i);
    const text = internText(this.words, o, o + n);
    return n === NULL_TEXT && text === '(NULL)' ? '<NA>' : text;
  }

  /** Writes what `str` gives; where `ascii`, without what is not printable ASCII. */
  putStr(out: ByteWriter, i: number, ascii: boolean): void {
    const n = this.len(i);
    if (n === 0 || n === NULL_TEXT) {
      const text = this.str(i);
      out.text(ascii ? sanitize(text) : text);
      return;
    }
    const o = this.offset(i);
    out.cstring(this.u8, o, o + n, ascii);
  }

  /** Whether a text parameter reads as `<NA>`. */
  isNa(i: number): boolean {
    const n = this.len(i);
    return n === 0 || ((n === 5 || n === NULL_TEXT) && this.str(i) === '<NA>');
  }

  /** As `str`, without a new string where the text is the one that is expected. */
  strLike(i: number, expected: string): string {
    const n = this.len(i);
    const length = expected.length;
    if (n !== length + 1) return this.str(i);
    const o = this.offset(i);
    const b = this.u8;
    for (let k = 0; k < length; k++) if (b[o + k] !== expected.charCodeAt(k)) return this.str(i);
    return b[o + length] === 0 ? expected : this.str(i);
  }

  /** All bytes of a parameter. */
  raw(i: number): string {
    const o = this.offset(i);
    return this.u8.toString('latin1', o, o + this.len(i));
  }

  /** Points this view at the event of another one, in the same memory. */
  pointAt(from: EventView): void {
    this.found = NO_PARAM;
    if (this.u8 !== from.u8) {
      this.u8 = from.u8;
      this.u16 = from.u16;
      this.words = from.words;
    }
    this.block = from.block;
    this.at = from.at;
    this.lengths = from.lengths;
    this.data = from.data;
    this.end = from.end;
    this.large = from.large;
    this.nparams = from.nparams;
    this.tid = from.tid;
    this.type = from.type;
    this.cpu = from.cpu;
  }

  /** Moves the event into memory of its own. */
  own(): void {
    const shift = this.at;
    const size = this.end - shift;
    const memory = Buffer.allocUnsafeSlow(size + (size & 1));
    this.u8.copy(memory, 0, shift, this.end);
    this.setMemory(memory);
    this.at = 0;
    this.lengths -= shift;
    this.data -= shift;
    this.end = size;
  }
}

/** Length of "(NULL)" with its NUL. */
const NULL_TEXT = 7;
const EMPTY = Buffer.alloc(8);
const EMPTY16 = new Uint16Array(4);

/** NUL-terminated texts one behind the other; the last one may lack its NUL. */
export function splitNul(bytes: string): string[] {
  if (bytes === '') return [];
  const items = bytes.split('\0');
  if (items[items.length - 1] === '') items.pop();
  return items;
}
