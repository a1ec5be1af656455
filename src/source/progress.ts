import type { ByteSource } from './source.js';

/** Tells, at every read, which part of a source (0 to 1) has been read; nothing for one of unknown size. */
export class ProgressSource implements ByteSource {
  private done = 0;

  constructor(
    private readonly inner: ByteSource,
    private readonly tell: (part: number) => void,
  ) {}

  get name(): string {
    return this.inner.name;
  }

  get size(): number | undefined {
    return this.inner.size;
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    const n = await this.inner.read(target, offset, max);
    this.done += n;
    // A file that is still written to may hold more by now.
    if (this.size) this.tell(Math.min(1, this.done / this.size));
    return n;
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
