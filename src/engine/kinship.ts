import { TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import type { EventView } from '../event/view.js';
import { CLONE_LAYOUTS, PROCESS } from '../state/apply/process.js';
import { CL } from '../state/thread.js';

/** Threads by number: 1 where the thread is meant, and for all numbers beyond its end. */
export type TidSet = Uint8Array;

/** No kernel gives threads higher numbers. */
export const TIDS = 2 ** 22;
/** Relations that are remembered: some ten megabytes of them. */
const MOST = 2 ** 18;
const ENDS: readonly number[] = [PPME.PROCEXIT_E, PPME.PROCEXIT_1_E];

/** Event types that tell who belongs to which process and who made whom, or bring the fd of one to another. */
export const TELLS_KIN: Readonly<Uint8Array> = new Uint8Array(TYPE_LIMIT).map((_, type) =>
  CLONE_LAYOUTS.has(type) || (PROCESS.has(type) && !ENDS.includes(type)) || type === PPME.SYSCALL_PIDFD_GETFD_X ? 1 : 0,
);
/** Positions of the ids in events that make a thread or replace its program. */
const PID = 4;
const PTID = 5;

/**
 * Who is related to whom in a capture, as its events tell it, without keeping state. A number that was used for several
 * threads has the relatives of all.
 */
export class Kinship {
  /** It is not known who is concerned with what: everybody may be. */
  lost = false;
  /** Each pair is one number: a thread and its process, a thread and its maker. */
  private readonly members = new Set<number>();
  private readonly makers = new Set<number>();

  /** A number of 0 or below is not known, or that of nobody. */
  thread(tid: number, pid: number, ptid: number): void {
    if (tid !== pid) this.add(this.members, tid, pid);
    this.add(this.makers, tid, ptid);
  }

  /** An event of a type of TELLS_KIN. */
  event(ev: EventView): void {
    // What does not fit into its event is told by the full run.
    if (ev.type === PPME.SYSCALL_PIDFD_GETFD_X || !ev.fits()) {
      this.lost = true;
      return;
    }
    const pid = ev.i64(PID);
    this.thread(ev.tid, pid, ev.i64(PTID));
    const layout = CLONE_LAYOUTS.get(ev.type);
    const child = layout ? ev.i64(0) : 0;
    if (layout && child > 0) this.thread(child, ev.u32(layout.flags) & CL.THREAD ? pid : child, ev.tid);
  }

  private add(relation: Set<number>, a: number, b: number): void {
    if (a <= 0 || b <= 0) return;
    if (a >= TIDS || b >= TIDS) this.lost = true;
    else relation.add(a * TIDS + b);
    if (this.members.size + this.makers.size > MOST) this.lost = true;
  }

  /**
   * Whose names, directories and fds can hold what these threads say, and whose have to be known for that: their
   * processes, those that descend from these, and those that all of them descend from. Undefined: anybody's.
   */
  around(threads: ReadonlySet<number>): ReadonlySet<number> | undefined {
    if (this.lost) return undefined;
    const peers = new Map<number, number[]>();
    for (const pair of this.members) {
      link(peers, Math.floor(pair / TIDS), pair % TIDS);
      link(peers, pair % TIDS, Math.floor(pair / TIDS));
    }
    const [up, down] = [new Map<number, number[]>(), new Map<number, number[]>()];
    for (const pair of this.makers) {
      link(up, Math.floor(pair / TIDS), pair % TIDS);
      link(down, pair % TIDS, Math.floor(pair / TIDS));
    }
    return closure(closure(threads, peers, down), peers, up);
  }
}

/** The set in the form in which it is asked fastest. */
export function tidSet(threads: Iterable<number>): TidSet {
  const set = new Uint8Array(TIDS);
  for (const tid of threads) set[tid] = 1;
  return set;
}

function link(relation: Map<number, number[]>, from: number, to: number): void {
  const known = relation.get(from);
  if (known) known.push(to);
  else relation.set(from, [to]);
}

function closure(
  threads: ReadonlySet<number>,
  ...relations: readonly ReadonlyMap<number, readonly number[]>[]
): Set<number> {
  const all = new Set(threads);
  for (const tid of all) for (const relation of relations) for (const other of relation.get(tid) ?? []) all.add(other);
  return all;
}
