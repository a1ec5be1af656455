import type { EventView } from '../../event/view.js';
import type { ByteSource } from '../../source/source.js';

const BUFFER = 2 * 1024 * 1024;
/** Room in front of what is read, for the beginning of a block that the bytes before it ended in. */
const CARRY = 64 * 1024;

/**
 * The memory of a reader. There are two buffers: while the events of one are looked at, the other is read into. A block
 * that reaches over the end of its buffer is carried over into the next one; one that is too large for that makes its
 * buffer grow, but never faster than bytes really arrive.
 */
export abstract class ReadAhead {
  // Blocks are multiples of 4 bytes long: an index into a buffer and the offset in the stream are equal modulo 4.
  protected buf: Buffer = Buffer.allocUnsafeSlow(BUFFER);
  protected words: Int32Array;
  /** What lies between is still to be looked at. */
  protected pos = 0;
  protected limit = 0;
  /** Offset of buf[0] in the (inflated) stream; negative where less than CARRY came before. */
  protected base = 0;
  /** The other buffer, where in it reading began, and how many bytes came. */
  private ahead: Buffer = Buffer.allocUnsafeSlow(BUFFER);
  private aheadAt = 0;
  private reading: Promise<number> | undefined;
  private ended = false;

  constructor(
    protected readonly source: ByteSource,
    protected readonly view: EventView,
  ) {
    view.setMemory(this.buf);
    this.words = inWords(this.buf);
  }

  /** Stream offset of the next byte to be looked at; at the end, the length of the (inflated) stream. */
  get offset(): number {
    return this.base + this.pos;
  }

  /** Reads more. False: the stream has ended, at a block's border. Moves the memory under the view. */
  async fill(): Promise<boolean> {
    if (this.ended) return this.finish();
    const n = await (this.reading ?? this.readAhead());
    if (n === 0) {
      this.ended = true;
      return this.finish();
    }
    this.take(n);
    this.reading = this.readAhead();
    // An error is told by the fill that waits for it.
    this.reading.catch(() => {});
    return true;
  }

  private readAhead(): Promise<number> {
    this.aheadAt = CARRY + ((this.base + this.limit) & 3);
    return this.source.read(this.ahead, this.aheadAt, this.ahead.length - this.aheadAt);
  }

  /** Goes on in the other buffer, which holds `n` new bytes. */
  private take(n: number): void {
    const { buf, ahead, aheadAt } = this;
    const left = this.limit - this.pos;
    if (left > aheadAt) {
      this.append(n);
      return;
    }
    buf.copy(ahead, aheadAt - left, this.pos, this.limit);
    this.base += this.limit - aheadAt;
    this.pos = aheadAt - left;
    this.limit = aheadAt + n;
    this.ahead = buf.length > BUFFER ? Buffer.allocUnsafeSlow(BUFFER) : buf;
    this.use(ahead);
  }

  /** For a block that is too large to be carried over: adds the new bytes to those that are there. */
  private append(n: number): void {
    const { buf, pos, ahead, aheadAt } = this;
    const left = this.limit - pos;
    const start = pos & 3;
    if (this.limit + n > buf.length) {
      const enough = start + left + n <= buf.length;
      const target = enough ? buf : Buffer.allocUnsafeSlow(Math.max(buf.length * 2, start + left + n));
      buf.copy(target, start, pos, this.limit);
      this.base += pos - start;
      this.pos = start;
      this.limit = start + left;
      this.use(target);
    }
    ahead.copy(this.buf, this.limit, aheadAt, aheadAt + n);
    this.limit += n;
  }

  private use(buf: Buffer): void {
    this.buf = buf;
    this.view.setMemory(buf);
    this.words = inWords(buf);
  }

  /** Behind the last byte; throws where the stream may not end there. */
  protected abstract finish(): false;

  async close(): Promise<void> {
    await this.source.close();
  }
}

/** All of the memory, in words of 32 bits. */
const inWords = (buf: Buffer): Int32Array => new Int32Array(buf.buffer, buf.byteOffset, buf.length >> 2);
