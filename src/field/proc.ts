import type { EventContext } from '../state/context.js';
import type { ThreadInfo } from '../state/thread.js';
import { type FieldDef, type FieldType, Need, type Needs } from './def.js';
import { exact, threadField } from './make.js';

const THREADS = Need.THREADS;
const DETAILS = Need.THREADS | Need.DETAILS;

/** argv[1..] joined by blanks. */
const argsText = (t: ThreadInfo) => t.args.join(' ');
export const cmdline = (t: ThreadInfo): string => (t.args.length === 0 ? t.comm : `${t.comm} ${argsText(t)}`);

export const allEnv = (t: ThreadInfo): string => (t.main ?? t).env.join(' ');

/** Value of one variable without blanks around it; '' when it is not set. */
export function envValue(t: ThreadInfo, name: string): string {
  const prefix = `${name}=`;
  const entry = (t.main ?? t).env.find((e) => e.startsWith(prefix) && e.length > prefix.length);
  return entry === undefined ? '' : entry.slice(prefix.length).replace(/^ +| +$/g, '');
}

/** Ids print when they can be ids: placeholders have none. */
export const validId = (id: number): number | undefined => (id >= -1 && id <= 0xffffffff ? id : undefined);

const proc = (
  name: string,
  type: FieldType,
  doc: string,
  get: Parameters<typeof threadField>[5],
  extra: Parameters<typeof threadField>[6] & { needs?: number } = {},
): FieldDef => {
  const { needs = THREADS, ...rest } = extra;
  return threadField('process', name, type, needs, doc, get, rest);
};

/** What the process was started with. */
const detail = (name: string, type: FieldType, doc: string, get: Parameters<typeof threadField>[5]): FieldDef =>
  proc(name, type, doc, get, { needs: DETAILS });

const parentOf = (t: ThreadInfo, ctx: EventContext) => ctx.threads.get(t.ptid);

/** A field of the parent process; null where it is not known. */
const parent = (
  name: string,
  type: FieldType,
  doc: string,
  get: (p: ThreadInfo, ctx: EventContext) => string | number | bigint | undefined,
  needs: Needs = THREADS,
): FieldDef =>
  proc(
    name,
    type,
    doc,
    (t, ctx) => {
      const p = parentOf(t, ctx);
      return p === undefined ? undefined : get(p, ctx);
    },
    { needs },
  );

const openFds = (t: ThreadInfo) => t.main?.fds.size ?? 0;
const nonZero = (n: bigint) => (n === 0n ? undefined : exact(n));
const since = (start: bigint, ctx: EventContext) => (start === 0n ? undefined : exact(ctx.ev.ts - start));

const CAPABILITIES = (
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE ' +
  'NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN ' +
  'SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE ' +
  'MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
).split(' ');

/** Names of capability bits in the order of the kernel (include/uapi/linux/capability.h). */
function capabilities(bits: bigint): string {
  return CAPABILITIES.filter((_, i) => (bits >> BigInt(i)) & 1n)
    .map((name) => `CAP_${name}`)
    .join(' ');
}

/** The process of the event. */
export const PROC_FIELDS: readonly FieldDef[] = [
  proc('proc.exe', 'charbuf', 'first argument the program was started with', (t) => t.exe),
  parent('proc.pexe', 'charbuf', 'proc.exe of the parent', (p) => p.exe),
  proc('proc.exepath', 'charbuf', 'full path of the program file', (t) => t.exepath, { needs: THREADS | Need.FDS }),
  parent('proc.pexepath', 'charbuf', 'proc.exepath of the parent', (p) => p.exepath, THREADS | Need.FDS),
  proc('proc.name', 'charbuf', 'name of the process, as far as the kernel keeps it (15 characters)', (t) => t.comm, {
    put: (ctx, out) => {
      const t = ctx.thread;
      if (t === undefined) return false;
      out.text(t.comm);
      return true;
    },
  }),
  parent('proc.pname', 'charbuf', 'name of the parent', (p) => p.comm),
  {
    ...detail(
      'proc.args',
      'charbuf',
      'arguments of the program, joined by blanks; proc.args[0] is the first of them',
      argsText,
    ),
    arg: { kind: 'index', required: false },
    get: (arg) => (ctx) => {
      const t = ctx.thread;
      if (!t) return undefined;
      return arg === undefined ? argsText(t) : (t.args[Number(arg)] ?? '');
    },
  },
  detail('proc.cmdline', 'charbuf', 'name and arguments', cmdline),
  parent('proc.pcmdline', 'charbuf', 'name and arguments of the parent', cmdline, DETAILS),
  detail('proc.cmdnargs', 'uint64', 'number of arguments', (t) => t.args.length),
  detail('proc.cmdlenargs', 'uint64', 'length of all arguments together, in bytes', (t) =>
    t.args.reduce((n, a) => n + a.length, 0),
  ),
  detail('proc.exeline', 'charbuf', 'program as it was started, and arguments', (t) => `${t.exe} ${argsText(t)}`),
  {
    ...detail('proc.env', 'charbuf', 'environment as NAME=value, or one variable of it: proc.env[HOME]', allEnv),
    arg: { kind: 'key', required: false },
    echo: 'bare',
    get: (arg) => (ctx) => {
      const t = ctx.thread;
      if (!t) return undefined;
      return arg === undefined ? allEnv(t) : envValue(t, arg);
    },
  },
  proc('proc.cwd', 'charbuf', 'current directory, with a slash at the end', (t) => t.currentDir, {
    needs: THREADS | Need.FDS,
  }),
  proc('proc.tty', 'uint32', 'number of the controlling terminal, 0 without one', (t) => t.tty),
  proc('proc.pid', 'int64', 'process id', (t) => validId(t.pid)),
  proc('proc.ppid', 'int64', 'process id of the parent', (t, ctx) => {
    const main = t.main;
    if (ctx.dialect === 'pairs') return main ? validId(main.ptid) : undefined;
    const process = main && ctx.threads.get(main.ptid)?.main;
    return process && validId(process.pid);
  }),
  proc('proc.vpid', 'int64', 'process id inside its namespace', (t) => (t.vpid === -1 ? undefined : t.vpid)),
  parent('proc.pvpid', 'int64', 'proc.vpid of the parent', (p) => p.vpid),
  proc('proc.sid', 'int64', 'session id', (t) => t.sid),
  proc('proc.vpgid', 'int64', 'process group inside its namespace', (t) => t.vpgid),
  proc('proc.pgid', 'int64', 'process group', (t) => t.pgid),
  proc('proc.duration', 'reltime', 'nanoseconds since the process was created, if that was captured', (t, ctx) =>
    since(t.cloneTs, ctx),
  ),
  proc(
    'proc.ppid.duration',
    'reltime',
    'proc.duration of the parent; where its creation was not captured, the number of open fds of the process itself',
    (t, ctx) => {
      const p = parentOf(t, ctx);
      return p && (p.cloneTs === 0n ? openFds(t) : since(p.cloneTs, ctx));
    },
    { needs: THREADS | Need.FDS },
  ),
  proc('proc.pid.ts', 'reltime', 'when the process was created, ns since the epoch', (t) => nonZero(t.cloneTs)),
  parent('proc.ppid.ts', 'reltime', 'when the parent was created, ns since the epoch', (p) => exact(p.cloneTs)),
  detail(
    'proc.is_exe_writable',
    'bool',
    'true if the program file is writable for whoever runs it',
    (t) => t.exeWritable,
  ),
  detail(
    'proc.is_exe_upper_layer',
    'bool',
    'true if the program file is in the upper layer of an overlay',
    (t) => t.exeUpperLayer,
  ),
  detail(
    'proc.is_exe_lower_layer',
    'bool',
    'true if the program file is in the lower layer of an overlay',
    (t) => t.exeLowerLayer,
  ),
  detail('proc.is_exe_from_memfd', 'bool', 'true if the program was run from memory', (t) => t.exeFromMemfd),
  proc('proc.is_sid_leader', 'bool', 'true for the first process of a session', (t) => t.sid === t.vpid),
  proc(
    'proc.is_vpgid_leader',
    'bool',
    'true for the first process of a group, inside its namespace',
    (t) => t.vpgid === t.vpid,
  ),
  proc('proc.is_pgid_leader', 'bool', 'true for the first process of a group', (t) => t.pgid === t.pid),
  detail('proc.exe_ino', 'int64', 'inode of the program file', (t) => nonZero(t.exeIno)),
  detail('proc.exe_ino.ctime', 'abstime', 'last change of the program file, ns since the epoch', (t) =>
    nonZero(t.exeInoCtime),
  ),
  detail('proc.exe_ino.mtime', 'abstime', 'last write to the program file, ns since the epoch', (t) =>
    nonZero(t.exeInoMtime),
  ),
  detail(
    'proc.exe_ino.ctime_duration_proc_start',
    'abstime',
    'nanoseconds from the last change of the program file to the start of the process',
    (t) =>
      t.cloneTs === 0n || t.exeInoCtime === 0n ? undefined : exact(BigInt.asUintN(64, t.cloneTs - t.exeInoCtime)),
  ),
  detail(
    'proc.exe_ino.ctime_duration_pidns_start',
    'abstime',
    'nanoseconds from the start of the pid namespace to the last change of the program file',
    (t) =>
      t.pidnsInitStartTs !== 0n && t.exeInoCtime > t.pidnsInitStartTs
        ? exact(t.exeInoCtime - t.pidnsInitStartTs)
        : undefined,
  ),
  proc('proc.pidns_init_start_ts', 'uint64', 'start of the pid namespace, ns since the epoch', (t) =>
    nonZero(t.pidnsInitStartTs),
  ),
  proc(
    'proc.is_container_healthcheck',
    'bool',
    'true for the health check of a container',
    (t) => t.category === 'healthcheck',
    { needs: DETAILS | Need.CONTAINERS },
  ),
  proc(
    'proc.is_container_liveness_probe',
    'bool',
    'true for the liveness probe of a container',
    (t) => t.category === 'liveness',
    { needs: DETAILS | Need.CONTAINERS },
  ),
  proc(
    'proc.is_container_readiness_probe',
    'bool',
    'true for the readiness probe of a container',
    (t) => t.category === 'readiness',
    { needs: DETAILS | Need.CONTAINERS },
  ),
  proc('proc.fdopencount', 'uint64', 'number of open fds', openFds, { needs: THREADS | Need.FDS }),
  detail('proc.fdlimit', 'int64', 'most fds the process may open', (t) => t.main?.fdlimit ?? 0),
  proc('proc.fdusage', 'double', 'open fds in percent of the limit', fdUsage, { needs: DETAILS | Need.FDS }),
  detail('proc.vmsize', 'uint64', 'virtual memory in kB', (t) => t.vmsizeKb),
  detail('proc.vmrss', 'uint64', 'resident memory in kB', (t) => t.vmrssKb),
  detail('proc.vmswap', 'uint64', 'swapped memory in kB', (t) => t.vmswapKb),
  proc('proc.nthreads', 'uint64', 'number of live threads', (t) => t.threadGroup?.alive ?? 0),
  proc('proc.nchilds', 'uint64', 'number of live threads besides the main one', (t) => {
    const main = t.main;
    const alive = t.threadGroup?.alive ?? 0;
    return main && t.threadGroup && !main.isDead ? alive - 1 : alive;
  }),
  detail('thread.cap_permitted', 'charbuf', 'permitted capabilities', (t) => capabilities(t.capPermitted)),
  detail('thread.cap_inheritable', 'charbuf', 'inheritable capabilities', (t) => capabilities(t.capInheritable)),
  detail('thread.cap_effective', 'charbuf', 'effective capabilities', (t) => capabilities(t.capEffective)),
];

function fdUsage(t: ThreadInfo): number {
  const main = t.main;
  const limit = main?.fdlimit ?? 0;
  if (!main || limit <= 0) return 0;
  return main.fds.size <= limit ? (main.fds.size * 100) / limit : 100;
}
