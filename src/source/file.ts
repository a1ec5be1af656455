import { closeSync, fstatSync, openSync, read as readAsync, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { SharkError } from '../errors.js';
import { type ByteSource, ioReason } from './source.js';

const readLater = promisify(readAsync);

/** A regular file; also what stands behind `/dev/fd/N` and fifos. */
export class FileSource implements ByteSource {
  readonly size: number | undefined;
  private readonly fd: number;
  private readonly regular: boolean;
  private closed = false;

  constructor(readonly name: string) {
    try {
      this.fd = openSync(name, 'r');
    } catch (error) {
      throw new SharkError('TS_SHARK_SOURCE', `can't open file ${name}: ${ioReason(error)}`);
    }
    const stat = fstatSync(this.fd);
    if (stat.isDirectory()) {
      closeSync(this.fd);
      throw new SharkError('TS_SHARK_SOURCE', `can't open file ${name}: is a directory`);
    }
    this.regular = stat.isFile();
    this.size = this.regular ? stat.size : undefined;
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    // What reads ahead may ask once more; the number of the fd may be another file's by then.
    if (this.closed) return 0;
    try {
      // A regular file never makes us wait, and the synchronous call is cheaper than a trip to the thread pool.
      if (this.regular) return readSync(this.fd, target, offset, max, null);
      return (await readLater(this.fd, target, offset, max, null)).bytesRead;
    } catch (error) {
      throw new SharkError('TS_SHARK_SOURCE', `${this.name}: cannot be read: ${ioReason(error)}`);
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.fd);
  }
}

/** Standard input. */
export class StdinSource implements ByteSource {
  readonly name = 'standard input';
  readonly size = undefined;

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    for (;;) {
      try {
        return (await readLater(0, target, offset, max, null)).bytesRead;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'EOF') return 0;
        // Somebody set the pipe to non-blocking: wait for its writer.
        if (code !== 'EAGAIN') throw new SharkError('TS_SHARK_SOURCE', `${this.name}: ${ioReason(error)}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }

  async close(): Promise<void> {}
}
