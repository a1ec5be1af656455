/** Chunks that may be ahead of what is written: bounds what waits in memory. */
const SLOTS = 8;
export const SLOT_BYTES = 1024 * 1024;
/** How long a thread sleeps at most before it looks whether all was stopped. */
const NAP_MS = 100;

/** NEXT: the chunk that is to be written next. LOCK: 1 while a thread writes what waits. READY: for each slot, 0 or the length of what waits there, and 1. */
const CELL = { NEXT: 0, LOCK: 1, READY: 2 } as const;

/** What the threads share that print a capture together. */
export interface BoardMemory {
  readonly cells: Int32Array;
  /** SLOTS times SLOT_BYTES. */
  readonly slots: Uint8Array;
  /** One number: bytes written so far. */
  readonly written: Float64Array;
}

export const boardMemory = (): BoardMemory => ({
  cells: new Int32Array(new SharedArrayBuffer(4 * (CELL.READY + SLOTS))),
  slots: new Uint8Array(new SharedArrayBuffer(SLOTS * SLOT_BYTES)),
  written: new Float64Array(new SharedArrayBuffer(8)),
});

/**
 * Puts what several threads made of the chunks of a capture back into order. Whoever hands over the chunk that is due
 * writes it, and what waited for it; other chunks are laid into memory that all threads see.
 */
export class Board {
  /** `write` takes bytes that are in order; `stopped`: nobody waits any more. */
  constructor(
    private readonly memory: BoardMemory,
    private readonly write: (bytes: Uint8Array, start: number, end: number) => void,
    private readonly stopped: () => boolean,
  ) {}

  /** Bytes that all threads have written. */
  get written(): number {
    return this.memory.written[0];
  }

  /** Chunks that are written. */
  get done(): number {
    return Atomics.load(this.memory.cells, CELL.NEXT);
  }

  /** Waits until there is room for a chunk; false: all was stopped. */
  admits(chunk: number): boolean {
    return this.wait((next) => chunk < next + SLOTS);
  }

  /** A part of a chunk that is too large to be laid down: waits until it is due. False: all was stopped. */
  stream(chunk: number, bytes: Uint8Array, length: number): boolean {
    if (!this.wait((next) => next === chunk)) return false;
    this.put(bytes, 0, length);
    return true;
  }

  /** All of a chunk, or the rest of one. False: all was stopped. */
  hand(chunk: number, bytes: Uint8Array, length: number): boolean {
    const { cells, slots } = this.memory;
    if (Atomics.load(cells, CELL.NEXT) === chunk || length > SLOT_BYTES) {
      if (!this.stream(chunk, bytes, length)) return false;
      this.advance();
    } else {
      const slot = chunk % SLOTS;
      slots.set(bytes.subarray(0, length), slot * SLOT_BYTES);
      Atomics.store(cells, CELL.READY + slot, length + 1);
    }
    this.writeWaiting();
    return true;
  }

  /** Who does not get the lock leaves it to who has it, who looks again behind it. */
  private writeWaiting(): void {
    const { cells, slots } = this.memory;
    const ready = () => CELL.READY + (Atomics.load(cells, CELL.NEXT) % SLOTS);
    while (Atomics.load(cells, ready()) !== 0) {
      if (Atomics.compareExchange(cells, CELL.LOCK, 0, 1) !== 0) return;
      for (let cell = ready(); Atomics.load(cells, cell) !== 0; cell = ready()) {
        const start = (cell - CELL.READY) * SLOT_BYTES;
        this.put(slots, start, start + Atomics.load(cells, cell) - 1);
        Atomics.store(cells, cell, 0);
        this.advance();
      }
      Atomics.store(cells, CELL.LOCK, 0);
    }
  }

  private put(bytes: Uint8Array, start: number, end: number): void {
    this.write(bytes, start, end);
    this.memory.written[0] += end - start;
  }

  private advance(): void {
    Atomics.add(this.memory.cells, CELL.NEXT, 1);
    Atomics.notify(this.memory.cells, CELL.NEXT);
  }

  private wait(until: (next: number) => boolean): boolean {
    const { cells } = this.memory;
    for (;;) {
      const next = Atomics.load(cells, CELL.NEXT);
      if (until(next)) return true;
      if (this.stopped()) return false;
      Atomics.wait(cells, CELL.NEXT, next, NAP_MS);
    }
  }
}
