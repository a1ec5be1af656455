// One source for several readers.
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import t from 'tap';
import { SharkError } from '../../src/errors.js';
import { leave, pour, SharedSource, sharedInput } from '../../src/source/shared.js';
import type { ByteSource } from '../../src/source/source.js';

/** Bytes that come in pieces of these lengths; then the end, or an error. */
function source(lengths: readonly number[], error?: SharkError): ByteSource & { closed: boolean } {
  let next = 0;
  return {
    name: 'made up',
    size: undefined,
    closed: false,
    async read(target, offset, max) {
      if (next === lengths.length && error) throw error;
      const n = Math.min(lengths[next] ?? 0, max);
      target.fill(next++ % 251, offset, offset + n);
      return n;
    },
    async close() {
      this.closed = true;
    },
  };
}

async function readAll(from: ByteSource, max: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const target = Buffer.alloc(max + 3);
    const n = await from.read(target, 3, max);
    if (n === 0) return Buffer.concat(parts);
    parts.push(target.subarray(3, 3 + n));
  }
}

t.test('every reader gets every byte', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 600_000 }), { maxLength: 7 }),
      fc.array(fc.integer({ min: 1000, max: 1_000_000 }), { minLength: 1, maxLength: 3 }),
      async (lengths, sizes) => {
        const input = sharedInput(sizes.length);
        const own = source(lengths);
        const expected = await readAll(source(lengths), 512 * 1024);
        const [, ...seen] = await Promise.all([
          pour(own, input),
          ...sizes.map((max, i) => readAll(new SharedSource('made up', input, i), max)),
        ]);
        return own.closed && seen.every((bytes) => bytes.equals(expected));
      },
    ),
    { numRuns: 30 },
  );
});

t.test('an error comes behind what could be read', async (t) => {
  const input = sharedInput(1);
  await pour(source([10, 20], new SharkError('TS_SHARK_SOURCE', 'x: the gzip data is damäged')), input);
  const reader = new SharedSource('x', input, 0);
  const target = Buffer.alloc(100);
  t.equal(await reader.read(target, 0, 100), 10);
  t.equal(await reader.read(target, 0, 100), 20);
  await t.rejects(reader.read(target, 0, 100), { code: 'TS_SHARK_SOURCE', message: 'x: the gzip data is damäged' });
});

t.test('it does not run ahead of the slowest reader, and ends when all have gone', async (t) => {
  const input = sharedInput(2);
  const file = new URL('../../dist/source/shared.js', import.meta.url).href;
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    let reads = 0;
    const source = { read: async (target, offset) => { target[offset] = 1; reads++; return 1; }, close: async () => {} };
    import(${JSON.stringify(file)}).then(({ pour }) => pour(source, workerData)).then(() => parentPort.postMessage(reads));
  `;
  const worker = new Worker(program, { eval: true, workerData: input, execArgv: [] });
  const reads = new Promise<number>((resolve) => worker.once('message', resolve));
  const fast = new SharedSource('x', input, 0);
  const target = Buffer.alloc(8);
  for (let i = 0; i < 8; i++) t.equal(await fast.read(target, 0, 8), 1);
  const waits = fast.read(target, 0, 8);
  const early = await Promise.race([waits, new Promise((resolve) => setTimeout(resolve, 200, 'waits'))]);
  t.equal(early, 'waits');
  leave(input, 1);
  t.equal(await waits, 1, 'nobody is waited for who has gone');
  await fast.close();
  t.ok((await reads) <= 19);
});
