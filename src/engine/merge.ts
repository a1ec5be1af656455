import { TWO32 } from '../bytes/signed64.js';
import type { Dialect } from '../event/table.js';
import { EventView, STATE_ONLY } from '../event/view.js';
import type { MachineInfo } from '../format/capture.js';
import { BLOCK_HEADER, BLOCKS, CPU_BYTES, FOREIGN_BLOCKS, MIN_BLOCK } from '../format/scap/blocks.js';
import { sniffDialect } from '../format/scap/dialect.js';
import { ScapReader } from '../format/scap/reader.js';
import type { ScapWriter } from '../format/scap/writer.js';
import type { ByteSource } from '../source/source.js';
import { INITIAL_STATE } from '../state/apply/metadata.js';
import { SectionStart, writeStart } from './section-start.js';

/** Bytes that are collected before they are written. */
const BATCH = 1024 * 1024;
/** By how many ns, and behind how many others, events are written too late at most. */
const LATE = 1_000_000;
const NEAR = 32;

/** A section of a capture: what one machine told from one start on. */
export interface Part {
  readonly file: string;
  /** Which section of the file, from 0. */
  readonly section: number;
  readonly hostname: string;
  readonly bootTs: bigint;
  readonly dialect: Dialect;
  /** ns since the epoch. */
  readonly first: bigint;
  readonly last: bigint;
}

/** Earliest and latest of some times. */
class Span {
  private base: { readonly high: number; readonly low: number; readonly ts: bigint } | undefined;
  /** ns after the first one that was added. */
  private min = 0;
  private max = 0;

  add(view: EventView): void {
    const high = view.tsHigh;
    const low = view.tsLow;
    this.base ??= { high, low, ts: view.ts };
    const time = (high - this.base.high) * TWO32 + low - this.base.low;
    if (time < this.min) this.min = time;
    if (time > this.max) this.max = time;
  }

  /** ns since the epoch; undefined where there were none. */
  get ends(): { readonly first: bigint; readonly last: bigint } | undefined {
    return this.base && { first: this.base.ts + BigInt(this.min), last: this.base.ts + BigInt(this.max) };
  }
}

/** The sections of a capture that have events. Throws FormatError where it is damaged. */
export async function partsOf(source: ByteSource): Promise<Part[]> {
  const view = new EventView();
  const start = new SectionStart();
  const reader = new ScapReader(source, view, start);
  const found: { section: number; machine: MachineInfo | undefined; dialect: Dialect | undefined; span: Span }[] = [];
  try {
    do {
      let looked = false;
      while (reader.next()) {
        const section = start.sections - 1;
        let part = found[found.length - 1];
        if (part?.section !== section) {
          part = { section, machine: start.machineInfo, dialect: undefined, span: new Span() };
          found.push(part);
          looked = false;
        }
        if (!looked) part.dialect ??= sniffDialect(reader.current());
        looked = true;
        // What completes a start may be of any time before.
        if (!INITIAL_STATE.has(view.type)) part.span.add(view);
      }
    } while (await reader.fill());
  } finally {
    await reader.close();
  }
  return found.flatMap(({ section, machine, dialect = 'pairs', span }) => {
    if (!span.ends) return [];
    const { hostname = '', bootTs = 0n } = machine ?? {};
    return { file: source.name, section, hostname, bootTs, dialect, ...span.ends };
  });
}

/**
 * What can be told as one: parts of one machine, in one dialect, that overlap in time. A part behind a gap has a state
 * of its own, as nobody saw what happened in between; so has another machine. In the order of their first events.
 */
export function clustersOf(parts: readonly Part[]): Part[][] {
  const clusters: { parts: Part[]; last: bigint }[] = [];
  for (const part of [...parts].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const fitting = clusters.find(
      ({ parts: [other], last }) =>
        other.hostname === part.hostname &&
        other.bootTs === part.bootTs &&
        other.dialect === part.dialect &&
        part.first <= last,
    );
    if (!fitting) {
      clusters.push({ parts: [part], last: part.last });
      continue;
    }
    fitting.parts.push(part);
    if (part.last > fitting.last) fitting.last = part.last;
  }
  return clusters.map((cluster) => cluster.parts);
}

/** Reads one part event by event. */
class PartReader {
  readonly view = new EventView();
  readonly start = new SectionStart();
  /** It has an event in the view. */
  alive = true;
  /** The event in the view only completes the start of the part. */
  initial = true;
  private readonly reader: ScapReader;

  constructor(
    source: ByteSource,
    private readonly section: number,
    private readonly writer: ScapWriter,
  ) {
    this.reader = new ScapReader(source, this.view, this.start, (...block) => this.other(...block));
  }

  private get isHere(): boolean {
    return this.start.sections - 1 === this.section;
  }

  /** Packets, and events of unknown types, stay behind the event that they followed. */
  private other(memory: Buffer, start: number, end: number): void {
    const type = memory.readUInt32LE(start);
    if (this.isHere && (BLOCKS.get(type)?.kind === 'event' || FOREIGN_BLOCKS.has(type))) {
      this.writer.block(memory, start, end);
    }
  }

  /** Goes to the next event of the part, if it is in memory; false: `fill` is needed. */
  advance(): boolean {
    while (this.reader.next()) {
      if (this.start.sections - 1 < this.section) continue;
      this.alive = this.isHere;
      if (!INITIAL_STATE.has(this.view.type)) this.initial = false;
      return true;
    }
    return false;
  }

  /** Reads more, and goes to the next event. */
  async fill(): Promise<void> {
    do {
      this.writer.settle();
      if (!(await this.reader.fill())) {
        this.alive = false;
        return;
      }
    } while (!this.advance());
  }

  /** Whether an event is shown in a moment, though by the clock it should be here by now. */
  isLateWith(event: EventView): boolean {
    const { view } = this;
    if ((view.tsHigh - event.tsHigh) * TWO32 + view.tsLow - event.tsLow > LATE) return false;
    const memory = this.reader.current();
    for (let at = 0, i = 0; i < NEAR && at + MIN_BLOCK <= memory.length; i++) {
      const info = BLOCKS.get(memory.readUInt32LE(at));
      const start = at + BLOCK_HEADER + CPU_BYTES;
      const end = start + event.end - event.at;
      if (info?.kind === 'event' && !info.flags && end <= memory.length) {
        if (memory.compare(event.u8, event.at, event.end, start, end) === 0) return true;
      }
      at += memory.readUInt32LE(at + 4);
    }
    return false;
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}

const isBefore = (a: EventView, b: EventView): boolean =>
  a.tsHigh !== b.tsHigh ? a.tsHigh < b.tsHigh : a.tsLow < b.tsLow;

/** The same event, seen by two captures. */
const isSame = (a: EventView, b: EventView): boolean =>
  a.tsLow === b.tsLow && a.type === b.type && a.cpu === b.cpu && a.u8.compare(b.u8, b.at, b.end, a.at, a.end) === 0;

/**
 * Writes the parts of a cluster as one section, by time. `flush` takes what was composed. `isFirst`: it is the first of
 * the file; in later ones readers would take what only completes the start for events.
 * Returns how many events two parts had in common.
 */
export async function mergeParts(
  parts: readonly Part[],
  open: (part: Part) => Promise<ByteSource>,
  writer: ScapWriter,
  flush: () => void,
  isFirst: boolean,
  interrupted: AbortSignal,
): Promise<number> {
  const readers: PartReader[] = [];
  let common = 0;
  try {
    for (const part of parts) {
      const reader = new PartReader(await open(part), part.section, writer);
      readers.push(reader);
      await reader.fill();
    }
    writer.settle();
    writeStart(
      readers.map(({ start }) => start),
      writer.out,
    );
    let leading = isFirst;
    for (let first = earliest(readers); first; first = earliest(readers)) {
      const next = lateWith(first, readers);
      // Shown in one of them is shown.
      let { view } = next;
      let twins = 0;
      for (const other of readers) {
        if (other === next || !other.alive || !isSame(other.view, next.view)) continue;
        twins++;
        if (view.dumpFlags & STATE_ONLY) view = other.view;
      }
      if (next.initial && !leading) writer.rewritten(view, STATE_ONLY);
      else writer.event(view);
      if (!next.initial) {
        common += twins;
        leading = false;
      }
      if (writer.size >= BATCH) flush();
      const ahead = twins > 0 ? readers.filter((r) => r === next || (r.alive && isSame(r.view, view))) : [next];
      for (const reader of ahead) if (!reader.advance()) await reader.fill();
      if (interrupted.aborted) break;
    }
  } finally {
    writer.settle();
    for (const reader of readers) await reader.close();
  }
  return common;
}

/** The events that complete a start come first, whenever they were. */
function earliest(readers: readonly PartReader[]): PartReader | undefined {
  let best: PartReader | undefined;
  for (const reader of readers) {
    if (!reader.alive) continue;
    if (!best || (reader.initial && !best.initial)) best = reader;
    else if (reader.initial === best.initial && isBefore(reader.view, best.view)) best = reader;
  }
  return best;
}

/**
 * Times go back now and then. An event that is hidden in one part waits for another part to show it: else the state
 * would change too early.
 */
function lateWith(first: PartReader, readers: readonly PartReader[]): PartReader {
  if (first.initial || (first.view.dumpFlags & STATE_ONLY) === 0) return first;
  for (const reader of readers) {
    if (reader === first || !reader.alive || reader.initial) continue;
    if (!isSame(reader.view, first.view) && reader.isLateWith(first.view)) return reader;
  }
  return first;
}
