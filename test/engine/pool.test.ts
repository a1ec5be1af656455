// Workers that share a capture must print together what one prints alone, wherever the borders of their chunks fall.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t from 'tap';
import type { BufferStyle } from '../../src/bytes/dump.js';
import { ByteWriter } from '../../src/bytes/writer.js';
import { makePlan, type Sink } from '../../src/engine/plan.js';
import { type ChunkPort, type Share, SharedSink } from '../../src/engine/pool/chunks.js';
import { Order } from '../../src/engine/pool/order.js';
import { runCapture } from '../../src/engine/run.js';
import { FIELDS, fieldCatalog } from '../../src/field/registry.js';
import { compileFilter } from '../../src/filter/compile.js';
import { compileFormat, parseFormat } from '../../src/output/format.js';
import { compileJson } from '../../src/output/json.js';
import { PLAIN } from '../../src/output/presets.js';
import { openSource } from '../../src/source/open.js';
import { EventContext } from '../../src/state/context.js';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.scap'));
const NO_LIMITS = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };

interface Request {
  readonly file: string;
  readonly format: string;
  readonly json: boolean;
  readonly style: BufferStyle;
  readonly filter: string | undefined;
}

/** Runs a request, or one worker's share of it; the output goes to `put`, chunk by chunk. */
async function run(
  request: Request,
  share: Share | undefined,
  port: Omit<ChunkPort, 'put'> & { put: (c: number, text: string) => void },
) {
  const ctx = new EventContext();
  ctx.resolver.bufferStyle = request.style;
  ctx.resolver.bufferLimit = 80;
  const out = new ByteWriter();
  const format = parseFormat(request.format, fieldCatalog);
  const write = request.json ? compileJson(format) : compileFormat(format);
  const printer: Sink = {
    needs: format.needs,
    event() {
      const start = out.pos;
      if (write(ctx, out)) out.byte(0x0a);
      else out.pos = start;
      return true;
    },
  };
  const put = (chunk: number) => {
    port.put(chunk, out.slice(0));
    out.pos = 0;
  };
  const shared = share && new SharedSink(ctx, printer, share, { ...port, put });
  const sink = shared ?? printer;
  const filter = request.filter === undefined ? undefined : compileFilter(request.filter, fieldCatalog);
  const signal = new AbortController().signal;
  await runCapture(await openSource(folder + request.file), ctx, makePlan(filter, [sink]), [sink], NO_LIMITS, signal);
  if (shared) shared.finish();
  else put(0);
}

async function alone(request: Request): Promise<string> {
  let text = '';
  await run(request, undefined, {
    admits: () => true,
    done() {},
    put: (_, output) => {
      text += output;
    },
  });
  return text;
}

async function together(request: Request, count: number, events: number): Promise<string> {
  let text = '';
  const order = new Order<string>(count, (output) => {
    text += output;
  });
  for (let index = 0; index < count; index++) {
    await run(
      request,
      { index, count, events },
      {
        admits: () => true,
        done: (next) => order.done(index, next),
        put: (chunk, output) => order.put(chunk, output),
      },
    );
  }
  return text;
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

t.test('workers print together what one prints alone', async (t) => {
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
      async (file, format, json, style, filter, count, events) => {
        const request = { file, format, json, style, filter };
        const expected = await alone(request);
        bytes += expected.length;
        const printed = await together(request, count, events);
        if (printed !== expected) {
          const [a, b] = [printed.split('\n'), expected.split('\n')];
          const i = b.findIndex((line, k) => line !== a[k]);
          throw new Error(`line ${i}: together '${a[i]}', alone '${b[i]}'`);
        }
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

t.test('chunks come out in their order', async () => {
  await fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 30 }),
      fc.infiniteStream(fc.nat()),
      (count, filled, random) => {
        const delivered: number[] = [];
        const order = new Order<number>(count, (chunk) => delivered.push(chunk));
        // Each worker says in turn what it has; which one speaks next is up to chance.
        const queues = Array.from({ length: count }, (_, w) =>
          filled.flatMap((has, c) => (c % count === w ? [[c, has] as const] : [])),
        );
        while (queues.some((q) => q.length > 0)) {
          const w = (random.next().value as number) % count;
          const entry = queues[w]?.shift();
          if (!entry) continue;
          if (entry[1]) order.put(entry[0], entry[0]);
          order.done(w, entry[0] + 1);
        }
        for (let w = 0; w < count; w++) order.done(w, Number.POSITIVE_INFINITY);
        return delivered.join() === filled.flatMap((has, c) => (has ? [c] : [])).join();
      },
    ),
  );
});

t.test('a worker that is told to stop stops', async (t) => {
  let asked = 0;
  const port = { admits: () => ++asked < 3, done() {}, put() {} };
  const request = { file: fixtures[0], format: '%evt.num', json: false, style: 'dots' as const, filter: undefined };
  await run(request, { index: 0, count: 2, events: 5 }, port);
  t.equal(asked, 3);
});
