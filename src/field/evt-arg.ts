import { type Dialect, EVENT_TYPES, type EventInfo, eventTable, type ParamInfo, TYPE_LIMIT } from '../event/table.js';
import type { EventView } from '../event/view.js';
import type { EventContext } from '../state/context.js';
import { ARG_NEEDS, argNeeds } from './arg-needs.js';
import { type FieldDef, type FieldType, Need, type NumberFormat, type Putter, type TypeSet, type Use } from './def.js';
import { exact, field, textOf, written } from './make.js';
import { ALL_TYPES } from './use.js';

const indexTables = new Map<string, Int8Array>();

/** Index of the parameter of that name by event type; -1 where there is none. */
export function paramIndex(dialect: Dialect, name: string): Int8Array {
  const key = `${dialect} ${name}`;
  let table = indexTables.get(key);
  if (!table) {
    table = new Int8Array(TYPE_LIMIT).fill(-1);
    for (const info of eventTable(dialect)) table[info.id] = info.indexOf(name);
    indexTables.set(key, table);
  }
  return table;
}

/** Looks a parameter of the current event up by name; -1 when it has none. */
export function byName(name: string): (ctx: EventContext) => number {
  let dialect: Dialect | undefined;
  let table: Int8Array = new Int8Array(0);
  return (ctx) => {
    if (ctx.dialect !== dialect) {
      dialect = ctx.dialect;
      table = paramIndex(dialect, name);
    }
    const i = table[ctx.ev.type];
    return i < ctx.ev.nparams ? i : -1;
  };
}

/** Event types that have a parameter of that name, in either dialect. */
function typesWith(name: string): TypeSet {
  const types = new Uint8Array(TYPE_LIMIT);
  for (const dialect of ['pairs', 'exits'] as const) {
    const table = paramIndex(dialect, name);
    for (let t = 0; t < EVENT_TYPES; t++) if (table[t] >= 0) types[t] = 1;
  }
  return types;
}

const isIndex = (arg: string) => /^\d+$/.test(arg);

/** The parameter as it is declared where it is declared first. */
function declared(arg: string | undefined): ParamInfo {
  for (const info of eventTable('exits')) {
    const i = info.indexOf(arg ?? '');
    if (i >= 0) return info.params[i];
  }
  throw new Error(`unknown event argument ${arg ?? ''}`);
}

function locate(arg: string | undefined): (ctx: EventContext) => number {
  if (arg === undefined || arg === '')
    throw new Error('needs the name or the number of an argument: evt.arg.fd, evt.arg[0]');
  if (isIndex(arg)) {
    const i = Number(arg);
    return (ctx) => (i < Math.min(ctx.ev.nparams, ctx.info.params.length) ? i : -1);
  }
  declared(arg);
  return byName(arg);
}

const argPutter = (arg: string | undefined): Putter => {
  const index = locate(arg);
  return (ctx, out) => {
    const i = index(ctx);
    if (i < 0) return false;
    ctx.args.putArg(out, ctx.ev, i);
    return true;
  };
};

/** How the bytes of a parameter compare and print, by its declared type. */
const RAW_TYPES: Readonly<Record<string, FieldType>> = {
  int8: 'int8',
  int16: 'int16',
  int32: 'int32',
  int64: 'int64',
  uint8: 'uint8',
  uint16: 'uint16',
  uint32: 'uint32',
  uint64: 'uint64',
  fd: 'fd',
  fd32: 'int32',
  pid: 'pid',
  pid32: 'int32',
  errno: 'errno',
  charbuf: 'charbuf',
  fspath: 'fspath',
  fsrelpath: 'fspath',
  bytebuf: 'bytebuf',
  flags8: 'uint8',
  flags16: 'uint16',
  flags32: 'uint32',
  enumflags8: 'uint8',
  enumflags16: 'uint16',
  enumflags32: 'uint32',
  mode: 'uint32',
  uid: 'uint32',
  gid: 'uint32',
  sigtype: 'uint8',
  sigset: 'uint32',
  syscallid: 'uint16',
  reltime: 'reltime',
  abstime: 'abstime',
  bool: 'bool',
};

const rawType = (arg: string | undefined): FieldType => {
  const param = declared(arg);
  const type = RAW_TYPES[param.type];
  if (!type)
    throw new Error(
      `argument ${param.name} is of type ${param.type}, which has no raw value; use evt.arg.${param.name}`,
    );
  return type;
};

/** Reads a parameter's bytes as a type says. */
function reader(type: FieldType): (ev: EventView, i: number) => string | number | bigint | boolean {
  switch (type) {
    case 'int8':
      return (ev, i) => (ev.u8At(i) << 24) >> 24;
    case 'uint8':
      return (ev, i) => ev.u8At(i);
    case 'int16':
      return (ev, i) => (ev.u16At(i) << 16) >> 16;
    case 'uint16':
      return (ev, i) => ev.u16At(i);
    case 'int32':
      return (ev, i) => ev.u32(i) | 0;
    case 'uint32':
      return (ev, i) => ev.u32(i);
    case 'bool':
      return (ev, i) => ev.u32(i) !== 0;
    case 'charbuf':
    case 'fspath':
      return (ev, i) => ev.str(i);
    case 'bytebuf':
      return (ev, i) => ev.raw(i);
    case 'uint64':
    case 'reltime':
    case 'abstime':
      return (ev, i) => exact(ev.u64(i));
    default:
      return (ev, i) => ev.i64(i);
  }
}

const data = byName('data');

const putArgs: Putter = (ctx, out) => {
  ctx.args.putArgs(out, ctx.ev);
  return true;
};

const putInfo: Putter = (ctx, out) => {
  const syslog = ctx.toSyslog ? syslogMessage(ctx) : undefined;
  if (!syslog) return putArgs(ctx, out);
  out.text(`syslog sev=${SEVERITIES[syslog.priority & 7]} msg=${syslog.text}`);
  return true;
};

const formats: Readonly<Record<string, NumberFormat>> = { hex: 'hex', oct: 'oct' };

/** The fd by which a message to the system log is known is an argument, too. */
const allNeeds = ({ types }: Use) => argNeeds(types, ({ params }) => params);

/** The parameter that `evt.arg` means, if a type has it. */
function meant(arg: string, info: EventInfo): readonly ParamInfo[] {
  const i = isIndex(arg) ? Number(arg) : info.indexOf(arg);
  return info.params.slice(i, i + 1);
}

/** Arguments of the call. */
export const EVT_ARG_FIELDS: readonly FieldDef[] = [
  written('evt', 'evt.args', ARG_NEEDS, 'all arguments as name=value', putArgs, { needsFor: allNeeds }),
  written('evt', 'evt.info', ARG_NEEDS, 'as evt.args; for writes to the system log, the message', putInfo, {
    needsFor: allNeeds,
  }),
  {
    name: 'evt.arg',
    class: 'evt',
    type: 'charbuf',
    needs: ARG_NEEDS,
    needsFor: ({ types }, arg = '') => argNeeds(types, (info) => meant(arg, info)),
    doc: 'one argument by name or number, with its meaning where it has one: evt.arg.fd, evt.arg[0]',
    arg: { kind: 'key', required: true },
    get: (arg) => textOf(argPutter(arg)),
    put: argPutter,
    types: (arg) => (arg === undefined || isIndex(arg) ? ALL_TYPES : typesWith(arg)),
  },
  {
    name: 'evt.rawarg',
    class: 'evt',
    type: 'uint64',
    needs: Need.NONE,
    doc: 'one argument by name, as the plain number or text: evt.rawarg.res',
    arg: { kind: 'key', required: true },
    noTransformer: true,
    noRhs: true,
    typeOf: rawType,
    formatOf: (arg) => formats[declared(arg).format],
    get: (arg) => {
      const read = reader(rawType(arg));
      const index = locate(arg);
      return (ctx) => {
        const i = index(ctx);
        return i < 0 ? undefined : read(ctx.ev, i);
      };
    },
    types: (arg) => typesWith(arg ?? ''),
  },
  field(
    'evt',
    'evt.buffer',
    'bytebuf',
    Need.NONE,
    'the bytes that were read, written, sent or received, as far as they were captured',
    (ctx) => {
      const i = data(ctx);
      return i < 0 ? undefined : ctx.ev.raw(i);
    },
    {
      put: (ctx, out) => {
        const i = data(ctx);
        if (i < 0) return false;
        ctx.args.putArg(out, ctx.ev, i);
        return true;
      },
      types: () => typesWith('data'),
    },
  ),
];

export const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const PRIORITY_DIGITS = 15;

/** A message on its way to the system log: `<PRI>text`. Undefined when it does not look like one. */
export function syslogMessage(ctx: EventContext): { readonly priority: number; readonly text: string } | undefined {
  const i = data(ctx);
  const message = i < 0 ? '' : ctx.ev.raw(i);
  let end = 1;
  while (end < message.length && end <= PRIORITY_DIGITS && message[end] !== '>' && message[end] !== '\0') end++;
  const digits = message.slice(1, end);
  return /^\d+$/.test(digits) && message.length >= digits.length + 2
    ? { priority: Number(digits), text: message.slice(digits.length + 2) }
    : undefined;
}
