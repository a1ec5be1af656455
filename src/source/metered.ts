import type { ByteSource } from './source.js';

/** A source that tells how far it was read. */
export class MeteredSource implements ByteSource {
  private done = 0;

  constructor(private readonly inner: ByteSource) {}

  get name(): string {
    return this.inner.name;
  }

  get size(): number | undefined {
    return this.inner.size;
  }

  /** Percent of its bytes; 0 while it is not known how many there are. */
  get progress(): number {
    return this.size ? Math.min(100, (100 * this.done) / this.size) : 0;
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    const n = await this.inner.read(target, offset, max);
    this.done += n;
    return n;
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
