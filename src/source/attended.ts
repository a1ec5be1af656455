import type { ByteSource } from './source.js';

/** How often somebody looks, ms. */
const EVERY = 100;

/** A source that has somebody look at the clock while it is waited for, also when nothing comes. */
export class AttendedSource implements ByteSource {
  private closed = false;
  private next = 0;

  constructor(
    private readonly inner: ByteSource,
    private readonly look: () => void,
  ) {}

  get name(): string {
    return this.inner.name;
  }

  get size(): number | undefined {
    return this.inner.size;
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    const coming = this.inner.read(target, offset, max);
    // Whoever looks may throw, and then nobody waits for it any more.
    coming.catch(() => {});
    while (!this.closed) {
      const now = Date.now();
      if (now >= this.next) {
        this.next = now + EVERY;
        this.look();
      }
      const n = await within(coming, this.next - now);
      if (n !== undefined) return n;
    }
    return 0;
  }

  close(): Promise<void> {
    this.closed = true;
    return this.inner.close();
  }
}

/** What is waited for; undefined: it did not come within so many ms. */
async function within<T>(coming: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}
