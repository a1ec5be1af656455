import { Cursor } from '../bytes/cursor.js';
import { EC, eventTable, isEnter, TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { STATE_ONLY } from '../event/view.js';
import { ALL_TYPES } from '../field/use.js';
import { BLOCK_HEADER, BLOCK_TRAILER, BLOCKS, SHB } from '../format/scap/blocks.js';
import { readProcesses } from '../format/scap/metadata.js';
import { SalvageSource } from '../format/scap/salvage.js';
import type { CaptureInfo } from '../output/info.js';
import type { ByteSource } from '../source/source.js';
import { EventContext } from '../state/context.js';
import { Need } from '../state/needs.js';
import { makePlan, type Sink } from './plan.js';
import { runCapture } from './run.js';

const DROPS: ReadonlySet<number> = new Set([PPME.DROP_E, PPME.DROP_X]);
const COMMENT = 1;
/** Bytes of a process list entry behind its root directory, and whose libs write so many. */
const TAILS: readonly (readonly [least: number, writer: string])[] = [
  [76, 'libs 0.19 to 0.21'],
  [68, 'libs 0.18'],
  [67, 'libs 0.12 to 0.17, such as sysdig 0.36'],
  [66, 'libs 0.10 or 0.11'],
  [29, 'libs of 2022'],
  [5, 'libs of 2022 or before, such as sysdig 0.29'],
  [0, 'sysdig of 2019 or before'],
];

/** Reads a capture from end to end, over damaged places, and notes what it is and holds. */
export async function survey(
  source: ByteSource,
  file: { readonly size: number | undefined; readonly compressed: boolean },
  interrupted: AbortSignal,
): Promise<CaptureInfo> {
  const ctx = new EventContext();
  const { ev } = ctx;
  const types = new Float64Array(TYPE_LIMIT);
  const processes = new Map<string, number>();
  const containers = new Map<string, CaptureInfo['containers'][number]>();
  const comments: string[] = [];
  let [events, hidden, unknown, drops, sections, startThreads, tail] = [0, 0, 0, 0, 0, 0, -1];
  let first: bigint | null = null;
  let last: bigint | null = null;
  let format = '';

  const note = () => {
    const { ts } = ev;
    if (first === null || ts < first) first = ts;
    if (last === null || ts > last) last = ts;
  };
  const sink: Sink = {
    needs: Need.THREADS | Need.CONTAINERS,
    watches: ALL_TYPES,
    event() {
      events++;
      types[ev.type]++;
      note();
      if (DROPS.has(ev.type)) drops++;
      const name = (ctx.info.category & EC.METAEVENT) === 0 ? ctx.own?.comm : undefined;
      if (name) processes.set(name, (processes.get(name) ?? 0) + 1);
      return true;
    },
    unseen() {
      if (ev.dumpFlags & STATE_ONLY) hidden++;
      else {
        events++;
        types[ev.type]++;
        note();
      }
    },
    other(memory, start, end) {
      const type = memory.readUInt32LE(start);
      const info = BLOCKS.get(type);
      if (type === SHB) {
        sections++;
        format = `${memory.readUInt16LE(start + 12)}.${memory.readUInt16LE(start + 14)}`;
        comments.push(...commentsOf(memory.subarray(start + 24, end - BLOCK_TRAILER)));
      } else if (info?.kind === 'event') {
        unknown++;
      } else if (info?.kind === 'processes') {
        const list = new Cursor(memory, start + BLOCK_HEADER, end - BLOCK_TRAILER);
        tail = Math.max(tail, info.version < 9 ? 0 : tailOf(memory.subarray(list.at, list.end)));
        readProcesses(list, info.version, { process: () => startThreads++ });
      }
    },
    release() {
      for (const { id, name, image } of ctx.containers.all()) containers.set(id, { id, name, image });
    },
  };
  const salvage = new SalvageSource(source);
  const limits = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };
  await runCapture(salvage, ctx, makePlan(undefined, [sink]), [sink], limits, interrupted);
  sink.release?.();

  const table = eventTable(ctx.dialect);
  const named = [...types].flatMap((count, type): [string, number][] =>
    count > 0 && table[type] ? [[`${isEnter(type) ? '>' : '<'} ${table[type].name}`, count]] : [],
  );
  const byCount = (a: readonly [string, number], b: readonly [string, number]) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1);
  return {
    file: source.name,
    size: file.size ?? null,
    compressed: file.compressed,
    format,
    writer: writerOf(tail, ctx.dialect === 'exits'),
    dialect: ctx.dialect === 'exits' ? 'exit events alone' : 'enter and exit events',
    sections,
    comments,
    events,
    hidden,
    unknown,
    drops,
    types: merged(named).sort(byCount),
    processes: [...processes].sort(byCount),
    first,
    last,
    machine: ctx.machine,
    startThreads,
    containers: [...containers.values()],
    damages: salvage.damages,
  };
}

/** Event types of several versions go by one name. */
function merged(named: readonly [string, number][]): [string, number][] {
  const counts = new Map<string, number>();
  for (const [name, count] of named) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts];
}

function writerOf(tail: number, exits: boolean): string {
  if (tail < 0) return 'unknown, there is no process list';
  if (exits) return 'libs 0.22 or later';
  return (TAILS.find(([least]) => tail >= least) as readonly [number, string])[1];
}

const PROCESS_IDS = 5 * 8;
const STRINGS = [4, 2] as const;
const NUMBERS_BEHIND_CWD = 8 + 6 * 4 + 2 * 8;
const IDS_IN_NAMESPACE = 16;

/** Bytes behind the root directory in the first entry of a process list of version 9. */
function tailOf(list: Buffer): number {
  if (list.length < 4) return 0;
  const end = list.readUInt32LE(0);
  let at = 4 + PROCESS_IDS;
  const skip = (strings: number) => {
    for (let i = 0; i < strings; i++) at += 2 + list.readUInt16LE(at);
  };
  skip(STRINGS[0] + 1);
  at += NUMBERS_BEHIND_CWD;
  skip(1);
  at += IDS_IN_NAMESPACE;
  skip(STRINGS[1]);
  return end - at;
}

/** Comments among the options of a section header: code u16, length u16, value padded to 4. */
function commentsOf(options: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at + 4 <= options.length; ) {
    const code = options.readUInt16LE(at);
    const length = options.readUInt16LE(at + 2);
    if (code === 0) break;
    if (code === COMMENT) found.push(options.toString('latin1', at + 4, Math.min(at + 4 + length, options.length)));
    at += 4 + length + (-length & 3);
  }
  return found;
}
