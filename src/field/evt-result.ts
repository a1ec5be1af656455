import { categoryOf, type Dialect, EC, EF, eventTable, isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { FD_TYPE } from '../format/scap/fd-entry.js';
import type { EventContext } from '../state/context.js';
import type { FdInfo } from '../state/fd.js';
import { type FieldDef, Need, type TypeSet } from './def.js';
import { byName, paramIndex } from './evt-arg.js';
import { field } from './make.js';

/** Index of the parameter that holds the result of the call, by event type; -1 where there is none. */
function resultTable(dialect: Dialect): Int8Array {
  const table = new Int8Array(TYPE_LIMIT).fill(-1);
  const res = paramIndex(dialect, 'res');
  const fd = paramIndex(dialect, 'fd');
  for (const { id, category, flags } of eventTable(dialect)) {
    const exit = !isEnter(id);
    if (dialect === 'exits') table[id] = exit && category & EC.SYSCALL && id !== PPME.GENERIC_X ? 0 : -1;
    else table[id] = res[id] < 0 && exit && flags & EF.CREATES_FD ? fd[id] : res[id];
  }
  return table;
}

const resultAt: Partial<Record<Dialect, Int8Array>> = {};

/** Index of the parameter that holds the result of the call; -1 where there is none. */
function resultIndex({ ev, dialect }: EventContext): number {
  resultAt[dialect] ??= resultTable(dialect);
  const i = resultAt[dialect][ev.type];
  return i < ev.nparams ? i : -1;
}

function result(ctx: EventContext): number | undefined {
  const i = resultIndex(ctx);
  return i < 0 ? undefined : ctx.ev.i64(i);
}

/** Whether the call failed; undefined: the event has no result. */
function failed(ctx: EventContext): boolean | undefined {
  const i = resultIndex(ctx);
  return i < 0 ? undefined : ctx.ev.isNegative(i);
}

const openTypes: ReadonlySet<number> = new Set([
  PPME.SYSCALL_OPEN_X,
  PPME.SYSCALL_CREAT_X,
  PPME.SYSCALL_OPENAT_X,
  PPME.SYSCALL_OPENAT_2_X,
  PPME.SYSCALL_OPENAT2_X,
  PPME.SYSCALL_OPEN_BY_HANDLE_AT_X,
]);
const connectionTypes: ReadonlySet<number> = new Set([
  PPME.SOCKET_ACCEPT_X,
  PPME.SOCKET_ACCEPT_5_X,
  PPME.SOCKET_ACCEPT4_X,
  PPME.SOCKET_ACCEPT4_5_X,
  PPME.SOCKET_ACCEPT4_6_X,
  PPME.SOCKET_CONNECT_X,
]);

const isFileFd = (fd: FdInfo) => fd.isFile || fd.isDirectory;
const isNetFd = (fd: FdInfo) => fd.isInet || fd.isServerSocket || fd.type === FD_TYPE.UNIX_SOCK;
const isMemory = (ctx: EventContext) => categoryOf(ctx.info.category) === EC.MEMORY;

/** 1 for a failed call, in exit-only captures 0 for others; its fd, or its type without one, tells what it counts under. */
const errors = (of: (ctx: EventContext) => boolean) => (ctx: EventContext) => {
  const fails = failed(ctx);
  if (fails === undefined || !of(ctx)) return undefined;
  if (fails) return 1;
  return ctx.dialect === 'exits' ? 0 : undefined;
};
const onFile = (ctx: EventContext) => (ctx.fd ? isFileFd(ctx.fd) : openTypes.has(ctx.ev.type));
const onNet = (ctx: EventContext) => (ctx.fd ? isNetFd(ctx.fd) : connectionTypes.has(ctx.ev.type));
const onOther = (ctx: EventContext) => !onFile(ctx) && !onNet(ctx) && (ctx.fd !== undefined || !isMemory(ctx));

const OWN_FD = Need.FDS | Need.OWN_SOCKET;

/** Bytes that an I/O call moved, if its fd is known. */
const moved = (direction: number, of: (fd: FdInfo) => boolean) => (ctx: EventContext) => {
  const bits = categoryOf(ctx.info.category);
  if (!ctx.fd || (bits & EC.IO_BASE) === 0 || isEnter(ctx.ev.type)) return undefined;
  if (direction !== 0 && bits !== direction) return undefined;
  if (!of(ctx.fd)) return undefined;
  const n = ctx.ev.i64(0);
  return n < 0 ? undefined : n;
};
const any = () => true;
const onRegular = (fd: FdInfo) => fd.isFile;
const onInet = (fd: FdInfo) => fd.type >= FD_TYPE.IPV4_SOCK && fd.type <= FD_TYPE.IPV6_SERVSOCK;

/** Calls have results at their end. */
const ends = new Uint8Array(TYPE_LIMIT).map((_, t) => (isEnter(t) ? 0 : 1));

/** For a question that is answered for all types, so that only `=true` tells one of these. */
const onlyIfTrue =
  (types: TypeSet): FieldDef['bound'] =>
  (op, values) =>
    (op === '=' || op === '==') && values[0] === 'true' ? { types, exact: false } : undefined;

const buflen = (name: string, doc: string, direction: number, of: (fd: FdInfo) => boolean, hidden = true): FieldDef =>
  field('evt', name, 'uint64', OWN_FD, doc, moved(direction, of), {
    types: () => ends,
    ...(hidden && { hidden }),
  });

// Flags of open (PPM_O_*) and mode bits.
const O_RDONLY = 1;
const O_WRONLY = 2;
const O_CREAT = 4;
const O_TMPFILE = 1 << 13;
const O_F_CREATED = 1 << 14;
const ANY_EXEC = 0o111;

/** Parameter with the flags of an open call; the mode follows it. */
const FLAGS_AT: ReadonlyMap<number, number> = new Map([
  [PPME.SYSCALL_OPEN_X, 2],
  [PPME.SYSCALL_OPENAT_E, 2],
  [PPME.SYSCALL_OPENAT_2_X, 3],
  [PPME.SYSCALL_OPENAT2_X, 3],
  [PPME.SYSCALL_OPEN_BY_HANDLE_AT_X, 2],
]);

const typeSet = (types: Iterable<number>): TypeSet => {
  const set = new Uint8Array(TYPE_LIMIT);
  for (const t of types) set[t] = 1;
  return set;
};
const opens = typeSet([...FLAGS_AT.keys(), PPME.SYSCALL_CREAT_X]);

/** A question about open calls: false for all others, so that only `=true` tells the type. */
function openField(
  name: string,
  doc: string,
  test: (ctx: EventContext, flags: number, at: number) => boolean,
): FieldDef {
  return field(
    'evt',
    name,
    'bool',
    Need.NONE,
    doc,
    (ctx) => {
      const at = FLAGS_AT.get(ctx.ev.type);
      return at === undefined ? test(ctx, 0, -1) : test(ctx, ctx.ev.u32(at), at);
    },
    { bound: onlyIfTrue(opens) },
  );
}

function opensExecutable(ctx: EventContext, flags: number, at: number): boolean {
  const { ev } = ctx;
  if (ev.type === PPME.SYSCALL_CREAT_X) return (ev.u32(2) & ANY_EXEC) !== 0;
  if (at < 0 || ev.type === PPME.SYSCALL_OPEN_BY_HANDLE_AT_X) return false;
  return (flags & (O_TMPFILE | O_CREAT)) !== 0 && (ev.u32(at + 1) & ANY_EXEC) !== 0;
}

type Place = (ctx: EventContext) => number;

const at = (dir: string, path: string): readonly [Place, Place] => [byName(dir), byName(path)];

/** Where the directory and path parameters are of calls that take both. */
const AT_CALLS: ReadonlyMap<number, readonly (readonly [Place, Place])[]> = new Map([
  [PPME.SYSCALL_RENAMEAT_X, [at('olddirfd', 'oldpath'), at('newdirfd', 'newpath')]],
  [PPME.SYSCALL_RENAMEAT2_X, [at('olddirfd', 'oldpath'), at('newdirfd', 'newpath')]],
  [PPME.SYSCALL_SYMLINKAT_X, [at('linkdirfd', 'linkpath'), at('linkdirfd', 'linkpath')]],
  [PPME.SYSCALL_OPENAT_E, [at('dirfd', 'name'), at('dirfd', 'name')]],
  [PPME.SYSCALL_OPENAT_2_X, [at('dirfd', 'name'), at('dirfd', 'name')]],
  [PPME.SYSCALL_OPENAT2_X, [at('dirfd', 'name'), at('dirfd', 'name')]],
  [PPME.SYSCALL_LINKAT_E, [at('olddir', 'oldpath'), at('newdir', 'newpath')]],
  [PPME.SYSCALL_LINKAT_2_X, [at('olddir', 'oldpath'), at('newdir', 'newpath')]],
  [PPME.SYSCALL_UNLINKAT_E, [at('dirfd', 'name'), at('dirfd', 'name')]],
  [PPME.SYSCALL_UNLINKAT_2_X, [at('dirfd', 'name'), at('dirfd', 'name')]],
  [PPME.SYSCALL_MKDIRAT_X, [at('dirfd', 'path'), at('dirfd', 'path')]],
  [PPME.SYSCALL_FCHMODAT_X, [at('dirfd', 'filename'), at('dirfd', 'filename')]],
  [PPME.SYSCALL_FCHOWNAT_X, [at('dirfd', 'pathname'), at('dirfd', 'pathname')]],
]);
const AT_FDCWD = -100;

function absolutePath(side: 0 | 1): (ctx: EventContext) => string | undefined {
  return (ctx) => {
    const { ev, own } = ctx;
    if (!own) return undefined;
    if (ev.type === PPME.SYSCALL_OPEN_BY_HANDLE_AT_X) return ev.i64(0) > 0 ? ctx.paths.join('', ev.str(3)) : undefined;
    const places = AT_CALLS.get(ev.type)?.[side];
    if (!places) return undefined;
    const dirAt = places[0](ctx);
    const pathAt = places[1](ctx);
    if (dirAt < 0 || pathAt < 0) return undefined;
    const path = ev.str(pathAt);
    const dirfd = ev.i64(dirAt);
    if (path.startsWith('/')) return ctx.paths.join('.', path);
    if (dirfd === AT_FDCWD) return ctx.paths.join(own.currentDir, path);
    const dir = own.getFd(dirfd);
    return ctx.paths.join(dir ? `${dir.name}/` : '<UNKNOWN>/', path);
  };
}

/** What came of a call. */
export const EVT_RESULT_FIELDS: readonly FieldDef[] = [
  field('evt', 'evt.res', 'charbuf', Need.THREADS, 'SUCCESS, or the name of the error', (ctx) => {
    const i = resultIndex(ctx);
    if (i < 0) return undefined;
    return ctx.ev.isNegative(i) ? ctx.args.argText(ctx.ev, i) : 'SUCCESS';
  }),
  field('evt', 'evt.rawres', 'int64', Need.NONE, 'result of the call as a number', result),
  field(
    'evt',
    'evt.failed',
    'bool',
    Need.NONE,
    'true if the call returned an error',
    (ctx) => failed(ctx) ?? (ctx.dialect === 'exits' ? undefined : false),
    { bound: onlyIfTrue(ends) },
  ),
  field('evt', 'evt.count.error', 'uint32', Need.NONE, '1 for calls that failed', errors(any), { types: () => ends }),
  field('evt', 'evt.count.error.file', 'uint32', OWN_FD, '1 for calls on files that failed', errors(onFile), {
    types: () => ends,
  }),
  field('evt', 'evt.count.error.net', 'uint32', OWN_FD, '1 for calls on sockets that failed', errors(onNet), {
    types: () => ends,
  }),
  field('evt', 'evt.count.error.memory', 'uint32', Need.NONE, '1 for calls on memory that failed', errors(isMemory), {
    types: () => ends,
  }),
  field('evt', 'evt.count.error.other', 'uint32', OWN_FD, '1 for other calls that failed', errors(onOther), {
    types: () => ends,
  }),
  buflen('evt.buflen', 'number of bytes that a call read or wrote', 0, any, false),
  buflen('evt.buflen.in', 'evt.buflen of reads', EC.IO_READ, any),
  buflen('evt.buflen.out', 'evt.buflen of writes', EC.IO_WRITE, any),
  buflen('evt.buflen.file', 'evt.buflen on files', 0, onRegular),
  buflen('evt.buflen.file.in', 'evt.buflen of reads from files', EC.IO_READ, onRegular),
  buflen('evt.buflen.file.out', 'evt.buflen of writes to files', EC.IO_WRITE, onRegular),
  buflen('evt.buflen.net', 'evt.buflen on the network', 0, onInet),
  buflen('evt.buflen.net.in', 'evt.buflen of reads from the network', EC.IO_READ, onInet),
  buflen('evt.buflen.net.out', 'evt.buflen of writes to the network', EC.IO_WRITE, onInet),
  openField('evt.is_open_read', 'true for files opened for reading', (_, flags) => (flags & O_RDONLY) !== 0),
  openField('evt.is_open_write', 'true for files opened for writing', (_, flags) => (flags & O_WRONLY) !== 0),
  openField('evt.is_open_exec', 'true for files created with an execute permission', opensExecutable),
  openField(
    'evt.is_open_create',
    'true for files that the call created',
    (ctx, flags) => (flags & O_F_CREATED) !== 0 || ((flags & O_TMPFILE) !== 0 && !ctx.ev.isNegative(0)),
  ),
  field(
    'evt',
    'evt.abspath',
    'charbuf',
    Need.FDS | Need.SOCKETS,
    'absolute path of a call that takes a directory fd and a path',
    absolutePath(0),
  ),
  field(
    'evt',
    'evt.abspath.src',
    'charbuf',
    Need.FDS | Need.SOCKETS,
    'absolute path of the source of a rename or link',
    absolutePath(0),
  ),
  field(
    'evt',
    'evt.abspath.dst',
    'charbuf',
    Need.FDS | Need.SOCKETS,
    'absolute path of the target of a rename or link',
    absolutePath(1),
  ),
];
