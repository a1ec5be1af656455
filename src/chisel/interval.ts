import type { EventContext } from '../state/context.js';
import type { Interval } from './api.js';

const SECOND = 1_000_000_000n;

/** After how long without an event the clock tells that an interval has passed, ns: events may be on their way. */
const GRACE = 200_000_000;

/** Watches an interval. */
export interface Ticker {
  /** Looks at the time of the current event. */
  event(): void;
  /** The time is `now`, ns after the first event, and no event has come. */
  clock(now: number): void;
}

/**
 * Watches event time for an interval. Calls once when the time leaves the multiple of `every` that it was in. Multiples
 * are of the time since the epoch; if the interval is precise, of that since the first event, and all that have passed
 * are told, each by the time at which it began.
 */
export function ticker(ctx: EventContext, interval: Interval, run: { readonly live: boolean }): Ticker {
  let every = Number.NaN;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let last = Number.NaN;
  /** Where a multiple begins, ns after the first event. */
  let offset = 0;
  /** What happened before was told by the clock already. */
  let told = Number.NEGATIVE_INFINITY;

  const call = (at: number, sinceLast: number) =>
    interval.call({ seconds: ctx.secondsOf(at), nanos: ctx.nanosOf(at) }, sinceLast);

  const begin = (time: number) => {
    every = interval.every > 0 ? interval.every : Number.POSITIVE_INFINITY;
    last = time;
    if (every === Number.POSITIVE_INFINITY) {
      from = Number.NEGATIVE_INFINITY;
      to = every;
      return;
    }
    if (interval.precise) {
      offset = time;
      settle(time);
      return;
    }
    const start = BigInt(ctx.secondsOf(0)) * SECOND + BigInt(ctx.nanosOf(0));
    offset = -Number(start % BigInt(Math.max(1, Math.trunc(every))));
    settle(time);
  };
  const settle = (time: number) => {
    from = offset + Math.floor((time - offset) / every) * every;
    to = from + every;
  };

  const event = () => {
    const { time } = ctx;
    if ((time >= from && time < to) || time < told) return;
    if (Number.isNaN(every)) {
      begin(time);
      return;
    }
    if (interval.precise) {
      for (let at = from; at + every <= time; at += every) call(at, every);
      settle(Math.max(time, from));
      return;
    }
    settle(time);
    // What happens on several CPUs comes in with small steps back in time.
    if (interval.clock && run.live) told = from;
    const sinceLast = time - last;
    last = time;
    call(time, sinceLast);
  };
  const clock = (now: number) => {
    if (Number.isNaN(every)) begin(now);
    if (now < to + GRACE) return;
    settle(now - GRACE);
    told = from;
    const sinceLast = from - last;
    last = from;
    call(from, sinceLast);
  };
  return { event, clock };
}
