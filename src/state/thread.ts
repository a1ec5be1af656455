import type { PathStyle } from '../bytes/path.js';
import { type EventView, splitNul } from '../event/view.js';
import type { GroupEntry, UserEntry } from '../format/capture.js';
import { type Cgroups, NO_CGROUPS } from './cgroups.js';
import type { FdInfo } from './fd.js';
import { FdTable } from './fd-table.js';

/** PPM_CL_* bits of ThreadInfo.flags. */
export const CL = {
  FILES: 1,
  FS: 2,
  NEWPID: 64,
  PARENT: 256,
  THREAD: 8192,
  INVERTED: 65536,
  NAME_CHANGED: 131072,
  CLOSED: 262144,
  ACTIVE: 524288,
  NEWUSER: 1048576,
  PIPE_SRC: 2097152,
  PIPE_DST: 4194304,
  VFORK: 134217728,
  CHILD_IN_PIDNS: 536870912,
  IS_MAIN_THREAD: 1073741824,
} as const;

const NO_USER: UserEntry = { uid: 0, gid: 0, name: '', homedir: '', shell: '' };
const NO_GROUP: GroupEntry = { gid: 0, name: '' };

/** What a thread was recognised as: the health check of its container, or one of its probes. */
export type ThreadCategory = 'none' | 'container' | 'healthcheck' | 'liveness' | 'readiness';

/** Threads of one process. */
export class ThreadGroup {
  /** The main thread is first, if it is there. */
  readonly threads: ThreadInfo[] = [];
  alive = 0;

  constructor(
    readonly pid: number,
    /** Orphans of processes below it become its children. */
    public reaper: boolean,
  ) {}

  add(thread: ThreadInfo, main: boolean): void {
    if (main && this.threads.length > 0) this.threads.unshift(thread);
    else this.threads.push(thread);
    this.alive++;
  }

  remove(thread: ThreadInfo): void {
    const i = this.threads.indexOf(thread);
    if (i >= 0) this.threads.splice(i, 1);
  }
}

/** One thread, with what the state engine remembers of its last enter event. Texts are byte strings. */
export class ThreadInfo {
  // What is looked at for each event stands first, side by side in memory.
  flags: number = CL.NAME_CHANGED;
  /** Type of the last enter event; -1 when it does not pair with the next exit. */
  enterType = -1;
  /** The fd of the last event. */
  lastFd = 0;
  /** Whether the enter event is the right one for the exit event at hand. */
  enterValid = false;
  /** The last enter event that the state needs once more. Borrowed: it lies in the memory of the reader. */
  enter: EventView | undefined;
  enterBorrowed = false;
  hasEnter = false;
  readonly fds = new FdTable();
  threadGroup: ThreadGroup | undefined;
  /** Halves of the last enter event's time stamp, the lower one signed: -1 above, there was none. */
  enterLow = 0;
  enterHigh = -1;
  /** ns between the last enter event and the event that followed it. */
  latency = 0;

  pid = -1;
  ptid = -1;
  sid = -1;
  vpgid = -1;
  pgid = -1;
  vtid = -1;
  vpid = -1;
  comm = '';
  exe = '';
  exepath = '';
  /** argv[1] on, NUL-terminated; and the environment. Shared between processes until one of them is replaced. */
  rawArgs = '';
  rawEnv = '';
  cwd = '';
  root = '';
  cgroups: Cgroups = NO_CGROUPS;
  containerId = '';
  category: ThreadCategory = 'none';
  fdlimit = -1;
  user: UserEntry = NO_USER;
  group: GroupEntry = NO_GROUP;
  loginuser: UserEntry = NO_USER;
  vmsizeKb = 0;
  vmrssKb = 0;
  vmswapKb = 0;
  pfmajor = 0;
  pfminor = 0;
  tty = 0;
  exeWritable = false;
  exeUpperLayer = false;
  exeLowerLayer = false;
  exeFromMemfd = false;
  capInheritable = 0n;
  capPermitted = 0n;
  capEffective = 0n;
  exeIno = 0n;
  exeInoCtime = 0n;
  exeInoMtime = 0n;
  /** Creation in ns since the epoch; 0 for threads that were there before the capture. */
  cloneTs = 0n;
  pidnsInitStartTs = 0n;

  /** Made with the first child. */
  children: Set<ThreadInfo> | undefined;
  reaperTid = -1;

  constructor(readonly tid: number) {}

  get args(): string[] {
    return splitNul(this.rawArgs);
  }

  /** NAME=value entries. A tail of NULs is padding, an empty entry in the middle is one. */
  get env(): string[] {
    const raw = this.rawEnv;
    let end = raw.length;
    while (end > 0 && raw.charCodeAt(end - 1) === 0) end--;
    return end === 0 ? [] : raw.slice(0, end).split('\0');
  }

  /** Ids are unknown: nothing but the number of this thread was ever seen. */
  get isInvalid(): boolean {
    return this.tid < 0 || this.pid < 0 || this.ptid < 0;
  }

  get isMain(): boolean {
    return this.tid === this.pid || (this.flags & CL.IS_MAIN_THREAD) !== 0;
  }

  get isDead(): boolean {
    return (this.flags & CL.CLOSED) !== 0;
  }

  get inPidNamespace(): boolean {
    return (this.flags & CL.CHILD_IN_PIDNS) !== 0 || this.tid !== this.vtid;
  }

  get main(): ThreadInfo | undefined {
    if (this.isMain) return this;
    const first = this.threadGroup?.threads[0];
    return first?.isMain ? first : undefined;
  }

  /** The table of open fds: threads use that of their process. */
  get fdTable(): FdTable | undefined {
    return (this.flags & CL.FILES) === 0 ? this.fds : this.main?.fds;
  }

  getFd(fd: number): FdInfo | undefined {
    return fd < 0 ? undefined : this.fdTable?.get(fd);
  }

  /** Current directory with a trailing slash; `./` when the process is not known. */
  get currentDir(): string {
    const main = this.main;
    return main ? main.cwd : './';
  }

  changeDir(path: string, paths: PathStyle): void {
    const main = this.main;
    if (!main) return;
    const cwd = paths.join(this.cwd, path);
    main.cwd = cwd.endsWith('/') ? cwd : `${cwd}/`;
  }

  /** Takes over what a new process has from the one that created it. */
  inherit(from: ThreadInfo): void {
    this.exepath = from.exepath;
    this.root = from.root;
    this.sid = from.sid;
    this.vpgid = from.vpgid;
    this.pgid = from.pgid;
    this.tty = from.tty;
    this.loginuser = from.loginuser;
  }

  /** The same for what is kept for Need.DETAILS. */
  inheritDetails(from: ThreadInfo): void {
    this.exeWritable = from.exeWritable;
    this.exeUpperLayer = from.exeUpperLayer;
    this.exeLowerLayer = from.exeLowerLayer;
    this.exeFromMemfd = from.exeFromMemfd;
    this.capInheritable = from.capInheritable;
    this.capPermitted = from.capPermitted;
    this.capEffective = from.capEffective;
    this.exeIno = from.exeIno;
    this.exeInoCtime = from.exeInoCtime;
    this.exeInoMtime = from.exeInoMtime;
  }

  copyFds(from: ThreadInfo): void {
    const table = from.fdTable;
    if (table) this.fds.copyFrom(table);
    else this.fds.clear();
  }
}
