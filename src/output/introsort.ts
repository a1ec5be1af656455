/** Ranges of at most this many are left to the insertion sort at the end. */
const THRESHOLD = 16;

/**
 * Sorts descending by `key`, and leaves equal elements in the order in which libstdc++'s std::sort leaves them: the
 * original cuts its table at 100 rows, so which of several equal rows are shown depends on the algorithm.
 */
export function sortAsOriginal<T>(items: T[], key: (item: T) => number): void {
  const before = (a: T, b: T) => key(a) > key(b);
  const swap = (i: number, j: number) => {
    const held = items[i];
    items[i] = items[j];
    items[j] = held;
  };

  const medianToFirst = (first: number, a: number, b: number, c: number) => {
    const [x, y, z] = [items[a], items[b], items[c]];
    if (before(x, y)) swap(first, before(y, z) ? b : before(x, z) ? c : a);
    else swap(first, before(x, z) ? a : before(y, z) ? c : b);
  };

  const partition = (first: number, last: number, pivot: T) => {
    for (;;) {
      while (before(items[first], pivot)) first++;
      last--;
      while (before(pivot, items[last])) last--;
      if (first >= last) return first;
      swap(first, last);
      first++;
    }
  };

  const loop = (first: number, last: number) => {
    while (last - first > THRESHOLD) {
      medianToFirst(first, first + 1, first + ((last - first) >> 1), last - 1);
      const cut = partition(first + 1, last, items[first]);
      loop(cut, last);
      last = cut;
    }
  };

  const insert = (at: number) => {
    const held = items[at];
    let i = at;
    for (; i > 0 && before(held, items[i - 1]); i--) items[i] = items[i - 1];
    items[i] = held;
  };

  loop(0, items.length);
  for (let i = 1; i < items.length; i++) insert(i);
}
