import { ByteWriter } from '../bytes/writer.js';
import { SharkError } from '../errors.js';
import { ShortWrite, writeAll } from './write-all.js';

/** Bytes that are collected before they are written. */
const BATCH = 256 * 1024;

/** Nobody reads what we write any more: a reason to stop, quietly. */
export class ClosedPipe extends Error {}

/** Standard output, written in large pieces; a slow reader makes us wait, a closed pipe throws ClosedPipe. */
export class Stdout {
  readonly out = new ByteWriter(BATCH + 64 * 1024);
  /** Bytes written so far. */
  written = 0;
  /** Bytes that are dropped instead of written: they were written before. */
  skip = 0;

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
    const start = Math.min(this.skip, pos);
    this.skip -= start;
    try {
      writeAll(1, buf, start, pos);
      this.written += pos - start;
    } catch (error) {
      if (!(error instanceof ShortWrite)) throw error;
      if (error.closed) throw new ClosedPipe();
      throw new SharkError('TS_SHARK_SOURCE', `cannot write to standard output: ${error.reason}`);
    }
  }
}
