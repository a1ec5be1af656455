import { defineChisel } from 'ts-shark/chisel';

export default defineChisel({
  category: 'I/O',
  summary: 'number of different fds, by any field',
  args: [{ name: 'key', doc: 'the field to group by' }],
  run(host, args) {
    const key = host.field(args.key);
    const number = host.field('fd.num');
    const name = host.field('fd.name');
    const fds = new Map<unknown, Set<string>>();
    return {
      event() {
        const k = key();
        const n = number();
        const text = name();
        if (k === undefined || n === undefined || n <= 0 || !text) return;
        const seen = fds.get(k) ?? new Set();
        fds.set(k, seen.add(n + text));
      },
      end() {
        const rows = [...fds].sort(([, a], [, b]) => b.size - a.size);
        for (const [k, seen] of rows) host.print(`${k}\t${seen.size}`);
      },
    };
  },
});
