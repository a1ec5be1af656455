import { type Division, PART, type Part } from '../division.js';

/** Events of a chunk: some hundred kilobytes of lines. */
export const CHUNK_EVENTS = 2048;

const CELL = { CLAIMED: 0, STOPPED: 1 } as const;

/** What threads share that divide a capture. */
export const claimCells = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * 2));

/** Chunks that belong to the thread that comes to them first: who is slower, or later, has fewer of them. */
export class Claims implements Division {
  /** The chunk at hand. */
  chunk = -1;
  part: Part = PART.OTHERS;

  constructor(
    private readonly cells: Int32Array,
    readonly events = CHUNK_EVENTS,
  ) {}

  next(): Part {
    if (this.stopped) this.part = PART.NOBODYS;
    else {
      const chunk = ++this.chunk;
      const found = Atomics.compareExchange(this.cells, CELL.CLAIMED, chunk, chunk + 1);
      this.part = found === chunk ? PART.OURS : PART.OTHERS;
    }
    return this.part;
  }

  get stopped(): boolean {
    return Atomics.load(this.cells, CELL.STOPPED) !== 0;
  }

  /** Tells all that no more is wanted. */
  stop(): void {
    Atomics.store(this.cells, CELL.STOPPED, 1);
  }
}
