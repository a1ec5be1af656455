import { TYPE_LIMIT } from '../event/table.js';
import { STATE_ONLY } from '../event/view.js';
import { Need } from '../field/def.js';
import { type MachineInfo, NO_STATE, type StateSink } from '../format/capture.js';
import { sniffDialect } from '../format/scap/dialect.js';
import { ScapReader } from '../format/scap/reader.js';
import { Stepper } from '../format/scap/stepper.js';
import type { Sink } from '../output/sink.js';
import type { ByteSource } from '../source/source.js';
import type { EventContext } from '../state/context.js';
import { isInternal, StateEngine } from '../state/engine.js';
import { InitialState } from '../state/initial.js';
import { ACTION, actionOn, declined, elsewhere, stepOver } from './actions.js';
import { type Division, PART } from './division.js';
import { TIDS, type TidSet } from './kinship.js';
import type { Limits } from './limits.js';
import { type Plan, seenTypes } from './plan.js';

/** What was done. */
export interface Outcome {
  /** Events that passed the filter, those of other threads included. */
  readonly events: number;
  /** What was passed over because it is newer than this program, in words; undefined: nothing. */
  readonly passedOver: string | undefined;
}

/**
 * Runs one capture through state, filter and sinks. Throws FormatError where it is damaged, with all events before
 * delivered. When `interrupted` fires, it stops as if the capture had ended, also while it waits for input.
 */
export async function runCapture(
  source: ByteSource,
  ctx: EventContext,
  plan: Plan,
  sinks: readonly Sink[],
  limits: Limits,
  interrupted: AbortSignal,
): Promise<Outcome> {
  const run = new Run(source, ctx, plan, sinks, limits);
  const done = new AbortController();
  const stop = new Promise<false>((resolve) => {
    interrupted.addEventListener('abort', () => resolve(false), { once: true, signal: done.signal });
  });
  try {
    do {
      if (!run.drain()) break;
      await new Promise(setImmediate);
    } while (!interrupted.aborted && (await Promise.race([run.fill(), stop])));
  } finally {
    done.abort();
    await run.close();
  }
  return { events: run.delivered, passedOver: run.passedOver };
}

class Run {
  delivered = 0;
  private readonly reader: ScapReader;
  private readonly state: StateEngine | undefined;
  private readonly actions = new Uint16Array(TYPE_LIMIT);
  /** In chunks of other threads. */
  private readonly foreign = new Uint16Array(TYPE_LIMIT);
  /** For events that no sink wants. */
  private readonly declined = new Uint16Array(TYPE_LIMIT);
  private readonly stepper = new Stepper();
  private ours = true;
  /** Number of the event behind which the next chunk begins. */
  private border = 0;
  private dialectKnown = false;
  /** The dialect is to be looked for in what is in memory, which is done once: a search that finds nothing is long. */
  private toLearn = true;
  private leading = true;
  private start = Number.NaN;
  private readonly limited: boolean;
  /** Where events are counted in place of giving them to a sink: where it is alone, and the type of an event says if it passes. */
  private readonly tally: Sink['tally'];

  constructor(
    source: ByteSource,
    private readonly ctx: EventContext,
    private readonly plan: Plan,
    private readonly sinks: readonly Sink[],
    private readonly limits: Limits,
  ) {
    this.state = plan.needs === Need.NONE ? undefined : new StateEngine(ctx, plan.needs, seenTypes(plan));
    this.limited =
      limits.events !== Number.POSITIVE_INFINITY ||
      limits.duration !== Number.POSITIVE_INFINITY ||
      limits.range !== undefined;
    const plain = !(this.state || this.limited || plan.match || plan.watched) && sinks.length === 1;
    this.tally = plain ? sinks[0].tally : undefined;
    const others = sinks.filter((sink) => sink.other);
    const other = (memory: Buffer, start: number, end: number) => {
      for (const sink of others) sink.other?.(memory, start, end);
    };
    this.reader = new ScapReader(source, ctx.ev, this.sectionSink(), others.length > 0 ? other : undefined);
    if (this.tally) this.stepper.byType = this.tally.byType;
    if (plan.concerned) {
      ctx.threads.marks = new Uint8Array(TIDS);
      this.stepper.marks = ctx.threads.marks;
    }
    this.useTable();
  }

  /** The state engine, and word of every new section: its writer may speak the other dialect. */
  private sectionSink(): StateSink {
    const { ctx, state, plan } = this;
    const machineAlone = (info: MachineInfo) => {
      ctx.machine = info;
    };
    const inner: StateSink = state ? new InitialState(ctx, plan.needs) : { ...NO_STATE, machine: machineAlone };
    return {
      section: () => {
        this.dialectKnown = false;
        this.toLearn = true;
        this.leading = true;
        state?.reset();
        ctx.suppressor?.reset();
        inner.section();
      },
      machine: (info) => inner.machine(info),
      process: (entry) => {
        if (!ctx.suppressor?.process(entry)) inner.process(entry);
      },
      fd: (tid, entry) => inner.fd(tid, entry),
      networkInterface: (entry) => inner.networkInterface(entry),
      user: (entry) => inner.user(entry),
      group: (entry) => inner.group(entry),
      ready: () => inner.ready(),
      unknownEvent: () => {
        ctx.num++;
      },
    };
  }

  private useTable(): void {
    for (const info of this.ctx.table) {
      const action = actionOn(info, this.plan, this.state, this.tally);
      this.actions[info.id] = action;
      this.foreign[info.id] = elsewhere(action, info.id, this.plan);
      this.declined[info.id] = declined(action);
      this.stepper.steps[info.id] = stepOver(action, this.plan.concerned !== undefined);
    }
  }

  fill(): Promise<boolean> {
    this.toLearn = !this.dialectKnown;
    this.state?.release();
    for (const sink of this.sinks) sink.release?.();
    return this.sinks.some((sink) => sink.sated?.()) ? Promise.resolve(false) : this.reader.fill();
  }

  get passedOver(): string | undefined {
    return this.reader.passedOver.text();
  }

  close(): Promise<void> {
    return this.reader.close();
  }

  /** Handles all events that are in memory; false: a limit was reached, or no sink wants more. */
  drain(): boolean {
    try {
      const more = this.loop();
      // The last event in memory tells how late it is, also where nobody looked at it.
      if (more && this.stepper.passed > 0) this.reader.show(this.stepper.last);
      if (this.ctx.num > 0) this.ctx.lastTime = this.ctx.time;
      return more;
    } catch (error) {
      // Filters read parameters that nobody has looked over, as that costs: one that reaches out of the memory shows here.
      if (error instanceof RangeError) this.checkParameters();
      throw error;
    }
  }

  private loop(): boolean {
    if (this.limits.division) return this.loopDivided(this.limits.division);
    if (!this.state) return this.loopWithout();
    return this.plan.concerned ? this.loopOfConcerned(this.state, this.plan.concerned) : this.loopWithState(this.state);
  }

  private checkParameters(): void {
    const { ev } = this.ctx;
    if (!ev.fits()) throw this.reader.badParameters(ev);
  }

  private learnDialect(): void {
    const { ctx, reader } = this;
    this.toLearn = false;
    const dialect = sniffDialect(reader.current());
    if (!dialect) return;
    this.dialectKnown = true;
    if (dialect === ctx.dialect) return;
    ctx.useDialect(dialect);
    this.state?.useTable();
    this.useTable();
  }

  /** Moves on to the next event that somebody may ask for, over those of which it is known without a look. */
  private advance(): boolean {
    const { stepper, reader } = this;
    if (this.leading || this.toLearn || this.ctx.suppressor || this.state?.unsettled) {
      stepper.passed = 0;
    } else {
      reader.step(stepper);
      this.ctx.num += stepper.passed;
      this.delivered += stepper.counted;
    }
    return reader.next();
  }

  private loopWithState(state: StateEngine): boolean {
    const { reader, ctx, actions, plan } = this;
    const { ev, suppressor } = ctx;
    while (reader.next()) {
      if (this.toLearn) this.learnDialect();
      if (suppressor?.event(ev)) continue;
      ctx.num++;
      let action = actions[ev.type];
      if (action & ACTION.ASKED && plan.wants?.() === false) action = this.declined[ev.type];
      if (action & ACTION.UNSEEN && !this.leading) {
        this.checkParameters();
        state.change();
        if ((ev.dumpFlags & STATE_ONLY) === 0) this.delivered++;
      } else if (action & ACTION.LIVELY || this.leading) {
        if (!this.one()) return false;
      } else {
        state.pass((action & (ACTION.MODIFIES | ACTION.UNWANTED)) === 0);
      }
    }
    return true;
  }

  /** Of threads that the filter has nothing to do with, only what may be asked of any thread is kept. */
  private loopOfConcerned(state: StateEngine, concerned: TidSet): boolean {
    const { ctx, actions } = this;
    const { ev, suppressor } = ctx;
    while (this.advance()) {
      if (this.toLearn) this.learnDialect();
      if (suppressor?.event(ev)) continue;
      ctx.num++;
      const action = actions[ev.type];
      if (concerned[ev.tid] === 0 && (action & ACTION.COMMON) === 0 && !this.leading) {
        state.glance();
      } else if (action & ACTION.LIVELY || this.leading) {
        if (!this.one()) return false;
      } else {
        state.pass((action & (ACTION.MODIFIES | ACTION.UNWANTED)) === 0);
      }
    }
    return true;
  }

  private loopWithout(): boolean {
    const { ctx, actions } = this;
    const { ev, suppressor } = ctx;
    const { byType } = this.stepper;
    while (this.advance()) {
      if (this.toLearn) this.learnDialect();
      if (suppressor?.event(ev)) continue;
      ctx.num++;
      const action = actions[ev.type];
      if ((action & ACTION.LIVELY) === 0 && !this.leading) continue;
      if (action & ACTION.COUNTED && !this.leading && (ev.dumpFlags & STATE_ONLY) === 0) {
        this.delivered++;
        byType[ev.type]++;
      } else if (!this.one()) {
        return false;
      }
    }
    return true;
  }

  /** As the others, for a capture that several threads handle together. */
  private loopDivided(division: Division): boolean {
    const { reader, ctx, actions, foreign, state } = this;
    const { ev, suppressor } = ctx;
    while (reader.next()) {
      if (this.toLearn) this.learnDialect();
      if (suppressor?.event(ev)) continue;
      if (ctx.num >= this.border && !this.cross(division)) return false;
      ctx.num++;
      const action = (this.ours ? actions : foreign)[ev.type];
      if (action & ACTION.LIVELY || this.leading) {
        if (!this.one()) return false;
        continue;
      }
      if (action & ACTION.UNWANTED && (ev.dumpFlags & STATE_ONLY) === 0) this.delivered++;
      state?.pass((action & (ACTION.MODIFIES | ACTION.UNWANTED)) === 0);
    }
    return true;
  }

  /** A chunk begins; false: nobody wants it. */
  private cross(division: Division): boolean {
    const { events } = division;
    this.border = (Math.floor(this.ctx.num / events) + 1) * events;
    const part = division.next();
    this.ours = part === PART.OURS;
    return part !== PART.NOBODYS;
  }

  /** One event: state, filter, sinks, in the order of the original. */
  private one(): boolean {
    const { ctx, state } = this;
    const { ev } = ctx;
    const action = this.actions[ev.type];
    // A text of up to 4 GiB is not looked through for its end.
    if (ev.large) this.checkParameters();
    if (this.leading && !this.beforeFirst(action)) return true;
    if (state !== undefined) {
      state.before();
      if (action & ACTION.MODIFIES) {
        if (action & ACTION.APPLIES) {
          this.checkParameters();
          state.apply();
        }
        if (!this.passes()) return this.turnedAway(action);
      } else {
        if (!this.passes()) {
          this.turnedAway(action);
          state.filteredOut();
          return true;
        }
        this.checkParameters();
        state.apply();
      }
      state.after();
      if (ev.dumpFlags & STATE_ONLY) return this.turnedAway(action);
      if (action & ACTION.UNWANTED) {
        this.delivered++;
        return true;
      }
    } else if (!this.passes() || ev.dumpFlags & STATE_ONLY) {
      return this.turnedAway(action);
    }
    // What was applied has been looked over.
    const applied = state !== undefined && (action & (ACTION.MODIFIES | ACTION.APPLIES)) !== ACTION.MODIFIES;
    return this.deliver(applied);
  }

  /** Until the first event of the machine itself: false for the containers and users that only complete the start. */
  private beforeFirst(action: number): boolean {
    const { ctx, state } = this;
    if (action & ACTION.INITIAL && this.delivered === 0) {
      this.checkParameters();
      state?.before();
      state?.apply();
      // In the original's older form, what counts from one look to the next counts from here.
      if (ctx.dialect === 'pairs') this.passes();
      this.turnedAway(action);
      return false;
    }
    if ((action & ACTION.META) === 0) {
      ctx.firstTime = ctx.time;
      this.leading = false;
      this.limits.range?.begin(ctx);
    }
    return true;
  }

  /** Those who watch for it are told of an event that nobody else gets to see. */
  private turnedAway(action: number): true {
    const { plan, ctx } = this;
    if (plan.watched !== undefined && (action & ACTION.WATCHED || ctx.time === ctx.firstTime)) {
      this.checkParameters();
      for (const sink of this.sinks) sink.unseen?.();
    }
    return true;
  }

  private passes(): boolean {
    const { plan, ctx } = this;
    return plan.types[ctx.ev.type] !== 0 && (plan.match === undefined || plan.match(ctx));
  }

  private deliver(checked: boolean): boolean {
    if (!this.ours) {
      this.delivered++;
      return true;
    }
    if (!checked) this.checkParameters();
    if (this.limited) {
      const place = this.limits.range?.place(this.ctx) ?? 0;
      if (place < 0) return this.turnedAway(this.actions[this.ctx.ev.type]);
      if (place > 0 || !this.withinDuration()) return false;
    }
    if (!this.limits.withoutInternal || !isInternal(this.ctx.info.category)) this.delivered++;
    let more = true;
    for (const sink of this.sinks) if (!sink.event()) more = false;
    return more && this.delivered < this.limits.events;
  }

  private withinDuration(): boolean {
    const time = this.ctx.time;
    if (Number.isNaN(this.start)) this.start = time;
    return time - this.start < this.limits.duration || this.limits.duration === Number.POSITIVE_INFINITY;
  }
}
