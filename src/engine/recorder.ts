import { Cursor } from '../bytes/cursor.js';
import { isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { type EventView, STATE_ONLY } from '../event/view.js';
import type { TypeSet } from '../field/def.js';
import { ALL_TYPES } from '../field/use.js';
import type { ProcessEntry } from '../format/capture.js';
import { BLOCK_HEADER, BLOCK_TRAILER, BLOCKS, FOREIGN_BLOCKS, SHB } from '../format/scap/blocks.js';
import { readProcesses } from '../format/scap/metadata.js';
import { writeProcesses } from '../format/scap/metadata-out.js';
import type { ScapWriter } from '../format/scap/writer.js';
import { duplicates } from '../state/apply/file.js';
import { INITIAL_STATE } from '../state/apply/metadata.js';
import type { EventContext } from '../state/context.js';
import { Need, type Needs } from '../state/needs.js';
import { KeptEvents } from './kept-events.js';
import { CALLS, ENDS, MEANING, MEANS, TUPLE_PARAM } from './meaning.js';
import { ALL_NEEDS, type Parts } from './parts.js';
import type { Sink } from './plan.js';
import type { Rewriter } from './rewriter.js';

export interface CopyOptions {
  readonly writer: ScapWriter;
  /** Takes what was composed, when there is enough of it. */
  readonly flush: () => void;
  /** Somebody waits for what is composed: it goes out whenever there is nothing more to read at once. */
  readonly eager?: boolean;
  /** What is changed on the way. */
  readonly rewriter?: Rewriter | undefined;
  /** Cuts the copy into several. */
  readonly parts?: Parts | undefined;
}

const BATCH = 1024 * 1024;
const HELD_BACK = 8 * BATCH;
/** A connect that goes on in the background: the one call that changes something although it fails. */
const EINPROGRESS = -115;

/** Copies a capture as it is. */
export class Copier implements Sink {
  readonly needs: Needs;
  readonly watches: TypeSet = ALL_TYPES;
  /** Shown events so far. */
  events = 0;
  protected readonly writer: ScapWriter;
  protected readonly rewriter: Rewriter | undefined;
  protected readonly parts: Parts | undefined;

  constructor(
    protected readonly ctx: EventContext,
    private readonly options: CopyOptions,
    needs: Needs = Need.NONE,
  ) {
    this.writer = options.writer;
    this.rewriter = options.rewriter;
    this.parts = options.parts;
    this.needs = this.parts ? ALL_NEEDS : needs;
  }

  event(): boolean {
    this.events++;
    this.parts?.look(this.ctx, this.rewriter);
    this.parts?.before(this.ctx, this.writer, this.rewriter);
    this.put(this.ctx.ev);
    this.offer();
    return true;
  }

  unseen(): void {
    this.parts?.look(this.ctx, this.rewriter);
    this.put(this.ctx.ev);
  }

  /** The event, as it is or as it is to be. */
  protected put(ev: EventView): void {
    const replaced = this.rewriter?.replacements(ev);
    if (replaced) this.writer.rewritten(ev, ev.dumpFlags, replaced);
    else this.writer.event(ev);
  }

  /** The event for the state alone. */
  protected hide(ev: EventView): void {
    this.writer.rewritten(ev, ev.dumpFlags | STATE_ONLY, this.rewriter?.replacements(ev));
  }

  other(memory: Buffer, start: number, end: number): void {
    const type = memory.readUInt32LE(start);
    const info = BLOCKS.get(type);
    this.parts?.other(memory, start, end);
    if (this.ctx.users.ignored && info?.kind === 'users') return;
    if (this.rewriter?.redacts) {
      if (info?.kind === 'processes') {
        this.rewriteProcesses(memory, start, end, info.version, this.rewriter);
        return;
      }
      // Nobody knows what is in there.
      if (type !== SHB && (!info || info.kind === 'event')) return;
    }
    this.writer.block(memory, start, end);
  }

  private rewriteProcesses(memory: Buffer, start: number, end: number, version: number, rewriter: Rewriter): void {
    const list: ProcessEntry[] = [];
    const cursor = new Cursor(memory, start + BLOCK_HEADER, end - BLOCK_TRAILER);
    readProcesses(cursor, version, { process: (entry) => list.push(rewriter.process(entry)) });
    this.writer.settle();
    writeProcesses(this.writer.out, list);
  }

  release(): void {
    this.writer.settle();
    if (this.options.eager && this.writer.size > 0) this.options.flush();
    else this.offer();
  }

  /** Called once, behind the last event, however it came to that. */
  end(): void {}

  protected offer(): void {
    if (this.writer.size >= BATCH) this.options.flush();
  }
}

/**
 * Copies a part of a capture, what passes a filter or lies in a range, and, for the state alone, those events that the copied ones cannot be understood
 * without: what processes, users and containers are called, and the fds of the processes in question. An exit event
 * comes with its enter event.
 */
export class FilteredCopier extends Copier {
  override readonly watches: TypeSet;
  private readonly enters = new KeptEvents();
  private begun = false;
  private readonly keepsAll: boolean;
  /** Of what is composed, so much ends with an event that is shown. */
  private kept = 0;

  /**
   * `isRelative`: whether the event at hand is one of the processes whose fds are kept track of; undefined: all state
   * is kept, also behind the last event. `total`: how many events there are, if that is known: what comes behind the
   * last one is of no use.
   */
  constructor(
    ctx: EventContext,
    options: CopyOptions,
    /** Event types that may pass. */
    types: TypeSet,
    private readonly isRelative: ((ctx: EventContext) => boolean) | undefined,
    private readonly total = Number.POSITIVE_INFINITY,
  ) {
    super(ctx, options, Need.THREADS);
    // A file of several ends where the next one begins.
    this.keepsAll = isRelative === undefined || this.parts !== undefined;
    this.watches = new Uint8Array(TYPE_LIMIT).map((_, type) => {
      const exit = type + 1;
      const wanted = CALLS[type] && (MEANING[exit] || types[exit] || type === PPME.SIGNALDELIVER_E);
      return MEANING[type] || wanted ? 1 : 0;
    });
  }

  override event(): boolean {
    const { ev } = this.ctx;
    this.begun = true;
    if (CALLS[ev.type]) this.enters.drop(ev.tid);
    else this.bringEnter(ev);
    const more = super.event();
    this.kept = this.writer.size;
    this.offerAll();
    return more;
  }

  override unseen(): void {
    const { ev } = this.ctx;
    this.parts?.look(this.ctx, this.rewriter);
    // The times of the copy count from the same event as those of the whole.
    if (!this.begun) this.begin();
    else if (ev.dumpFlags & STATE_ONLY) this.put(ev);
    else if (CALLS[ev.type]) {
      if (MEANING[ev.type + 1] === MEANS.EVERYONE || this.ofRelative()) this.enters.keep(ev);
    } else if (this.isMeaningful(ev)) {
      this.bringEnter(ev);
      this.hide(ev);
    }
    if (ENDS.has(ev.type)) this.enters.forget(ev.tid);
    this.offer();
  }

  protected begin(): void {
    const { ev } = this.ctx;
    // What completes the start is never shown; the first event behind it is.
    if (INITIAL_STATE.has(ev.type)) {
      this.put(ev);
      return;
    }
    this.begun = true;
    this.hide(ev);
    this.kept = this.writer.size;
  }

  private ofRelative(): boolean {
    return this.isRelative === undefined || this.isRelative(this.ctx);
  }

  /** State goes out with the next event that is shown, which may need it, and a large lot of it at once. */
  protected override offer(): void {
    if (this.keepsAll || this.writer.size - this.kept >= HELD_BACK) this.offerAll();
  }

  private offerAll(): void {
    super.offer();
    this.kept = Math.min(this.kept, this.writer.size);
  }

  override release(): void {
    super.release();
    this.kept = Math.min(this.kept, this.writer.size);
  }

  /** What is behind the last event that is shown is of no use. */
  override end(): void {
    if (!this.keepsAll) this.writer.cut(this.kept);
  }

  private isMeaningful(ev: EventView): boolean {
    const meaning = MEANING[ev.type];
    // Calls that failed change nothing.
    if (!isEnter(ev.type) && ev.nparams > 0) {
      const result = ev.first64();
      if (result < 0 && result !== EINPROGRESS) return false;
    }
    if (meaning === MEANS.EVERYONE) return true;
    if (meaning === MEANS.NOTHING || !this.ofRelative()) return false;
    if (ev.type === PPME.SYSCALL_FCNTL_X) return this.commands(ev);
    return meaning === MEANS.OWN || this.namesEnds(ev, meaning);
  }

  /** Of all commands of fcntl, few change anything; a reader that is shown one too many takes it for another. */
  private commands(ev: EventView): boolean {
    const enter = this.enters.of(ev.tid);
    return enter ? duplicates(enter.u8At(1)) : this.ctx.dialect === 'exits';
  }

  private namesEnds(ev: EventView, meaning: number): boolean {
    if (ev.len(TUPLE_PARAM.get(ev.type) as number) > 0) return true;
    if (meaning !== MEANS.SENDS) return false;
    const enter = this.enters.of(ev.tid);
    const param = enter && TUPLE_PARAM.get(enter.type);
    return enter !== undefined && param !== undefined && enter.len(param) > 0;
  }

  /**
   * In front of an exit event, or of a switch while a call is under way, goes the last event of its thread that was
   * turned away: its enter event, mostly.
   */
  private bringEnter(ev: EventView): void {
    const enter = this.enters.of(ev.tid);
    if (!enter) return;
    this.hide(enter);
    this.enters.drop(ev.tid);
  }

  sated(): boolean {
    return this.begun && this.events >= this.total;
  }

  /** Packets and events of unknown types have not passed the filter. */
  override other(memory: Buffer, start: number, end: number): void {
    const type = memory.readUInt32LE(start);
    if (type === SHB) {
      this.enters.clear();
      this.begun = false;
    }
    if (BLOCKS.get(type)?.kind !== 'event' && !FOREIGN_BLOCKS.has(type)) super.other(memory, start, end);
  }
}
