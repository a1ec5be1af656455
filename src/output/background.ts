import { Worker } from 'node:worker_threads';
import { inPackage } from '../source/package.js';
import { CELL, CELLS, PIECE, PIECES, REASON_BYTES, type Ring, STATE } from './ring.js';
import { ShortWrite, writeAll } from './write-all.js';

/** Time that the thread has to start, in ms. */
const START_MS = 2000;

/** Else Node would make a pipe non-blocking to lend it to the thread. */
const OWN_OUTPUT = { stdout: true, stderr: true };

/**
 * Writes to a file in a thread of its own, piece by piece in the order in which they are given, so that the next lines
 * are made meanwhile. What waits is bounded: who gives more has to wait, too.
 */
export class BackgroundWriter {
  private readonly ring: Ring;
  private given = 0;

  constructor(fd: number, program: string | URL = inPackage('dist/output/write-job.js')) {
    this.ring = {
      fd,
      cells: new Int32Array(new SharedArrayBuffer(4 * CELLS)),
      pieces: new Uint8Array(new SharedArrayBuffer(PIECE * PIECES)),
      reason: new Uint8Array(new SharedArrayBuffer(REASON_BYTES)),
    };
    // Nothing that was told to Node for the program itself: it may not start with that.
    const thread = new Worker(program, { workerData: this.ring, execArgv: [], env: {}, ...OWN_OUTPUT });
    // What it has to say is in the ring; it ends with the program.
    thread.on('error', () => {});
    thread.unref();
  }

  /** Takes the bytes from `start` to `end`, which may be changed afterwards. Throws ShortWrite. */
  write(bytes: Uint8Array, start: number, end: number): void {
    const { cells, pieces } = this.ring;
    for (let at = start; at < end; ) {
      this.wait(PIECES - 1);
      const slot = this.given % PIECES;
      const n = Math.min(PIECE, end - at);
      pieces.set(bytes.subarray(at, at + n), slot * PIECE);
      cells[CELL.LENGTHS + slot] = n;
      at += n;
      Atomics.store(cells, CELL.GIVEN, ++this.given);
      Atomics.notify(cells, CELL.GIVEN);
    }
  }

  /** Waits until all is written. Throws ShortWrite. */
  drain(): void {
    this.wait(0);
  }

  /** Waits until at most `most` pieces are left to be written. */
  private wait(most: number): void {
    const { cells } = this.ring;
    for (;;) {
      const written = Atomics.load(cells, CELL.WRITTEN);
      const state = Atomics.load(cells, CELL.STATE);
      if (state === STATE.FAILED || state === STATE.CLOSED) throw this.failure(state === STATE.CLOSED);
      if (this.given - written <= most) return;
      if (state === STATE.WORKING) Atomics.wait(cells, CELL.WRITTEN, written);
      else if (state === STATE.ABANDONED) this.writeHere(written);
      else this.awaitStart();
    }
  }

  private failure(closed: boolean): ShortWrite {
    const { cells, reason } = this.ring;
    return new ShortWrite(0, Buffer.from(reason.subarray(0, cells[CELL.REASON])).toString(), closed);
  }

  /** What is loaded into every thread, as by NODE_OPTIONS, may want this one, which waits: then it writes itself. */
  private awaitStart(): void {
    const { cells } = this.ring;
    if (Atomics.wait(cells, CELL.STATE, STATE.STARTING, START_MS) !== 'timed-out') return;
    Atomics.compareExchange(cells, CELL.STATE, STATE.STARTING, STATE.ABANDONED);
  }

  /** Writes the piece that is due. */
  private writeHere(written: number): void {
    const { cells, fd, pieces } = this.ring;
    const start = (written % PIECES) * PIECE;
    writeAll(fd, pieces, start, start + cells[CELL.LENGTHS + (written % PIECES)]);
    Atomics.store(cells, CELL.WRITTEN, written + 1);
  }
}
