import { SharkError } from '../errors.js';
import type { ByteSource } from './source.js';

/** Bytes of a piece, and how many there can be at once. */
const PIECE = 512 * 1024;
const PIECES = 8;
const REASON_BYTES = 1024;
/** How long a thread sleeps at most before it looks at the world again. */
const NAP_MS = 20;
/** A reader that needs no more. */
const GONE = 0x7fffffff;

/**
 * GIVEN: pieces that have been put there. PASSED: changes whenever a reader is done with one. END: see there. LENGTHS:
 * bytes of each piece; behind them, the pieces that each reader is done with.
 */
const CELL = { GIVEN: 0, PASSED: 1, END: 2, LENGTHS: 3 } as const;
const TAKEN = CELL.LENGTHS + PIECES;
const END = { OPEN: 0, END: 1, FAILED: 2 } as const;

/** A stretch of a stream that moves on when all readers are done with its first piece. */
export interface SharedInput {
  readonly cells: Int32Array;
  /** PIECES times PIECE bytes. */
  readonly pieces: Uint8Array;
  /** Why it could not be read, in UTF-8 up to a NUL. */
  readonly reason: Uint8Array;
}

export const sharedInput = (readers: number): SharedInput => ({
  cells: new Int32Array(new SharedArrayBuffer(4 * (TAKEN + readers))),
  pieces: new Uint8Array(new SharedArrayBuffer(PIECE * PIECES)),
  reason: new Uint8Array(new SharedArrayBuffer(REASON_BYTES)),
});

/** Reads a source for all readers, until its end or until nobody needs more. */
export async function pour(source: ByteSource, { cells, pieces, reason }: SharedInput): Promise<void> {
  const memory = Buffer.from(pieces.buffer);
  let given = 0;
  try {
    while (waitForRoom(cells, given)) {
      const slot = given % PIECES;
      const n = await source.read(memory, slot * PIECE, PIECE);
      if (n === 0) {
        Atomics.store(cells, CELL.END, END.END);
        break;
      }
      Atomics.store(cells, CELL.LENGTHS + slot, n);
      Atomics.store(cells, CELL.GIVEN, ++given);
      Atomics.notify(cells, CELL.GIVEN);
    }
  } catch (error) {
    if (!(error instanceof SharkError)) throw error;
    new TextEncoder().encodeInto(error.message, reason.subarray(0, REASON_BYTES - 1));
    Atomics.store(cells, CELL.END, END.FAILED);
  } finally {
    Atomics.notify(cells, CELL.GIVEN);
    await source.close();
  }
}

/** Waits until a reader that is behind has made room; false: all have gone. */
function waitForRoom(cells: Int32Array, given: number): boolean {
  for (;;) {
    const passed = Atomics.load(cells, CELL.PASSED);
    let least = GONE;
    for (let i = TAKEN; i < cells.length; i++) least = Math.min(least, Atomics.load(cells, i));
    if (least === GONE) return false;
    if (given - least < PIECES) return true;
    Atomics.wait(cells, CELL.PASSED, passed);
  }
}

/** Nobody waits for a reader any more. */
export const leave = (input: SharedInput, reader: number): void => pass(input, reader, GONE);

function pass({ cells }: SharedInput, reader: number, taken: number): void {
  Atomics.store(cells, TAKEN + reader, taken);
  Atomics.add(cells, CELL.PASSED, 1);
  Atomics.notify(cells, CELL.PASSED);
}

/** What one of the readers sees of it. */
export class SharedSource implements ByteSource {
  readonly size = undefined;
  private taken = 0;
  /** In the piece at hand. */
  private at = 0;

  constructor(
    readonly name: string,
    private readonly input: SharedInput,
    private readonly reader: number,
  ) {}

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    const { cells, pieces } = this.input;
    if (!(await this.wait())) return 0;
    const slot = this.taken % PIECES;
    const length = Atomics.load(cells, CELL.LENGTHS + slot);
    const n = Math.min(max, length - this.at);
    const start = slot * PIECE + this.at;
    target.set(pieces.subarray(start, start + n), offset);
    this.at += n;
    if (this.at === length) {
      this.at = 0;
      pass(this.input, this.reader, ++this.taken);
    }
    return n;
  }

  /** Waits for the piece that is next; false: there is none. */
  private async wait(): Promise<boolean> {
    const { cells, reason } = this.input;
    while (Atomics.load(cells, CELL.GIVEN) === this.taken) {
      const end = Atomics.load(cells, CELL.END);
      if (end !== END.OPEN && Atomics.load(cells, CELL.GIVEN) === this.taken) {
        if (end === END.END) return false;
        throw new SharkError('TS_SHARK_SOURCE', Buffer.from(reason.subarray(0, reason.indexOf(0))).toString());
      }
      // What was read before is looked at first.
      await new Promise(setImmediate);
      Atomics.wait(cells, CELL.GIVEN, this.taken, NAP_MS);
    }
    return true;
  }

  async close(): Promise<void> {
    leave(this.input, this.reader);
  }
}
