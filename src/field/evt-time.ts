import { localClock, utcClock } from '../bytes/clock.js';
import type { ByteWriter } from '../bytes/writer.js';
import { EC, EF, eventTable, isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import type { EventContext } from '../state/context.js';
import { type FieldDef, type Getter, Need, type Putter, type TypeSet } from './def.js';
import { exact, field, textOf, written } from './make.js';

const SECOND = 1_000_000_000;
const BIG_SECOND = 1_000_000_000n;
const DOT = 0x2e;
const T = 0x54;
const SPACE = 0x20;

/** In JSON every time of day is the time stamp. */
const putStamp: Putter = (ctx, out) => {
  const { time } = ctx;
  const seconds = ctx.secondsOf(time);
  if (seconds === 0) {
    out.int(ctx.nanosOf(time));
  } else {
    out.int(seconds);
    out.nanos(ctx.nanosOf(time));
  }
  return true;
};

/** In JSON times are ns since the epoch. */
const stamp = { json: (): Getter => (ctx) => ctx.ev.ts, putJson: () => putStamp };

function putNanos(ctx: EventContext, out: ByteWriter, time: number): void {
  out.byte(DOT);
  out.nanos(ctx.nanosOf(time));
}

function putClock(ctx: EventContext, out: ByteWriter, date: boolean, nanos: boolean): boolean {
  const time = ctx.time;
  const second = ctx.secondsOf(time);
  if (date) {
    localClock.putDate(out, second);
    out.byte(SPACE);
  }
  localClock.putTime(out, second);
  if (nanos) putNanos(ctx, out, time);
  return true;
}

/** Events are not always in order: a step back is the unsigned number of the original. */
const unsigned = (ns: number): number | bigint => (ns < 0 ? BigInt.asUintN(64, BigInt(ns)) : ns);

/** Seconds with nine decimals. */
function putSeconds(out: ByteWriter, ns: number): void {
  if (ns < 0) {
    out.text(`${wholeSeconds(ns)}.`);
    out.nanos(Number(restNanos(ns)));
    return;
  }
  const whole = Math.floor(ns / SECOND);
  out.int(whole);
  out.byte(DOT);
  out.nanos(ns - whole * SECOND);
}

const putTime: Putter = (ctx, out) => putClock(ctx, out, false, true);

/** ns since the first event that is not a meta event. */
const relative = (ctx: EventContext) => {
  const time = ctx.time;
  return Number.isNaN(ctx.firstTime) ? 0 : time - ctx.firstTime;
};

/** ns since the last time the field was looked at: every use counts for itself. */
function deltas(): (ctx: EventContext) => number {
  let last = Number.NaN;
  return (ctx) => {
    const time = ctx.time;
    const delta = Number.isNaN(last) ? 0 : time - last;
    last = time;
    return delta;
  };
}

/** Latency of the call whose exit this is; undefined for internal events. */
function latency(ctx: EventContext): number | undefined {
  if (ctx.dialect === 'exits' || !ctx.own) return 0;
  return ctx.info.category & EC.INTERNAL ? undefined : ctx.own.latency;
}

function outputTime(): Putter {
  const delta = deltas();
  return (ctx, out) => {
    switch (ctx.timeMode) {
      case 'h':
        return putClock(ctx, out, false, true);
      case 'a':
        out.int(ctx.secondsOf(ctx.time));
        putNanos(ctx, out, ctx.time);
        return true;
      case 'r':
        putSeconds(out, relative(ctx));
        return true;
      case 'd':
        putSeconds(out, ctx.dialect === 'exits' ? 0 : (ctx.own?.latency ?? 0));
        return true;
      case 'D':
        putSeconds(out, delta(ctx));
        return true;
    }
  };
}

/** A duration in the unit that fits: 1.01us, 25ms, 1:30. */
export function durationText(ns: number): string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const seconds = ns / SECOND;
  if (seconds >= 3600) return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (seconds >= 60) return `${Math.floor(seconds / 60)}:${Math.floor(seconds % 60)}`;
  const [unit, size] = ns >= SECOND ? ['s', SECOND] : ns >= 1e6 ? ['ms', 1e6] : ns >= 1e3 ? ['us', 1e3] : ['ns', 1];
  const whole = Math.floor(ns / size);
  if (size === 1 || (whole >= 10 && size < SECOND)) return `${whole}${unit}`;
  return `${whole}.${two((ns % size) / (size / 100))}${unit}`;
}

/** Decades of ns that evt.latency.quantized spans, and the steps it cuts them into. */
const DECADES = 11;
const QUANTUMS = 80;

const nanosPart = { format: 'padded9' } as const;

function relativeField(name: string, doc: string, part: Part, padded: boolean): FieldDef {
  const get = (ctx: EventContext) => part(relative(ctx));
  return field('evt', name, 'reltime', Need.NONE, doc, get, { ...(padded && nanosPart), json: () => get });
}

/** Types of the starts of calls, for which the latency is 0: that of a switch is the one of its thread's last call. */
const STARTS: TypeSet = new Uint8Array(TYPE_LIMIT);
for (const { id, flags } of eventTable('pairs')) {
  if (isEnter(id) && (flags & EF.SKIP_PARSE_RESET) === 0 && id !== PPME.SCHEDSWITCH_6_E) STARTS[id] = 1;
}

/** Above 0 is the latency of an end alone. */
const ofEnds: FieldDef['bound'] = (op, [value]) =>
  op === '>' && Number(value) >= 0 ? { types: STARTS.map((is) => 1 - is), exact: false } : undefined;

function latencyField(name: string, doc: string, part: Part, padded = false): FieldDef {
  const get = (ctx: EventContext) => {
    const ns = latency(ctx);
    return ns === undefined ? undefined : part(ns);
  };
  return field('evt', name, 'reltime', Need.THREADS | Need.LATENCY, doc, get, {
    ...(padded && nanosPart),
    json: () => get,
    bound: ofEnds,
  });
}

function deltaField(name: string, doc: string, part: Part, padded = false): FieldDef {
  const get = (): Getter => {
    const delta = deltas();
    return (ctx) => part(delta(ctx));
  };
  const shape = { name, class: 'evt', type: 'reltime', needs: Need.NONE, doc, sequential: true } as const;
  return { ...shape, get, ...(padded && nanosPart), json: get };
}

type Part = (ns: number) => number | bigint;
const all: Part = unsigned;
const wholeSeconds: Part = (ns) => (ns < 0 ? exact((unsigned(ns) as bigint) / BIG_SECOND) : Math.floor(ns / SECOND));
const restNanos: Part = (ns) => (ns < 0 ? Number((unsigned(ns) as bigint) % BIG_SECOND) : ns % SECOND);

const putIso: Putter = (ctx, out) => {
  const time = ctx.time;
  const second = ctx.secondsOf(time);
  utcClock.putDate(out, second);
  out.byte(T);
  utcClock.putTime(out, second);
  putNanos(ctx, out, time);
  out.text('+0000');
  return true;
};

/** When an event happened, and how long it took. */
export const EVT_TIME_FIELDS: readonly FieldDef[] = [
  field(
    'evt',
    'evt.num',
    'uint64',
    Need.NONE,
    'number of the event in the capture; hidden and filtered events count too',
    (ctx) => ctx.num,
    {
      put: (ctx, out) => {
        out.int(ctx.num);
        return true;
      },
    },
  ),
  written('evt', 'evt.time', Need.NONE, 'local time of day with nanoseconds', putTime, stamp),
  written('evt', 'evt.time.s', Need.NONE, 'local time of day', (ctx, out) => putClock(ctx, out, false, false), stamp),
  written('evt', 'evt.time.iso8601', Need.NONE, 'date and time in UTC as ISO 8601', putIso, stamp),
  written(
    'evt',
    'evt.datetime',
    Need.NONE,
    'local date and time with nanoseconds',
    (ctx, out) => putClock(ctx, out, true, true),
    stamp,
  ),
  written(
    'evt',
    'evt.datetime.s',
    Need.NONE,
    'local date and time',
    (ctx, out) => putClock(ctx, out, true, false),
    stamp,
  ),
  field('evt', 'evt.rawtime', 'abstime', Need.NONE, 'time stamp in nanoseconds since the epoch', (ctx) =>
    exact(ctx.ev.ts),
  ),
  field('evt', 'evt.rawtime.s', 'abstime', Need.NONE, 'whole seconds of the time stamp', (ctx) =>
    ctx.secondsOf(ctx.time),
  ),
  field(
    'evt',
    'evt.rawtime.ns',
    'abstime',
    Need.NONE,
    'nanoseconds within the second of the time stamp',
    (ctx) => ctx.nanosOf(ctx.time),
    {
      ...nanosPart,
      json: () => (ctx) => ctx.nanosOf(ctx.time),
    },
  ),
  relativeField('evt.reltime', 'nanoseconds since the first event of the capture', all, true),
  relativeField('evt.reltime.s', 'whole seconds since the first event of the capture', wholeSeconds, false),
  relativeField('evt.reltime.ns', 'nanoseconds within the second of evt.reltime', restNanos, true),
  latencyField('evt.latency', 'nanoseconds from the start of the call to its end; 0 on the start', all),
  latencyField('evt.latency.s', 'whole seconds of evt.latency', wholeSeconds),
  latencyField('evt.latency.ns', 'nanoseconds within the second of evt.latency', restNanos, true),
  field(
    'evt',
    'evt.latency.human',
    'charbuf',
    Need.THREADS | Need.LATENCY,
    'evt.latency with a unit, such as 10.3ms',
    (ctx) => {
      const ns = latency(ctx);
      return ns === undefined ? undefined : durationText(ns);
    },
  ),
  field(
    'evt',
    'evt.latency.quantized',
    'uint64',
    Need.THREADS | Need.LATENCY,
    'logarithm of the latency in steps, for heat maps: 1 is up to a nanosecond, the last one 100 seconds',
    (ctx) => {
      const ns = latency(ctx);
      if (ns === undefined || ns <= 0) return undefined;
      return Math.floor((Math.min(Math.log10(ns), DECADES) * QUANTUMS) / DECADES) + 1;
    },
    { hidden: true },
  ),
  deltaField('evt.deltatime', 'nanoseconds since the event before this one', all),
  deltaField('evt.deltatime.s', 'whole seconds of evt.deltatime', wholeSeconds),
  deltaField('evt.deltatime.ns', 'nanoseconds within the second of evt.deltatime', restNanos, true),
  {
    name: 'evt.outputtime',
    class: 'evt',
    type: 'charbuf',
    needs: Need.THREADS | Need.LATENCY,
    doc: 'time in the form that option -t chose',
    needsFor: ({ timeMode = 'd' }) => (timeMode === 'd' ? Need.THREADS | Need.LATENCY : Need.NONE),
    get: () => textOf(outputTime()),
    put: outputTime,
    printOnly: true,
    ...stamp,
  },
];
