import type { Needs, TypeSet } from '../field/def.js';

/** How what one thread gathered gets to another. */
export interface Merge {
  /** What was gathered, in values that can be sent: called behind the last event. */
  take(): unknown;
  /** Takes in what another thread gathered, before `end`. */
  add(part: unknown): void;
}

/** What takes events at the end of the line. */
export interface Sink {
  /** Parts of the state it looks at. */
  readonly needs: Needs;
  /** Event types it has a use for; it may get others all the same. Absent: all. */
  readonly types?: TypeSet;
  /**
   * False: it has no use for the event, as far as that alone tells. May be asked before the state is up to date; the
   * event may come all the same.
   */
  wants?(): boolean;
  /** Called for every event that passed the filter; false: it wants no more. */
  event(): boolean;
  /** Called for every event that did not pass the filter, before it changes the state. */
  filtered?(): void;
  /** Called now and then while nothing is there to be read. */
  idle?(): void;
  /** Called once, behind the last event. */
  end?(): void;
  /** All it does with an event of these types is to count it here, which may be done for it. */
  readonly tally?: { readonly types: TypeSet; readonly byType: Float64Array };
  /** Several threads can share the events between them. */
  readonly merge?: Merge;
  /** Event types of which it is also told, through `unseen`, the events that do not get to `event`. */
  readonly watches?: TypeSet;
  /**
   * An event that the filter turned away, that completes the start of the capture, or that is there for the state
   * alone. Also called for the first event of the capture, whatever its type. The event may not be applied yet.
   */
  unseen?(): void;
  /** Every whole block that is not an event of a known type, and where it lies. */
  other?(memory: Buffer, start: number, end: number): void;
  /** The memory that all these lie in is about to change. */
  release?(): void;
  /** Nothing more is wanted. Asked now and then, also where no event passes. */
  sated?(): boolean;
}
