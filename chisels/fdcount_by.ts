import { defineChisel } from 'ts-shark/chisel';

/** Different fds: number and name make one. */
class Fds {
  size = 0;
  private readonly numbers = new Map<string, Set<number>>();

  add(number: number, name: string): void {
    let numbers = this.numbers.get(name);
    if (!numbers) {
      numbers = new Set();
      this.numbers.set(name, numbers);
    }
    if (numbers.has(number)) return;
    numbers.add(number);
    this.size++;
  }
}

export default defineChisel({
  category: 'I/O',
  summary: 'number of different fds, by any field',
  args: [{ name: 'key', doc: 'the field to group by' }],
  run(host, args) {
    const key = host.field(args.key);
    const number = host.field('fd.num');
    const name = host.field('fd.name');
    const counts = new Map<unknown, Fds>();
    let lastKey: unknown;
    let lastNumber: number | undefined;
    let lastName: string | undefined;
    return {
      requires: [args.key, 'fd.num', 'fd.name'],
      event() {
        const k = key();
        const n = number();
        const text = name();
        if (k === undefined || n === undefined || n <= 0 || !text) return;
        // Consecutive events mostly work on one fd.
        if (lastNumber === n && lastName === text && lastKey === k) return;
        [lastKey, lastNumber, lastName] = [k, n, text];
        const fds = counts.get(k) ?? new Fds();
        counts.set(k, fds);
        fds.add(n, text);
      },
      end() {
        const rows = [...counts].sort(([, a], [, b]) => b.size - a.size);
        for (const [k, { size }] of rows) host.print(`${k}\t${size}`);
      },
    };
  },
});
