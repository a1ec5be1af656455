import type { Needs, TypeSet } from '../field/def.js';

/** What takes events at the end of the line. */
export interface Sink {
  /** Parts of the state it looks at. */
  readonly needs: Needs;
  /** Event types it has a use for; it may get others all the same. Absent: all. */
  readonly types?: TypeSet;
  /** Called for every event that passed the filter; false: it wants no more. */
  event(): boolean;
  /** Called for every event that did not pass the filter, before it changes the state. */
  filtered?(): void;
  /** Called once, behind the last event. */
  end?(): void;
}
