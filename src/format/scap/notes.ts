/** No kernel gives threads higher numbers. */
export const TIDS = 2 ** 22;
const LISTED = 2;

/**
 * What a reader leaves about the events that it steps over, by thread: where the header of the last enter event lies in its
 * memory. Negative where a filter turned it away, or the exit event that followed it: then it does not pair with one.
 */
export class Notes {
  /** 1 for threads that are known: the events of others are looked at. LISTED for those that are among `tids`. */
  readonly known: Uint8Array;
  /** 0: there is no note. */
  readonly at: Int32Array;
  /** All threads with notes, and some that had one. */
  readonly tids: number[] = [];

  /** `limit`: what all thread ids that are asked for are below. */
  constructor(limit = TIDS) {
    this.known = new Uint8Array(limit);
    this.at = new Int32Array(limit);
  }

  /** For a thread that is known. */
  put(tid: number, at: number): void {
    this.at[tid] = at;
    if (this.known[tid] === LISTED) return;
    this.known[tid] = LISTED;
    this.tids.push(tid);
  }

  /** The enter event at hand, noted or not, pairs with no exit event. */
  lose(tid: number, at: number): void {
    const noted = this.at[tid];
    if (noted >= 0) this.put(tid, noted === 0 ? -at : -noted);
  }

  /** The thread ended, or another one has its id. */
  drop(tid: number): void {
    this.known[tid] = 0;
    this.at[tid] = 0;
  }

  /** Takes the notes off: what they tell of is about to leave the memory. */
  take(each: (tid: number, at: number) => void): void {
    const { at, known, tids } = this;
    for (const tid of tids) {
      if (at[tid] !== 0) each(tid, at[tid]);
      at[tid] = 0;
      if (known[tid] === LISTED) known[tid] = 1;
    }
    tids.length = 0;
  }

  clear(): void {
    this.take(() => {});
    this.known.fill(0);
  }
}

export const NO_NOTES = new Notes(0);
