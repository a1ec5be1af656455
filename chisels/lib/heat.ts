import { type Host, type Interval, utf8 } from 'ts-shark/chisel';

/** From few events to many: green over yellow to red, as numbers of the 256 colours. */
const COLOURS = [22, 28, 64, 34, 2, 76, 46, 118, 154, 191, 227, 226, 11, 220, 209, 208, 202, 197, 9, 1];
const SHADES = [' ', '░', '▒', '░'].map(utf8);
const BASE = 1.6;
const SECOND = 1e9;
const MS = 1e6;

/** Ends with a line on standard output where the chart cannot be drawn; otherwise the width of the terminal. */
function columnsOf(host: Host): number {
  if (!host.terminal) host.exit(1, 'This chisel only works on ANSI terminals. Aborting.');
  return host.terminal.columns;
}

const cell = (foreground: number, background: number, shade: string) =>
  `\x1b[38;5;${foreground}m\x1b[48;5;${background}m${shade}`;

/** One field of a heat map: `perSecond` events. */
function heat(perSecond: number): string {
  if (perSecond === 0) return cell(0, 0, ' ');
  const level = Math.min(COLOURS.length, Math.max(1, Math.log(perSecond + 1) / Math.log(BASE)));
  const low = COLOURS[Math.floor(level) - 1];
  const high = COLOURS[Math.ceil(level) - 1];
  const between = level % 1;
  const shade = SHADES[Math.floor(between * SHADES.length)];
  return between > 0.75 ? cell(high, low, shade) : cell(low, high, shade);
}

/** Draws rows of a heat map one under the other, as wide as the terminal, with the scale below the last. */
export class HeatMap {
  private counts: number[];

  /** `every`: ns that a row covers; `scale`: the line below for so many columns. */
  constructor(
    private readonly host: Host,
    private readonly every: number,
    private readonly scale: (columns: number) => string,
  ) {
    this.counts = new Array(columnsOf(host)).fill(0);
    if (!(every >= 1)) host.exit(1, `refresh_time must be a number above 0, not ${every / MS}`);
    host.write('\x1b[?25l');
  }

  /** `position`: 0 to 1 over the width. */
  add(position: number): void {
    const { length } = this.counts;
    this.counts[Math.min(length - 1, Math.floor(position * length))]++;
  }

  /** Draws the events since the last row over the old scale. */
  row(): void {
    const columns = columnsOf(this.host);
    const cells = this.counts.slice(0, columns).map((n) => heat((n * SECOND) / this.every));
    this.host.write(`\x1b[1F${cells.join('')}\x1b[0m\n${this.scale(columns)}\n`);
    this.host.flush();
    this.counts = new Array(columns).fill(0);
  }

  get interval(): Interval {
    return { every: this.every, clock: true, call: () => this.row() };
  }

  end(): void {
    this.host.print('\x1b[0m');
    this.host.write('\x1b[?25h');
  }
}

/** Labels at the tick marks of a scale that is divided into `parts`. */
export function scaleLine(columns: number, parts: number, label: (part: number) => string): string {
  let line = '';
  while (line.length < columns) {
    const part = Math.floor((line.length * parts) / columns);
    const before = Math.floor(((line.length - 1) * parts) / columns);
    const text = part === before ? ' ' : `|${label(part)}`;
    line += line.length + text.length > columns ? ' ' : text;
  }
  return line;
}
