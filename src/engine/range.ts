import { SharkError } from '../errors.js';
import type { EventContext } from '../state/context.js';

/** One end of a range. `after`: ns after the first event; `at`: ns since the epoch; `clock`: ns after local midnight. */
export type Bound =
  | { readonly kind: 'event'; readonly num: number }
  | { readonly kind: 'after'; readonly ns: number }
  | { readonly kind: 'at'; readonly ns: bigint }
  | { readonly kind: 'clock'; readonly ns: number };

const SECOND = 1e9;
const UNITS: Readonly<Record<string, number>> = { ms: 1e6, s: SECOND, '': SECOND, m: 60 * SECOND, h: 3600 * SECOND };
/** So many digits and more are seconds since the epoch. */
const EPOCH = /^(\d{9,11})(?:\.(\d{1,9}))?$/;
const DATE = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/;
const CLOCK = /^(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;

const fraction = (digits: string | undefined): number => Number((digits ?? '').padEnd(9, '0'));

/**
 * `evt:1000`, `+5s` (also ms, m, h; after the first event), `1795231749.5` (since the epoch), `2026-11-21T03:29:07.5Z`
 * (local time without the zone), `03:29:07.5` (on the day of the first event). Throws SharkError(TS_SHARK_USAGE).
 */
export function parseBound(text: string): Bound {
  const event = /^evt:(\d+)$/.exec(text);
  if (event) return { kind: 'event', num: Number(event[1]) };
  const after = /^\+(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text);
  if (after) return { kind: 'after', ns: Math.round(Number(after[1]) * UNITS[after[2]]) };
  const epoch = EPOCH.exec(text);
  if (epoch) return { kind: 'at', ns: BigInt(epoch[1]) * BigInt(SECOND) + BigInt(fraction(epoch[2])) };
  const clock = CLOCK.exec(text);
  if (clock) {
    const [, h, m, s, f] = clock;
    return { kind: 'clock', ns: (Number(h) * 3600 + Number(m) * 60 + Number(s ?? 0)) * SECOND + fraction(f) };
  }
  const date = DATE.exec(text);
  const ms = date ? Date.parse(`${date[1].replace(' ', 'T')}${date[3] ?? ''}`) : Number.NaN;
  if (date && !Number.isNaN(ms)) return { kind: 'at', ns: BigInt(ms) * 1_000_000n + BigInt(fraction(date[2])) };
  throw new SharkError(
    'TS_SHARK_USAGE',
    `'${text}' is no place in a capture`,
    'say evt:1000, +5s, 03:29:07.5, 2026-11-21T03:29:07Z or seconds since 1970',
  );
}

/** A part of a capture, both ends included. */
export class Range {
  private fromNum = 0;
  private toNum = Number.POSITIVE_INFINITY;
  /** ns after the very first event, as `EventContext.time`. */
  private fromTime = Number.NEGATIVE_INFINITY;
  private toTime = Number.POSITIVE_INFINITY;

  constructor(
    private readonly from: Bound | undefined,
    private readonly to: Bound | undefined,
  ) {}

  /** It does not begin where the capture does. */
  get skips(): boolean {
    return this.from !== undefined;
  }

  /** To be called at the first event of a section, which relative ends count from. */
  begin(ctx: EventContext): void {
    const { from, to } = this;
    if (from?.kind === 'event') this.fromNum = from.num;
    else if (from) this.fromTime = timeOf(from, ctx);
    if (to?.kind === 'event') this.toNum = to.num;
    else if (to) this.toTime = timeOf(to, ctx);
  }

  /** Below 0: the event lies before the range, 0: inside, above: behind. */
  place(ctx: EventContext): number {
    const { time, num } = ctx;
    if (num > this.toNum || time > this.toTime) return 1;
    return num < this.fromNum || time < this.fromTime ? -1 : 0;
  }
}

function timeOf(bound: Exclude<Bound, { kind: 'event' }>, ctx: EventContext): number {
  if (bound.kind === 'after') return ctx.time + bound.ns;
  if (bound.kind === 'at') return ctx.time + Number(bound.ns - ctx.ev.ts);
  const day = new Date(Number(ctx.ev.ts / 1_000_000n));
  day.setHours(0, 0, 0, 0);
  return ctx.time + Number(BigInt(day.getTime()) * 1_000_000n - ctx.ev.ts) + bound.ns;
}
