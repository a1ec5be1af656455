import { type Host, utf8 } from 'ts-shark/chisel';

/** From few events to many: green over yellow to red, as numbers of the 256 colours. */
const COLOURS = [22, 28, 64, 34, 2, 76, 46, 118, 154, 191, 227, 226, 11, 220, 209, 208, 202, 197, 9, 1];
const SHADES = [' ', '░', '▒', '░'].map(utf8);
const BASE = 1.6;
const SECOND = 1e9;

/** Ends with a line on standard output where the chart cannot be drawn; otherwise the size of the terminal. */
export function needTerminal(host: Host): { readonly columns: number } {
  if (!host.terminal) host.exit(1, 'This chisel only works on ANSI terminals. Aborting.');
  return host.terminal;
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

/** Draws rows of a heat map one under the other, with the scale below the last. */
export class HeatMap {
  private counts: number[];

  constructor(
    private readonly host: Host,
    private readonly columns: number,
    private readonly interval: number,
    private readonly scale: string,
  ) {
    this.counts = new Array(columns).fill(0);
  }

  /** `position`: 0 to 1 over the width. */
  add(position: number): void {
    this.counts[Math.min(this.columns - 1, Math.floor(position * this.columns))]++;
  }

  /** Draws the events since the last row over the old scale. */
  row(): void {
    const cells = this.counts.map((n) => heat((n * SECOND) / this.interval)).join('');
    this.host.write(`\x1b[1F${cells}\x1b[0m\n${this.scale}\n`);
    this.host.flush();
    this.counts = new Array(this.columns).fill(0);
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
