import { categoryOf, EC, EVENT_TYPES, eventTable, TYPE_LIMIT } from '../event/table.js';
import { Need, type Needs, type TypeSet } from '../field/def.js';
import { ALL_TYPES } from '../field/use.js';
import { type CompiledFilter, needsBehind } from '../filter/compile.js';
import type { Sink } from '../output/sink.js';
import type { TidSet } from './kinship.js';

export type { Sink } from '../output/sink.js';

/** What is done with every event, settled before the first one. */
export interface Plan {
  /** Parts of the state that are kept. */
  readonly needs: Needs;
  /** Event types that the capture filter can let through: for the others it is not even asked. */
  readonly types: TypeSet;
  /** The filter, unless its types decide alone. */
  readonly match: CompiledFilter['match'] | undefined;
  /** Event types that pass, but that no sink has a use for: only the state hears of them. */
  readonly unwanted: TypeSet;
  /** Types that sinks watch; undefined: none. */
  readonly watched: TypeSet | undefined;
  /** Whether a sink may have a use for an event that passes, as far as that alone tells; undefined: for all. */
  readonly wants?: (() => boolean) | undefined;
  /** The processes to which all events belong that pass; undefined: any. */
  readonly pids: readonly number[] | undefined;
  /** The threads whose fds and directories matter, to which all events belong that pass; absent: any. */
  readonly concerned?: TidSet | undefined;
}

/** Event types that may pass and be looked at. */
export const seenTypes = ({ types, unwanted }: Plan): TypeSet =>
  types.map((passes, t) => (passes && !unwanted[t] ? 1 : 0));

const NO_TYPES: TypeSet = new Uint8Array(TYPE_LIMIT);

/** With what the named parts rest on: everything that is kept is kept by thread. */
export function closeNeeds(needs: Needs): Needs {
  if (needs === Need.NONE) return needs;
  const own = Need.OWN_FD | Need.OWN_FILE;
  const fds = needs & Need.FDS || (needs & own) === own ? Need.FDS | own : Need.NONE;
  return needs | Need.THREADS | fds;
}

/**
 * Joins what filter and sinks need. `counted`: somebody asks how many events pass the filter, so that all of them have
 * to be delivered.
 */
export function makePlan(filter: CompiledFilter | undefined, sinks: readonly Sink[], counted = true): Plan {
  const watched = joinTypes(sinks.flatMap((sink) => sink.watches ?? []));
  const watchers = sinks.filter((sink) => sink.filtered);
  const asked = sinks.reduce((n, sink) => n | sink.needs, filter?.needs ?? Need.NONE);
  const needs = closeNeeds(watched || watchers.length > 0 ? asked : needsBehind(filter, asked));
  if (filter && watchers.length > 0) {
    return { needs, types: ALL_TYPES, match: heard(filter, watchers), unwanted: NO_TYPES, watched, pids: undefined };
  }
  const types = filter?.types ?? ALL_TYPES;
  const match = filter && !filter.exact ? filter.rest : undefined;
  // An event that does not pass leaves the state in another way than one that does: where that is open, all are looked at.
  const unwanted = counted || match ? NO_TYPES : types.map((passes, t) => (passes && !isWanted(t, sinks) ? 1 : 0));
  const wants = counted || match || watched ? undefined : wantsOf(sinks);
  return { needs, types, match, unwanted, watched, wants, pids: filter?.pids };
}

/** Whether any of the sinks wants an event; undefined: one of them takes all. */
function wantsOf(sinks: readonly Sink[]): Plan['wants'] {
  const each = sinks.map((sink) => sink.wants);
  if (each.length === 1) return each[0];
  return each.includes(undefined) ? undefined : () => each.some((wants) => wants?.());
}

const isWanted = (type: number, sinks: readonly Sink[]) => sinks.some((sink) => !sink.types || sink.types[type]);

/** The filter, with word to those who want to hear of every event. */
function heard({ types, exact, rest }: CompiledFilter, sinks: readonly Sink[]): CompiledFilter['match'] {
  return (ctx) => {
    if (types[ctx.ev.type] && (exact || rest(ctx))) return true;
    for (const sink of sinks) sink.filtered?.();
    return false;
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
  FD_ORDER: 'order of fds',
  OWN_SOCKET: 'sockets that events work on',
  SOCKETS: 'sockets',
  INODES: 'inodes',
  OWN_FD: 'fds',
  OWN_FILE: 'paths of files',
};

/** The plan in words, for --explain-plan. */
export function explainPlan(plan: Plan): string {
  const kept = Object.entries(Need)
    .filter(([, bit]) => bit !== 0 && (plan.needs & bit) !== 0)
    .map(([name]) => NEED_NAMES[name as keyof typeof Need]);
  const table = eventTable('exits');
  const seen = seenTypes(plan);
  const looked = new Set<string>();
  const skipped = new Set<string>();
  for (let t = 0; t < EVENT_TYPES; t++) {
    if (categoryOf(table[t].category) & EC.INTERNAL) continue;
    (seen[t] ? looked : skipped).add(table[t].name);
  }
  for (const name of looked) skipped.delete(name);
  const list = (names: ReadonlySet<string>) =>
    [...names].slice(0, 12).join(' ') + (names.size > 12 ? ` and ${names.size - 12} more` : '');
  return [
    `state kept:      ${kept.length === 0 ? 'none' : [...new Set(kept)].join(', ')}`,
    `filter asked:    ${plan.match ? 'for each event of these types' : 'never, the type of the event decides'}`,
    `types let in:    ${skipped.size === 0 ? 'all' : list(looked)}`,
    `types left out:  ${skipped.size === 0 ? 'none' : list(skipped)}`,
    '',
  ].join('\n');
}
