import { PPME } from '../event/tables/ids.data.js';
import type { EventView } from '../event/view.js';
import type { ProcessEntry } from '../format/capture.js';

/** Events that name a new process, or give one a new name: parameter 5 is the parent's id, 13 the name. */
const NAMING: ReadonlySet<number> = new Set([
  PPME.SYSCALL_CLONE_20_X,
  PPME.SYSCALL_FORK_20_X,
  PPME.SYSCALL_VFORK_20_X,
  PPME.SYSCALL_CLONE3_X,
  PPME.SYSCALL_EXECVE_19_X,
  PPME.SYSCALL_EXECVEAT_X,
]);
const PARENT = 5;
const COMM = 13;

/** Leaves out all events of threads that once had one of some names, and of their children; the state does not see them. */
export class Suppressor {
  private readonly names: ReadonlySet<string>;
  private readonly tids = new Set<number>();
  /** Events that were left out so far. */
  count = 0;

  constructor(names: readonly string[]) {
    this.names = new Set(names);
  }

  /** Another capture begins. */
  reset(): void {
    this.tids.clear();
  }

  /** Whether an entry of the process list is left out. */
  process(entry: ProcessEntry): boolean {
    if (!this.names.has(entry.comm)) return false;
    this.tids.add(entry.tid);
    return true;
  }

  /** Whether an event is left out. */
  event(ev: EventView): boolean {
    const out = this.leavesOut(ev);
    if (out) this.count++;
    return out;
  }

  private leavesOut(ev: EventView): boolean {
    const { tid, type } = ev;
    if (NAMING.has(type)) {
      if (ev.nparams <= COMM) return false;
      if (!this.tids.has(ev.i64(PARENT)) && !this.names.has(ev.str(COMM))) return false;
      this.tids.add(tid);
      return true;
    }
    return type === PPME.PROCEXIT_1_E ? this.tids.delete(tid) : this.tids.has(tid);
  }
}
