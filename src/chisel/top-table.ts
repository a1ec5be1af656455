import type { FieldReader, Hooks, Host, Merge, Moment } from './api.js';
import { decimal, formatBytes, formatDuration, pad } from './units.js';

/** What a table is made of. */
export interface TableOptions {
  /** Fields to group by, and the headings of their columns. An event in which one has no value is left out. */
  readonly keys: Readonly<Record<string, string>>;
  /** The field that is summed up, and its heading. Only values above 0 count. */
  readonly value: readonly [field: string, heading: string];
  /** What is added for an event, where it is not the value of the field; it may be 0. */
  readonly amount?: (host: Host) => FieldReader<number>;
  readonly filter?: string;
  /** Most rows to print; 0: all. */
  readonly rows: number;
  /** How sums are shown; `share`: as percentage of the time that the table covers. */
  readonly unit: 'bytes' | 'time' | 'share' | 'count';
}

type Key = string | number | boolean;

interface Cell {
  sum: number;
  /** Number of the event that began it. */
  first: number;
}

/** Keys by keys down to the sums: joining several keys to one text would cost more than the look-ups. */
type Level = Map<Key, Level | Cell>;

export interface Row {
  readonly keys: readonly Key[];
  readonly value: number;
  /** Number of the first event that counted; absent where it does not matter. */
  readonly first?: number;
}

const WIDTH = 20;
const RULE = '-'.repeat(80);
const SECOND = 1e9;

const UNITS = {
  bytes: formatBytes,
  time: formatDuration,
  share: (ns: number, covered: number) => (covered > 0 ? `${((ns / covered) * 100).toFixed(2)}%` : '0.00%'),
  count: decimal,
} as const;

/** Sums by keys. */
export class Sums {
  private root: Level = new Map();
  /** What was asked for last by one key: consecutive events mostly add to one sum. */
  private lastKey: Key | undefined;
  private lastCell: Cell | undefined;

  constructor(private readonly depth: number) {}

  clear(): void {
    this.root = new Map();
    this.lastCell = undefined;
  }

  /** The cell of one key; a new one begins with event number `at`. */
  cell1(key: Key, at: number): Cell {
    if (this.lastCell && key === this.lastKey) return this.lastCell;
    let cell = this.root.get(key) as Cell | undefined;
    if (!cell) {
      cell = { sum: 0, first: at };
      this.root.set(key, cell);
    }
    this.lastKey = key;
    this.lastCell = cell;
    return cell;
  }

  cell(keys: readonly Key[], at: number): Cell {
    let level = this.root;
    const last = keys.length - 1;
    for (let i = 0; i < last; i++) {
      let next = level.get(keys[i]) as Level | undefined;
      if (!next) {
        next = new Map();
        level.set(keys[i], next);
      }
      level = next;
    }
    let cell = level.get(keys[last]) as Cell | undefined;
    if (!cell) {
      cell = { sum: 0, first: at };
      level.set(keys[last], cell);
    }
    return cell;
  }

  /** Largest first, equal ones in the order in which they came up; at most `limit` (0: all). */
  top(limit: number): Row[] {
    const rows = this.rows().sort((a, b) => b.value - a.value || a.first - b.first);
    return limit > 0 ? rows.slice(0, limit) : rows;
  }

  rows(): Required<Row>[] {
    return [...this.walk(this.root, [])];
  }

  /** Takes in the sums over other events. */
  add(rows: readonly Required<Row>[]): void {
    for (const { keys, value, first } of rows) {
      const cell = this.cell(keys, first);
      cell.sum += value;
      cell.first = Math.min(cell.first, first);
    }
  }

  private *walk(level: Level, above: readonly Key[]): Generator<Required<Row>> {
    for (const [key, below] of level) {
      const keys = [...above, key];
      if (keys.length < this.depth) yield* this.walk(below as Level, keys);
      else {
        const { sum, first } = below as Cell;
        yield { keys, value: sum, first };
      }
    }
  }
}

const keyText = (key: Key) => (typeof key === 'number' ? decimal(key) : String(key));

/** The lines of a table as the chisels of sysdig print it. `covered`: ns that it covers. */
function tableLines(options: TableOptions, rows: readonly Row[], covered: number): string[] {
  const headings = Object.values(options.keys);
  const show = UNITS[options.unit];
  const body = rows.map(({ keys, value }) => {
    const texts = keys.map(keyText);
    const columns = texts.map((text, i) => (i < texts.length - 1 ? pad(text.slice(0, WIDTH), WIDTH) : text));
    return pad(show(value, covered), WIDTH) + columns.join('');
  });
  return [[options.value[1], ...headings].map((heading) => pad(heading, WIDTH)).join(''), RULE, ...body];
}

function jsonLine(options: TableOptions, rows: readonly Row[], { seconds }: Moment): string {
  const utf8 = (text: string) => Buffer.from(text, 'latin1').toString('utf8');
  const info = Object.entries(options.keys).map(([name, desc]) => ({ name, desc, is_key: true }));
  const [name, desc] = options.value;
  const data = rows.map(({ keys, value }) => [...keys.map((key) => utf8(keyText(key))), value]);
  const text = JSON.stringify({ ts: `${seconds}000000000`, data, info: [...info, { name, desc, is_key: false }] });
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** How a table is shown: once at the end of a capture, every second when events come in live. */
export function tableHooks(
  host: Host,
  options: TableOptions,
  top: () => Row[],
  clear: () => void,
): Omit<Hooks, 'event'> {
  const panel = host.json ? undefined : host.panel();
  let drawn = false;
  const draw = (at: Moment, covered: number) => {
    drawn = true;
    if (panel) panel.show(tableLines(options, top(), covered));
    else host.print(jsonLine(options, top(), at));
    host.flush();
    clear();
  };
  return {
    filter: options.filter,
    ...(host.streaming && {
      interval: {
        every: SECOND,
        clock: true,
        call(now: Moment, sinceLast: number) {
          if (host.live) draw(now, sinceLast);
        },
      },
    }),
    end(last, duration) {
      if (drawn) return;
      const lines = host.json ? [jsonLine(options, top(), last)] : tableLines(options, top(), duration);
      for (const line of lines) host.print(line);
    },
  };
}

/** A chisel that is a table of sums: the largest first. */
export function topTable(host: Host, options: TableOptions): Hooks {
  const names = Object.keys(options.keys);
  const readers = names.map((name) => host.field(name) as FieldReader<Key>);
  const amount = options.amount?.(host) ?? (host.field(options.value[0]) as FieldReader<number>);
  const least = options.amount ? 0 : Number.MIN_VALUE;
  const sums = new Sums(names.length);
  const merge: Merge = { take: () => sums.rows(), add: (part) => sums.add(part as Required<Row>[]) };
  const table = tableHooks(
    host,
    options,
    () => sums.top(options.rows),
    () => sums.clear(),
  );
  const requires = options.amount ? names : [...names, `${options.value[0]} > 0`];
  const show = { ...table, merge, requires };
  if (readers.length === 1) {
    const [key] = readers as [FieldReader<Key>];
    const event = () => {
      const k = key();
      if (k === undefined) return false;
      const n = amount();
      if (n !== undefined && n >= least) sums.cell1(k, host.event.number).sum += n;
      return undefined;
    };
    return { ...show, event };
  }
  const keys: Key[] = new Array(readers.length);
  const event = () => {
    for (let i = 0; i < readers.length; i++) {
      const k = readers[i]();
      if (k === undefined) return false;
      keys[i] = k;
    }
    const n = amount();
    if (n !== undefined && n >= least) sums.cell(keys, host.event.number).sum += n;
    return undefined;
  };
  return { ...show, event };
}
