/** Whose a chunk of a capture is; NOBODYS: no more is wanted. */
export const PART = { OTHERS: 0, OURS: 1, NOBODYS: 2 } as const;
export type Part = (typeof PART)[keyof typeof PART];

/**
 * Which events of a capture are this thread's, where several handle it together. Each walks through all of it and keeps
 * the state; what costs most, turning events into text or sums, is done once for each event. Chunks are counted in
 * events of the capture, so all threads cut at the same places.
 */
export interface Division {
  /** Events of a chunk. */
  readonly events: number;
  /** The chunk before is done with, the next begins. */
  next(): Part;
}
