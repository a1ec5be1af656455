import type { ByteWriter } from '../bytes/writer.js';
import { genericCode, syscallName, syscallNames } from '../event/names.js';
import { EVENT_TYPES, type EventInfo, eventTable, isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import type { EventView } from '../event/view.js';
import { sortAsOriginal } from './introsort.js';

const NAME_WIDTH = 16;
const MAX_ROWS = 100;
const RULE = '-'.repeat(22);
/** Event types and system calls of sysdig 0.36: the length of its table decides the order of equal rows. */
const OLDER_TYPES = 426;
const CALLS = syscallNames().length;
const OLDER_CALLS = 442;

/** Types whose events are counted by type alone. */
export const PLAIN_TYPES: Readonly<Uint8Array> = new Uint8Array(TYPE_LIMIT).map((_, type) =>
  type === PPME.GENERIC_E || type === PPME.GENERIC_X ? 0 : 1,
);

/** Counts events by type and direction; those without a type of their own by system call. */
export class Summary {
  readonly byType = new Float64Array(TYPE_LIMIT);
  private readonly byCall = new Float64Array(2 * CALLS);

  count(ev: EventView): void {
    const { type } = ev;
    if (PLAIN_TYPES[type]) this.byType[type]++;
    else this.byCall[2 * Math.min(genericCode(ev), CALLS - 1) + type]++;
  }

  /** The table, most frequent first. */
  put(out: ByteWriter, table: readonly EventInfo[]): void {
    out.text(`${RULE}\n${'Event'.padEnd(NAME_WIDTH)}#Calls\n${RULE}\n`);
    for (const { name, count } of this.rows(table).slice(0, MAX_ROWS)) out.text(`${name}${count}\n`);
  }

  private rows(table: readonly EventInfo[]): Row[] {
    const label = (id: number, name: string) =>
      `${isEnter(id) ? '>' : '<'} ${name.slice(0, NAME_WIDTH).padEnd(NAME_WIDTH)}`;
    const rows: Row[] = [];
    const older = table === eventTable('pairs');
    const types = older ? OLDER_TYPES : EVENT_TYPES;
    const calls = older ? OLDER_CALLS : CALLS;
    for (let t = 0; t < types; t++) rows.push({ name: label(t, table[t].name), count: this.byType[t] });
    for (let i = 0; i < 2 * calls; i++)
      rows.push({ name: label(i, syscallName(i >> 1) ?? 'unknown'), count: this.byCall[i] });
    sortAsOriginal(rows, (row) => row.count);
    return rows.filter((row) => row.count > 0);
  }
}

interface Row {
  readonly name: string;
  readonly count: number;
}
