import { closeSync, fstatSync, ftruncateSync, openSync, realpathSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { isatty } from 'node:tty';
import { gzipSync } from 'node:zlib';
import { SharkError } from '../errors.js';
import { type ScapWriter, wholeBlocks } from '../format/scap/writer.js';
import { ioReason } from '../source/source.js';
import { ClosedPipe } from './stdout.js';
import { ShortWrite, writeAll } from './write-all.js';

export interface CaptureFileOptions {
  /** Compress with gzip: every piece is a member of its own, so that what was written can always be read. */
  readonly gzip: boolean;
  /** Write under the final name at once, for readers that follow. */
  readonly live?: boolean;
}

/**
 * A capture that is being written. It grows beside its final name, and takes it when it is complete; pipes and devices
 * are written to as they are. Whatever stops the writing, the file ends behind a whole block.
 */
export class CaptureFile {
  /** Shown events that were written. */
  events = 0;
  /** Bytes of capture that were taken, before compression. */
  bytes = 0;
  /** Set when nobody reads any more: what is written then is lost, without an error. */
  closed = false;
  private readonly target: string;
  private readonly fd: number;
  /** Where it grows; undefined: under its own name. */
  private readonly beside: string | undefined;
  /** Bytes of the file; undefined where it is none. */
  private size: number | undefined;
  private open = true;

  /** `path`: a file, a pipe, or `-` for standard output. Throws SharkError(TS_SHARK_SINK). */
  constructor(
    readonly path: string,
    private readonly options: CaptureFileOptions,
  ) {
    if (path === '-') {
      if (isatty(1)) {
        throw new SharkError(
          'TS_SHARK_USAGE',
          'a capture is not written to a terminal',
          'send standard output to a file or a pipe',
        );
      }
      this.target = path;
      this.fd = 1;
      this.size = undefined;
      return;
    }
    const existing = statSync(path, { throwIfNoEntry: false });
    this.target = existing ? realpathSync(path) : path;
    const direct = options.live === true || (existing !== undefined && !existing.isFile());
    this.beside = direct ? undefined : `${this.target}.${process.pid}.part`;
    try {
      this.fd = openSync(this.beside ?? this.target, this.beside ? 'wx' : 'w', existing?.mode);
    } catch (error) {
      throw new SharkError('TS_SHARK_SINK', `can't write ${path}: ${ioReason(error)}`);
    }
    this.size = fstatSync(this.fd).isFile() ? 0 : undefined;
  }

  /** As the user calls it. */
  get name(): string {
    return this.path === '-' ? 'standard output' : this.path;
  }

  /** Takes what a writer composed. Throws SharkError(TS_SHARK_SINK), with the file complete up to there. */
  write(writer: ScapWriter): void {
    writer.settle();
    const { out } = writer;
    const { buf, pos } = out;
    out.pos = 0;
    if (pos === 0 || this.closed || !this.open) return;
    const packed = this.options.gzip ? gzipSync(buf.subarray(0, pos)) : undefined;
    try {
      writeAll(this.fd, packed ?? buf, 0, packed?.length ?? pos);
    } catch (error) {
      if (error instanceof ShortWrite) this.stopShort(error, packed ? undefined : buf);
      throw error;
    }
    if (this.size !== undefined) this.size += packed?.length ?? pos;
    this.bytes += pos;
    this.events += wholeBlocks(buf, pos).events;
  }

  private stopShort(error: ShortWrite, blocks: Buffer | undefined): never {
    const whole = blocks ? wholeBlocks(blocks, error.written) : { bytes: 0, events: 0 };
    this.bytes += whole.bytes;
    this.events += whole.events;
    if (error.closed) {
      this.closed = true;
      throw new ClosedPipe();
    }
    if (this.size !== undefined) {
      this.size += whole.bytes;
      ftruncateSync(this.fd, this.size);
    }
    this.finish();
    throw new SharkError(
      'TS_SHARK_SINK',
      `cannot write ${this.name}: ${error.reason}`,
      `it holds the ${this.events} events up to there`,
    );
  }

  /** Gives the file its name. */
  finish(): void {
    if (!this.open) return;
    this.open = false;
    if (this.path === '-') return;
    closeSync(this.fd);
    if (this.beside) renameSync(this.beside, this.target);
  }

  /** Nothing came of it: leaves no trace. */
  abandon(): void {
    if (!this.open) return;
    this.open = false;
    if (this.path === '-') return;
    closeSync(this.fd);
    if (this.beside) unlinkSync(this.beside);
  }
}
