import type { ByteWriter } from '../../bytes/writer.js';
import type { ChunkPort } from './chunks.js';
import { type ChunkMessage, GATE, type Reporting } from './messages.js';

/** Chunks that a worker may be ahead of what is written: bounds what waits in memory. */
const WINDOW = 8;
/** How long a word that we may go on can be missed. */
const NAP_MS = 100;

/** The end of the line that a worker has in its hand: sends what `out` holds, and waits where it is too far ahead. */
export class WorkerPort implements ChunkPort {
  constructor(
    private readonly reporting: Reporting,
    private readonly out: ByteWriter,
  ) {}

  admits(chunk: number): boolean {
    const { gate } = this.reporting;
    for (;;) {
      if (Atomics.load(gate, GATE.STOP) !== 0) return false;
      const next = Atomics.load(gate, GATE.NEXT);
      if (chunk - next < WINDOW) return true;
      Atomics.wait(gate, GATE.NEXT, next, NAP_MS);
    }
  }

  done(next: number): void {
    this.reporting.port.postMessage({ next } satisfies ChunkMessage);
  }

  put(chunk: number): void {
    const { out } = this;
    if (out.pos === 0) return;
    const bytes = new Uint8Array(out.buf.subarray(0, out.pos));
    out.pos = 0;
    this.reporting.port.postMessage({ chunk, bytes } satisfies ChunkMessage, [bytes.buffer]);
  }
}
