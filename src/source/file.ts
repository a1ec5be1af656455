import { closeSync, fstatSync, openSync, read as readFile } from 'node:fs';
import { Socket } from 'node:net';
import { SharkError } from '../errors.js';
import { type ByteSource, ioReason } from './source.js';
import { StreamSource } from './stream.js';

const unreadable = (error: unknown) => `cannot be read: ${ioReason(error)}`;

/** A regular file, or a device. */
class FileSource implements ByteSource {
  private reading: Promise<number> = Promise.resolve(0);
  private closed = false;

  constructor(
    readonly name: string,
    private readonly fd: number,
    readonly size: number | undefined,
  ) {}

  /** Reads in the thread pool, beside whatever else is done. */
  read(target: Buffer, offset: number, max: number): Promise<number> {
    // What reads ahead may ask once more.
    if (this.closed) return Promise.resolve(0);
    this.reading = new Promise((resolve, reject) => {
      readFile(this.fd, target, offset, max, null, (error, n) => {
        if (error) reject(new SharkError('TS_SHARK_SOURCE', `${this.name}: ${unreadable(error)}`));
        else resolve(n);
      });
    });
    return this.reading;
  }

  /** The number of the fd may be another file's once it is closed: a read that is under way comes first. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.reading.catch(() => {});
    closeSync(this.fd);
  }
}

/** Opens a path: a file, or what stands behind `/dev/fd/N` and fifos. */
export function openFile(name: string): ByteSource {
  let fd: number;
  try {
    fd = openSync(name, 'r');
  } catch (error) {
    throw new SharkError('TS_SHARK_SOURCE', `can't open file ${name}: ${ioReason(error)}`);
  }
  const stat = fstatSync(fd);
  if (stat.isDirectory()) {
    closeSync(fd);
    throw new SharkError('TS_SHARK_SOURCE', `can't open file ${name}: is a directory`);
  }
  // A read that waits in the thread pool would keep the program from ending; a socket waits in the event loop.
  if (stat.isFIFO() || stat.isSocket()) {
    return new StreamSource(name, new Socket({ fd, readable: true, writable: false }), unreadable);
  }
  return new FileSource(name, fd, stat.isFile() ? stat.size : undefined);
}

export const standardInput = (): ByteSource => new StreamSource('standard input', process.stdin, unreadable);
