import { writeSync } from 'node:fs';
import { ByteWriter } from '../bytes/writer.js';
import { SharkError } from '../errors.js';
import { ioReason } from '../source/source.js';

/** Bytes that are collected before they are written. */
const BATCH = 256 * 1024;
const RETRY_MS = 2;

/** Nobody reads what we write any more: a reason to stop, quietly. */
export class ClosedPipe extends Error {}

/** Standard output, written in large pieces; a slow reader makes us wait, a closed pipe throws ClosedPipe. */
export class Stdout {
  readonly out = new ByteWriter(BATCH + 64 * 1024);
  /** Bytes written so far. */
  written = 0;
  /** Bytes that are dropped instead of written: they were written before. */
  skip = 0;
  private readonly sleep = new Int32Array(new SharedArrayBuffer(4));

  /** `immediate`: every line is written at once, for readers that wait for it. */
  constructor(private readonly immediate: boolean) {}

  /** To be called behind every whole line. */
  line(): void {
    if (this.immediate || this.out.pos >= BATCH) this.flush();
  }

  /** Bytes that hold whole lines, behind what was collected. */
  bytes(bytes: Uint8Array): void {
    this.flush();
    this.write(bytes, bytes.length);
  }

  flush(): void {
    const { buf, pos } = this.out;
    this.write(buf, pos);
    this.out.pos = 0;
  }

  private write(buf: Uint8Array, pos: number): void {
    let done = Math.min(this.skip, pos);
    this.skip -= done;
    while (done < pos) {
      try {
        const n = writeSync(1, buf, done, pos - done);
        done += n;
        this.written += n;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'EPIPE') throw new ClosedPipe();
        if (code !== 'EAGAIN')
          throw new SharkError('TS_SHARK_SOURCE', `cannot write to standard output: ${ioReason(error)}`);
        // Somebody set the pipe to non-blocking, and it is full.
        Atomics.wait(this.sleep, 0, 0, RETRY_MS);
      }
    }
  }
}
