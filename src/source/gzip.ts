import { pipeline, Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { SharkError } from '../errors.js';
import type { ByteSource } from './source.js';

const INPUT = 64 * 1024;
const OUTPUT = 256 * 1024;

async function* chunks(source: ByteSource): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(INPUT);
    const n = await source.read(chunk, 0, INPUT);
    if (n === 0) return;
    yield chunk.subarray(0, n);
  }
}

/**
 * What a gzip stream inflates to. A stream that breaks off delivers all it holds and then ends, so that the reader
 * above can say where the capture stops; several members one behind the other read as one.
 */
export class GzipSource implements ByteSource {
  readonly size = undefined;
  private readonly inflated: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly inner: ByteSource) {
    // Z_SYNC_FLUSH: a missing end is no error here.
    const inflate = createGunzip({ chunkSize: OUTPUT, finishFlush: constants.Z_SYNC_FLUSH });
    const packed = Readable.from(chunks(inner), { objectMode: false });
    // An error reaches the reader through the stream that it reads.
    this.inflated = pipeline(packed, inflate, () => {})[Symbol.asyncIterator]();
  }

  get name(): string {
    return this.inner.name;
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
      return await this.inflated.next();
    } catch (error) {
      if (error instanceof SharkError) throw error;
      throw new SharkError('TS_SHARK_SOURCE', `${this.name}: the gzip data is damaged: ${(error as Error).message}`);
    }
  }

  async close(): Promise<void> {
    await this.inflated.return?.();
    await this.inner.close();
  }
}
