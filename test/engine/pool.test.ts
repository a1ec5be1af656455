// Workers that share a capture must print together what one prints alone, wherever the borders of their chunks fall.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import type { BufferStyle } from '../../src/bytes/dump.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { type Division, PART } from '../../src/engine/division.js';
import { NO_LIMITS } from '../../src/engine/limits.js';
import { makePlan, type Sink } from '../../src/engine/plan.js';
import { SLOT_BYTES } from '../../src/engine/pool/board.js';
import { PrintedChunks, sharedPrint } from '../../src/engine/pool/chunks.js';
import { runCapture } from '../../src/engine/run.js';
import { FIELDS, fieldCatalog } from '../../src/field/registry.js';
import { ALL_TYPES } from '../../src/field/use.js';
import { compileFilter } from '../../src/filter/compile.js';
import { compileFormat, formatNeeds, parseFormat } from '../../src/output/format.js';
import { compileJson } from '../../src/output/json.js';
import { PLAIN } from '../../src/output/presets.js';
import { openSource } from '../../src/source/open.js';
import { EventContext } from '../../src/state/context.js';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.scap'));

interface Request {
  readonly file: string;
  readonly format: string;
  readonly json: boolean;
  readonly style: BufferStyle;
  readonly filter: string | undefined;
}

/** Runs a request, or one thread's share of it. */
async function run(request: Request, out: ByteWriter, division?: Division) {
  const ctx = new EventContext();
  ctx.resolver.bufferStyle = request.style;
  ctx.resolver.bufferLimit = 80;
  const format = parseFormat(request.format, fieldCatalog);
  const write = request.json ? compileJson(format) : compileFormat(format);
  const filter = request.filter === undefined ? undefined : compileFilter(request.filter, fieldCatalog);
  const printer: Sink = {
    needs: formatNeeds(format, { types: filter?.types ?? ALL_TYPES }),
    event() {
      const start = out.pos;
      if (write(ctx, out)) out.byte(0x0a);
      else out.pos = start;
      return true;
    },
  };
  const source = await openSource(folder + request.file);
  const limits = { ...NO_LIMITS, division };
  return runCapture(source, ctx, makePlan(filter, [printer]), [printer], limits, new AbortController().signal);
}

async function alone(request: Request) {
  const out = new ByteWriter();
  const { events } = await run(request, out);
  return { text: out.slice(0), events };
}

/** `owners`: whose each chunk is, over and over. */
async function together(request: Request, count: number, events: number, owners: readonly number[]) {
  const printed: string[] = [];
  const counts = new Set<number>();
  for (let thread = 0; thread < count; thread++) {
    const out = new ByteWriter();
    let chunk = -1;
    const finish = () => {
      printed[chunk] = (printed[chunk] ?? '') + out.slice(0);
      out.pos = 0;
    };
    const next = () => {
      finish();
      chunk++;
      return owners[chunk % owners.length] % count === thread ? PART.OURS : PART.OTHERS;
    };
    counts.add((await run(request, out, { events, next })).events);
    finish();
  }
  return { text: printed.join(''), counts: [...counts] };
}

const FILTERS = [
  undefined,
  undefined,
  'evt.type=open or evt.type=openat',
  'evt.dir=<',
  'proc.name!=bash',
  'fd.name contains e',
];
const shareable = FIELDS.filter((def) => !def.filterOnly && !def.arg?.required && !def.sequential).map(
  (def) => def.name,
);
const formats = fc.oneof(
  fc.constant(PLAIN),
  fc
    .uniqueArray(fc.constantFrom(...shareable), { minLength: 1, maxLength: 3 })
    .map((names) => `*${names.map((n) => `%${n}`).join(' ')}`),
);

t.test('threads print together what one prints alone', async (t) => {
  let bytes = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...fixtures),
      formats,
      fc.boolean(),
      fc.constantFrom<BufferStyle>('dots', 'hex', 'hexascii', 'ascii', 'base64'),
      fc.constantFrom(...FILTERS),
      fc.integer({ min: 2, max: 3 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.nat(2), { minLength: 1, maxLength: 7 }),
      async (file, format, json, style, filter, count, events, owners) => {
        const request = { file, format, json, style, filter };
        const expected = await alone(request);
        bytes += expected.text.length;
        const printed = await together(request, count, events, owners);
        if (printed.text !== expected.text) {
          const [a, b] = [printed.text.split('\n'), expected.text.split('\n')];
          const i = b.findIndex((line, k) => line !== a[k]);
          throw new Error(`line ${i}: together '${a[i]}', alone '${b[i]}'`);
        }
        return printed.counts.length === 1 && printed.counts[0] === expected.events;
      },
    ),
    { numRuns: 40 },
  );
  t.ok(bytes > 0, 'something was printed');
});

t.test('fields that count from one look to the next are marked', async (t) => {
  const names = FIELDS.filter((def) => def.sequential).map((def) => def.name);
  t.ok(names.includes('evt.deltatime') && names.includes('thread.cpu'));
});

/** Threads of one process, which take their steps in turn. */
function group(count: number) {
  const shared = sharedPrint();
  let text = '';
  const write = (bytes: Uint8Array, start: number, end: number) => {
    text += Buffer.from(bytes.subarray(start, end)).toString('latin1');
  };
  return {
    threads: Array.from({ length: count }, () => new PrintedChunks(shared, new ByteWriter(), write)),
    text: () => text,
  };
}

t.test('chunks come out in their order, whoever is ahead', async () => {
  await fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 30 }),
      fc.infiniteStream(fc.nat(3)),
      (count, filled, random) => {
        const { threads, text } = group(count);
        // How many chunks each has begun; who is too far ahead would wait, and is passed over.
        const at = new Array<number>(count).fill(0);
        while (at.some((chunk) => chunk <= filled.length)) {
          const who = (random.next().value as number) % count;
          const thread = threads[who];
          if (at[who] > filled.length || at[who] >= thread.board.done + 8) continue;
          if (at[who] === filled.length) thread.finish();
          else if (thread.next() === PART.OURS && filled[at[who]]) thread.out.text(`${at[who]} `);
          at[who]++;
        }
        return (
          threads.every(({ complete }) => complete) && text() === filled.map((has, c) => (has ? `${c} ` : '')).join('')
        );
      },
    ),
  );
});

t.test('a chunk that is larger than its place is written as it grows', async (t) => {
  const { threads, text } = group(1);
  const [thread] = threads;
  const line = 'x'.repeat(100_000);
  t.equal(thread.next(), PART.OURS);
  for (let i = 0; i < 25; i++) {
    thread.out.text(line);
    thread.line();
  }
  t.ok(text().length >= SLOT_BYTES, 'before its end');
  thread.next();
  thread.out.text(line.repeat(20));
  thread.finish();
  t.equal(text().length, 45 * line.length);
});

t.test('who comes to an end that nobody can pass writes what comes before, and stops all', async (t) => {
  const { threads, text } = group(2);
  const [one, two] = threads;
  t.equal(one.next(), PART.OURS);
  t.equal(two.next(), PART.OTHERS);
  t.equal(two.next(), PART.OURS);
  one.out.text('one ');
  two.out.text('two ');
  t.equal(one.next(), PART.OTHERS);
  t.notOk(one.breakOff(), 'it is not for this one to say');
  t.equal(two.next(), PART.OURS);
  two.out.text('half');
  t.ok(two.breakOff());
  t.equal(text(), 'one two half');
  t.equal(one.next(), PART.NOBODYS);
  t.notOk(one.complete, 'the other has more to say');
});

t.test('a thread that cannot write stops all', async (t) => {
  const shared = sharedPrint();
  const full = () => {
    throw new Error('full');
  };
  const one = new PrintedChunks(shared, new ByteWriter(), full);
  one.next();
  one.out.text('text');
  t.throws(() => one.finish(), /full/);
  t.ok(one.failed);
});
