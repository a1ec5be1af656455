import type { ByteWriter } from '../../bytes/writer.js';
import { type Division, PART, type Part } from '../division.js';
import { Board, type BoardMemory, boardMemory, SLOT_BYTES } from './board.js';
import { Claims, claimCells } from './claims.js';

/** What threads share that print a capture together. */
export interface SharedPrint {
  readonly claims: Int32Array;
  readonly board: BoardMemory;
}

export const sharedPrint = (): SharedPrint => ({ claims: claimCells(), board: boardMemory() });

/** Where a line can no longer be expected to fit. */
const NEARLY_FULL = SLOT_BYTES - 64 * 1024;

/** The chunks that one thread prints, line by line into `out`, of a capture that several print together. */
export class PrintedChunks implements Division {
  readonly board: Board;
  /** This thread could not write. */
  failed = false;
  private readonly claims: Claims;

  /** `write` takes bytes in the order of the capture; `handed` is called behind each chunk. */
  constructor(
    shared: SharedPrint,
    readonly out: ByteWriter,
    write: (bytes: Uint8Array, start: number, end: number) => void,
    private readonly handed: () => void = () => {},
    events?: number,
  ) {
    this.claims = new Claims(shared.claims, events);
    const orFail: typeof write = (bytes, start, end) => {
      try {
        write(bytes, start, end);
      } catch (error) {
        this.failed = true;
        throw error;
      }
    };
    this.board = new Board(shared.board, orFail, () => this.claims.stopped);
  }

  get events(): number {
    return this.claims.events;
  }

  next(): Part {
    if (!this.finish() || !this.board.admits(this.claims.chunk + 1)) return PART.NOBODYS;
    return this.claims.next();
  }

  /** To be called behind every whole line. */
  line(): void {
    const { out, claims } = this;
    if (out.pos < NEARLY_FULL) return;
    this.board.stream(claims.chunk, out.buf, out.pos);
    out.pos = 0;
  }

  /** Hands over what there is of the chunk at hand; false: nobody wants more. */
  finish(): boolean {
    const { out, claims } = this;
    if (claims.part !== PART.OURS) return true;
    claims.part = PART.OTHERS;
    const wanted = this.board.hand(claims.chunk, out.buf, out.pos);
    out.pos = 0;
    this.handed();
    return wanted;
  }

  /**
   * Nothing can come behind the chunk at hand: what there is of it is written, once it is due, and all are stopped.
   * False: it is another's, who will come to the same end, or has been stopped by then.
   */
  breakOff(): boolean {
    const { out, claims } = this;
    const ours = claims.part === PART.OURS && !claims.stopped;
    const due = ours && this.board.stream(claims.chunk, out.buf, out.pos);
    out.pos = 0;
    if (due) this.stop();
    return due;
  }

  stop(): void {
    this.claims.stop();
  }

  /** This thread has come to the end of the capture, and all before it is written; not so where another stopped it. */
  get complete(): boolean {
    return !this.claims.stopped && this.board.done > this.claims.chunk;
  }
}
