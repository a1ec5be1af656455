/** Numbers of buckets that a table grows through: each the first prime of libstdc++'s list from twice the last one on. */
const BUCKETS = [
  13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933, 351061, 712697, 1447153,
];

/**
 * The order in which the hash table of the original (std::unordered_map with numbers as keys, libstdc++) is walked
 * through: a key whose bucket is empty goes to the front of all, another one to the front of its bucket, and growing
 * puts all keys in anew.
 */
export class HashOrder {
  private keys: number[] = [];
  private size = 0;

  get buckets(): number {
    return BUCKETS[this.size] ?? (BUCKETS[BUCKETS.length - 1] as number);
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.keys[Symbol.iterator]();
  }

  /** A key that is not there yet. */
  add(key: number): void {
    if (this.keys.length === this.buckets && this.size < BUCKETS.length - 1) {
      this.size++;
      const before = this.keys;
      this.keys = [];
      for (const each of before) this.put(each);
    }
    this.put(key);
  }

  delete(key: number): void {
    const i = this.keys.indexOf(key);
    if (i >= 0) this.keys.splice(i, 1);
  }

  private put(key: number): void {
    const n = this.buckets;
    const bucket = key % n;
    const i = this.keys.findIndex((each) => each % n === bucket);
    this.keys.splice(Math.max(0, i), 0, key);
  }
}
