import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { openFile, standardInput } from './file.js';
import { GzipSource } from './gzip.js';
import { ProgressSource } from './progress.js';
import type { ByteSource } from './source.js';

/** Hands out bytes that were read ahead, then the rest. */
class PeekedSource implements ByteSource {
  constructor(
    private readonly inner: ByteSource,
    private head: Buffer,
  ) {}

  get name(): string {
    return this.inner.name;
  }

  get size(): number | undefined {
    return this.inner.size;
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    if (this.head.length === 0) return this.inner.read(target, offset, max);
    const n = Math.min(max, this.head.length);
    this.head.copy(target, offset, 0, n);
    this.head = this.head.subarray(n);
    return n;
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

/**
 * Opens a capture for reading: a path, or `-` for standard input. Gzip is recognised by its first two bytes,
 * whatever the name says. `tell` hears which part of the file has been read.
 */
export async function openSource(path: string, tell?: (part: number) => void): Promise<ByteSource> {
  const file = path === '-' ? standardInput() : openFile(path);
  const raw = tell ? new ProgressSource(file, tell) : file;
  const head = Buffer.alloc(2);
  let n = 0;
  while (n < 2) {
    const got = await raw.read(head, n, 2 - n);
    if (got === 0) break;
    n += got;
  }
  const peeked = new PeekedSource(raw, head.subarray(0, n));
  return n === 2 && isMagic(head) ? new GzipSource(peeked) : peeked;
}

const isMagic = (head: Buffer) => head[0] === 0x1f && head[1] === 0x8b;

/** Whether a regular file is gzip data. */
export function isGzip(path: string): boolean {
  const fd = openSync(path, 'r');
  const head = Buffer.alloc(2);
  try {
    return readSync(fd, head) === 2 && isMagic(head);
  } finally {
    closeSync(fd);
  }
}

/** Stands where a path is expected, for the machine itself. */
export const LIVE = '\0live';

/** Whether a capture can be read a second time: a regular file, not a pipe. */
export function canReopen(path: string): boolean {
  return path !== '-' && path !== LIVE && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
