import type { Readable } from 'node:stream';
import { SharkError } from '../errors.js';
import type { ByteSource } from './source.js';

/** What a stream of Node delivers: a pipe, a terminal, inflated data. */
export class StreamSource implements ByteSource {
  readonly size = undefined;
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  /** `reason` puts an error of the stream into words. */
  constructor(
    readonly name: string,
    private readonly stream: Readable,
    private readonly reason: (error: unknown) => string,
  ) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    if (this.rest.length === 0) {
      const { value, done } = await this.next();
      if (done) return 0;
      this.rest = value;
    }
    const n = this.rest.copy(target, offset, 0, Math.min(max, this.rest.length));
    this.rest = this.rest.subarray(n);
    return n;
  }

  private async next(): Promise<IteratorResult<Buffer>> {
    try {
      return await this.chunks.next();
    } catch (error) {
      if (error instanceof SharkError) throw error;
      throw new SharkError('TS_SHARK_SOURCE', `${this.name}: ${this.reason(error)}`);
    }
  }

  /** Does not wait for a read that is under way: nobody knows whether the other end will ever write. */
  async close(): Promise<void> {
    this.stream.destroy();
  }
}
