import { STATE_ONLY } from '../../event/view.js';
import { BLOCK_HEADER, BLOCK_TRAILER, CPU_BYTES, EVENT_HEADER, MAX_EVENT_BODY, SMALLEST_EVENT } from './blocks.js';

/**
 * What to do with events of a type without looking at them. LOOK: nothing, they are to be looked at. STEP: step over
 * them. COUNT: step over them, and count by type those that are not there for the state alone. KNOWN: step over them
 * where their thread is marked.
 */
export const STEP = { LOOK: 0, STEP: 1, COUNT: 2, KNOWN: 3 } as const;

const NO_MARKS = new Uint8Array(0);
const EV_V2 = 0x216;
/** Bytes of a block around the event, and of an event in front of the lengths of its parameters. */
const FRAME = BLOCK_HEADER + CPU_BYTES + BLOCK_TRAILER;
const HEAD = EVENT_HEADER + 4;

/**
 * Goes from event to event by what their blocks begin with. Only well-formed events of the newest kinds of block are
 * stepped over: all else is left to the reader. Layout: format/scap/reader.ts and event/view.ts, in words of 32 bits here.
 */
export class Stepper {
  /** By type: one of STEP. */
  readonly steps = new Uint8Array(0x10000);
  /** For KNOWN: 1 for marked threads, by id. */
  marks: Uint8Array = NO_MARKS;
  /** For COUNT. */
  byType: Float64Array = new Float64Array(0);
  /** Events stepped over the last time, and how many of them were counted. */
  passed = 0;
  counted = 0;
  /** Where the last of them lies. */
  last = 0;

  /**
   * Steps over events from `pos` on; where it stopped. `words` is the memory that holds them, whose
   * last block ends at `limit` or beyond.
   */
  run(words: Int32Array, pos: number, limit: number): number {
    const { steps, marks, byType } = this;
    let at = pos;
    let passed = 0;
    let counted = 0;
    while (at + SMALLEST_EVENT <= limit) {
      const w = at >> 2;
      // In blocks with flags, all that follows them lies a word further on.
      const flagged = words[w] - EV_V2;
      if (flagged !== 0 && flagged !== 1) break;
      const e = w + flagged;
      const typed = words[e + 7];
      const type = typed >>> 16;
      const step = steps[type];
      if (step === STEP.LOOK) break;
      const length = words[w + 1];
      const body = (words[e + 6] >>> 16) | (typed << 16);
      const nparams = words[e + 8];
      if (length < SMALLEST_EVENT || (length & 3) !== 0 || length > limit - at || length > MAX_EVENT_BODY) break;
      if (nparams < 0 || HEAD + 2 * nparams > body || body > length - FRAME - 4 * flagged) break;
      if (step === STEP.KNOWN) {
        const tid = (words[e + 4] >>> 16) | (words[e + 5] << 16);
        const high = (words[e + 5] >>> 16) | (words[e + 6] << 16);
        if (high !== 0 || tid < 0 || tid >= marks.length || marks[tid] === 0) break;
      } else if (step === STEP.COUNT && (flagged === 0 || ((words[w + 2] >>> 16) & STATE_ONLY) === 0)) {
        byType[type]++;
        counted++;
      }
      this.last = at;
      at += length;
      passed++;
    }
    this.passed = passed;
    this.counted = counted;
    return at;
  }
}
