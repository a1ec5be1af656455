import { FLAG_TABLES } from './tables/enums.data.js';
import { DYNAMIC, EVENT_ROWS, type EventRow, type OlderRow } from './tables/events.data.js';

/** Event flags (EF_*, driver/ppm_events_public.h). */
export const EF = {
  CREATES_FD: 1,
  DESTROYS_FD: 2,
  USES_FD: 4,
  READS_FROM_FD: 8,
  WRITES_TO_FD: 16,
  MODIFIES_STATE: 32,
  UNUSED: 64,
  WAITS: 128,
  SKIP_PARSE_RESET: 256,
  OLD_VERSION: 512,
  LARGE_PAYLOAD: 2048,
} as const;

/** Event categories (EC_*). The sources (syscall and above) are bits on top of the others. */
export const EC = {
  UNKNOWN: 0,
  OTHER: 1,
  FILE: 2,
  NET: 3,
  IPC: 4,
  MEMORY: 5,
  PROCESS: 6,
  SLEEP: 7,
  SYSTEM: 8,
  SIGNAL: 9,
  USER: 10,
  TIME: 11,
  PROCESSING: 12,
  IO_BASE: 32,
  IO_READ: 32,
  IO_WRITE: 33,
  IO_OTHER: 34,
  WAIT: 64,
  SCHEDULER: 128,
  INTERNAL: 256,
  SYSCALL: 512,
  TRACEPOINT: 1024,
  PLUGIN: 2048,
  METAEVENT: 4096,
} as const;
/** The category without its source. */
export const categoryOf = (bits: number): number => bits & 511;

/** `pairs`: an enter and an exit event per call (sysdig up to 0.40); `exits`: exit events alone (libs 0.22 on). */
export type Dialect = 'pairs' | 'exits';

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** Number format of a parameter: decimal, hexadecimal, octal. */
export type ParamFormat = 'dec' | 'hex' | 'oct';

export interface ParamInfo {
  readonly name: string;
  /** As in `PT_*`, lower case: fd, errno, fspath, flags32, ... */
  readonly type: string;
  readonly format: ParamFormat;
  readonly values?: readonly NamedValue[];
  /** fsrelpath: which parameter holds the directory's fd. */
  readonly dirfd?: number;
  /** dyn: what it is, by the index in its first byte. */
  readonly variants?: readonly ParamInfo[];
}

export interface EventInfo {
  readonly id: number;
  readonly name: string;
  readonly category: number;
  readonly flags: number;
  readonly params: readonly ParamInfo[];
  /** Index of the parameter of that name; -1: there is none. Does not parse them all. */
  indexOf(param: string): number;
  /** Parameter that holds the fd of an event that uses one; -1: none. */
  readonly fdParam: number;
}

export const EVENT_TYPES = EVENT_ROWS.length;
/** Size of tables indexed by event type; types beyond it are refused by the reader. */
export const TYPE_LIMIT = 512;

/** Events whose parameter lengths take 4 bytes each instead of 2; 1 for yes, by type. */
export const largeTypes = new Uint8Array(TYPE_LIMIT);
EVENT_ROWS.forEach((row, id) => {
  largeTypes[id] = row[2] & EF.LARGE_PAYLOAD ? 1 : 0;
});

export const isEnter = (type: number): boolean => (type & 1) === 0;

const tables = new Map<Dialect, readonly EventInfo[]>();

/** Event types as the writers of a dialect (and the programs of their time) understand them. */
export function eventTable(dialect: Dialect): readonly EventInfo[] {
  let table = tables.get(dialect);
  if (!table) {
    table = EVENT_ROWS.map((row, id) => makeInfo(row, id, dialect));
    tables.set(dialect, table);
  }
  return table;
}

function makeInfo(row: EventRow, id: number, dialect: Dialect): EventInfo {
  const [name, category, flags, params, fdParam] = row;
  const older: OlderRow | null | undefined = dialect === 'pairs' ? row[5] : undefined;
  const texts = () => mergeTexts(split(params), older?.params);
  const parse = (text: string) => parseParam(text, dialect);
  // The fd of an enter event is its first parameter, except where it only became one later.
  return new LazyInfo(
    id,
    older?.name ?? name,
    older?.category ?? category,
    older?.flags ?? flags,
    fdParam,
    texts,
    parse,
  );
}

/** Of one shape for all types. A capture has events of some dozen: the parameters of the others are never looked at. */
class LazyInfo implements EventInfo {
  private parsed: readonly ParamInfo[] | undefined = undefined;

  constructor(
    readonly id: number,
    readonly name: string,
    readonly category: number,
    readonly flags: number,
    readonly fdParam: number,
    private readonly texts: () => readonly string[],
    private readonly parse: (text: string) => ParamInfo,
  ) {}

  get params(): readonly ParamInfo[] {
    this.parsed ??= this.texts().map(this.parse);
    return this.parsed;
  }

  indexOf(param: string): number {
    return this.texts().findIndex((text) => text.startsWith(`${param}:`));
  }
}

const split = (params: string) => (params === '' ? [] : params.split(' '));

/** The older form of each parameter, then those that only newer writers append. */
function mergeTexts(current: readonly string[], older: string | undefined): readonly string[] {
  const before = split(older ?? '');
  return [...before, ...current.slice(before.length)];
}

function parseParam(text: string, dialect: Dialect): ParamInfo {
  const m = /^([^:]*):(\w+)(?:\/(\w+))?(?:#(\w+))?(?:@(\d+))?(?:!(\w+))?$/.exec(text);
  if (!m) throw new Error(`event table: bad parameter '${text}'`);
  const [, name, type, format, table, dirfd, dynamic] = m;
  return {
    name,
    type,
    format: format === 'hex' || format === 'oct' ? format : 'dec',
    ...(table && { values: flagTable(table, dialect) }),
    ...(dirfd && { dirfd: Number(dirfd) }),
    ...(dynamic && { variants: DYNAMIC[dynamic].split(' ').map((v) => parseParam(`:${v}`, dialect)) }),
  };
}

const flagTables = new Map<string, readonly NamedValue[]>();

/** Names of a flag table in the order in which they print; a leading + marks those that came with `exits`. */
function flagTable(name: string, dialect: Dialect): readonly NamedValue[] {
  const key = `${dialect} ${name}`;
  let values = flagTables.get(key);
  if (!values) {
    values = namedValues(FLAG_TABLES[name])
      .filter((v) => dialect === 'exits' || !v.name.startsWith('+'))
      .map((v) => (v.name.startsWith('+') ? { name: v.name.slice(1), value: v.value } : v));
    flagTables.set(key, values);
  }
  return values;
}

/** Parses `NAME=value NAME=value ...`. */
export function namedValues(text: string): NamedValue[] {
  return text.split(' ').map((item) => {
    const eq = item.indexOf('=');
    return { name: item.slice(0, eq), value: Number(item.slice(eq + 1)) };
  });
}
