import { EC, EF, isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { EventView } from '../event/view.js';
import type {
  FdEntry,
  GroupEntry,
  InterfaceEntry,
  MachineInfo,
  ProcessEntry,
  StateSink,
  UserEntry,
} from '../format/capture.js';
import { FD_TYPE } from '../format/scap/fd-entry.js';
import { type Apply, type ApplyAny, type Deferred, isExecve } from './apply/apply.js';
import { duplicates, FILE } from './apply/file.js';
import { MESSAGE } from './apply/message.js';
import { METADATA } from './apply/metadata.js';
import { PROCESS, PROCESS_ANY, refreshUsers, setGroup, setLoginuser, setUser } from './apply/process.js';
import { IDENTITY, RESOURCE } from './apply/resource.js';
import { SOCKET } from './apply/socket.js';
import { internCgroups } from './cgroups.js';
import type { EventContext } from './context.js';
import { FDF, FdInfo, L4 } from './fd.js';
import { Need, type Needs } from './needs.js';
import { CL, ThreadInfo } from './thread.js';

/** Enter events that are kept until their exit, because the state needs what they say. */
const KEPT: readonly number[] = [
  PPME.SYSCALL_OPEN_E,
  PPME.SYSCALL_CREAT_E,
  PPME.SYSCALL_OPENAT_E,
  PPME.SYSCALL_OPENAT_2_E,
  PPME.SYSCALL_OPENAT2_E,
  PPME.SOCKET_SOCKET_E,
  PPME.SOCKET_SENDTO_E,
  PPME.SOCKET_SENDMSG_E,
  PPME.SYSCALL_FCNTL_E,
  PPME.SYSCALL_GETRLIMIT_E,
  PPME.SYSCALL_SETRLIMIT_E,
  PPME.SYSCALL_PRLIMIT_E,
  PPME.SYSCALL_SETRESUID_E,
  PPME.SYSCALL_SETRESGID_E,
  PPME.SYSCALL_SETUID_E,
  PPME.SYSCALL_SETGID_E,
  PPME.SYSCALL_UNSHARE_E,
  PPME.SYSCALL_SETNS_E,
  PPME.SYSCALL_EXECVE_18_E,
  PPME.SYSCALL_EXECVE_19_E,
  PPME.SYSCALL_EXECVEAT_E,
  PPME.SYSCALL_MKDIR_E,
  PPME.SYSCALL_RMDIR_E,
  PPME.SYSCALL_LINK_E,
  PPME.SYSCALL_LINKAT_E,
  PPME.SYSCALL_UNLINK_E,
  PPME.SYSCALL_UNLINKAT_E,
];

/** Events that never make a placeholder for a thread nobody saw. */
const NO_PLACEHOLDER: readonly number[] = [
  ...PROCESS_ANY.keys(),
  PPME.SCHEDSWITCH_6_E,
  PPME.PROCEXIT_E,
  PPME.PROCEXIT_1_E,
];

/** What kind of look at thread and fd an event type needs before it is applied. */
const LOOK = { NOTHING: 0, THREAD: 1, SWITCH: 2, PROCINFO: 3, ENTER: 4, EXIT: 5 } as const;
const FLAG = { USES_FD: 8, PLACEHOLDER: 16, KEPT: 32 } as const;
const LOOK_MASK = 7;

/**
 * Keeps threads, fds, users and containers in step with the events. Per event: `before` finds its thread and fd,
 * then either `apply` changes the state, or `filteredOut` notes that nobody wanted it; `after` ends it.
 */
export class StateEngine implements StateSink, Deferred {
  private look = new Uint8Array(TYPE_LIMIT);
  private readonly applyThread: (Apply | undefined)[] = new Array(TYPE_LIMIT).fill(undefined);
  private readonly applyAny: (ApplyAny | undefined)[] = new Array(TYPE_LIMIT).fill(undefined);
  private dyingTid = -1;
  private hasDying = false;
  private readonly closing: number[] = [];
  private closingTid = 0;
  private readonly serverPorts = new Set<number>();
  /** Whether enter events matter to anything that is kept, and when they happened. */
  private readonly pairing: boolean;
  private readonly timing: boolean;

  /** Keeps the parts of the state that `needs` names. */
  constructor(
    readonly ctx: EventContext,
    private readonly needs: Needs,
  ) {
    ctx.needs = needs;
    const families = [PROCESS, IDENTITY];
    if (needs & Need.FDS) families.push(FILE, SOCKET, MESSAGE);
    if (needs & Need.DETAILS) families.push(RESOURCE);
    this.timing = (needs & Need.PAIRS) !== 0;
    this.pairing = (needs & (Need.FDS | Need.PAIRS | Need.USERS | Need.DETAILS)) !== 0;
    for (const family of families) {
      for (const [type, apply] of family) this.applyThread[type] = apply;
    }
    for (const family of [PROCESS_ANY, METADATA]) {
      for (const [type, apply] of family) this.applyAny[type] = apply;
    }
    this.useTable();
  }

  /** Looks at the event table anew, after the context changed its dialect. */
  useTable(): void {
    for (const info of this.ctx.table) {
      let look: number = isEnter(info.id) ? LOOK.ENTER : LOOK.EXIT;
      if (info.flags & EF.SKIP_PARSE_RESET) look = info.id === PPME.PROCINFO_E ? LOOK.PROCINFO : LOOK.NOTHING;
      else if (info.id === PPME.SCHEDSWITCH_6_E) look = LOOK.SWITCH;
      else if (METADATA.has(info.id) || info.id === PPME.PLUGINEVENT_E) look = LOOK.NOTHING;
      this.look[info.id] = look | (info.flags & EF.USES_FD ? FLAG.USES_FD : 0) | FLAG.PLACEHOLDER;
    }
    for (const type of NO_PLACEHOLDER) this.look[type] &= ~FLAG.PLACEHOLDER;
    for (const type of KEPT) this.look[type] |= FLAG.KEPT;
    if (this.ctx.dialect === 'exits') this.look[PPME.SOCKET_CONNECT_E] |= FLAG.KEPT;
    // The process list came before the dialect was known.
    for (const thread of this.ctx.threads.all()) refreshUsers(this.ctx, thread);
  }

  /** Finds the event's thread and fd, and pairs an exit with its enter event. */
  before(): void {
    const { ctx } = this;
    if (this.hasDying || this.closing.length > 0) this.settle();
    ctx.fdNameChanged = false;
    ctx.toSyslog = false;
    ctx.fd = undefined;
    ctx.own = undefined;
    const look = this.look[ctx.ev.type];
    const kind = look & LOOK_MASK;
    if (kind === LOOK.NOTHING) return;
    const tid = ctx.ev.tid;
    const thread =
      look & FLAG.PLACEHOLDER && kind !== LOOK.PROCINFO ? ctx.threads.getOrCreate(tid) : ctx.threads.get(tid);
    ctx.own = thread;
    if (thread === undefined || kind < LOOK.ENTER || !this.pairing) return;
    if (kind === LOOK.ENTER) this.enter(thread, look);
    else this.exit(thread, look);
  }

  restart = (): void => this.before();

  private enter(thread: ThreadInfo, look: number): void {
    const { ctx } = this;
    thread.enterType = ctx.ev.type;
    if (look & FLAG.USES_FD) {
      thread.lastFd = ctx.ev.first64();
      ctx.fd = thread.getFd(thread.lastFd);
    } else {
      thread.lastFd = -1;
    }
    if (this.timing) {
      thread.latency = 0;
      thread.enterTime = ctx.time;
    }
  }

  private exit(thread: ThreadInfo, look: number): void {
    const { ctx } = this;
    const { ev } = ctx;
    const { type } = ev;
    if (this.timing) {
      const latency = ctx.time - thread.enterTime;
      if (!Number.isNaN(latency)) thread.latency = latency;
    }
    thread.enterValid =
      thread.enterType === type - 1 || (isExecve(type) && thread.enterType === PPME.SYSCALL_EXECVEAT_E);
    if (ctx.dialect === 'exits') {
      // What the enter event said counts, if there was one; else the exit event names the fd itself.
      if (!thread.enterValid) thread.lastFd = -1;
      if ((look & FLAG.USES_FD) === 0) return;
      const param = ctx.info.fdParam;
      if (thread.lastFd === -1 && param >= 0 && ev.len(param) > 0) thread.lastFd = ev.i64(param);
      ctx.fd = thread.getFd(thread.lastFd);
      return;
    }
    if (!thread.enterValid || (look & FLAG.USES_FD) === 0) return;
    if (type === PPME.SYSCALL_COPY_FILE_RANGE_X) {
      // The call has two fds: the one that is written to counts.
      thread.lastFd = ev.i64(1);
    }
    const fd = thread.getFd(thread.lastFd);
    ctx.fd = fd;
    if (fd && fd.flags & FDF.CLOSE_CANCELED) {
      fd.flags &= ~FDF.CLOSE_CANCELED;
      this.closeFd(thread, Number.POSITIVE_INFINITY);
    }
  }

  /** Whether an event type can change anything but the pairing of enter and exit. */
  applies(type: number): boolean {
    return (
      this.applyThread[type] !== undefined || this.applyAny[type] !== undefined || (this.look[type] & FLAG.KEPT) !== 0
    );
  }

  /** Changes the state as the event says. */
  apply(): void {
    const { ctx } = this;
    const { type } = ctx.ev;
    const thread = ctx.own;
    if (this.look[type] & FLAG.KEPT && thread && this.pairing) this.keep(thread);
    const apply = this.applyThread[type];
    if (apply) {
      if (thread) apply(ctx, thread, this);
    } else {
      this.applyAny[type]?.(ctx, this);
    }
    const fd = ctx.fd;
    if (fd) ctx.fdNameChanged = fd.name !== fd.oldName;
  }

  private keep(thread: ThreadInfo): void {
    const { ev } = this.ctx;
    if (ev.type === PPME.SYSCALL_FCNTL_E && !duplicates(ev.u8At(1))) return;
    const size = ev.end - ev.at;
    if (!thread.enterMemory || thread.enterMemory.length < size) {
      thread.enterMemory = Buffer.allocUnsafeSlow(Math.max(256, (size + 255) & ~255));
    }
    thread.enter ??= new EventView();
    thread.enter.copyFrom(ev, thread.enterMemory);
    thread.hasEnter = true;
    thread.enterValid = true;
  }

  /** The filter dropped the event before it was applied: its exit will not find it either, as in the original. */
  filteredOut(): void {
    const look = this.look[this.ctx.ev.type] & LOOK_MASK;
    if (this.ctx.own && (look === LOOK.ENTER || look === LOOK.EXIT)) this.ctx.own.enterType = -1;
  }

  /** Ends an event that was not filtered out. */
  after(): void {
    const { own, ev } = this.ctx;
    if (own?.hasEnter && !isEnter(ev.type)) own.hasEnter = false;
  }

  closeFd(thread: ThreadInfo, fd: number): void {
    this.closingTid = thread.tid;
    this.closing.push(fd);
  }

  endThread(tid: number): void {
    this.hasDying = true;
    this.dyingTid = tid;
  }

  /** Removals that the previous event asked for. */
  private settle(): void {
    const { threads } = this.ctx;
    if (this.hasDying) {
      threads.remove(this.dyingTid);
      this.hasDying = false;
    }
    if (this.closing.length > 0) {
      const table = threads.get(this.closingTid)?.fdTable;
      for (let fd = this.closing.pop(); fd !== undefined; fd = this.closing.pop()) table?.delete(fd);
    }
  }

  // The state a capture starts with.

  section(): void {
    this.ctx.resetMachine();
    this.serverPorts.clear();
    this.closing.length = 0;
    this.hasDying = false;
  }

  machine(info: MachineInfo): void {
    this.ctx.machine = info;
  }

  networkInterface(entry: InterfaceEntry): void {
    this.ctx.interfaces.add(entry);
  }

  user(entry: UserEntry): void {
    this.ctx.users.addUser('', entry);
  }

  group(entry: GroupEntry): void {
    this.ctx.users.addGroup('', entry);
  }

  process(p: ProcessEntry): void {
    const t = new ThreadInfo(p.tid);
    t.pid = p.pid;
    t.ptid = p.ptid;
    t.sid = p.sid;
    t.vpgid = p.vpgid;
    t.pgid = p.pgid;
    t.comm = p.comm;
    t.exe = p.exe;
    t.exepath = p.exepath;
    t.rawArgs = p.args;
    if (t.isMain) {
      t.rawEnv = p.env;
      t.changeDir(p.cwd, this.ctx.paths);
    }
    t.flags |= p.flags | CL.ACTIVE;
    t.fdlimit = p.fdlimit;
    t.vmsizeKb = p.vmsizeKb;
    t.vmrssKb = p.vmrssKb;
    t.vmswapKb = p.vmswapKb;
    t.pfmajor = p.pfmajor;
    t.pfminor = p.pfminor;
    t.vtid = p.vtid;
    t.vpid = p.vpid;
    t.pidnsInitStartTs = p.pidnsInitStartTs;
    t.tty = p.tty;
    t.exeWritable = p.exeWritable;
    t.exeUpperLayer = p.exeUpperLayer;
    t.exeLowerLayer = p.exeLowerLayer;
    t.exeFromMemfd = p.exeFromMemfd;
    t.capInheritable = p.capInheritable;
    t.capPermitted = p.capPermitted;
    t.capEffective = p.capEffective;
    t.exeIno = p.exeIno;
    t.exeInoCtime = p.exeInoCtime;
    t.exeInoMtime = p.exeInoMtime;
    t.cgroups = internCgroups(p.cgroups);
    t.root = p.root;
    this.ctx.containers.resolve(t, this.ctx.threads.get(t.ptid));
    setGroup(this.ctx, t, p.gid);
    setUser(this.ctx, t, p.uid);
    setLoginuser(this.ctx, t, p.loginuid);
    this.ctx.threads.insert(t);
  }

  fd(tid: number, entry: FdEntry): void {
    const thread = this.needs & Need.FDS ? this.ctx.threads.get(tid) : undefined;
    if (!thread) return;
    const info = new FdInfo(entry.type);
    info.inoHigh = Number(entry.ino >> 32n);
    info.inoLow = Number(entry.ino & 0xffffffffn);
    info.openFlags = entry.openFlags;
    info.dev = entry.dev;
    info.name = entry.name;
    if (entry.socket) this.takeSocket(info, entry.socket);
    thread.fds.set(entry.fd, info);
  }

  private takeSocket(info: FdInfo, bytes: Buffer): void {
    bytes.copy(info.addresses());
    if (info.type === FD_TYPE.IPV6_SOCK) info.narrowMapped();
    if (info.isInet) {
      if ((info.type === FD_TYPE.IPV4_SOCK ? info.v4Proto : info.v6Proto) === L4.TCP) info.flags |= FDF.CONNECTED;
      if (info.type === FD_TYPE.IPV4_SOCK) this.ctx.interfaces.complete(info);
      info.name = info.tupleText();
    } else if (info.isServerSocket) {
      info.name = info.serverText();
      this.serverPorts.add(info.destinationPort as number);
    } else {
      info.flags |= info.name === '' ? FDF.ROLE_CLIENT : FDF.ROLE_SERVER;
    }
  }

  /** With all processes there: groups, parents, and which end of a connection is the server. */
  ready(): void {
    this.ctx.threads.linkAll();
    for (const thread of this.ctx.threads.all()) {
      for (const fd of thread.fds.values()) {
        if (fd.type !== FD_TYPE.IPV4_SOCK) continue;
        if (this.serverPorts.has(fd.sourcePort as number)) {
          fd.swapEnds();
          fd.name = fd.tupleText();
          fd.flags |= FDF.ROLE_SERVER;
        } else {
          fd.flags |= FDF.ROLE_CLIENT;
        }
      }
    }
  }
}

/** Whether events of a type are hidden unless internal ones were asked for. */
export const isInternal = (category: number): boolean => (category & EC.INTERNAL) !== 0;
