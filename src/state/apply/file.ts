import { PPME } from '../../event/tables/ids.data.js';
import type { EventView } from '../../event/view.js';
import { FD_TYPE } from '../../format/scap/fd-entry.js';
import type { EventContext } from '../context.js';
import { CANCELED_FD, FDF, FdInfo, LOWER_LAYER, O_CLOEXEC, UPPER_LAYER } from '../fd.js';
import { FILE_NAMES, Need } from '../needs.js';
import { CL, type ThreadInfo } from '../thread.js';
import { type Apply, enterOf } from './apply.js';

const SLASH = 0x2f;
/** PPM_* values (driver/ppm_events_public.h). */
const AT_FDCWD = -100;
const O_DIRECTORY = 1 << 10;
const O_F_CREATED = 1 << 14;
const F_DUPFD = 1;
const F_DUPFD_CLOEXEC = 26;
const F_SETFD = 3;
const FD_CLOEXEC = 1;
const CLOSE_RANGE_CLOEXEC = 4;

/** Enters the fd into the table of the thread's process and makes it the event's. */
export function addFd(ctx: EventContext, thread: ThreadInfo, fd: number, info: FdInfo): void {
  const table = thread.fdTable;
  thread.lastFd = fd;
  if (!table) {
    ctx.fd = undefined;
    return;
  }
  const old = table.get(fd);
  // Created between the enter and the exit of a close of the same number: that exit must not remove it.
  if (old && old.flags & FDF.CLOSE_IN_PROGRESS) {
    info.flags = (info.flags & ~FDF.CLOSE_IN_PROGRESS) | FDF.CLOSE_CANCELED;
    table.set(CANCELED_FD, old.clone());
    ctx.closesCanceled = true;
  }
  table.set(fd, info);
  ctx.fd = info;
}

/**
 * The directory that a path passed together with a dirfd is relative to, with a slash at its end; `.` for absolute
 * paths, `<UNKNOWN>` for a dirfd that is not known. In pairs the dirfd becomes the event's fd.
 */
export function directoryOf(ctx: EventContext, thread: ThreadInfo, path: string, dirfd: number): string {
  if (path.charCodeAt(0) === SLASH) return '.';
  if (dirfd === AT_FDCWD) return thread.currentDir;
  const dir = thread.getFd(dirfd);
  if (ctx.dialect === 'exits') return dir ? withSlash(dir.name) : '<UNKNOWN>';
  ctx.useFd(dir);
  return dir ? `${dir.name}/` : '<UNKNOWN>';
}

function setIno(info: FdInfo, ev: EventView, param: number): void {
  info.inoLow = ev.u32(param);
  info.inoHigh = ev.u32High(param);
}
export const withSlash = (dir: string): string => (dir === '' || dir.endsWith('/') ? dir : `${dir}/`);

/** Where an event of the open family has its parameters. -1: it has none. */
interface OpenLayout {
  readonly name: number;
  readonly flags: number;
  readonly dirfd: number;
  readonly dev: number;
  readonly ino: number;
  /** Positions in the enter event, whose values the program cannot have changed after the fact. */
  readonly enterName: number;
  readonly enterFlags: number;
  readonly enterDirfd: number;
}
const OPEN: OpenLayout = { name: 1, flags: 2, dirfd: -1, dev: 4, ino: 5, enterName: 0, enterFlags: 1, enterDirfd: -1 };
const CREAT: OpenLayout = {
  name: 1,
  flags: -1,
  dirfd: -1,
  dev: 3,
  ino: 4,
  enterName: 0,
  enterFlags: -1,
  enterDirfd: -1,
};
const OPENAT_2: OpenLayout = {
  name: 2,
  flags: 3,
  dirfd: 1,
  dev: 5,
  ino: 6,
  enterName: 1,
  enterFlags: 2,
  enterDirfd: 0,
};
const OPENAT2: OpenLayout = { ...OPENAT_2, dev: 6, ino: 7 };
const HANDLE: OpenLayout = {
  name: 3,
  flags: 2,
  dirfd: -1,
  dev: 4,
  ino: 5,
  enterName: -1,
  enterFlags: -1,
  enterDirfd: -1,
};

/** Where nobody asks for files: the number is taken. */
function openUnnamed(ctx: EventContext, thread: ThreadInfo): void {
  const fd = ctx.ev.first64();
  if (fd >= 0) addFd(ctx, thread, fd, new FdInfo(FD_TYPE.FILE_V2));
}

const open =
  (layout: OpenLayout, relative = true): Apply =>
  (ctx, thread) => {
    if ((ctx.needs & FILE_NAMES) === 0) {
      openUnnamed(ctx, thread);
      return;
    }
    const { ev } = ctx;
    const enter = layout.enterName < 0 ? undefined : enterOf(ctx, thread);
    const useEnter =
      enter !== undefined &&
      enter.nparams > Math.max(layout.enterName, layout.enterFlags) &&
      !enter.isNa(layout.enterName);
    const dirfd = layout.dirfd < 0 ? AT_FDCWD : useEnter ? enter.i64(layout.enterDirfd) : ev.i64(layout.dirfd);
    // A failed call leaves no trace but the directory that it was relative to.
    if (ev.isNegative(0) && dirfd === AT_FDCWD) return;
    const name = useEnter ? enter.str(layout.enterName) : ev.str(layout.name);
    let flags = layout.flags < 0 ? 0 : ev.u32(layout.flags);
    if (useEnter) flags = (flags & O_F_CREATED) | (layout.enterFlags < 0 ? 0 : enter.u32(layout.enterFlags));
    const dir = !relative ? '' : layout.dirfd < 0 ? thread.currentDir : directoryOf(ctx, thread, name, dirfd);
    if (!ev.isNegative(0)) finishOpen(ctx, thread, ctx.paths.join(dir, name), name, flags, layout);
  };

/** The form of openat from before 2018: everything but the result is on the enter event. */
const openatOld: Apply = (ctx, thread) => {
  if ((ctx.needs & FILE_NAMES) === 0) {
    openUnnamed(ctx, thread);
    return;
  }
  const enter = enterOf(ctx, thread);
  if (!enter) return;
  const name = enter.str(1);
  const dir = directoryOf(ctx, thread, name, enter.first64());
  finishOpen(ctx, thread, ctx.paths.join(dir, name), name, enter.u32(2), { ...OPEN, dev: -1, ino: -1 });
};

/** creat has no flags of its own: the layer is in a parameter of newer writers. */
const CREAT_FLAGS = 5;
const creatLayer = (flags: number): number => (flags & 1 ? UPPER_LAYER : flags & 2 ? LOWER_LAYER : 0);

function finishOpen(
  ctx: EventContext,
  thread: ThreadInfo,
  path: string,
  raw: string,
  flags: number,
  at: OpenLayout,
): void {
  const { ev } = ctx;
  const fd = ev.first64();
  if (fd < 0) return;
  const info = new FdInfo(flags & O_DIRECTORY ? FD_TYPE.DIRECTORY : FD_TYPE.FILE_V2);
  info.openFlags = flags | (ctx.ev.type === PPME.SYSCALL_CREAT_X ? creatLayer(ctx.ev.u16At(CREAT_FLAGS)) : 0);
  if (ctx.needs & Need.INODES) {
    info.dev = at.dev < 0 ? 0 : ev.u32(at.dev);
    if (at.ino >= 0) setIno(info, ev, at.ino);
  }
  info.rawName = raw;
  info.name = path;
  addFd(ctx, thread, fd, info);
}

const closeEnter: Apply = (ctx) => {
  if (ctx.fd) ctx.fd.flags |= FDF.CLOSE_IN_PROGRESS;
};

const close: Apply = (ctx, thread, deferred) => {
  const info = ctx.fd;
  if (!info) return;
  if (ctx.ev.isNegative(0)) {
    info.flags &= ~FDF.CLOSE_IN_PROGRESS;
  } else if (info.flags & FDF.CLOSE_CANCELED) {
    info.flags &= ~FDF.CLOSE_CANCELED;
    deferred.closeFd(thread, CANCELED_FD);
  } else {
    deferred.closeFd(thread, thread.lastFd);
  }
};

const closeRange: Apply = (ctx, thread, deferred) => {
  const { ev } = ctx;
  if (ev.first64() !== 0) return;
  const first = ev.u32(1);
  const last = ev.u32(2);
  const marks = (ev.u32(3) & CLOSE_RANGE_CLOEXEC) !== 0;
  for (const [fd, info] of thread.fdTable ?? []) {
    if (fd < first || fd > last) continue;
    if (marks) info.openFlags |= O_CLOEXEC;
    else deferred.closeFd(thread, fd);
  }
};

const dup: Apply = (ctx, thread) => {
  const { ev } = ctx;
  const fd = ev.first64();
  if (fd < 0) return;
  if (fd === 0) thread.flags |= CL.PIPE_DST;
  if (fd === 1) thread.flags |= CL.PIPE_SRC;
  const info = ctx.fd;
  if (!info) return;
  const copy = info.clone();
  copy.setCloseOnExec(ev.type === PPME.SYSCALL_DUP3_X && (ev.u32(3) & O_CLOEXEC) !== 0);
  addFd(ctx, thread, fd, copy);
};

/** Commands of fcntl that make a new fd. */
export const duplicates = (command: number): boolean => command === F_DUPFD || command === F_DUPFD_CLOEXEC;

const fcntl: Apply = (ctx, thread) => {
  if (ctx.dialect === 'exits') fcntlExit(ctx, thread);
  else fcntlOfPair(ctx, thread);
};

/** The command is on the exit event. */
function fcntlExit(ctx: EventContext, thread: ThreadInfo): void {
  const { ev } = ctx;
  const command = ev.u8At(2);
  const fd = ev.first64();
  if (fd < 0 || !ctx.fd) return;
  if (command === F_SETFD) {
    ctx.fd.setCloseOnExec((ev.u32(3) & FD_CLOEXEC) !== 0);
  } else if (duplicates(command)) {
    const copy = ctx.fd.clone();
    copy.setCloseOnExec(command === F_DUPFD_CLOEXEC);
    addFd(ctx, thread, fd, copy);
  }
}

function fcntlOfPair(ctx: EventContext, thread: ThreadInfo): void {
  // An enter event is kept for the commands that duplicate alone. Where a filter drops the exit, the original
  // keeps it too long and takes the next command for a duplication: so do we, as names must be the same.
  if (!enterOf(ctx, thread)) return;
  const fd = ctx.ev.first64();
  if (fd >= 0 && ctx.fd) addFd(ctx, thread, fd, ctx.fd.clone());
}

const pipe: Apply = (ctx, thread) => {
  const { ev } = ctx;
  if (ev.isNegative(0)) return;
  const flags = ev.type === PPME.SYSCALL_PIPE2_X ? ev.u32(4) : 0;
  for (const fd of [ev.i64(1), ev.i64(2)]) {
    const info = new FdInfo(FD_TYPE.FIFO);
    setIno(info, ev, 3);
    info.openFlags = flags;
    addFd(ctx, thread, fd, info);
  }
};

/** Calls whose result is an fd of a kind of its own. `flags`: parameter with the open flags, -1 for none. */
const simple =
  (type: number, flags = -1): Apply =>
  (ctx, thread) => {
    const fd = ctx.ev.first64();
    if (fd < 0) return;
    const info = new FdInfo(type);
    if (flags >= 0) info.openFlags = ctx.ev.len(flags) === 1 ? ctx.ev.u8At(flags) : ctx.ev.u16At(flags);
    addFd(ctx, thread, fd, info);
  };

const memfd: Apply = (ctx, thread) => {
  const { ev } = ctx;
  const fd = ev.first64();
  if (fd < 0) return;
  const info = new FdInfo(FD_TYPE.MEMFD);
  info.name = ev.str(1);
  info.openFlags = ev.u32(2);
  addFd(ctx, thread, fd, info);
};

const pidfdOpen: Apply = (ctx, thread) => {
  const { ev } = ctx;
  const fd = ev.first64();
  if (fd < 0) return;
  const info = new FdInfo(FD_TYPE.PIDFD);
  info.pid = ev.i64(1);
  info.name = `/proc/${info.pid}`;
  info.openFlags = ev.u32(2);
  addFd(ctx, thread, fd, info);
};

const pidfdGetfd: Apply = (ctx, thread) => {
  const { ev } = ctx;
  const pidfd = thread.getFd(ev.i64(1));
  const target = pidfd?.type === FD_TYPE.PIDFD ? ctx.threads.get(pidfd.pid)?.getFd(ev.i64(2)) : undefined;
  if (!target || ev.isNegative(0)) return;
  const copy = target.clone();
  // The name of another process's fd, which nobody noted for this event: it is not new.
  copy.oldName = copy.name;
  copy.setCloseOnExec(true);
  addFd(ctx, thread, ev.first64(), copy);
};

/** fchmod and fchown name their fd on the exit event. */
const fdOnExit: Apply = (ctx, thread) => {
  thread.lastFd = ctx.ev.i64(1);
  ctx.useFd(thread.getFd(thread.lastFd));
};

const chdir: Apply = (ctx, thread) => {
  if (!ctx.ev.isNegative(0)) thread.changeDir(ctx.ev.str(1), ctx.paths);
};

const fchdir: Apply = (ctx, thread) => {
  if (!ctx.ev.isNegative(0) && ctx.fd) thread.changeDir(ctx.fd.name, ctx.paths);
};

const chroot: Apply = (ctx, thread) => {
  if (ctx.ev.first64() === 0) thread.root = ctx.paths.join(thread.currentDir, ctx.ev.str(1));
};

export const FILE: ReadonlyMap<number, Apply> = new Map([
  [PPME.SYSCALL_OPEN_X, open(OPEN)],
  [PPME.SYSCALL_CREAT_X, open(CREAT)],
  [PPME.SYSCALL_OPENAT_X, openatOld],
  [PPME.SYSCALL_OPENAT_2_X, open(OPENAT_2)],
  [PPME.SYSCALL_OPENAT2_X, open(OPENAT2)],
  [PPME.SYSCALL_OPEN_BY_HANDLE_AT_X, open(HANDLE, false)],
  [PPME.SYSCALL_CLOSE_E, closeEnter],
  [PPME.SYSCALL_CLOSE_X, close],
  [PPME.SYSCALL_CLOSE_RANGE_X, closeRange],
  [PPME.SYSCALL_DUP_X, dup],
  [PPME.SYSCALL_DUP_1_X, dup],
  [PPME.SYSCALL_DUP2_X, dup],
  [PPME.SYSCALL_DUP3_X, dup],
  [PPME.SYSCALL_FCNTL_X, fcntl],
  [PPME.SYSCALL_PIPE_X, pipe],
  [PPME.SYSCALL_PIPE2_X, pipe],
  [PPME.SYSCALL_EVENTFD_X, simple(FD_TYPE.EVENT)],
  [PPME.SYSCALL_EVENTFD2_X, simple(FD_TYPE.EVENT, 1)],
  [PPME.SYSCALL_SIGNALFD_X, simple(FD_TYPE.SIGNALFD)],
  [PPME.SYSCALL_SIGNALFD4_X, simple(FD_TYPE.SIGNALFD, 1)],
  [PPME.SYSCALL_TIMERFD_CREATE_X, simple(FD_TYPE.TIMERFD, 2)],
  [PPME.SYSCALL_INOTIFY_INIT_X, simple(FD_TYPE.INOTIFY)],
  [PPME.SYSCALL_INOTIFY_INIT1_X, simple(FD_TYPE.INOTIFY, 1)],
  [PPME.SYSCALL_EPOLL_CREATE_X, simple(FD_TYPE.EVENTPOLL)],
  [PPME.SYSCALL_EPOLL_CREATE1_X, simple(FD_TYPE.EVENTPOLL, 1)],
  [PPME.SYSCALL_BPF_2_X, simple(FD_TYPE.BPF)],
  [PPME.SYSCALL_USERFAULTFD_X, simple(FD_TYPE.USERFAULTFD)],
  [PPME.SYSCALL_IO_URING_SETUP_X, simple(FD_TYPE.IOURING)],
  [PPME.SYSCALL_MEMFD_CREATE_X, memfd],
  [PPME.SYSCALL_PIDFD_OPEN_X, pidfdOpen],
  [PPME.SYSCALL_PIDFD_GETFD_X, pidfdGetfd],
  [PPME.SYSCALL_FCHMOD_X, fdOnExit],
  [PPME.SYSCALL_FCHOWN_X, fdOnExit],
  [PPME.SYSCALL_CHDIR_X, chdir],
  [PPME.SYSCALL_FCHDIR_X, fchdir],
  [PPME.SYSCALL_GETCWD_X, chdir],
  [PPME.SYSCALL_CHROOT_X, chroot],
]);
