import { categoryOf, EC, EVENT_TYPES, eventTable, TYPE_LIMIT } from '../event/table.js';
import { Need, type Needs, type TypeSet } from '../field/def.js';
import type { CompiledFilter } from '../filter/compile.js';

/** What takes events at the end of the line. */
export interface Sink {
  /** Parts of the state it looks at. */
  readonly needs: Needs;
  /** Called for every event that passed the filter; false: it wants no more. */
  event(): boolean;
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
}

/** What is done with every event, settled before the first one. */
export interface Plan {
  /** Parts of the state that are kept. */
  readonly needs: Needs;
  /** Event types that the capture filter can let through: for the others it is not even asked. */
  readonly types: TypeSet;
  /** The filter, unless its types decide alone. */
  readonly match: CompiledFilter['match'] | undefined;
  /** Types that sinks watch; undefined: none. */
  readonly watched: TypeSet | undefined;
}

export const ALL_TYPES: TypeSet = new Uint8Array(TYPE_LIMIT).fill(1);

/** With what the named parts rest on: everything that is kept is kept by thread. */
export const closeNeeds = (needs: Needs): Needs => (needs === Need.NONE ? needs : needs | Need.THREADS);

/** Joins what filter and sinks need. */
export function makePlan(filter: CompiledFilter | undefined, sinks: readonly Sink[]): Plan {
  return {
    needs: closeNeeds(sinks.reduce((n, sink) => n | sink.needs, filter?.needs ?? Need.NONE)),
    types: filter?.types ?? ALL_TYPES,
    match: filter && !filter.exact ? filter.match : undefined,
    watched: joinTypes(sinks.flatMap((sink) => sink.watches ?? [])),
  };
}

function joinTypes(sets: readonly TypeSet[]): TypeSet | undefined {
  if (sets.length === 0) return undefined;
  return new Uint8Array(TYPE_LIMIT).map((_, type) => (sets.some((set) => set[type]) ? 1 : 0));
}

const NEED_NAMES: Readonly<Record<keyof typeof Need, string>> = {
  NONE: '',
  THREADS: 'threads',
  FDS: 'fds',
  LATENCY: 'times of calls',
  USERS: 'users',
  CONTAINERS: 'containers',
  DETAILS: 'arguments, environment, memory',
};

/** The plan in words, for --explain-plan. */
export function explainPlan(plan: Plan): string {
  const kept = Object.entries(Need)
    .filter(([, bit]) => bit !== 0 && (plan.needs & bit) !== 0)
    .map(([name]) => NEED_NAMES[name as keyof typeof Need]);
  const table = eventTable('exits');
  const looked = new Set<string>();
  const skipped = new Set<string>();
  for (let t = 0; t < EVENT_TYPES; t++) {
    if (categoryOf(table[t].category) & EC.INTERNAL) continue;
    (plan.types[t] ? looked : skipped).add(table[t].name);
  }
  for (const name of looked) skipped.delete(name);
  const list = (names: ReadonlySet<string>) =>
    [...names].slice(0, 12).join(' ') + (names.size > 12 ? ` and ${names.size - 12} more` : '');
  return [
    `state kept:      ${kept.length === 0 ? 'none' : kept.join(', ')}`,
    `filter asked:    ${plan.match ? 'for each event of these types' : 'never, the type of the event decides'}`,
    `types let in:    ${skipped.size === 0 ? 'all' : list(looked)}`,
    `types left out:  ${skipped.size === 0 ? 'none' : list(skipped)}`,
    '',
  ].join('\n');
}
