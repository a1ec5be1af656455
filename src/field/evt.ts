import { genericName, syscallNames } from '../event/names.js';
import { categoryOf, EC, EF, EVENT_TYPES, eventTable, isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import type { EventContext } from '../state/context.js';
import { type FieldDef, Need, type Putter, type TypeBound, type TypeSet } from './def.js';
import { field } from './make.js';

/** Name of the event's type; for generic events that of their system call. */
export function typeName(ctx: EventContext): string {
  const { ev } = ctx;
  if (ev.type === PPME.GENERIC_E || ev.type === PPME.GENERIC_X) {
    return genericName(ev);
  }
  return ev.type === PPME.ASYNCEVENT_E ? ev.str(1) : ctx.info.name;
}

const putTypeName: Putter = (ctx, out) => {
  out.text(typeName(ctx));
  return true;
};

/** Types whose name is not in the table but in the event. */
const NAMED_BY_EVENT: ReadonlySet<number> = new Set([PPME.GENERIC_E, PPME.GENERIC_X, PPME.ASYNCEVENT_E]);

/** Types that can have one of these names; exact when none of them is named by its event. */
function typesNamed(names: readonly string[]): TypeBound {
  const types = new Uint8Array(TYPE_LIMIT);
  for (const dialect of ['pairs', 'exits'] as const) {
    for (const info of eventTable(dialect)) if (names.includes(info.name)) types[info.id] = 1;
  }
  const generic = names.some(
    (name) => syscallNames().includes(name) && !eventTable('exits').some((e) => e.name === name),
  );
  const async = names.some((name) => !syscallNames().includes(name));
  if (generic) types[PPME.GENERIC_E] = types[PPME.GENERIC_X] = 1;
  if (async) types[PPME.ASYNCEVENT_E] = 1;
  return { types, exact: !generic && !async };
}

const complement = ({ types, exact }: TypeBound): TypeBound | undefined =>
  exact ? { types: types.map((t, i) => (NAMED_BY_EVENT.has(i) ? 1 : 1 - t)), exact: false } : undefined;

function typeBound(op: string, values: readonly string[]): TypeBound | undefined {
  if (op === '=' || op === '==' || op === 'in' || op === 'intersects') return typesNamed(values);
  return op === '!=' ? complement(typesNamed(values)) : undefined;
}

function dirBound(op: string, values: readonly string[]): TypeBound | undefined {
  const types = new Uint8Array(TYPE_LIMIT);
  const wanted = (dir: string) => (op === '!=' ? !values.includes(dir) : values.includes(dir));
  if (op !== '=' && op !== '==' && op !== '!=' && op !== 'in') return undefined;
  for (let t = 0; t < TYPE_LIMIT; t++) types[t] = wanted(isEnter(t) ? '>' : '<') ? 1 : 0;
  return { types, exact: true };
}

let knownNames: ReadonlySet<string> | undefined;

function checkTypeName(name: string): string | undefined {
  knownNames ??= new Set([...eventTable('pairs'), ...eventTable('exits')].map((e) => e.name).concat(syscallNames()));
  return knownNames.has(name) ? undefined : `unknown event type ${name}`;
}

const CATEGORIES: Readonly<Record<number, string>> = {
  [EC.UNKNOWN]: 'unknown',
  [EC.OTHER]: 'other',
  [EC.FILE]: 'file',
  [EC.NET]: 'net',
  [EC.IPC]: 'IPC',
  [EC.MEMORY]: 'memory',
  [EC.PROCESS]: 'process',
  [EC.SLEEP]: 'sleep',
  [EC.SYSTEM]: 'system',
  [EC.SIGNAL]: 'signal',
  [EC.USER]: 'user',
  [EC.TIME]: 'time',
  [EC.PROCESSING]: 'processing',
  [EC.WAIT]: 'wait',
  [EC.SCHEDULER]: 'scheduler',
  [EC.INTERNAL]: 'internal',
};

/** Category of I/O by the kind of fd (SCAP_FD_* number). */
const IO_CATEGORIES: readonly string[] = [
  'unknown', 'file', 'file', 'net', 'net', 'net', 'net', 'ipc', 'ipc', 'ipc', 'unknown', 'ipc', 'unknown', 'ipc',
  'unknown', 'unknown', 'file', 'unknown', 'ipc', 'unknown', 'unknown', 'unknown',
]; // biome-ignore format: one row per kind would say less

function category(ctx: EventContext): string {
  const bits = categoryOf(ctx.info.category);
  if (bits >= EC.IO_READ && bits <= EC.IO_OTHER) return ctx.fd ? (IO_CATEGORIES[ctx.fd.type] ?? 'unknown') : 'unknown';
  return CATEGORIES[bits] ?? 'unknown';
}

const isSyscall = (ctx: EventContext) => (ctx.info.category & EC.SYSCALL) !== 0;
const isMeta = (ctx: EventContext) => (ctx.info.category & EC.METAEVENT) !== 0;
const has = (flag: number) => (ctx: EventContext) => (ctx.info.flags & flag) !== 0;

/** Types of which a flag of the table holds: the comparison is decided by the type. */
function flagBound(flag: number): FieldDef['bound'] {
  return (op, values) => {
    if ((op !== '=' && op !== '==' && op !== '!=') || values.length !== 1) return undefined;
    const wanted = (values[0] === 'true') === (op !== '!=');
    const types: TypeSet = new Uint8Array(TYPE_LIMIT);
    for (let t = 0; t < EVENT_TYPES; t++) {
      // The two dialects flag some types otherwise: any of them may hold it.
      for (const dialect of ['pairs', 'exits'] as const) {
        if (((eventTable(dialect)[t].flags & flag) !== 0) === wanted) types[t] = 1;
      }
    }
    return { types, exact: false };
  };
}

const flagField = (name: string, flag: number, doc: string): FieldDef => {
  const bound = flagBound(flag);
  return field('evt', name, 'bool', Need.NONE, doc, has(flag), { ...(bound && { bound }) });
};

function typeIs(arg: string | undefined): (ctx: EventContext) => number {
  if (arg === undefined) throw new Error('needs the name or the number of an event type: evt.type.is.open');
  if (/^\d+$/.test(arg)) {
    const wanted = Number(arg);
    return (ctx) => (ctx.ev.type === wanted ? 1 : 0);
  }
  const reason = checkTypeName(arg);
  if (reason) throw new Error(reason);
  const { types } = typesNamed([arg]);
  return (ctx) => types[ctx.ev.type];
}

const MILLISECOND = 1_000_000n;

/** What kind of event it is. */
export const EVT_FIELDS: readonly FieldDef[] = [
  field('evt', 'evt.source', 'charbuf', Need.NONE, 'where the event comes from: syscall for system calls', (ctx) =>
    ctx.ev.type === PPME.PLUGINEVENT_E ? undefined : 'syscall',
  ),
  field(
    'evt',
    'evt.is_async',
    'bool',
    Need.NONE,
    'true for events that do not come from the kernel (containers, users)',
    isMeta,
  ),
  field('evt', 'evt.asynctype', 'charbuf', Need.NONE, 'name of an asynchronous event', (ctx) =>
    isMeta(ctx) ? typeName(ctx) : undefined,
  ),
  field(
    'evt',
    'evt.hostname',
    'charbuf',
    Need.NONE,
    'name of the machine that was captured',
    (ctx) => ctx.machine.hostname,
  ),
  field('evt', 'evt.pluginname', 'charbuf', Need.NONE, 'name of the plugin behind the event', () => undefined),
  field('evt', 'evt.plugininfo', 'charbuf', Need.NONE, 'the event as its plugin describes it', () => undefined),
  field(
    'evt',
    'evt.dir',
    'charbuf',
    Need.NONE,
    '> where a call begins, < where it ends',
    (ctx) => (isEnter(ctx.ev.type) ? '>' : '<'),
    {
      bound: dirBound,
      put: (ctx, out) => {
        out.byte(isEnter(ctx.ev.type) ? 0x3e : 0x3c);
        return true;
      },
    },
  ),
  field('evt', 'evt.type', 'charbuf', Need.NONE, 'name of the event, such as open', typeName, {
    put: putTypeName,
    checkLiteral: checkTypeName,
    bound: typeBound,
  }),
  {
    name: 'evt.type.is',
    class: 'evt',
    type: 'uint32',
    needs: Need.NONE,
    doc: '1 if the event is of that type, else 0: evt.type.is.open',
    arg: { kind: 'key', required: true },
    echo: 'always',
    get: typeIs,
  },
  field('evt', 'syscall.type', 'charbuf', Need.NONE, 'as evt.type, for system calls alone', (ctx) =>
    isSyscall(ctx) ? typeName(ctx) : undefined,
  ),
  field(
    'evt',
    'evt.category',
    'charbuf',
    Need.FDS | Need.OWN_SOCKET,
    'what the event is about: file, net, process, memory, ...',
    category,
  ),
  field('evt', 'evt.cpu', 'int16', Need.NONE, 'number of the CPU', (ctx) => ctx.ev.cpu, {
    put: (ctx, out) => {
      out.int(ctx.ev.cpu);
      return true;
    },
  }),
  flagField('evt.is_io', EF.READS_FROM_FD | EF.WRITES_TO_FD, 'true for calls that read or write'),
  flagField('evt.is_io_read', EF.READS_FROM_FD, 'true for calls that read'),
  flagField('evt.is_io_write', EF.WRITES_TO_FD, 'true for calls that write'),
  field('evt', 'evt.io_dir', 'charbuf', Need.NONE, 'read or write, for calls that do it', (ctx) =>
    has(EF.WRITES_TO_FD)(ctx) ? 'write' : has(EF.READS_FROM_FD)(ctx) ? 'read' : undefined,
  ),
  flagField('evt.is_wait', EF.WAITS, 'true for calls that can make the thread wait'),
  field(
    'evt',
    'evt.wait_latency',
    'reltime',
    Need.THREADS | Need.LATENCY,
    'nanoseconds that a waiting call took',
    (ctx) => {
      if (ctx.dialect === 'exits') return 0;
      return has(EF.WAITS)(ctx) && !isEnter(ctx.ev.type) ? (ctx.own?.latency ?? 0) : undefined;
    },
  ),
  field(
    'evt',
    'evt.is_syslog',
    'bool',
    Need.FDS | Need.OWN_SOCKET,
    'true for writes to the system log',
    (ctx) => has(EF.WRITES_TO_FD)(ctx) && ctx.fd?.isSyslog === true,
  ),
  field('evt', 'evt.count', 'uint32', Need.NONE, 'always 1: adds up to the number of events', () => 1),
  {
    name: 'util.cnt',
    class: 'util',
    type: 'uint64',
    needs: Need.NONE,
    doc: 'counts how often it is looked at, from 0',
    hidden: true,
    sequential: true,
    get: () => {
      let count = 0;
      return () => count++;
    },
  },
  field('evt', 'evt.count.exit', 'uint32', Need.NONE, '1 where a call ends', (ctx) =>
    isEnter(ctx.ev.type) ? undefined : 1,
  ),
  field(
    'evt',
    'evt.count.procinfo',
    'uint32',
    Need.THREADS,
    '1 for procinfo events of main threads',
    (ctx) => (ctx.ev.type === PPME.PROCINFO_E && ctx.thread?.isMain ? 1 : undefined),
    { hidden: true },
  ),
  field(
    'evt',
    'evt.count.threadinfo',
    'uint32',
    Need.NONE,
    '1 for procinfo events',
    (ctx) => (ctx.ev.type === PPME.PROCINFO_E ? 1 : undefined),
    {
      hidden: true,
    },
  ),
  {
    name: 'evt.around',
    class: 'evt',
    type: 'uint64',
    needs: Need.NONE,
    doc: 'in filters: events within so many milliseconds of a time stamp: evt.around[1404996934793590564]=1000',
    arg: { kind: 'index', required: true },
    filterOnly: true,
    noTransformer: true,
    noRhs: true,
    get: (arg) => {
      if (arg === undefined) throw new Error('needs a time stamp: evt.around[1404996934793590564]');
      return () => undefined;
    },
    test: (op, values, arg) => {
      if (op !== '=' && op !== '==') throw new Error("evt.around can only be compared with '='");
      if (!/^\d+$/.test(values[0] ?? '')) throw new Error(`${values[0]} is not a valid number`);
      const center = BigInt(arg ?? '0');
      const window = BigInt(values[0]) * MILLISECOND;
      return (ctx) => {
        const ts = ctx.ev.ts;
        return ts >= center - window && ts <= center + window;
      };
    },
  },
];
