import { IdMap } from './id-map.js';
import { CL, ThreadGroup, ThreadInfo } from './thread.js';

interface Exit {
  readonly ptid: number;
  readonly time: number;
}
const NO_MARKS = new Uint8Array(0);
const REMEMBERED_EXITS = 8192;
const REUSE_NS = 2_000_000_000;

/** Threads by id, their groups, and who is whose parent. */
export class ThreadTable {
  private readonly threads = new IdMap<ThreadInfo>();
  private readonly groups = new IdMap<ThreadGroup>();
  /** Threads that ended last, the oldest first. */
  private readonly exits = new Map<number, Exit>();
  /** The fds of each process are wanted in the order of the original. */
  ordered = false;
  /** Marks on threads, by id, for whoever puts them there: they last as long as the entry. */
  marks: Uint8Array = NO_MARKS;
  private last: ThreadInfo | undefined;

  clear(): void {
    this.threads.clear();
    this.groups.clear();
    this.exits.clear();
    this.marks.fill(0);
    this.forget();
  }

  private forget(): void {
    this.last = undefined;
  }

  get size(): number {
    return this.threads.size;
  }

  all(): readonly ThreadInfo[] {
    return this.threads.values();
  }

  get(tid: number): ThreadInfo | undefined {
    // Consecutive events mostly belong to one thread.
    const { last } = this;
    if (last !== undefined && last.tid === tid) return last;
    const thread = this.threads.get(tid);
    if (thread !== undefined) this.last = thread;
    return thread;
  }

  /** The thread, or a placeholder (`<NA>`, no ids) for one that was never seen. */
  getOrCreate(tid: number): ThreadInfo {
    return this.get(tid) ?? this.placeholder(tid);
  }

  private placeholder(tid: number): ThreadInfo {
    const unknown = new ThreadInfo(tid);
    unknown.comm = '<NA>';
    unknown.exe = '<NA>';
    unknown.user = { ...unknown.user, uid: 0xffffffff };
    unknown.group = { ...unknown.group, gid: 0xffffffff };
    unknown.loginuser = unknown.user;
    if (this.ordered) unknown.fds.keepOrder();
    this.threads.set(tid, unknown);
    return unknown;
  }

  /** An entry of the process list; `link` makes the groups once all are there. */
  insert(thread: ThreadInfo): void {
    if (this.ordered) thread.fds.keepOrder();
    this.threads.set(thread.tid, thread);
    this.forget();
  }

  /** A thread that was born during the capture. */
  add(thread: ThreadInfo): void {
    this.link(thread);
    this.insert(thread);
  }

  /** Finds the thread's group and parent. */
  link(thread: ThreadInfo): void {
    if (thread.isInvalid || thread.threadGroup) return;
    let group = this.groups.get(thread.pid);
    if (!group) {
      group = new ThreadGroup(thread.pid, thread.pid === 1 || thread.vpid === 1);
      this.groups.set(thread.pid, group);
      group.add(thread, true);
    } else {
      group.add(thread, thread.isMain);
    }
    thread.threadGroup = group;
    if (thread.pid === 1) return;
    const parent = this.get(thread.ptid);
    if (!parent || parent.isInvalid) {
      thread.ptid = 0;
      return;
    }
    adopt(parent, thread);
  }

  linkAll(): void {
    for (const thread of this.threads.values()) this.link(thread);
  }

  parent(thread: ThreadInfo): ThreadInfo | undefined {
    return this.get(thread.ptid);
  }

  /** Visits parent, grandparent ... until the visitor returns false; stops where the chain loops. */
  ancestors(thread: ThreadInfo, visit: (ancestor: ThreadInfo) => boolean): void {
    let slow = this.parent(thread);
    let fast = slow && this.parent(slow);
    while (slow && slow.tid !== -1) {
      if (!visit(slow)) return;
      slow = this.parent(slow);
      for (let i = 0; i < 2; i++) {
        fast = fast && this.parent(fast);
        if (slow && (slow === fast || slow.tid === slow.ptid)) return;
      }
    }
  }

  /** `time` in ns after the first event. */
  noteExit(thread: ThreadInfo, time: number): void {
    this.exits.delete(thread.tid);
    this.exits.set(thread.tid, { ptid: thread.ptid, time });
    if (this.exits.size <= REMEMBERED_EXITS) return;
    for (const oldest of this.exits.keys()) {
      this.exits.delete(oldest);
      break;
    }
  }

  /** The child ended so short before that its id cannot have been used again. */
  exitedLately(tid: number, ptid: number, time: number): boolean {
    const exit = this.exits.get(tid);
    return exit !== undefined && exit.ptid === ptid && time >= exit.time && time - exit.time < REUSE_NS;
  }

  markDead(thread: ThreadInfo): void {
    if (thread.threadGroup && !thread.isDead) thread.threadGroup.alive--;
    thread.flags |= CL.CLOSED;
  }

  remove(tid: number): void {
    const thread = this.threads.get(tid);
    if (!thread) return;
    this.forget();
    const group = thread.threadGroup;
    if (thread.isInvalid || !group) {
      this.erase(thread);
      return;
    }
    if (!thread.isDead) this.markDead(thread);
    if (thread.children?.size) this.reparent(thread);
    // The main thread stays as long as others of its group live: it holds their fds and directory.
    if (group.alive === 0) {
      const main = this.threads.get(thread.pid);
      if (main) this.erase(main);
      this.groups.delete(thread.pid);
    }
    if (!thread.isMain) this.erase(thread);
  }

  private erase(thread: ThreadInfo): void {
    this.parent(thread)?.children?.delete(thread);
    thread.threadGroup?.remove(thread);
    this.threads.delete(thread.tid);
    if (this.marks.length > 0) this.marks[thread.tid] = 0;
    this.forget();
  }

  private reparent(dead: ThreadInfo): void {
    let reaper = dead.reaperTid > 0 ? this.getOrCreate(dead.reaperTid) : undefined;
    if (!reaper || reaper.isInvalid) reaper = this.findReaper(dead);
    if (reaper) {
      dead.reaperTid = reaper.tid;
      if (reaper.pid !== dead.pid && reaper.threadGroup) reaper.threadGroup.reaper = true;
    }
    for (const child of dead.children ?? []) {
      if (reaper && reaper !== dead) adopt(reaper, child);
      else child.ptid = 0;
    }
    dead.children = undefined;
  }

  /** As the kernel's find_new_reaper: a live thread of the group, else the nearest reaper above in the namespace. */
  private findReaper(dead: ThreadInfo): ThreadInfo | undefined {
    const group = dead.threadGroup;
    if (group && group.alive > 0) {
      const sibling = group.threads.find((t) => !t.isDead && t !== dead);
      if (sibling) return sibling;
    }
    const seen = new Set([dead]);
    for (let p = this.parent(dead); p && !seen.has(p); p = this.parent(p)) {
      seen.add(p);
      if (p.inPidNamespace !== dead.inPidNamespace) return undefined;
      if (p.threadGroup?.reaper && p.threadGroup.alive > 0) {
        const live = p.threadGroup.threads.find((t) => !t.isDead);
        if (live) return live;
      }
    }
    return undefined;
  }
}

function adopt(parent: ThreadInfo, child: ThreadInfo): void {
  parent.children ??= new Set();
  parent.children.add(child);
  child.ptid = parent.tid;
}
