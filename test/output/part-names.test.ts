import t from 'tap';
import { PartNames, strftime } from '../../src/output/part-names.js';

const noon = new Date(2026, 1, 3, 12, 4, 5);
const names = (naming: { timed?: boolean; limit?: number; padded?: boolean }, count: number) => {
  const made = new PartNames('o', { timed: false, limit: Number.POSITIVE_INFINITY, padded: true, ...naming });
  return Array.from({ length: count }, () => made.next(noon));
};

t.test('numbers behind the name', async (t) => {
  t.strictSame(names({}, 12).slice(8), ['o8', 'o9', 'o10', 'o11']);
  t.strictSame(names({ limit: 3 }, 5), ['o0', 'o1', 'o2', 'o0', 'o1']);
  t.strictSame(names({ limit: 12 }, 13).slice(9), ['o09', 'o10', 'o11', 'o00']);
  t.strictSame(names({ limit: 12, padded: false }, 2), ['o0', 'o1']);
});

t.test('times in the name', async (t) => {
  t.equal(strftime('%Y-%m-%d %H:%M:%S %y %j %b %a %p %I %%', noon), '2026-02-03 12:04:05 26 034 Feb Tue PM 12 %');
  t.equal(strftime('%F_%T %R %Q %', noon), '2026-02-03_12:04:05 12:04 %Q %');
  t.equal(strftime('%s', noon), String(noon.getTime() / 1000));
});
