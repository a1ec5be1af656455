import t from 'tap';
import { HashOrder } from '../../src/state/hash-order.js';

t.test('keys come in the order of the hash table', async (t) => {
  const order = new HashOrder();
  for (const key of [0, 1, 2, 255]) order.add(key);
  // 255 falls into the bucket of 8, which is empty: to the front like the others.
  t.same([...order], [255, 2, 1, 0]);
  order.add(13);
  t.same([...order], [255, 2, 1, 13, 0], 'the bucket of 0 is taken: in front of it');
  order.delete(1);
  t.same([...order], [255, 2, 13, 0]);
  const copy = new HashOrder();
  for (const key of order) copy.add(key);
  t.same([...copy], [0, 13, 2, 255], 'a copy, made key by key, is turned round');
});

t.test('growing puts all keys in anew', async (t) => {
  const order = new HashOrder();
  for (let key = 0; key < 13; key++) order.add(key);
  t.same([...order], [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  order.add(13);
  t.equal(order.buckets, 29);
  t.same([...order], [13, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});
