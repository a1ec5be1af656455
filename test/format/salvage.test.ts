import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { SalvageSource } from '../../src/format/scap/salvage.js';
import { PiecesSource, readAll, readBytes } from '../helpers/read-all.js';
import { cstr, event, join, latin1, machine, process, processes, section, u64 } from '../helpers/scap-writer.js';

const ATTACK = readFileSync(new URL('../../fixtures/attack.scap', import.meta.url));

const start = join(
  section(),
  machine({ cpus: 1, memoryBytes: 1n, maxPid: 9n, hostname: 'lab', bootTs: 0n }),
  processes([process()], 9),
);
const events = Array.from({ length: 60 }, (_, i) =>
  event({ type: 7, tid: 100, ts: i, params: [u64(i), latin1('x'.repeat(i % 23)), u64(3), u64(9)] }),
);
const WHOLE = join(start, ...events, event({ type: 324, params: [cstr('{}')] }));

async function salvage(bytes: Buffer, pieces?: readonly number[]) {
  const source = new SalvageSource(new PiecesSource(bytes, pieces));
  const seen = await readAll(source);
  return { ...seen, damages: source.damages };
}

t.test('what is whole stays as it is', async (t) => {
  for (const bytes of [WHOLE, ATTACK]) {
    const { damages, events, error } = await salvage(bytes, [70_001]);
    t.strictSame([damages, error], [[], undefined]);
    t.strictSame(events, (await readBytes(bytes)).events);
  }
});

t.test('a damaged place costs what lies in it', async (t) => {
  const at = start.length + join(...events.slice(0, 20)).length;
  const hit = Buffer.from(WHOLE);
  hit.fill(0xee, at + 4, at + 10);
  const { damages, events: left, error } = await salvage(hit);
  t.notOk(error);
  t.equal(left.length, 60);
  t.strictSame(
    damages.map(({ offset, length }) => [offset, length]),
    [[at, events[20]?.length]],
  );
});

t.test('bytes that are missing, at an odd place too', async (t) => {
  for (const missing of [1, 2, 3, 50]) {
    const at = start.length + join(...events.slice(0, 30)).length + 9;
    const { events: left, damages, error } = await salvage(join(WHOLE.subarray(0, at), WHOLE.subarray(at + missing)));
    t.notOk(error);
    t.equal(damages.length, 1);
    t.ok(left.length >= 58 && left.length <= 60, `${left.length} events`);
  }
});

t.test('without its beginning, a capture still holds events', async (t) => {
  const { events: left, damages, error } = await salvage(WHOLE.subarray(start.length - 33));
  t.notOk(error);
  t.equal(left.length, 61);
  t.equal(damages[0]?.offset, 0);
});

t.test('cut off', async (t) => {
  const { events: left, damages, error } = await salvage(WHOLE.subarray(0, -7));
  t.notOk(error);
  t.equal(left.length, 60);
  t.match(damages, [{ reason: 'cut off' }]);
});

t.test('something else', async (t) => {
  const { error } = await salvage(latin1('not a capture at all, but some text that is long enough'));
  t.match(error, { message: /not a capture/ });
});

t.test('any damage at all: what comes out can be read', async (t) => {
  const piece = ATTACK.subarray(0, 300_000);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(piece.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 })), { maxLength: 6 }),
      fc.integer({ min: 1000, max: 100_000 }),
      async (hits, size) => {
        const bytes = Buffer.from(piece);
        for (const [at, wrong] of hits) Buffer.from(wrong).copy(bytes, at);
        const { error, damages, events: left } = await salvage(bytes, [size]);
        const lost = damages.reduce((sum, { length }) => sum + length, 0);
        return error === undefined && left.length > 500 && lost < piece.length / 2;
      },
    ),
    { numRuns: 25 },
  );
  t.pass();
});
