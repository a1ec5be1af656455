// Where names, paths and arguments stand in events: all that a word of a field can come from.
import { AF } from './render/address.js';
import { EF, EVENT_TYPES, type EventInfo, eventTable } from './table.js';
import { PPME } from './tables/ids.data.js';
import type { EventView } from './view.js';

/** How a parameter holds text: not at all, as a name or path, raw (never cleaned), as the path of a unix socket. */
export const TEXT = { NONE: 0, NAME: 1, RAW: 2, SOCKADDR: 3, SOCKTUPLE: 4 } as const;
/** Containers, of which each is shown as a process of its own: the JSON that tells of them is text from end to end. */
export const TELLS_CONTAINER: ReadonlySet<number> = new Set([
  PPME.CONTAINER_JSON_E,
  PPME.CONTAINER_JSON_2_E,
  PPME.ASYNCEVENT_E,
]);

const KINDS: Readonly<Record<string, number>> = {
  charbuf: TEXT.NAME,
  fspath: TEXT.NAME,
  fsrelpath: TEXT.NAME,
  charbufarray: TEXT.RAW,
  bytebuf: TEXT.RAW,
  sockaddr: TEXT.SOCKADDR,
  socktuple: TEXT.SOCKTUPLE,
};
/** What is read and written is data, not text. */
const MOVES_DATA = EF.READS_FROM_FD | EF.WRITES_TO_FD;
/** Where the path of a unix socket begins: behind the family, and behind the pointers of both ends. */
const ADDRESS_PATH = 1;
const TUPLE_PATH = 17;
/** Long, and no name, path or argument. */
const OTHERS: ReadonlySet<string> = new Set(['cgroups', 'env']);

/**
 * Kind of text of each parameter, by event type; undefined for types without any, and for the large events, of which
 * those of TELLS_CONTAINER alone name a process.
 */
export function textParams(): readonly (Uint8Array | undefined)[] {
  const tables = [eventTable('pairs'), eventTable('exits')] as const;
  return Array.from({ length: EVENT_TYPES }, (_, type) => {
    const kinds = new Uint8Array(Math.max(...tables.map((table) => table[type].params.length)));
    for (const table of tables) addKinds(kinds, table[type]);
    return kinds.some((kind) => kind !== TEXT.NONE) ? kinds : undefined;
  });
}

function addKinds(kinds: Uint8Array, info: EventInfo): void {
  if (info.flags & EF.LARGE_PAYLOAD) return;
  for (const [i, { type, name }] of info.params.entries()) {
    if (OTHERS.has(name) || (type === 'bytebuf' && info.flags & MOVES_DATA)) continue;
    kinds[i] ||= KINDS[type] ?? TEXT.NONE;
  }
}

/** Offset of the text in a parameter of `n` bytes at `at`; its end where there is none. */
export function textStart(ev: EventView, kind: number, at: number, n: number): number {
  if (kind === TEXT.NAME || kind === TEXT.RAW) return at;
  if (kind === TEXT.NONE || ev.u8[at] !== AF.UNIX) return at + n;
  return Math.min(at + n, at + (kind === TEXT.SOCKTUPLE ? TUPLE_PATH : ADDRESS_PATH));
}
