const two = (n: number): string => String(n).padStart(2, '0');
const dayOfYear = (d: Date): number =>
  Math.round(
    (new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime() - new Date(d.getFullYear(), 0, 1).getTime()) /
      86_400_000,
  ) + 1;

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** Conversions of strftime, in the C locale. */
const CONVERSIONS: Readonly<Record<string, (d: Date) => string>> = {
  Y: (d) => String(d.getFullYear()),
  y: (d) => two(d.getFullYear() % 100),
  m: (d) => two(d.getMonth() + 1),
  d: (d) => two(d.getDate()),
  e: (d) => String(d.getDate()).padStart(2),
  H: (d) => two(d.getHours()),
  I: (d) => two(d.getHours() % 12 || 12),
  M: (d) => two(d.getMinutes()),
  S: (d) => two(d.getSeconds()),
  p: (d) => (d.getHours() < 12 ? 'AM' : 'PM'),
  j: (d) => String(dayOfYear(d)).padStart(3, '0'),
  b: (d) => MONTHS[d.getMonth()].slice(0, 3),
  B: (d) => MONTHS[d.getMonth()],
  a: (d) => DAYS[d.getDay()].slice(0, 3),
  A: (d) => DAYS[d.getDay()],
  u: (d) => String(d.getDay() || 7),
  s: (d) => String(Math.floor(d.getTime() / 1000)),
  F: (d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`,
  T: (d) => `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`,
  R: (d) => `${two(d.getHours())}:${two(d.getMinutes())}`,
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

/** Local time as strftime has it; conversions that are unknown stay as they are. */
export const strftime = (format: string, time: Date): string =>
  format.replace(/%(.)/gs, (whole, letter: string) => CONVERSIONS[letter]?.(time) ?? whole);

export interface PartNaming {
  /** Conversions in the name stand for the time of the part's first event. */
  readonly timed: boolean;
  /** Files that are kept; Infinity: all. */
  readonly limit: number;
  /** Numbers have as many digits as the limit. */
  readonly padded: boolean;
}

/** Names of the parts of a capture, in sysdig's way: a number behind the name, which begins anew at the limit. */
export class PartNames {
  private count = 0;

  constructor(
    private readonly base: string,
    private readonly naming: PartNaming,
  ) {}

  /** Name of the next part, whose first event is at `time`. */
  next(time: Date): string {
    const { timed, limit, padded } = this.naming;
    if (timed) return strftime(this.base, time);
    const number = limit === Number.POSITIVE_INFINITY ? this.count : this.count % limit;
    this.count++;
    const digits = padded && limit !== Number.POSITIVE_INFINITY ? String(limit).length : 0;
    return this.base + String(number).padStart(digits, '0');
  }
}
