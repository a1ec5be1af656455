import { availableParallelism } from 'node:os';
import { ByteWriter } from '../bytes/writer.js';
import { SharkError } from '../errors.js';
import { BackgroundWriter } from './background.js';
import { ShortWrite, writeAll } from './write-all.js';

/** Bytes that are collected before they are written. */
const BATCH = 256 * 1024;
/** Bytes from which on it pays to have a thread for the writing. */
const MUCH = 8 * 1024 * 1024;

/** Nobody reads what we write any more: a reason to stop, quietly. */
export class ClosedPipe extends Error {}

/**
 * Standard output, written in large pieces; a slow reader makes us wait, a closed pipe throws ClosedPipe. Where it is
 * much, a thread of its own writes it.
 */
export class Stdout {
  readonly out = new ByteWriter(BATCH + 64 * 1024);
  private written = 0;
  /** Bytes that are dropped instead of written: they were written before. */
  skip = 0;
  private background: BackgroundWriter | undefined;

  /** `immediate`: every line is written at once, for readers that wait for it. */
  constructor(private readonly immediate: boolean) {}

  /** To be called behind every whole line. */
  line(): void {
    if (this.immediate) this.flush();
    else if (this.out.pos >= BATCH) this.pass();
  }

  /** Bytes from elsewhere, while nothing is collected: comes back when they are written. */
  direct(bytes: Uint8Array, start: number, end: number): void {
    this.guard(() => writeAll(1, bytes, start, end));
  }

  /** Comes back when all is written. */
  flush(): void {
    this.pass();
    this.guard(() => this.background?.drain());
  }

  private pass(): void {
    const { buf, pos } = this.out;
    this.out.pos = 0;
    this.guard(() => this.write(buf, pos));
  }

  private write(buf: Uint8Array, pos: number): void {
    const start = Math.min(this.skip, pos);
    this.skip -= start;
    if (this.background) this.background.write(buf, start, pos);
    else writeAll(1, buf, start, pos);
    this.written += pos - start;
    if (!this.background && !this.immediate && this.written >= MUCH && availableParallelism() > 1) {
      this.background = new BackgroundWriter(1);
    }
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ShortWrite)) throw error;
      if (error.closed) throw new ClosedPipe();
      throw new SharkError('TS_SHARK_SOURCE', `cannot write to standard output: ${error.reason}`);
    }
  }
}
