/** Numbers and texts as the chisels of sysdig print them. */

const KB = 1024;
const MB = KB * KB;
const GB = MB * KB;
const TB = GB * KB;
const PB = TB * KB;
const US = 1e3;
const MS = 1e6;
const SECOND = 1e9;

/** `512B`, `11.40KB`, `2.02M`, `1.00G` ... */
export function formatBytes(n: number): string {
  if (n > PB) return `${(n / PB).toFixed(2)}P`;
  if (n > TB) return `${(n / TB).toFixed(2)}T`;
  if (n > GB) return `${(n / GB).toFixed(2)}G`;
  if (n > MB) return `${(n / MB).toFixed(2)}M`;
  if (n > KB) return `${(n / KB).toFixed(2)}KB`;
  return `${Math.trunc(n)}B`;
}

/** A time in ns: `1.05s`, `501ms`, `1.95ms`, `407us`, `1.20us`, `35ns`. */
export function formatDuration(ns: number): string {
  const whole = (unit: number) => Math.floor(ns / unit);
  const hundredths = (unit: number) => String(Math.trunc((ns % unit) / (unit / 100))).padStart(2, '0');
  if (ns >= SECOND) return `${whole(SECOND)}.${hundredths(SECOND)}s`;
  if (ns >= 10 * MS) return `${whole(MS)}ms`;
  if (ns >= MS) return `${whole(MS)}.${hundredths(MS)}ms`;
  if (ns >= 10 * US) return `${whole(US)}us`;
  if (ns >= US) return `${whole(US)}.${hundredths(US)}us`;
  return `${Math.trunc(ns)}ns`;
}

/** A number with up to 14 digits, in powers of ten where it is very small or large: `1.880211`, `9.9e-05`. */
export function decimal(n: number): string {
  if (!Number.isFinite(n)) return Number.isNaN(n) ? 'nan' : n < 0 ? '-inf' : 'inf';
  if (n === 0) return '0';
  const [digits, power] = n.toExponential(13).split('e') as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 14) {
    const sign = exponent < 0 ? '-' : '+';
    return `${Number(digits)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return exponent < 0 ? trimZeros(n.toFixed(13 - exponent)) : String(Number(n.toPrecision(14)));
}

const trimZeros = (text: string) => text.replace(/\.?0+$/, '');

/** Padded to a column; what does not fit is cut so that a blank stays behind it. */
export function pad(text: string, width: number): string {
  if (text.length < width) return text.padEnd(width);
  return width > 0 ? `${text.slice(0, width - 1)} ` : '';
}

/** Padded or cut to exactly `width`. */
export const fit = (text: string, width: number): string => text.slice(0, width).padEnd(width);

/** Text for `print` and `write`, which take byte strings. */
export const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
