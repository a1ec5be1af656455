import type { EventContext } from '../state/context.js';
import type { Interval } from './api.js';

const SECOND = 1_000_000_000n;

/**
 * Watches event time for an interval. Calls once when the time leaves the multiple of `every` that it was in. Multiples
 * are of the time since the epoch; if the interval is precise, of that since the first event, and all that have passed
 * are told, each by the time at which it began.
 */
export function ticker(ctx: EventContext, interval: Interval): () => void {
  let every = Number.NaN;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let last = Number.NaN;
  /** Where a multiple begins, ns after the first event. */
  let offset = 0;

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

  return () => {
    const { time } = ctx;
    if (time >= from && time < to) return;
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
    const sinceLast = time - last;
    last = time;
    call(time, sinceLast);
  };
}
