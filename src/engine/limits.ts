import type { Division } from './division.js';
import type { Range } from './range.js';

/** When to stop before the capture ends. */
export interface Limits {
  /** Events that pass the filter, internal ones included unless `withoutInternal`. */
  readonly events: number;
  /** What a recording tells of itself, such as drops and reports on CPU times, does not count. */
  readonly withoutInternal?: boolean;
  /** ns after the first event that passed the filter. */
  readonly duration: number;
  /** Which part of the capture counts; the rest makes the state alone. Absent: all of it. */
  readonly range?: Range | undefined;
  /** Which parts of it are this thread's; the others make the state alone. Absent: all. */
  readonly division?: Division | undefined;
}

export const NO_LIMITS: Limits = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };
