// Runs the reader, or the whole engine, over bytes in memory, and notes what comes out.

import { ByteWriter } from '../../src/bytes/writer.js';
import { makePlan, type Sink } from '../../src/engine/plan.js';
import { runCapture } from '../../src/engine/run.js';
import { SharkError } from '../../src/errors.js';
import { EventView } from '../../src/event/view.js';
import { fieldCatalog } from '../../src/field/registry.js';
import { ALL_TYPES } from '../../src/field/use.js';
import { compileFilter } from '../../src/filter/compile.js';
import type { StateSink } from '../../src/format/capture.js';
import { ScapReader } from '../../src/format/scap/reader.js';
import { compileFormat, formatNeeds, parseFormat } from '../../src/output/format.js';
import type { ByteSource } from '../../src/source/source.js';
import { EventContext } from '../../src/state/context.js';

/** Hands out bytes in pieces of the given sizes, over and over, and counts what it is asked. */
export class PiecesSource implements ByteSource {
  readonly name = 'test.scap';
  readonly size = undefined;
  /** Bytes given away; each is given once. */
  served = 0;
  reads = 0;
  /** Largest buffer that was to be filled. */
  largestTarget = 0;
  private endReads = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly pieces: readonly number[] = [Number.POSITIVE_INFINITY],
  ) {}

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    if (max <= 0 || offset + max > target.length) throw new Error(`asked for ${max} bytes at ${offset}`);
    const piece = this.pieces[this.reads % this.pieces.length] as number;
    this.reads++;
    this.largestTarget = Math.max(this.largestTarget, target.length);
    const n = Math.min(max, piece, this.bytes.length - this.served);
    if (n === 0 && ++this.endReads > 2) throw new Error('asked for more after the end');
    this.bytes.copy(target, offset, this.served, this.served + n);
    this.served += n;
    return n;
  }

  async close(): Promise<void> {}
}

export interface SeenEvent {
  readonly type: number;
  readonly tid: number;
  readonly ts: bigint;
  readonly cpu: number;
  readonly dumpFlags: number;
  /** The bytes of every parameter, hexadecimal. */
  readonly params: readonly string[];
}

/** What the sink was told: its method and the value. */
export type Told = readonly [what: keyof StateSink, ...values: readonly unknown[]];

export interface Seen {
  readonly events: readonly SeenEvent[];
  readonly told: readonly Told[];
  /** Events the reader counted, and those of them that it passed over. */
  readonly counted: number;
  readonly unknown: number;
  readonly error: unknown;
}

function recorder(told: Told[]): StateSink {
  return {
    section: () => told.push(['section']),
    machine: (info) => told.push(['machine', info]),
    process: (entry) => told.push(['process', entry]),
    fd: (tid, entry) => told.push(['fd', tid, { ...entry, socket: entry.socket?.toString('hex') }]),
    networkInterface: ({ address, netmask, name }) =>
      told.push(['networkInterface', address.toString('hex'), netmask.toString('hex'), name]),
    user: (entry) => told.push(['user', entry]),
    group: (entry) => told.push(['group', entry]),
    ready: () => told.push(['ready']),
  };
}

function copyEvent(view: EventView): SeenEvent {
  const params = Array.from({ length: view.nparams }, (_, i) =>
    view.u8.toString('hex', view.offset(i), view.offset(i) + view.len(i)),
  );
  return { type: view.type, tid: view.tid, ts: view.ts, cpu: view.cpu, dumpFlags: view.dumpFlags, params };
}

/** Reads to the end, or to the error. */
export async function readAll(source: ByteSource): Promise<Seen> {
  const told: Told[] = [];
  const events: SeenEvent[] = [];
  const view = new EventView();
  const reader = new ScapReader(source, view, recorder(told));
  let error: unknown;
  try {
    do {
      while (reader.next()) {
        if (!view.fits()) throw reader.badParameters(view);
        events.push(copyEvent(view));
      }
    } while (await reader.fill());
  } catch (caught) {
    error = caught;
  }
  await reader.close();
  return { events, told, counted: reader.events, unknown: reader.passedOver.events.count, error };
}

export const readBytes = (bytes: Buffer, pieces?: readonly number[]): Promise<Seen> =>
  readAll(new PiecesSource(bytes, pieces));

export interface Printed {
  readonly lines: readonly string[];
  readonly error: unknown;
}

/** Prints the events of a capture that pass a filter. */
export async function printAll(source: ByteSource, format: string, filter?: string): Promise<Printed> {
  const ctx = new EventContext();
  const parsed = parseFormat(format, fieldCatalog);
  const put = compileFormat(parsed);
  const out = new ByteWriter();
  const lines: string[] = [];
  const compiled = filter === undefined ? undefined : compileFilter(filter, fieldCatalog);
  const sink: Sink = {
    needs: formatNeeds(parsed, { types: compiled?.types ?? ALL_TYPES }),
    event() {
      out.pos = 0;
      if (put(ctx, out)) lines.push(out.slice(0));
      return true;
    },
  };
  const limits = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };
  try {
    await runCapture(source, ctx, makePlan(compiled, [sink]), [sink], limits, new AbortController().signal);
  } catch (error) {
    return { lines, error };
  }
  return { lines, error: undefined };
}

/** The error, which must be one that is meant for the user. */
export function sharkError(error: unknown): SharkError {
  if (error instanceof SharkError) return error;
  throw error ?? new Error('no error');
}
