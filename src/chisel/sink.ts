import type { ByteWriter } from '../bytes/writer.js';
import { SharkError } from '../errors.js';
import { TYPE_LIMIT } from '../event/table.js';
import type { TypeSet } from '../field/def.js';
import { fieldCatalog, isSequential } from '../field/registry.js';
import { ALL_TYPES } from '../field/use.js';
import { compileFilter, needsBehind } from '../filter/compile.js';
import { compileOperand } from '../filter/operand.js';
import { compileFormat, formatNeeds, parseFormat } from '../output/format.js';
import { compileJson } from '../output/json.js';
import type { Sink } from '../output/sink.js';
import { ClosedPipe } from '../output/stdout.js';
import { defuse } from '../output/terminal.js';
import type { EventContext } from '../state/context.js';
import type { ArgValues, Chisel } from './api.js';
import { ChiselExit, ChiselHost, type Settings } from './host.js';
import { ticker } from './interval.js';
import { placeOf } from './place.js';

/** A chisel as it was found, with its arguments. */
export interface LoadedChisel {
  readonly name: string;
  /** Where it was loaded from. */
  readonly file: string;
  readonly chisel: Chisel;
}

/** Makes an error of a chisel's code one that says whose it is, and where. */
function blame<T>({ name, file }: LoadedChisel, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof SharkError || error instanceof ChiselExit || error instanceof ClosedPipe) throw error;
    const { message } = error as Error;
    throw new SharkError('TS_SHARK_CHISEL', `chisel ${name}: ${placeOf(error as Error, file)}${message}`);
  }
}

const isCondition = (requirement: string): boolean => /[\s<=>!]/.test(requirement);

/** The event types that the filter lets through and that can have what is required; undefined: any. */
function possibleTypes(
  host: ChiselHost,
  passing: TypeSet | undefined,
  required: readonly string[],
): TypeSet | undefined {
  const having = (name: string) => {
    const { def, arg } = host.bind(name);
    return def.types?.(arg);
  };
  const each = required.map((text) => (isCondition(text) ? compileFilter(text, fieldCatalog).types : having(text)));
  const sets = [passing, ...each].filter((set) => set !== undefined);
  if (sets.length === 0) return undefined;
  return new Uint8Array(TYPE_LIMIT).map((_, type) => (sets.every((set) => set[type]) ? 1 : 0));
}

/** ns from the first event of the capture to a time of this machine, ms since the epoch. */
const sinceFirst = (ctx: EventContext, ms: number): number => (ms / 1000 - ctx.secondsOf(0)) * 1e9 - ctx.nanosOf(0);

/** Prepares a chisel for one capture. Throws what its `run` throws. */
export function chiselSink(
  ctx: EventContext,
  loaded: LoadedChisel,
  args: ArgValues<readonly never[]>,
  settings: Settings,
): Sink {
  const host = new ChiselHost(ctx, settings);
  const hooks = blame(loaded, () => loaded.chisel.run(host, args));
  const filter = hooks.filter ? compileFilter(hooks.filter, fieldCatalog) : undefined;
  const types = possibleTypes(host, filter?.types, hooks.requires ?? []);
  const format = hooks.format ? parseFormat(hooks.format, fieldCatalog, compileOperand) : undefined;
  // What is called at intervals may look at any event.
  const use = { types: (hooks.interval ? undefined : filter?.types) ?? ALL_TYPES, timeMode: ctx.timeMode };
  host.seal(use);
  const asked = host.needs | (filter?.needs ?? 0) | (format ? formatNeeds(format, use) : 0);
  host.needs = hooks.interval ? asked : needsBehind(filter, asked);
  if (!host.hasPanel) settings.screen.shared = true;
  if (hooks.bufferStyle && !settings.styleChosen) ctx.resolver.bufferStyle = hooks.bufferStyle;
  const clean = settings.terminal ? (out: ByteWriter, from: number) => defuse(out, from, true) : undefined;
  const putLine = format && (settings.json ? compileJson(format) : compileFormat(format, clean));
  const { run } = settings;
  const { out } = settings.stdout;
  const tick = hooks.interval && ticker(ctx, hooks.interval, host);
  let first = true;
  /** Then events that nobody wants need not come, to tell the time. */
  const hasClock = hooks.interval?.clock === true && settings.live;
  const sequential = isSequential(hooks.filter ?? '');
  const shareable = !host.sequential && !tick && !format && !sequential;
  const seesAll = tick !== undefined && !hasClock;
  const ofEvent = sequential || seesAll ? undefined : filter?.ofEvent;

  const begin = () => {
    first = false;
    host.senseLive();
    hooks.start?.();
  };
  const passes = () => filter === undefined || (filter.types[ctx.ev.type] !== 0 && (filter.exact || filter.rest(ctx)));
  const printLine = () => {
    if (!putLine) return;
    const start = out.pos;
    if (putLine(ctx, out)) {
      out.byte(0x0a);
      settings.stdout.line();
    } else {
      out.pos = start;
    }
  };
  const one = () => {
    tick?.event();
    if (passes() && hooks.event?.() !== false) printLine();
  };

  return {
    needs: host.needs,
    ...(shareable && hooks.merge && { merge: hooks.merge }),
    ...(types && !seesAll && { types }),
    // A text of up to 4 GiB is not looked through for its end.
    ...(ofEvent && { wants: () => ctx.ev.large || ofEvent(ctx) }),
    event() {
      // As in the original, the chisels behind one that ends the run do not get its last event.
      if (run.ended) return false;
      try {
        if (first) begin();
        one();
      } catch (error) {
        blame(loaded, () => {
          throw error;
        });
      }
      if (host.stopped) run.ended = true;
      return !run.ended;
    },
    ...(tick &&
      hooks.interval?.clock && {
        idle() {
          if (ctx.num === 0 || host.stopped) return;
          blame(loaded, () => {
            if (first) begin();
            if (host.live) tick.clock(sinceFirst(ctx, Date.now()));
          });
        },
      }),
    ...(tick &&
      seesAll && {
        filtered() {
          blame(loaded, () => {
            if (first) begin();
            // Nobody has looked over the parameters of this event, which the call may read.
            if (ctx.ev.fits()) tick.event();
          });
        },
      }),
    end() {
      const time = Number.isNaN(ctx.lastTime) ? 0 : ctx.lastTime;
      const duration = Number.isNaN(ctx.firstTime) ? 0 : time - ctx.firstTime;
      const moment = { seconds: ctx.secondsOf(time), nanos: ctx.nanosOf(time) };
      blame(loaded, () => {
        if (first) hooks.start?.();
        hooks.end?.(moment, duration);
      });
    },
  };
}
