import { writeSync } from 'node:fs';
import { ioReason } from '../source/source.js';

const RETRY_MS = 2;
const sleep = new Int32Array(new SharedArrayBuffer(4));

/** Not all could be written. */
export class ShortWrite extends Error {
  constructor(
    /** Bytes that were. */
    readonly written: number,
    readonly reason: string,
    /** Nobody reads what we write any more. */
    readonly closed: boolean,
  ) {
    super(reason);
  }
}

/** Writes the bytes from `start` to `end`; a slow reader makes us wait. Throws ShortWrite. */
export function writeAll(fd: number, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; ) {
    try {
      at += writeSync(fd, bytes, at, end - at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EAGAIN') throw new ShortWrite(at - start, ioReason(error), code === 'EPIPE');
      // Somebody set the pipe to non-blocking, and it is full.
      Atomics.wait(sleep, 0, 0, RETRY_MS);
    }
  }
}
