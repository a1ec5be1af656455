import { isEnter } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { STATE_ONLY } from '../event/view.js';
import { BLOCKS, SHB } from '../format/scap/blocks.js';
import { writeFds, writeProcesses, writeSection, writeUsers } from '../format/scap/metadata-out.js';
import { ScapWriter } from '../format/scap/writer.js';
import { METADATA } from '../state/apply/metadata.js';
import type { EventContext } from '../state/context.js';
import { Need, type Needs } from '../state/needs.js';
import { fdEntries, processEntry } from '../state/snapshot.js';
import { KeptEvents } from './kept-events.js';
import { CALLS, ENDS } from './meaning.js';
import type { Rewriter } from './rewriter.js';

/** When a new file begins. */
export interface Cuts {
  /** Bytes of capture, before compression, after which one does; never before an event. */
  readonly bytes: number;
  /** Events. */
  readonly events: number;
  /** ns in the time of the capture. */
  readonly duration: number;
}

export const ALL_NEEDS: Needs = Object.values(Need).reduce<number>((all, need) => all | need, 0);

/**
 * Cuts what is written into parts that can be read each by itself: a part begins with the state of its moment, and
 * calls that were under way have their enter events in it, for the state alone.
 */
export class Parts {
  private events = 0;
  private start = Number.NaN;
  /** Bytes of this part that are the state it starts with. */
  private startBytes = 0;
  /** Enter events of calls that are under way: of this part, and of those before. */
  private recent = new KeptEvents();
  private carried = new KeptEvents();
  /** Blocks of the start that stay as they are: machine and interfaces. */
  private head: Buffer[] = [];
  private readonly containers = new Map<string, Buffer>();

  constructor(
    private readonly cuts: Cuts,
    /** Ends a part: what was composed is taken, and goes into a new file from here on. */
    private readonly next: () => void,
    /** Bytes of this part so far. */
    private readonly bytes: () => number,
  ) {}

  /** A block that is no event. */
  other(memory: Buffer, start: number, end: number): void {
    const type = memory.readUInt32LE(start);
    if (type === SHB) {
      this.head = [];
      this.containers.clear();
      this.recent.clear();
      this.carried.clear();
    }
    const kind = BLOCKS.get(type)?.kind;
    if (kind === 'machine' || kind === 'interfaces') this.head.push(Buffer.from(memory.subarray(start, end)));
  }

  /** Any event, shown or not. */
  look(ctx: EventContext, rewriter: Rewriter | undefined): void {
    const { ev } = ctx;
    if (!METADATA.has(ev.type)) return;
    const id = ev.type === PPME.CONTAINER_E ? ev.str(0) : ctx.own?.containerId;
    if (!id) return;
    const one = new ScapWriter();
    one.rewritten(ev, ev.dumpFlags | STATE_ONLY, rewriter?.replacements(ev));
    this.containers.set(id, Buffer.from(one.out.buf.subarray(0, one.out.pos)));
  }

  /** A shown event is about to be written. */
  before(ctx: EventContext, writer: ScapWriter, rewriter: Rewriter | undefined): void {
    const { ev, time } = ctx;
    if (Number.isNaN(this.start)) this.start = time;
    const { events, duration } = this.cuts;
    if (this.events === 0) this.startBytes = this.bytes();
    else if (this.events >= events || time - this.start >= duration || this.isFull()) {
      this.next();
      this.begin(ctx, writer, rewriter);
      this.events = 0;
      this.start = time;
      this.startBytes = this.bytes();
    }
    this.events++;
    const { tid } = ev;
    const before = this.carried.of(tid);
    if (CALLS[ev.type]) this.recent.keep(ev);
    else if (!isEnter(ev.type)) this.recent.drop(tid);
    if (ENDS.has(ev.type)) this.recent.forget(tid);
    if (!before) return;
    if (!CALLS[ev.type]) {
      writer.rewritten(before, STATE_ONLY, rewriter?.replacements(before));
      // A switch to another thread leaves the call under way.
      if (isEnter(ev.type) && !ENDS.has(ev.type)) this.recent.keep(before);
    }
    this.carried.drop(tid);
  }

  /** Where the state alone is too large, a part holds as many bytes of events as it may have. */
  private isFull(): boolean {
    const { bytes } = this.cuts;
    const size = this.bytes();
    return size > bytes && size - this.startBytes >= Math.min(this.startBytes, bytes);
  }

  private begin(ctx: EventContext, writer: ScapWriter, rewriter: Rewriter | undefined): void {
    this.carried.takeAll(this.recent);
    writer.settle();
    const { out } = writer;
    writeSection(out);
    for (const block of this.head) out.copy(block, 0, block.length);
    writeUsers(out, ctx.users.hostUsers(), ctx.users.hostGroups());
    const threads = ctx.threads.all();
    const entries = threads.flatMap((thread) => processEntry(thread) ?? []);
    writeProcesses(out, rewriter ? entries.map((entry) => rewriter.process(entry)) : entries);
    for (const thread of threads) if (!thread.isInvalid) writeFds(out, thread.tid, fdEntries(thread));
    for (const block of this.containers.values()) out.copy(block, 0, block.length);
  }
}
