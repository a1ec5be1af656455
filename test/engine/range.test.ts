import t from 'tap';
import { parseBound } from '../../src/engine/range.js';

t.test('places in a capture', async (t) => {
  t.strictSame(parseBound('evt:12'), { kind: 'event', num: 12 });
  t.strictSame(parseBound('+5'), { kind: 'after', ns: 5e9 });
  t.strictSame(parseBound('+1.5ms'), { kind: 'after', ns: 1_500_000 });
  t.strictSame(parseBound('+2h'), { kind: 'after', ns: 7200e9 });
  t.strictSame(parseBound('03:29:07.5'), { kind: 'clock', ns: (3 * 3600 + 29 * 60 + 7.5) * 1e9 });
  t.strictSame(parseBound('1795231749.000000001'), { kind: 'at', ns: 1795231749_000000001n });
  t.strictSame(parseBound('2026-11-21T03:29:07.000000002Z'), { kind: 'at', ns: 1795231747_000000002n });
  t.strictSame(parseBound('2026-11-21 05:29+02:00'), { kind: 'at', ns: 1795231740_000000000n });
});

t.test('what is none', async (t) => {
  for (const text of ['', '5', 'evt:', 'evt:x', '+', '+5d', '-5', '2026-13-45T00:00Z', '1:2', 'now']) {
    t.throws(() => parseBound(text), { code: 'TS_SHARK_USAGE' }, text);
  }
});
