import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { bindArgs, takesWord } from '../../src/chisel/args.js';
import { fieldTypes } from '../../src/chisel/field-kinds.js';
import { ticker } from '../../src/chisel/interval.js';
import { Sums } from '../../src/chisel/top-table.js';
import { decimal, fit, formatBytes, formatDuration, pad, utf8 } from '../../src/chisel/units.js';
import type { EventContext } from '../../src/state/context.js';

t.test('sizes, times and numbers', async (t) => {
  const KB = 1024;
  t.strictSame([0, 1024, 1025, KB * KB + 1, 3 * KB ** 3, 2 * KB ** 4, 2 * KB ** 5].map(formatBytes), [
    '0B', '1024B', '1.00KB', '1.00M', '3.00G', '2.00T', '2.00P',
  ]); // biome-ignore format: a list of words
  t.strictSame([0, 999, 1200, 10_000, 1_890_000, 501_000_000, 1_050_000_000, 61e9].map(formatDuration), [
    '0ns', '999ns', '1.20us', '10us', '1.89ms', '501ms', '1.05s', '61.00s',
  ]); // biome-ignore format: a list of words
  t.strictSame([0, 220, 1.880211, 0.000099, 1e15, -3.5, 123456789012344, 1 / 3, Number.NaN].map(decimal), [
    '0', '220', '1.880211', '9.9e-05', '1e+15', '-3.5', '1.2345678901234e+14', '0.33333333333333', 'nan',
  ]); // biome-ignore format: a list of words
  t.equal(pad('abc', 5), 'abc  ');
  t.equal(pad('abcdef', 5), 'abcd ');
  t.equal(pad('abc', 0), '');
  t.equal(fit('abcdef', 3), 'abc');
  t.equal(utf8('ü'), '\xc3\xbc');
});

t.test('sums are those of a plain map', async (t) => {
  const event = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 2 }), fc.nat(1000));
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const sums = new Sums(2);
      const plain = new Map<string, number>();
      for (const [name, pid, n] of events) {
        sums.cell([name, pid], 1).sum += n;
        plain.set(`${name} ${pid}`, (plain.get(`${name} ${pid}`) ?? 0) + n);
      }
      const rows = sums.top(0);
      t.strictSame(new Map(rows.map(({ keys, value }) => [keys.join(' '), value])), plain);
      for (let i = 1; i < rows.length; i++) if (rows[i - 1].value < rows[i].value) return false;
      return true;
    }),
  );
  const one = new Sums(1);
  one.cell1('x', 1).sum += 1;
  one.cell1('y', 1).sum += 5;
  one.cell1('x', 1).sum += 1;
  t.strictSame(one.top(1), [{ keys: ['y'], value: 5, first: 1 }]);
});

const ARGS = [
  { name: 'n', type: 'number', doc: '' },
  { name: 'c', doc: '', optional: true },
] as const;
const OPTIONAL = [{ name: 'c', doc: '', optional: true }] as const;
const FILTER = [{ name: 'filter', type: 'filter', doc: '', optional: true }] as const;

t.test('whose the next word is', async (t) => {
  t.equal(takesWord([], ['x']), false);
  t.equal(takesWord(ARGS, ['evt.type=open']), true, 'one is needed');
  t.equal(takesWord(OPTIONAL, ['disable_color']), true);
  t.equal(takesWord(OPTIONAL, ['evt.type=open']), false, 'the rest is a filter');
  t.equal(takesWord(OPTIONAL, ['fd.name', 'contains', '/etc', '-n', '3']), false, 'a filter up to the next option');
  for (const wrong of ['proc.nmae=cat', 'not fd.nme = /etc', '(evt.typ!=open', 'fd.nme>3']) {
    t.equal(takesWord(OPTIONAL, [wrong]), false, `${wrong}: a filter with a mistake is no argument`);
  }
  for (const word of ['out.scap', '/var/log/a=b', 'process.log', 'set=1', 'evt', 'user.sh', 'proc.scap']) {
    t.equal(takesWord(OPTIONAL, [word]), true, word);
  }
  t.equal(takesWord(OPTIONAL, ['-q']), false);
  t.equal(takesWord(OPTIONAL, []), false);
  t.equal(takesWord(FILTER, ['evt.type=open']), true, 'the filter is its argument');
});

t.test('arguments by name', async (t) => {
  t.strictSame(bindArgs('x', ARGS, '5 red'), { n: 5, c: 'red' });
  t.strictSame(bindArgs('x', ARGS, "'5' `a b`"), { n: 5, c: 'a b' });
  t.strictSame(bindArgs('x', FILTER, 'proc.name = cat'), { filter: 'proc.name = cat' });
  t.strictSame(bindArgs('x', FILTER, "'proc.name = cat'"), { filter: 'proc.name = cat' });
  t.strictSame(bindArgs('x', OPTIONAL, undefined), {});
  const code = { code: 'TS_SHARK_CHISEL' };
  t.throws(() => bindArgs('x', ARGS, undefined), { ...code, message: 'missing arguments for chisel x' });
  t.throws(() => bindArgs('x', ARGS, '1 2 3'), { ...code, message: /1 required, 1 optional, 3 given/ });
  t.throws(() => bindArgs('x', ARGS, 'five'), { ...code, message: /n must be a number, not 'five'/ });
  t.throws(() => bindArgs('x', FILTER, 'no.field=1'), { code: 'TS_SHARK_FILTER' });
});

/** A context that only has a time, in ns after a moment 300 ns into a second. */
function clock() {
  const ctx = {
    time: 0,
    secondsOf: (at: number) => 7 + Math.floor((300 + at) / 1e9),
    nanosOf: (at: number) => (300 + at) % 1e9,
  };
  return ctx as unknown as EventContext & { time: number };
}

t.test('intervals', async (t) => {
  const run = (every: number, precise: boolean, times: readonly number[]) => {
    const ctx = clock();
    const calls: string[] = [];
    const call = (now: { nanos: number }, since: number) => calls.push(`${now.nanos}+${since}`);
    const tick = ticker(ctx, { every, precise, call }, { live: false });
    for (const time of times) {
      (ctx as { time: number }).time = time;
      tick.event();
    }
    return calls;
  };
  t.strictSame(
    run(1000, false, [0, 699, 700, 1000, 5000]),
    ['1000+700', '5300+4300'],
    'once where several have passed',
  );
  t.strictSame(run(1000, true, [0, 999, 1000, 3800]), ['300+1000', '1300+1000', '2300+1000']);
  t.strictSame(run(1000, true, [500, 1499, 200, 1500]), ['800+1000'], 'from the first event on');
  t.strictSame(run(1000, false, [2000, 100]), ['400+-1900'], 'time that runs backwards leaves an interval, too');
  t.strictSame(run(0, false, [0, 1e9, 5e9]), [], 'none');
});

t.test('types of fields are those of the table of fields', async (t) => {
  const file = new URL('../../src/chisel/field-types.data.ts', import.meta.url);
  t.equal(readFileSync(file, 'utf8'), fieldTypes(), 'run src/chisel/make-field-types.mjs');
});
