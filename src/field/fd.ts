import { directory } from '../bytes/path.js';
import { EF, EVENT_TYPES, eventTable, isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { directoryOf } from '../state/apply/file.js';
import type { EventContext } from '../state/context.js';
import type { FdInfo } from '../state/fd.js';
import { fdTypeChar, fdTypeName } from '../state/fd-types.js';
import { type FieldDef, type FieldType, Need, type Putter, type Scalar, type TypeSet } from './def.js';
import { field } from './make.js';

/** For what is told of the fd that an event works on. */
export const FD_NEEDS = Need.THREADS | Need.OWN_FD | Need.OWN_FILE | Need.OWN_SOCKET;
/** For what depends on the container of the process. */
export const FD_CONTAINER_NEEDS = FD_NEEDS | Need.CONTAINERS;
const FD_FLAGS = EF.CREATES_FD | EF.USES_FD | EF.DESTROYS_FD;

let fdTypes: TypeSet | undefined;

/** Event types that have to do with an fd: for all others every fd field is null. */
export function typesWithFd(): TypeSet {
  if (fdTypes) return fdTypes;
  const types = new Uint8Array(TYPE_LIMIT);
  for (const dialect of ['pairs', 'exits'] as const) {
    const table = eventTable(dialect);
    for (let t = 0; t < EVENT_TYPES; t++) if (table[t].flags & FD_FLAGS) types[t] = 1;
  }
  fdTypes = types;
  return types;
}

/** Whether the event has to do with an fd at all, known or not. */
export function concernsFd(ctx: EventContext): boolean {
  return (ctx.info.flags & FD_FLAGS) !== 0 && ctx.thread !== undefined;
}

/** The fd the event works on; undefined when there is none or it is not known. */
export function fdOf(ctx: EventContext): FdInfo | undefined {
  return concernsFd(ctx) ? knownFd(ctx) : undefined;
}

function knownFd(ctx: EventContext): FdInfo | undefined {
  if (ctx.fd) return ctx.fd;
  const thread = ctx.thread;
  return thread && thread.lastFd !== -1 ? thread.getFd(thread.lastFd) : undefined;
}

/** Calls that would have made the fd: its name is among their parameters, also when they failed. */
const CREATORS: ReadonlySet<number> = new Set([
  PPME.SYSCALL_OPEN_X,
  PPME.SYSCALL_CREAT_X,
  PPME.SOCKET_ACCEPT_X,
  PPME.SOCKET_ACCEPT_5_X,
  PPME.SOCKET_ACCEPT4_X,
  PPME.SOCKET_ACCEPT4_5_X,
  PPME.SOCKET_ACCEPT4_6_X,
  PPME.SOCKET_CONNECT_X,
]);

/** Name of an fd that is not known, from the call that was to make it; '' for other exits, undefined for enters. */
function nameFromCreator(ctx: EventContext, raw: boolean): string | undefined {
  const { ev } = ctx;
  if (isEnter(ev.type)) return undefined;
  if (CREATORS.has(ev.type)) return ctx.args.argText(ev, 1);
  if (ev.type === PPME.SYSCALL_OPENAT_2_X || ev.type === PPME.SYSCALL_OPENAT2_X) return openatName(ctx, raw);
  if (ev.type === PPME.SYSCALL_OPEN_BY_HANDLE_AT_X) return ctx.paths.clean(ev.str(3));
  return '';
}

function openatName(ctx: EventContext, raw: boolean): string {
  const thread = ctx.thread;
  const name = ctx.ev.str(2);
  if (raw || !thread) return ctx.paths.clean(name);
  const known = ctx.fd;
  const dir = directoryOf(ctx, thread, name, ctx.ev.i64(1));
  ctx.fd = known;
  return ctx.paths.clean(ctx.paths.join(dir, name));
}

/** Whether the name comes from the parameters rather than from the table of fds. */
const unnamed = (ctx: EventContext) =>
  ctx.ev.type === PPME.SOCKET_CONNECT_X && ctx.dialect === 'pairs' && ctx.ev.isNegative(0);

export function fdName(ctx: EventContext): string | undefined {
  if (!concernsFd(ctx)) return undefined;
  const fd = knownFd(ctx);
  return fd === undefined || unnamed(ctx) ? nameFromCreator(ctx, false) : fd.shown(ctx.paths);
}

const putFdName: Putter = (ctx, out) => {
  const name = fdName(ctx);
  if (name === undefined) return false;
  out.text(name);
  return true;
};

function fdDirectory(ctx: EventContext): string | undefined {
  if (!concernsFd(ctx)) return undefined;
  const fd = fdOf(ctx);
  if (!fd) {
    const name = nameFromCreator(ctx, false);
    return name === undefined ? undefined : directory(name);
  }
  if (fd.isDirectory) return fd.shown(ctx.paths);
  return fd.isFile ? directory(fd.shown(ctx.paths)) : undefined;
}

function fdFilename(ctx: EventContext): string | undefined {
  const fd = fdOf(ctx);
  if (!fd?.isFile) return undefined;
  const name = fd.shown(ctx.paths);
  const slash = name.lastIndexOf('/');
  if (slash < 0) return '/';
  return slash < name.length - 1 ? name.slice(slash + 1) : name;
}

/** Letter of the fd that a failed call would have made. */
function letterFromCreator(type: number): string {
  switch (type & ~1) {
    case PPME.SYSCALL_OPEN_E:
    case PPME.SYSCALL_OPENAT_E:
    case PPME.SYSCALL_OPENAT_2_E:
    case PPME.SYSCALL_OPENAT2_E:
    case PPME.SYSCALL_CREAT_E:
      return 'f';
    case PPME.SOCKET_SOCKET_E:
    case PPME.SOCKET_ACCEPT_E:
    case PPME.SOCKET_ACCEPT_5_E:
    case PPME.SOCKET_ACCEPT4_E:
    case PPME.SOCKET_ACCEPT4_5_E:
    case PPME.SOCKET_ACCEPT4_6_E:
      return '4';
    case PPME.SYSCALL_PIPE_E:
    case PPME.SYSCALL_PIPE2_E:
      return 'p';
    case PPME.SYSCALL_EVENTFD_E:
    case PPME.SYSCALL_EVENTFD2_E:
      return 'e';
    case PPME.SYSCALL_SIGNALFD_E:
    case PPME.SYSCALL_SIGNALFD4_E:
      return 's';
    case PPME.SYSCALL_TIMERFD_CREATE_E:
      return 't';
    case PPME.SYSCALL_INOTIFY_INIT_E:
    case PPME.SYSCALL_INOTIFY_INIT1_E:
      return 'i';
    default:
      return 'o';
  }
}

const inContainer = (ctx: EventContext, text: string | undefined) =>
  text === undefined ? undefined : `${ctx.thread?.containerId ?? ''}:${text}`;

export const fdField = (
  name: string,
  type: FieldType,
  doc: string,
  get: (ctx: EventContext) => Scalar | undefined,
  extra: Parameters<typeof field>[6] = {},
): FieldDef => field('fd', name, type, FD_NEEDS, doc, get, { types: typesWithFd, ...extra });

const ofInode = { needs: FD_NEEDS | Need.INODES };

/** A property of a known fd. */
const known = (
  name: string,
  type: FieldType,
  doc: string,
  get: (fd: FdInfo, ctx: EventContext) => Scalar | undefined,
  extra = {},
) =>
  fdField(
    name,
    type,
    doc,
    (ctx) => {
      const fd = fdOf(ctx);
      return fd === undefined ? undefined : get(fd, ctx);
    },
    extra,
  );

/** Kinds of all fds of the process, each once, in the order of the original's table. */
function allTypes(ctx: EventContext): readonly string[] | undefined {
  if (!concernsFd(ctx)) return undefined;
  const types = new Set<string>();
  for (const fd of ctx.thread?.fdTable?.inHashOrder() ?? []) types.add(fdTypeName(fd.type));
  return [...types];
}

/** The fd an event works on. */
export const FD_FIELDS: readonly FieldDef[] = [
  fdField('fd.num', 'int64', 'number of the fd', (ctx) => (concernsFd(ctx) ? ctx.thread?.lastFd : undefined)),
  known('fd.type', 'charbuf', 'kind of fd: file, directory, ipv4, ipv6, unix, pipe, event, ...', (fd) =>
    fdTypeName(fd.type),
  ),
  fdField('fd.typechar', 'charbuf', 'kind of fd as a letter: f file, 4 and 6 sockets, u unix, p pipe, ...', (ctx) => {
    if (!concernsFd(ctx)) return undefined;
    const fd = fdOf(ctx);
    return fd ? fdTypeChar(fd.type) : letterFromCreator(ctx.ev.type);
  }),
  fdField('fd.name', 'charbuf', 'full path of a file, both ends of a connection', fdName, { put: putFdName }),
  fdField('fd.directory', 'charbuf', 'directory of a file', fdDirectory),
  fdField('fd.filename', 'charbuf', 'name of a file without its directory', fdFilename),
  fdField('fd.nameraw', 'charbuf', 'path as it was passed to the call', (ctx) => {
    if (!concernsFd(ctx)) return undefined;
    const fd = fdOf(ctx);
    return (fd ? fd.rawName : nameFromCreator(ctx, true))?.replace(/\/{2,}/g, '/');
  }),
  fdField('fd.uid', 'charbuf', 'thread id and fd number in one', (ctx) =>
    concernsFd(ctx) && ctx.thread ? `${ctx.thread.tid}${ctx.thread.lastFd}` : undefined,
  ),
  fdField('fd.containername', 'charbuf', 'container id and fd.name', (ctx) => inContainer(ctx, fdName(ctx)), {
    needs: FD_CONTAINER_NEEDS,
  }),
  fdField(
    'fd.containerdirectory',
    'charbuf',
    'container id and fd.directory',
    (ctx) => inContainer(ctx, fdDirectory(ctx)),
    { needs: FD_CONTAINER_NEEDS },
  ),
  fdField('fd.name_changed', 'bool', 'true if this event changed the name', (ctx) =>
    fdOf(ctx) ? ctx.fdNameChanged : undefined,
  ),
  known('fd.dev', 'int32', 'device of a file', (fd) => fd.dev, { format: 'hex', ...ofInode }),
  known('fd.dev.major', 'int32', 'major number of the device of a file', (fd) => (fd.dev & 0xfff00) >> 8, ofInode),
  known(
    'fd.dev.minor',
    'int32',
    'minor number of the device of a file',
    (fd) => (fd.dev & 0xff) | ((fd.dev >> 12) & 0xfff00),
    ofInode,
  ),
  known(
    'fd.ino',
    'int64',
    'inode of a file',
    (fd) => (fd.ino <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(fd.ino) : fd.ino),
    ofInode,
  ),
  known('fd.is_upper_layer', 'bool', 'true if the file is in the upper layer of an overlay', (fd) => fd.inUpperLayer),
  known('fd.is_lower_layer', 'bool', 'true if the file is in the lower layer of an overlay', (fd) => fd.inLowerLayer),
  {
    name: 'fd.types',
    class: 'fd',
    type: 'charbuf',
    needs: FD_NEEDS | Need.FDS | Need.SOCKETS | Need.FD_ORDER,
    doc: 'kinds of all fds of the process, as a list; fd.types[0] is that of fd 0',
    arg: { kind: 'index', required: false },
    list: true,
    greedy: true,
    noRhs: true,
    types: typesWithFd,
    get: (arg) => {
      if (arg === undefined) return allTypes;
      const n = Number(arg);
      return (ctx) => {
        const fd = concernsFd(ctx) ? ctx.thread?.getFd(n) : undefined;
        return fd ? [fdTypeName(fd.type)] : undefined;
      };
    },
  },
];
