import { PPME } from '../../event/tables/ids.data.js';
import { readCgroups } from '../cgroups.js';
import type { EventContext } from '../context.js';
import { Need } from '../needs.js';
import { CL, ThreadInfo } from '../thread.js';
import { type Apply, type ApplyAny, enterOf } from './apply.js';
import { directoryOf } from './file.js';

/** A child entry this young was made from the parent's event; an older one lost its exit. In ns. */
const CLONE_STALE_NS = 2_000_000_000n;
const AT_EMPTY_PATH = 1;
const EXE_WRITABLE = 1;
const EXE_UPPER_LAYER = 2;
const EXE_FROM_MEMFD = 4;
const EXE_LOWER_LAYER = 8;

/** Positions of the clone parameters that moved from one version of the event to the next. */
export interface CloneLayout {
  readonly flags: number;
  readonly uid: number;
  readonly gid: number;
  /** -1: comm is exe, there are no cgroups, no ids inside the namespace. */
  readonly comm: number;
  readonly cgroups: number;
  readonly vtid: number;
  readonly memory: boolean;
}
const CLONE_11: CloneLayout = { flags: 8, uid: 9, gid: 10, comm: -1, cgroups: -1, vtid: -1, memory: false };
const CLONE_16: CloneLayout = { flags: 13, uid: 14, gid: 15, comm: -1, cgroups: -1, vtid: -1, memory: true };
const CLONE_17: CloneLayout = { flags: 14, uid: 15, gid: 16, comm: 13, cgroups: -1, vtid: -1, memory: true };
const CLONE_20: CloneLayout = { flags: 15, uid: 16, gid: 17, comm: 13, cgroups: 14, vtid: 18, memory: true };

const clone =
  (layout: CloneLayout): ApplyAny =>
  (ctx, deferred) => {
    const child = ctx.ev.i64(0);
    if (child > 0) cloneCaller(ctx, layout, child, deferred.restart);
    else if (child === 0) cloneChild(ctx, layout, deferred.restart);
  };

/** In the parent: makes the child's entry, unless only the child can tell its ids. */
function cloneCaller(ctx: EventContext, layout: CloneLayout, childTid: number, restart: () => void): void {
  const { ev, threads } = ctx;
  const callerTid = ev.tid;
  const caller = threads.getOrCreate(callerTid);
  const known = !caller.isInvalid;
  if (!known) {
    caller.pid = ev.i64(4);
    caller.ptid = ev.i64(5);
    caller.vtid = layout.vtid < 0 ? callerTid : ev.i64(layout.vtid);
    caller.vpid = layout.vtid < 0 ? -1 : ev.i64(layout.vtid + 1);
    threads.link(caller);
  }
  ctx.own = caller;

  const flags = ev.u32(layout.flags);
  if (flags & (CL.CHILD_IN_PIDNS | CL.NEWPID | CL.PARENT) || callerTid !== caller.vtid) return;

  if (ctx.dialect === 'exits' && (isVfork(ev.type, flags) || threads.exitedLately(childTid, callerTid, ctx.time)))
    return;

  const existing = threads.get(childTid);
  if (existing && existing.flags & CL.INVERTED) return;
  if (existing) threads.remove(childTid);

  const child = new ThreadInfo(childTid);
  child.flags = flags;
  if (flags & CL.THREAD) {
    child.pid = caller.pid;
    child.ptid = caller.ptid;
    child.flags |= CL.FILES;
  } else {
    child.pid = childTid;
    child.ptid = caller.tid;
    if (known) {
      child.copyFds(caller);
      child.cwd = caller.currentDir;
      child.rawEnv = caller.rawEnv;
    }
  }
  child.vtid = childTid;
  child.vpid = child.pid;
  readNames(ctx, layout, child, caller);
  readResources(ctx, layout, child, caller);
  if (known) {
    inherit(ctx, child, caller);
  } else {
    caller.exe = child.exe;
    caller.comm = child.comm;
    caller.rawArgs = child.rawArgs;
  }
  threads.add(child);
  refreshUsers(ctx, child);
  if (existing) restart();
}

/** A child that the parent waits for tells of itself first, and may be gone when the parent's event comes. */
const isVfork = (type: number, flags: number): boolean => (flags & CL.VFORK) !== 0 || type === PPME.SYSCALL_VFORK_20_X;

function inherit(ctx: EventContext, child: ThreadInfo, from: ThreadInfo): void {
  child.inherit(from);
  if (ctx.needs & Need.DETAILS) child.inheritDetails(from);
}

/** In the child: repairs what the parent's event could not tell, or comes first. */
function cloneChild(ctx: EventContext, layout: CloneLayout, restart: () => void): void {
  const { ev, threads } = ctx;
  const tid = ev.tid;
  let collision = false;
  const own = ctx.own;
  if (own && own.cloneTs !== 0n) {
    if (ev.ts - own.cloneTs < CLONE_STALE_NS) return;
    threads.remove(tid);
    collision = true;
    ctx.own = undefined;
  }

  const child = new ThreadInfo(tid);
  child.pid = ev.i64(4);
  child.ptid = ev.i64(5);
  child.vtid = layout.vtid < 0 ? tid : ev.i64(layout.vtid);
  child.vpid = layout.vtid < 0 ? -1 : ev.i64(layout.vtid + 1);
  child.flags = ev.u32(layout.flags) | CL.INVERTED;
  const leader = (child.flags & CL.THREAD) === 0;
  if (!leader) child.flags |= CL.FILES;

  // A process copies from its parent, a thread from the leader of its group.
  const from = threads.getOrCreate(leader ? child.ptid : child.pid);
  const known = !from.isInvalid;
  if (!known && !leader) {
    from.pid = child.pid;
    from.ptid = child.ptid;
    from.vpid = child.vpid;
    from.vtid = from.vpid;
    threads.link(from);
  }
  readNames(ctx, layout, child, from);
  if (known) {
    inherit(ctx, child, from);
    if (leader) {
      child.copyFds(from);
      child.cwd = from.currentDir;
      child.rawEnv = from.rawEnv;
    }
  } else if (!leader) {
    from.exe = child.exe;
    from.comm = child.comm;
    from.rawArgs = child.rawArgs;
  }
  readResources(ctx, layout, child, from);
  if (ev.nparams > 20) {
    const namespaced = child.flags & (CL.CHILD_IN_PIDNS | CL.NEWPID) || child.tid !== child.vtid;
    // Since the boot of the machine: the original does not add when that was.
    if (namespaced) child.pidnsInitStartTs = ev.u64(20);
  }
  threads.add(child);
  ctx.own = child;
  refreshUsers(ctx, child);
  if (collision) restart();
}

/** `like`: the thread whose names the child most likely has. */
function readNames(ctx: EventContext, layout: CloneLayout, child: ThreadInfo, like: ThreadInfo): void {
  const { ev } = ctx;
  child.exe = ev.strLike(1, like.exe);
  if (ctx.needs & Need.DETAILS) child.rawArgs = ev.raw(2);
  child.comm = layout.comm < 0 ? child.exe : ev.strLike(layout.comm, like.comm);
}

function readResources(ctx: EventContext, layout: CloneLayout, child: ThreadInfo, like: ThreadInfo): void {
  const { ev } = ctx;
  readLimits(ctx, child, layout.memory);
  setUser(ctx, child, ev.u32(layout.uid));
  setGroup(ctx, child, ev.u32(layout.gid));
  if (layout.cgroups >= 0) takeCgroups(ctx, child, layout.cgroups, like);
  child.cloneTs = ev.ts;
}

/** Cgroups tell the container, and the container whose users are meant. */
function takeCgroups(ctx: EventContext, thread: ThreadInfo, param: number, like: ThreadInfo): void {
  if ((ctx.needs & (Need.CONTAINERS | Need.USERS)) === 0) return;
  thread.cgroups = readCgroups(ctx.ev, param, like.cgroups);
  ctx.containers.resolve(thread, ctx.threads.parent(thread));
}

/** How many fds it may open; page faults and memory sizes, where events of its kind have them. */
function readLimits({ ev, needs }: EventContext, thread: ThreadInfo, memory: boolean): void {
  if ((needs & Need.DETAILS) === 0) return;
  thread.fdlimit = ev.i64(7);
  if (!memory) return;
  thread.pfmajor = ev.i64(8);
  thread.pfminor = ev.i64(9);
  thread.vmsizeKb = ev.u32(10);
  thread.vmrssKb = ev.u32(11);
  thread.vmswapKb = ev.u32(12);
}

/** Users are known by container: an id that came before the container was known is looked up again. */
export function refreshUsers(ctx: EventContext, thread: ThreadInfo): void {
  if (thread.containerId === '') return;
  setUser(ctx, thread, thread.user.uid);
  setLoginuser(ctx, thread, thread.loginuser.uid);
  setGroup(ctx, thread, thread.group.gid);
}

export function setUser(ctx: EventContext, thread: ThreadInfo, uid: number): void {
  if (ctx.needs & Need.USERS) thread.user = ctx.users.userOrFallback(thread.containerId, uid);
}

export function setGroup(ctx: EventContext, thread: ThreadInfo, gid: number): void {
  if (ctx.needs & Need.USERS) thread.group = ctx.users.groupOrFallback(thread.containerId, gid);
}

export function setLoginuser(ctx: EventContext, thread: ThreadInfo, uid: number): void {
  if (ctx.needs & Need.USERS) thread.loginuser = ctx.users.userOrFallback(thread.containerId, uid);
}

/** Versions of execve by what they carry. */
interface ExecLayout {
  readonly comm: boolean;
  readonly memory: boolean;
  readonly env: number;
  readonly cgroups: boolean;
  readonly tty: boolean;
  readonly filename: boolean;
  readonly vpgid: boolean;
}
const exec = (env: number, layout: Partial<ExecLayout>): ExecLayout => ({
  comm: false,
  memory: true,
  env,
  cgroups: false,
  tty: false,
  filename: false,
  vpgid: false,
  ...layout,
});
const EXECVE_16 = { comm: true, cgroups: true };
const EXECVE_17 = { ...EXECVE_16, tty: true };
const EXECVE_18 = { ...EXECVE_17, filename: true };
const EXECVE_19 = { ...EXECVE_18, vpgid: true };

const execve =
  (layout: ExecLayout): Apply =>
  (ctx, thread) => {
    const { ev, threads } = ctx;
    if (ev.isNegative(0)) return;
    if (thread.isDead) resurrect(thread);
    thread.exe = ev.str(1);
    const container = thread.containerId;
    thread.comm = layout.comm ? ev.str(13) : thread.exe;
    const details = (ctx.needs & Need.DETAILS) !== 0;
    if (details) thread.rawArgs = ev.raw(2);
    thread.pid = ev.i64(4);
    if (thread.isInvalid) {
      thread.ptid = ev.i64(5);
      if ((thread.flags & CL.CHILD_IN_PIDNS) === 0) {
        thread.vtid = thread.tid;
        thread.vpid = thread.pid;
      }
      threads.link(thread);
    }
    readLimits(ctx, thread, layout.memory);
    if (layout.env >= 0 && details) thread.rawEnv = ev.raw(layout.env);
    if (layout.cgroups) takeCgroups(ctx, thread, 14, thread);
    if (layout.tty) thread.tty = ev.u32(16);
    if (ev.nparams > 27) thread.exepath = ev.str(27);
    else if (layout.filename) setExepathFromEnter(ctx, thread);
    if (layout.vpgid) thread.vpgid = ev.i64(17);
    if (ev.nparams > 18) setLoginuser(ctx, thread, ev.u32(18));
    if (details) readExecDetails(ctx, thread);
    if (ev.nparams > 26) setExecUser(ctx, thread, ev.u32(26));
    if (ev.nparams > 28) thread.pgid = ev.i64(28);
    if (ev.nparams > 29) setGroup(ctx, thread, ev.u32(29));

    const kept = CL.PIPE_SRC | CL.PIPE_DST | CL.IS_MAIN_THREAD | CL.INVERTED;
    thread.flags = CL.ACTIVE | CL.NAME_CHANGED | (thread.flags & kept);
    if (container !== thread.containerId) refreshUsers(ctx, thread);
    if (ctx.dialect === 'exits') closeOnExec(thread);
    // The other threads of the process are gone.
    const group = thread.threadGroup;
    if (group && group.alive > 1) {
      for (const other of [...group.threads]) if (!other.isMain) threads.remove(other.tid);
    }
  };

function closeOnExec(thread: ThreadInfo): void {
  const table = thread.fdTable;
  if (!table) return;
  for (const [fd, info] of table) if (info.closesOnExec) table.delete(fd);
}

function resurrect(thread: ThreadInfo): void {
  if (thread.threadGroup) thread.threadGroup.alive++;
  thread.flags &= ~CL.CLOSED;
}

/** Before the kernel told the path of the executable: what the call was given, joined with its directory. */
function setExepathFromEnter(ctx: EventContext, thread: ThreadInfo): void {
  const enter = enterOf(ctx, thread);
  if (!enter) return;
  if (enter.type !== PPME.SYSCALL_EXECVEAT_E) {
    const filename = enter.str(0);
    thread.exepath = filename === '<NA>' ? '<NA>' : ctx.paths.join(thread.currentDir, filename);
    return;
  }
  const pathname = enter.str(1);
  const empty = (enter.u32(2) & AT_EMPTY_PATH) !== 0;
  const dir = directoryOf(ctx, thread, pathname, enter.i64(0));
  if ((!empty && pathname === '<NA>') || dir === '<UNKNOWN>') thread.exepath = '<NA>';
  else thread.exepath = empty ? ctx.paths.join('', dir) : ctx.paths.join(dir, pathname);
}

/** The older reader keeps the name that goes with the id before. */
function setExecUser(ctx: EventContext, thread: ThreadInfo, uid: number): void {
  if (ctx.dialect === 'exits') setUser(ctx, thread, uid);
  else if (ctx.needs & Need.USERS && thread.user.uid !== uid) thread.user = { ...thread.user, uid };
}

function readExecDetails(ctx: EventContext, thread: ThreadInfo): void {
  const { ev } = ctx;
  const n = ev.nparams;
  if (n > 19) {
    const flags = ev.u32(19);
    thread.exeWritable = (flags & EXE_WRITABLE) !== 0;
    thread.exeUpperLayer = (flags & EXE_UPPER_LAYER) !== 0;
    thread.exeFromMemfd = (flags & EXE_FROM_MEMFD) !== 0;
    thread.exeLowerLayer = (flags & EXE_LOWER_LAYER) !== 0;
  }
  if (n > 22) {
    thread.capInheritable = ev.u64(20);
    thread.capPermitted = ev.u64(21);
    thread.capEffective = ev.u64(22);
  }
  if (n > 25) {
    thread.exeIno = ev.u64(23);
    thread.exeInoCtime = ev.u64(24);
    thread.exeInoMtime = ev.u64(25);
  }
}

const procexit: Apply = (ctx, thread, deferred) => {
  const { ev } = ctx;
  ctx.threads.markDead(thread);
  if (ctx.dialect === 'exits') ctx.threads.noteExit(thread, ctx.time);
  deferred.endThread(ev.tid);
  if (!thread.children?.size) return;
  thread.reaperTid = ev.type === PPME.PROCEXIT_1_E && ev.nparams > 4 ? ev.i64(4) : -1;
};

/** All events by which a thread is made. */
export const CLONE_LAYOUTS: ReadonlyMap<number, CloneLayout> = new Map([
  [PPME.SYSCALL_CLONE_11_X, CLONE_11],
  [PPME.SYSCALL_CLONE_16_X, CLONE_16],
  [PPME.SYSCALL_CLONE_17_X, CLONE_17],
  [PPME.SYSCALL_CLONE_20_X, CLONE_20],
  [PPME.SYSCALL_FORK_X, CLONE_16],
  [PPME.SYSCALL_FORK_17_X, CLONE_17],
  [PPME.SYSCALL_FORK_20_X, CLONE_20],
  [PPME.SYSCALL_VFORK_X, CLONE_16],
  [PPME.SYSCALL_VFORK_17_X, CLONE_17],
  [PPME.SYSCALL_VFORK_20_X, CLONE_20],
  [PPME.SYSCALL_CLONE3_X, CLONE_20],
]);

export const PROCESS_ANY: ReadonlyMap<number, ApplyAny> = new Map(
  [...CLONE_LAYOUTS].map(([type, layout]) => [type, clone(layout)]),
);

export const PROCESS: ReadonlyMap<number, Apply> = new Map([
  [PPME.SYSCALL_EXECVE_8_X, execve(exec(-1, { memory: false }))],
  [PPME.SYSCALL_EXECVE_13_X, execve(exec(-1, {}))],
  [PPME.SYSCALL_EXECVE_14_X, execve(exec(13, {}))],
  [PPME.SYSCALL_EXECVE_15_X, execve(exec(14, { comm: true }))],
  [PPME.SYSCALL_EXECVE_16_X, execve(exec(15, EXECVE_16))],
  [PPME.SYSCALL_EXECVE_17_X, execve(exec(15, EXECVE_17))],
  [PPME.SYSCALL_EXECVE_18_X, execve(exec(15, EXECVE_18))],
  [PPME.SYSCALL_EXECVE_19_X, execve(exec(15, EXECVE_19))],
  [PPME.SYSCALL_EXECVEAT_X, execve(exec(15, EXECVE_19))],
  [PPME.PROCEXIT_E, procexit],
  [PPME.PROCEXIT_1_E, procexit],
]);
