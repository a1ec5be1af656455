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
  private readonly sleep = new Int32Array(new SharedArrayBuffer(4));

  /** `immediate`: every line is written at once, for readers that wait for it. */
  constructor(private readonly immediate: boolean) {}

  /** To be called behind every whole line. */
  line(): void {
    if (this.immediate || this.out.pos >= BATCH) this.flush();
  }

  flush(): void {
    const { buf, pos } = this.out;
    for (let done = 0; done < pos; ) {
      try {
        done += writeSync(1, buf, done, pos - done);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code === 'EPIPE') throw new ClosedPipe();
        if (code !== 'EAGAIN')
          throw new SharkError('TS_SHARK_SOURCE', `cannot write to standard output: ${ioReason(error)}`);
        // Somebody set the pipe to non-blocking, and it is full.
        Atomics.wait(this.sleep, 0, 0, RETRY_MS);
      }
    }
    this.out.pos = 0;
  }
}
