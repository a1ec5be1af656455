// Random captures, cut in random ways: the files together are the capture.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import t from 'tap';
import { type Cuts, Parts } from '../../src/engine/parts.js';
import { makePlan } from '../../src/engine/plan.js';
import { Copier, FilteredCopier } from '../../src/engine/recorder.js';
import { Rewriter } from '../../src/engine/rewriter.js';
import { runCapture } from '../../src/engine/run.js';
import { STATE_ONLY } from '../../src/event/view.js';
import { fieldCatalog } from '../../src/field/registry.js';
import { compileFilter } from '../../src/filter/compile.js';
import { ScapWriter } from '../../src/format/scap/writer.js';
import { EventContext } from '../../src/state/context.js';
import { NO_LIMITS } from '../helpers/copy.js';
import { PiecesSource, readAll, type SeenEvent } from '../helpers/read-all.js';

const EVENT_BLOCKS = new Set([0x216, 0x217]);

/** A capture: what stands before its events, and each of these. */
function blocksOf(name: string): { head: Buffer; events: Buffer[] } {
  const bytes = readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    blocks.push(bytes.subarray(at, at + bytes.readUInt32LE(at + 4)));
  }
  const first = blocks.findIndex((block) => EVENT_BLOCKS.has(block.readUInt32LE(0)));
  return { head: Buffer.concat(blocks.slice(0, first)), events: blocks.slice(first) };
}

const CAPTURES = ['attack.scap', 'attack.exit-only.scap', 'container.scap'].map(blocksOf);
const FILTERS = [
  undefined,
  'evt.type in (openat, close, read)',
  'proc.name in (bash, sh)',
  'evt.dir=<',
  'fd.type=ipv4',
];

interface Options {
  readonly cuts: Cuts;
  readonly filter: string | undefined;
  readonly snaplen: number;
}

/** The files of a rotation. */
async function rotate(input: Buffer, { cuts, filter, snaplen }: Options): Promise<Buffer[]> {
  const ctx = new EventContext();
  const writer = new ScapWriter();
  const files: Buffer[][] = [[]];
  let bytes = 0;
  const flush = () => {
    writer.settle();
    files.at(-1)?.push(Buffer.from(writer.out.buf.subarray(0, writer.out.pos)));
    bytes += writer.out.pos;
    writer.out.pos = 0;
  };
  const next = () => {
    flush();
    files.push([]);
    bytes = 0;
  };
  const rewriter = snaplen === Number.POSITIVE_INFINITY ? undefined : new Rewriter({ snaplen, redactions: [] });
  const options = { writer, flush, rewriter, parts: new Parts(cuts, next, () => bytes + writer.size) };
  const compiled = filter === undefined ? undefined : compileFilter(filter, fieldCatalog);
  const copier = compiled ? new FilteredCopier(ctx, options, compiled.types, undefined) : new Copier(ctx, options);
  const never = new AbortController().signal;
  await runCapture(new PiecesSource(input), ctx, makePlan(compiled, [copier]), [copier], NO_LIMITS, never);
  flush();
  return files.map((parts) => Buffer.concat(parts));
}

const shown = ({ dumpFlags }: SeenEvent) => (dumpFlags & STATE_ONLY) === 0;
const bare = ({ type, tid, ts, cpu, params }: SeenEvent) => ({ type, tid, ts, cpu, params });

/** The shown events of a capture; throws what reading it says. */
async function shownIn(bytes: Buffer): Promise<ReturnType<typeof bare>[]> {
  const { events, error } = await readAll(new PiecesSource(bytes));
  if (error) throw error;
  return events.filter(shown).map(bare);
}

const whole = { bytes: Number.POSITIVE_INFINITY, events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };

/** Which events of a capture to take, in their order: from where, how many, which part of them. */
interface Choice {
  readonly capture: number;
  readonly from: number;
  readonly count: number;
  readonly kept: number;
  readonly seed: number;
}

/** Calls without an end, ends without a call, threads nobody has heard of. */
function someEvents({ capture, from, count, kept, seed }: Choice): Buffer {
  const { head, events } = CAPTURES[capture] as (typeof CAPTURES)[number];
  const begin = Math.floor((events.length * from) / 100);
  let state = seed | 1;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
  return Buffer.concat([head, ...events.slice(begin, begin + count).filter(() => random() < kept)]);
}

const someChoice = fc.record({
  capture: fc.nat(CAPTURES.length - 1),
  from: fc.integer({ min: 0, max: 90 }),
  count: fc.integer({ min: 50, max: 1500 }),
  kept: fc.constantFrom(1, 0.9, 0.5),
  seed: fc.nat(),
});

const someOptions = fc.record({
  cuts: fc.oneof(
    fc.integer({ min: 1, max: 500 }).map((events) => ({ ...whole, events })),
    fc.integer({ min: 1000, max: 200_000 }).map((bytes) => ({ ...whole, bytes })),
    fc.integer({ min: 1000, max: 500_000_000 }).map((duration) => ({ ...whole, duration })),
    fc.record({
      events: fc.integer({ min: 20, max: 500 }),
      bytes: fc.integer({ min: 10_000, max: 200_000 }),
      duration: fc.integer({ min: 1_000_000, max: 500_000_000 }),
    }),
  ),
  filter: fc.constantFrom(...FILTERS),
  snaplen: fc.constantFrom(Number.POSITIVE_INFINITY, 10, 80),
});

t.test('the files of a rotation together are what one file would be', async (t) => {
  let most = 0;
  await fc.assert(
    fc.asyncProperty(someChoice, someOptions, async (choice, options) => {
      const input = someEvents(choice);
      const [one] = await rotate(input, { ...options, cuts: whole });
      const expected = await shownIn(one as Buffer);
      const files = await rotate(input, options);
      const parts = await Promise.all(files.map(shownIn));
      most = Math.max(most, files.length);
      if (!isDeepStrictEqual(parts.flat(), expected)) return false;
      // Without a filter that is what was there.
      const untouched = !options.filter && options.snaplen === Number.POSITIVE_INFINITY;
      return !untouched || isDeepStrictEqual(expected, await shownIn(input));
    }),
    { numRuns: 60 },
  );
  t.ok(most > 20, `up to ${most} files`);
});
