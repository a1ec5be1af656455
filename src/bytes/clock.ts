import { Literal } from './literal.js';
import type { ByteWriter } from './writer.js';

/** Local (or UTC) calendar time in text. Keeps the text of the last second, as events come in order. */
export class Clock {
  private second = Number.NaN;
  private date = new Literal('');
  private time = new Literal('');

  constructor(private readonly utc: boolean) {}

  private look(second: number): void {
    if (second === this.second) return;
    this.second = second;
    const d = new Date(second * 1000);
    const two = (n: number) => String(n).padStart(2, '0');
    const [y, mo, day, h, mi, s] = this.utc
      ? [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate(), d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()]
      : [d.getFullYear(), d.getMonth(), d.getDate(), d.getHours(), d.getMinutes(), d.getSeconds()];
    this.date = new Literal(`${y}-${two(mo + 1)}-${two(day)}`);
    this.time = new Literal(`${two(h)}:${two(mi)}:${two(s)}`);
  }

  /** `YYYY-MM-DD` of a time in seconds since the epoch. */
  putDate(out: ByteWriter, second: number): void {
    this.look(second);
    out.literal(this.date);
  }

  /** `HH:MM:SS`. */
  putTime(out: ByteWriter, second: number): void {
    this.look(second);
    out.literal(this.time);
  }
}

/** The time zone of the user, and UTC. */
export const localClock = new Clock(false);
export const utcClock = new Clock(true);
