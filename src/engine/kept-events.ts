import { copyBytes } from '../bytes/copy.js';
import { EventView } from '../event/view.js';

/** Copies of the last enter event of each thread, in memory that is used over and over. */
export class KeptEvents {
  private readonly byTid = new Map<number, EventView>();

  /** Keeps the event in place of what was kept for its thread. */
  keep(ev: EventView): void {
    const { tid } = ev;
    let kept = this.byTid.get(tid);
    if (!kept) {
      kept = new EventView();
      kept.setMemory(Buffer.allocUnsafeSlow(128));
      this.byTid.set(tid, kept);
    }
    const size = ev.end - ev.at;
    if (kept.u8.length < size) kept.setMemory(Buffer.allocUnsafeSlow(2 * (size + (size & 1))));
    copyBytes(ev.u8, ev.at, ev.end, kept.u8, 0);
    kept.at = 0;
    kept.lengths = ev.lengths - ev.at;
    kept.data = ev.data - ev.at;
    kept.end = size;
    kept.large = ev.large;
    kept.nparams = ev.nparams;
    kept.tid = ev.tid;
    kept.type = ev.type;
    kept.cpu = ev.cpu;
    kept.dumpFlags = 0;
  }

  /** What is kept for a thread, valid until its next event; undefined: nothing. */
  of(tid: number): EventView | undefined {
    const kept = this.byTid.get(tid);
    return kept && kept.type >= 0 ? kept : undefined;
  }

  /** The thread has gone on. */
  drop(tid: number): void {
    if (this.byTid.size === 0) return;
    const kept = this.byTid.get(tid);
    if (kept) kept.type = -1;
  }

  /** Takes over all that another one keeps, which then keeps nothing. */
  takeAll(from: KeptEvents): void {
    for (const [tid, view] of from.byTid) if (view.type >= 0) this.byTid.set(tid, view);
    from.byTid.clear();
  }

  /** The thread has ended, and its number may come again. */
  forget(tid: number): void {
    this.byTid.delete(tid);
  }

  clear(): void {
    this.byTid.clear();
  }
}
