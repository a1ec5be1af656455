import { PPME } from '../../event/tables/ids.data.js';
import type { EventContext } from '../context.js';
import { CL, type ThreadInfo } from '../thread.js';
import { type Apply, enterOf } from './apply.js';
import { setGroup, setUser } from './process.js';

/** Users, sessions, limits, capabilities and memory of a process. */

const NONE = 0xffffffff;
const RLIMIT_NOFILE = 7;
const PR_SET_CHILD_SUBREAPER = 36;
const PR_GET_CHILD_SUBREAPER = 37;
/** All capabilities of the time (41), which a process has in a user namespace of its own. */
const ALL_CAPABILITIES = (1n << 41n) - 1n;

/** An id that the call was given: on the enter event, or behind the result. */
function givenId(ctx: EventContext, thread: ThreadInfo, index: number): number | undefined {
  if (ctx.ev.isNegative(0)) return undefined;
  const enter = enterOf(ctx, thread);
  if (enter) return enter.u32(index);
  return ctx.ev.nparams > index + 1 ? ctx.ev.u32(index + 1) : undefined;
}

/** Behind the result of exit-only events: the effective id. */
const effective = (ctx: EventContext, index: number): number | undefined =>
  ctx.ev.i64(0) === 0 && ctx.ev.len(index) === 4 ? ctx.ev.u32(index) : undefined;

/** Only exit-only captures tell what was asked for. */
const setreuid: Apply = (ctx, thread) => {
  const uid = ctx.dialect === 'exits' ? effective(ctx, 2) : undefined;
  if (uid !== undefined) setUser(ctx, thread, uid);
};

const setregid: Apply = (ctx, thread) => {
  const gid = ctx.dialect === 'exits' ? effective(ctx, 2) : undefined;
  if (gid !== undefined) setGroup(ctx, thread, gid);
};

const setuid =
  (index: number): Apply =>
  (ctx, thread) => {
    const uid = givenId(ctx, thread, index);
    if (uid !== undefined && (index === 0 || uid !== NONE || ctx.dialect === 'exits')) setUser(ctx, thread, uid);
  };

const setgid =
  (index: number): Apply =>
  (ctx, thread) => {
    const gid = givenId(ctx, thread, index);
    if (gid !== undefined && (index === 0 || gid !== NONE || ctx.dialect === 'exits')) setGroup(ctx, thread, gid);
  };

const rlimit: Apply = (ctx, thread) => {
  const { ev } = ctx;
  if (ev.isNegative(0)) return;
  const enter = enterOf(ctx, thread);
  const resource = enter ? enter.u8At(0) : ev.nparams > 3 ? ev.u8At(3) : -1;
  const limit = ev.i64(1);
  if (resource === RLIMIT_NOFILE && limit !== -1 && thread.main) thread.main.fdlimit = limit;
};

const prlimit: Apply = (ctx, thread) => {
  const { ev } = ctx;
  if (ev.isNegative(0)) return;
  const enter = enterOf(ctx, thread);
  if (!enter && ev.nparams < 7) return;
  const resource = enter ? enter.u8At(1) : ev.u8At(6);
  const limit = ev.i64(1);
  if (resource !== RLIMIT_NOFILE || limit === -1) return;
  const tid = (enter ? enter.i64(0) : ev.i64(5)) || ev.tid;
  const target = ctx.threads.getOrCreate(tid);
  if (!target.isInvalid && target.main) target.main.fdlimit = limit;
};

const memory: Apply = (ctx, thread) => {
  const { ev } = ctx;
  if (ev.len(3) === 0 && ctx.dialect === 'exits') return;
  thread.vmsizeKb = ev.u32(1);
  thread.vmrssKb = ev.u32(2);
  thread.vmswapKb = ev.u32(3);
};

/** A switch tells about the thread that leaves the CPU. */
const contextSwitch: Apply = (ctx, thread) => {
  const { ev } = ctx;
  thread.pfmajor = ev.i64(1);
  thread.pfminor = ev.i64(2);
  const main = thread.main;
  if (!main) return;
  main.vmsizeKb = ev.u32(3);
  main.vmrssKb = ev.u32(4);
  main.vmswapKb = ev.u32(5);
};

const capset: Apply = (ctx, thread) => {
  const { ev } = ctx;
  if (ev.isNegative(0)) return;
  thread.capInheritable = ev.u64(1);
  thread.capPermitted = ev.u64(2);
  thread.capEffective = ev.u64(3);
};

const namespace =
  (enterIndex: number, exitIndex: number): Apply =>
  (ctx, thread) => {
    const { ev } = ctx;
    if (ev.isNegative(0)) return;
    const enter = enterOf(ctx, thread);
    const flags = enter ? enter.u32(enterIndex) : ev.nparams > exitIndex ? ev.u32(exitIndex) : 0;
    if ((flags & CL.NEWUSER) === 0) return;
    thread.capInheritable = ALL_CAPABILITIES;
    thread.capPermitted = ALL_CAPABILITIES;
    thread.capEffective = ALL_CAPABILITIES;
  };

const setsid: Apply = (ctx, thread) => {
  const sid = ctx.ev.i64(0);
  if (sid >= 0) thread.sid = sid;
};

const prctl: Apply = (ctx, thread) => {
  const { ev } = ctx;
  if (ev.isNegative(0) || !thread.threadGroup) return;
  const option = ev.u32(1);
  if (option === PR_SET_CHILD_SUBREAPER || option === PR_GET_CHILD_SUBREAPER) {
    thread.threadGroup.reaper = ev.i64(3) !== 0;
  }
};

/** Who a process is. */
export const IDENTITY: ReadonlyMap<number, Apply> = new Map([
  [PPME.SYSCALL_SETUID_X, setuid(0)],
  [PPME.SYSCALL_SETRESUID_X, setuid(1)],
  [PPME.SYSCALL_SETREUID_X, setreuid],
  [PPME.SYSCALL_SETREGID_X, setregid],
  [PPME.SYSCALL_SETGID_X, setgid(0)],
  [PPME.SYSCALL_SETRESGID_X, setgid(1)],
  [PPME.SYSCALL_SETSID_X, setsid],
  [PPME.SYSCALL_PRCTL_X, prctl],
]);

/** What it may do and what it uses. */
export const RESOURCE: ReadonlyMap<number, Apply> = new Map([
  [PPME.SYSCALL_GETRLIMIT_X, rlimit],
  [PPME.SYSCALL_SETRLIMIT_X, rlimit],
  [PPME.SYSCALL_PRLIMIT_X, prlimit],
  [PPME.SYSCALL_BRK_4_X, memory],
  [PPME.SYSCALL_MMAP_X, memory],
  [PPME.SYSCALL_MMAP2_X, memory],
  [PPME.SYSCALL_MUNMAP_X, memory],
  [PPME.SCHEDSWITCH_1_E, contextSwitch],
  [PPME.SCHEDSWITCH_6_E, contextSwitch],
  [PPME.SYSCALL_CAPSET_X, capset],
  [PPME.SYSCALL_UNSHARE_X, namespace(0, 1)],
  [PPME.SYSCALL_SETNS_X, namespace(1, 2)],
]);
