/** What a thread that makes bytes and the one that writes them share. */
export interface Ring {
  readonly fd: number;
  readonly cells: Int32Array;
  /** PIECES times PIECE bytes. */
  readonly pieces: Uint8Array;
  /** Why writing failed, in UTF-8. */
  readonly reason: Uint8Array;
}

/** Bytes of a piece, and how many there can be at once. */
export const PIECE = 512 * 1024;
export const PIECES = 4;
export const REASON_BYTES = 256;

/**
 * Cells of the ring: how many pieces were given and written so far, what the writing thread is at, the length of the
 * reason, and the length of each piece.
 */
export const CELL = { GIVEN: 0, WRITTEN: 1, STATE: 2, REASON: 3, LENGTHS: 4 } as const;
export const CELLS = CELL.LENGTHS + PIECES;

/** Values of CELL.STATE. ABANDONED: it did not start in time, and is not to begin any more. */
export const STATE = { STARTING: 0, WORKING: 1, ABANDONED: 2, FAILED: 3, CLOSED: 4 } as const;
