import { TWO32 } from '../bytes/signed64.js';
import { EC, EF, isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { EventView } from '../event/view.js';
import { type Apply, type ApplyAny, type Deferred, isExecve } from './apply/apply.js';
import { duplicates, FILE } from './apply/file.js';
import { MESSAGE } from './apply/message.js';
import { METADATA } from './apply/metadata.js';
import { PROCESS, PROCESS_ANY, refreshUsers } from './apply/process.js';
import { IDENTITY, RESOURCE } from './apply/resource.js';
import { SOCKET } from './apply/socket.js';
import type { EventContext } from './context.js';
import { FDF, type FdInfo } from './fd.js';
import type { FdTable } from './fd-table.js';
import { nameByCapture } from './initial.js';
import { FD_TABLES, FILE_NAMES, Need, type Needs } from './needs.js';
import type { ThreadInfo } from './thread.js';

/** Enter events that are kept until their exit as well, where names of files are wanted. */
const KEPT_FOR_NAMES: readonly number[] = [
  PPME.SYSCALL_OPEN_E,
  PPME.SYSCALL_CREAT_E,
  PPME.SYSCALL_OPENAT_E,
  PPME.SYSCALL_OPENAT_2_E,
  PPME.SYSCALL_OPENAT2_E,
];
/** Enter events that are kept until their exit, because the state needs what they say. */
const KEPT: readonly number[] = [
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

const OF_ONE_PROCESS: readonly ReadonlyMap<number, Apply>[] = [FILE, SOCKET, MESSAGE, RESOURCE];

/** Events that never make a placeholder for a thread nobody saw. */
const NO_PLACEHOLDER: readonly number[] = [
  ...PROCESS_ANY.keys(),
  PPME.SCHEDSWITCH_6_E,
  PPME.PROCEXIT_E,
  PPME.PROCEXIT_1_E,
];

/** What kind of look at thread and fd an event type needs before it is applied; pairs are made of ENTER and EXIT. */
const LOOK = { NOTHING: 0, THREAD: 1, SWITCH: 2, PROCINFO: 3, ENTER: 4, EXIT: 5 } as const;
const FLAG = { USES_FD: 8, PLACEHOLDER: 16, KEPT: 32, TWO_FDS: 64 } as const;
const LOOK_MASK = 7;

/**
 * Keeps threads, fds, users and containers in step with the events. Per event: `before` finds its thread and fd,
 * then either `apply` changes the state, or `filteredOut` notes that nobody wanted it; `after` ends it.
 */
export class StateEngine implements Deferred {
  private look = new Uint8Array(TYPE_LIMIT);
  private readonly applyThread: (Apply | undefined)[] = new Array(TYPE_LIMIT).fill(undefined);
  private readonly applyAny: (ApplyAny | undefined)[] = new Array(TYPE_LIMIT).fill(undefined);
  private dyingTid = -1;
  private hasDying = false;
  /** The event before asked for removals, which the next one makes. */
  unsettled = false;
  private readonly closing: number[] = [];
  private closingTable: FdTable | undefined;
  /** Threads whose kept enter event still lies in the memory of the reader. */
  private readonly borrowing: ThreadInfo[] = [];
  /** Whether enter events matter to anything that is kept, and when they happened. */
  private readonly pairing: boolean;
  private readonly timing: boolean;
  /** Somebody looks at events that show how long the call before them took. */
  private lasting = false;

  /** Keeps the parts of the state that `needs` names, for those who look at events of the types in `seen`. */
  constructor(
    readonly ctx: EventContext,
    readonly needs: Needs,
    private readonly seen: Uint8Array,
  ) {
    ctx.needs = needs;
    ctx.threads.ordered = (needs & Need.FD_ORDER) !== 0;
    const families = [PROCESS, IDENTITY];
    if (needs & FD_TABLES) families.push(FILE, SOCKET, MESSAGE);
    if (needs & Need.DETAILS) families.push(RESOURCE);
    this.timing = (needs & Need.LATENCY) !== 0;
    this.pairing = (needs & (FD_TABLES | Need.LATENCY | Need.USERS | Need.DETAILS)) !== 0;
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
    // The readers that know exit-only captures look names up in the capture alone.
    if (this.ctx.dialect === 'exits' && this.ctx.localUsers) nameByCapture(this.ctx);
    for (const info of this.ctx.table) {
      let look: number = isEnter(info.id) ? LOOK.ENTER : LOOK.EXIT;
      if (info.flags & EF.SKIP_PARSE_RESET) look = info.id === PPME.PROCINFO_E ? LOOK.PROCINFO : LOOK.NOTHING;
      else if (info.id === PPME.SCHEDSWITCH_6_E) look = LOOK.SWITCH;
      else if (METADATA.has(info.id) || info.id === PPME.PLUGINEVENT_E) look = LOOK.NOTHING;
      else if (!this.pairing) look = LOOK.THREAD;
      if (look !== LOOK.NOTHING && look !== LOOK.PROCINFO) look |= FLAG.PLACEHOLDER;
      this.look[info.id] = look | (info.flags & EF.USES_FD ? FLAG.USES_FD : 0);
      const kind = look & LOOK_MASK;
      if (this.timing && kind !== LOOK.ENTER && kind !== LOOK.EXIT && this.seen[info.id]) this.lasting = true;
    }
    for (const type of NO_PLACEHOLDER) this.look[type] &= ~FLAG.PLACEHOLDER;
    this.look[PPME.SYSCALL_COPY_FILE_RANGE_X] |= FLAG.TWO_FDS;
    if (this.pairing) {
      for (const type of KEPT) this.look[type] |= FLAG.KEPT;
      if (this.needs & FILE_NAMES) for (const type of KEPT_FOR_NAMES) this.look[type] |= FLAG.KEPT;
      if (this.ctx.dialect === 'exits') this.look[PPME.SOCKET_CONNECT_E] |= FLAG.KEPT;
    }
    // The process list came before the dialect was known.
    for (const thread of this.ctx.threads.all()) refreshUsers(this.ctx, thread);
  }

  /** Finds the event's thread and fd, and pairs an exit with its enter event. */
  before(): void {
    const { ctx } = this;
    if (this.unsettled) this.settle();
    ctx.fdNameChanged = false;
    ctx.written = undefined;
    const look = this.look[ctx.ev.type];
    const fd = this.find(look);
    if (fd !== undefined) fd.oldName = fd.name;
  }

  /** Makes thread and fd of the event those of the context. */
  private find(look: number): FdInfo | undefined {
    const { ctx } = this;
    const kind = look & LOOK_MASK;
    const thread = kind === LOOK.NOTHING ? undefined : this.threadOf(look);
    let fd: FdInfo | undefined;
    if (thread !== undefined) {
      if (kind === LOOK.EXIT) fd = this.exit(thread, look);
      else if (kind === LOOK.ENTER) fd = this.enter(thread, look);
    }
    // Often those of the event before: to store what is younger than the context takes longer than to look.
    if (ctx.own !== thread) ctx.own = thread;
    if (ctx.fd !== fd) ctx.fd = fd;
    return fd;
  }

  restart = (): void => this.before();

  private threadOf(look: number): ThreadInfo | undefined {
    const { ev, threads } = this.ctx;
    return look & FLAG.PLACEHOLDER ? threads.getOrCreate(ev.tid) : threads.get(ev.tid);
  }

  /**
   * In place of `before` for an event that changes nothing that is kept and that nobody looks at: notes what the next
   * event of its thread has to know. `dropped`: a filter turned it away before it was applied, as in `filteredOut`.
   */
  pass(dropped: boolean): void {
    const { ctx } = this;
    const { ev } = ctx;
    if (this.unsettled) this.settle();
    const look = this.look[ev.type];
    const kind = look & LOOK_MASK;
    if (kind === LOOK.NOTHING) return;
    const thread = this.threadOf(look);
    if (thread === undefined || kind < LOOK.ENTER) return;
    if (kind === LOOK.ENTER) {
      thread.lastFd = look & FLAG.USES_FD ? ev.first64() : -1;
      if (this.timing) this.start(thread);
      if (this.lasting) thread.latency = 0;
      thread.enterType = dropped ? -1 : ev.type;
      return;
    }
    // What else the end of a call notes is for its own event alone.
    if (ctx.closesCanceled || look & FLAG.TWO_FDS) this.exit(thread, look);
    else if (this.lasting) this.stop(thread);
    if (dropped) thread.enterType = -1;
  }

  /** In place of `before`, `apply` and `after` for an event that changes what is kept and that nobody looks at. */
  change(): void {
    if (this.unsettled) this.settle();
    const look = this.look[this.ctx.ev.type];
    this.find(look);
    this.handle(look);
    this.after();
  }

  private enter(thread: ThreadInfo, look: number): FdInfo | undefined {
    const { ev } = this.ctx;
    thread.enterType = ev.type;
    if (this.timing) {
      this.start(thread);
      thread.latency = 0;
    }
    if ((look & FLAG.USES_FD) === 0) {
      thread.lastFd = -1;
      return undefined;
    }
    thread.lastFd = ev.first64();
    return thread.getFd(thread.lastFd);
  }

  private start(thread: ThreadInfo): void {
    // `tsLow` and `tsHigh` in one, small enough to be inlined: half of all events come by.
    const { at, u16 } = this.ctx.ev;
    const i = at >> 1;
    thread.enterLow = u16[i] | (u16[i + 1] << 16);
    thread.enterHigh = (u16[i + 2] | (u16[i + 3] << 16)) >>> 0;
  }

  private stop(thread: ThreadInfo): void {
    const { ev } = this.ctx;
    if (thread.enterHigh < 0) return;
    thread.latency = (ev.tsHigh - thread.enterHigh) * TWO32 + (ev.tsLow - (thread.enterLow >>> 0));
  }

  private exit(thread: ThreadInfo, look: number): FdInfo | undefined {
    const { ctx } = this;
    const { ev } = ctx;
    const { type } = ev;
    if (this.timing) this.stop(thread);
    thread.enterValid =
      thread.enterType === type - 1 || (isExecve(type) && thread.enterType === PPME.SYSCALL_EXECVEAT_E);
    if (ctx.dialect === 'exits') {
      // What the enter event said counts, if there was one; else the exit event names the fd itself.
      if (!thread.enterValid) thread.lastFd = -1;
      if ((look & FLAG.USES_FD) === 0) return undefined;
      const param = ctx.info.fdParam;
      if (thread.lastFd === -1 && param >= 0 && ev.len(param) > 0) thread.lastFd = ev.i64(param);
      return thread.getFd(thread.lastFd);
    }
    if (!thread.enterValid || (look & FLAG.USES_FD) === 0) return undefined;
    if (look & FLAG.TWO_FDS) {
      // The one that is written to counts.
      thread.lastFd = ev.i64(1);
    }
    const fd = thread.getFd(thread.lastFd);
    if (fd !== undefined && fd.flags & FDF.CLOSE_CANCELED) {
      fd.flags &= ~FDF.CLOSE_CANCELED;
      this.closeFd(thread, Number.POSITIVE_INFINITY);
    }
    return fd;
  }

  /** Whether an event type can change anything but the pairing of enter and exit. */
  applies(type: number): boolean {
    return (
      this.applyThread[type] !== undefined || this.applyAny[type] !== undefined || (this.look[type] & FLAG.KEPT) !== 0
    );
  }

  /**
   * Whether events of a type, or the other half of their call, change what may be asked of any thread: its ids, its
   * name, its user. What the others change is seen in events of their own process and of those that descend from it.
   */
  concernsAll(type: number): boolean {
    return this.changesAll(type) || this.changesAll(type ^ 1);
  }

  private changesAll(type: number): boolean {
    const own = this.applyThread[type] !== undefined && !OF_ONE_PROCESS.some((family) => family.has(type));
    return own || this.applyAny[type] !== undefined || type === PPME.SYSCALL_PRLIMIT_X;
  }

  /**
   * In place of `before` and all that follows, for an event that `concernsAll` is false for and whose thread nobody
   * wants to know more of than that it is there: the thread is marked as one that is.
   */
  glance(): void {
    if (this.unsettled) this.settle();
    const { ev, threads } = this.ctx;
    const look = this.look[ev.type];
    if ((look & FLAG.PLACEHOLDER) === 0) return;
    threads.getOrCreate(ev.tid);
    threads.marks[ev.tid] = 1;
  }

  /** Changes the state as the event says. */
  apply(): void {
    const { ctx } = this;
    this.handle(this.look[ctx.ev.type]);
    const fd = ctx.fd;
    if (fd !== undefined) ctx.fdNameChanged = fd.name !== fd.oldName;
  }

  private handle(look: number): void {
    const { ctx } = this;
    const { type } = ctx.ev;
    const thread = ctx.own;
    if (look & FLAG.KEPT && thread !== undefined) this.keep(thread);
    const apply = this.applyThread[type];
    if (apply !== undefined) {
      if (thread !== undefined) apply(ctx, thread, this);
    } else {
      this.applyAny[type]?.(ctx, this);
    }
  }

  private keep(thread: ThreadInfo): void {
    const { ev } = this.ctx;
    if (ev.type === PPME.SYSCALL_FCNTL_E && !duplicates(ev.u8At(1))) return;
    thread.enter ??= new EventView();
    thread.enter.pointAt(ev);
    if (!thread.enterBorrowed) {
      thread.enterBorrowed = true;
      this.borrowing.push(thread);
    }
    thread.hasEnter = true;
    thread.enterValid = true;
  }

  /** The memory of the reader is about to change: enter events that are still waited for get copies of their own. */
  release(): void {
    for (const thread of this.borrowing) {
      thread.enterBorrowed = false;
      if (thread.hasEnter) thread.enter?.own();
    }
    this.borrowing.length = 0;
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
    this.closingTable = thread.fdTable;
    this.closing.push(fd);
    this.unsettled = true;
  }

  endThread(tid: number): void {
    this.hasDying = true;
    this.unsettled = true;
    this.dyingTid = tid;
  }

  /** Removals that the previous event asked for. */
  private settle(): void {
    const { threads } = this.ctx;
    this.unsettled = false;
    if (this.hasDying) {
      threads.remove(this.dyingTid);
      this.hasDying = false;
    }
    if (this.closing.length > 0) {
      for (let fd = this.closing.pop(); fd !== undefined; fd = this.closing.pop()) this.closingTable?.delete(fd);
    }
  }

  /** Another capture begins: what the last one asked for is void. */
  reset(): void {
    this.borrowing.length = 0;
    this.closing.length = 0;
    this.hasDying = false;
    this.unsettled = false;
  }
}

/** Whether events of a type are hidden unless internal ones were asked for. */
export const isInternal = (category: number): boolean => (category & EC.INTERNAL) !== 0;
