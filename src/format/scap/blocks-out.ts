import { copyBytes } from '../../bytes/copy.js';
import { TWO32 } from '../../bytes/signed64.js';
import { ByteWriter } from '../../bytes/writer.js';
import { BLOCK_HEADER, BLOCK_TRAILER } from './blocks.js';

/** Composes blocks one behind the other, little-endian: what `Cursor` reads, written. */
export class BlockWriter extends ByteWriter {
  u16(n: number): void {
    this.reserve(2);
    this.pos = this.buf.writeUInt16LE(n & 0xffff, this.pos);
  }

  u32(n: number): void {
    this.reserve(4);
    this.pos = this.buf.writeUInt32LE(n >>> 0, this.pos);
  }

  /** Also for signed values, as two's complement. */
  u64(n: bigint): void {
    this.reserve(8);
    this.pos = this.buf.writeBigUInt64LE(BigInt.asUintN(64, n), this.pos);
  }

  /** A whole number, |n| <= 2^53, as a signed 64-bit value. */
  i64(n: number): void {
    this.reserve(8);
    this.buf.writeUInt32LE(n - Math.floor(n / TWO32) * TWO32, this.pos);
    this.pos = this.buf.writeInt32LE(Math.floor(n / TWO32) | 0, this.pos + 4);
  }

  /** A byte string of at most `most` bytes with its length (u16) in front; what is longer is cut. */
  str(s: string, most: number): void {
    const text = s.length > most ? s.slice(0, most) : s;
    this.u16(text.length);
    this.text(text);
  }

  zeros(n: number): void {
    this.reserve(n);
    for (let i = 0; i < n; i++) this.buf[this.pos++] = 0;
  }

  /** Bytes of another buffer, copied in one go. */
  copy(from: Buffer, start: number, end: number): void {
    this.reserve(end - start);
    copyBytes(from, start, end, this.buf, this.pos);
    this.pos += end - start;
  }

  /** Begins a block and returns its place, which `endBlock` takes. */
  beginBlock(type: number): number {
    const start = this.pos;
    this.u32(type);
    this.u32(0);
    return start;
  }

  /** Pads the block to whole words and fills in its length, front and back. */
  endBlock(start: number): void {
    this.zeros((start - this.pos) & 3);
    const length = this.pos - start + BLOCK_TRAILER;
    this.u32(length);
    this.buf.writeUInt32LE(length, start + BLOCK_HEADER - 4);
  }

  /** Begins an entry that its length (u32) stands in front of, and returns its place. */
  beginEntry(): number {
    const start = this.pos;
    this.u32(0);
    return start;
  }

  /** Fills in the length of an entry; `own`: the bytes of the length count too. */
  endEntry(start: number, own: boolean): void {
    this.buf.writeUInt32LE(this.pos - start - (own ? 0 : 4), start);
  }
}
