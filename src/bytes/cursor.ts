import { signed64 } from './signed64.js';

/** Thrown when a structure reaches beyond its bytes; whoever knows the file turns it into a message. */
export class OutOfBytes extends Error {
  constructor(readonly at: number) {
    super(`needs bytes beyond ${at}`);
  }
}

/** Reads little-endian values one behind the other, within bounds. */
export class Cursor {
  constructor(
    readonly buf: Buffer,
    public at: number,
    public end: number,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  private take(n: number): number {
    const at = this.at;
    if (at + n > this.end) throw new OutOfBytes(at);
    this.at = at + n;
    return at;
  }

  u8(): number {
    return this.buf[this.take(1)];
  }

  u16(): number {
    return this.buf.readUInt16LE(this.take(2));
  }

  u32(): number {
    return this.buf.readUInt32LE(this.take(4));
  }

  u64(): bigint {
    return this.buf.readBigUInt64LE(this.take(8));
  }

  /** A signed 64-bit value as a number, exact to 2^53. */
  i64(): number {
    const at = this.take(8);
    return signed64(this.buf.readInt32LE(at), this.buf.readInt32LE(at + 4));
  }

  /** A byte string with its length (u16) in front. */
  str(): string {
    const n = this.u16();
    const at = this.take(n);
    return this.buf.toString('latin1', at, at + n);
  }

  /** A view of the next `n` bytes, not a copy. */
  bytes(n: number): Buffer {
    const at = this.take(n);
    return this.buf.subarray(at, at + n);
  }

  skip(n: number): void {
    this.take(n);
  }

  /** Moves on to where an entry ends, by its own account; one that ends before what was read of it is damaged. */
  skipTo(end: number): void {
    if (end < this.at) throw new OutOfBytes(this.at);
    this.take(end - this.at);
  }
}
