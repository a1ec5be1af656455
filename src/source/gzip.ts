import { constants, createGunzip, type Gunzip } from 'node:zlib';
import { SharkError } from '../errors.js';
import type { ByteSource } from './source.js';

const INPUT = 64 * 1024;
const OUTPUT = 256 * 1024;
/** Inflated bytes that may wait; a small file can inflate a thousandfold. */
const HIGH_WATER = 2 * 1024 * 1024;

/**
 * What a gzip stream inflates to. A stream that breaks off delivers all it holds and then ends, so that the reader
 * above can say where the capture stops; several members one behind the other read as one.
 */
export class GzipSource implements ByteSource {
  readonly size = undefined;
  private readonly inflate: Gunzip;
  private readonly ready: Buffer[] = [];
  private waiting = 0;
  private inputDone = false;
  private ended = false;
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly inner: ByteSource) {
    // Z_SYNC_FLUSH: a missing end is no error here.
    this.inflate = createGunzip({ chunkSize: OUTPUT, finishFlush: constants.Z_SYNC_FLUSH });
    this.inflate.on('data', (chunk: Buffer) => {
      this.ready.push(chunk);
      this.waiting += chunk.length;
      if (this.waiting > HIGH_WATER) this.inflate.pause();
      this.signal();
    });
    this.inflate.on('end', () => {
      this.ended = true;
      this.signal();
    });
    this.inflate.on('error', (error) => {
      this.failure = error;
      this.signal();
    });
    void this.feed();
  }

  get name(): string {
    return this.inner.name;
  }

  private signal(): void {
    const wake = this.wake;
    this.wake = undefined;
    wake?.();
  }

  private async feed(): Promise<void> {
    try {
      while (!this.inputDone && !this.failure) {
        const chunk = Buffer.allocUnsafe(INPUT);
        const n = await this.inner.read(chunk, 0, INPUT);
        if (n === 0) break;
        if (!this.inflate.write(chunk.subarray(0, n))) {
          await new Promise<void>((resolve) => {
            this.inflate.once('drain', resolve);
            this.inflate.once('close', resolve);
          });
        }
      }
      if (!this.failure) this.inflate.end();
    } catch (error) {
      this.failure ??= error as Error;
      this.signal();
    }
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    while (this.ready.length === 0) {
      if (this.failure instanceof SharkError) throw this.failure;
      if (this.failure) {
        throw new SharkError('TS_SHARK_SOURCE', `${this.name}: the gzip data is damaged: ${this.failure.message}`);
      }
      if (this.ended) return 0;
      this.inflate.resume();
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const chunk = this.ready[0];
    const n = Math.min(max, chunk.length);
    chunk.copy(target, offset, 0, n);
    if (n === chunk.length) this.ready.shift();
    else this.ready[0] = chunk.subarray(n);
    this.waiting -= n;
    return n;
  }

  async close(): Promise<void> {
    this.inputDone = true;
    this.inflate.destroy();
    await this.inner.close();
  }
}
