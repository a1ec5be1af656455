import { defineChisel, type TableOptions, tableHooks } from 'ts-shark/chisel';
import { httpHooks, type Transaction } from './lib/http.js';

type By = 'ncalls' | 'bytes' | 'time';

const UNITS: Readonly<Record<By, TableOptions['unit']>> = { ncalls: 'count', bytes: 'bytes', time: 'time' };
const ROWS = 30;

interface Group {
  readonly keys: readonly string[];
  calls: number;
  bytes: number;
  latency: number;
}

/** Calls and bytes are sums, the time is the mean. */
const VALUES: Readonly<Record<By, (group: Group) => number>> = {
  ncalls: (group) => group.calls,
  bytes: (group) => group.bytes,
  time: (group) => group.latency / group.calls,
};

export default defineChisel({
  category: 'Application',
  summary: 'HTTP requests by number, bytes or time',
  args: [
    { name: 'by', optional: true, doc: 'ncalls, as without it; bytes of responses; time: mean time to the response' },
  ],
  run(host, args) {
    const by = (args.by ?? 'ncalls') as By;
    if (!(by in UNITS)) host.exit(1, 'Invalid argument! Valid options: ncalls, bytes, time');
    const groups = new Map<string, Group>();
    const add = ({ container, method, url, bytes, latency }: Transaction) => {
      const keys = [...(host.showContainers ? [container] : []), method, url];
      const id = keys.join('\n');
      const group = groups.get(id) ?? { keys, calls: 0, bytes: 0, latency: 0 };
      group.calls++;
      group.bytes += bytes;
      group.latency += latency;
      groups.set(id, group);
    };
    const top = () =>
      [...groups.values()]
        .map((group) => ({ keys: group.keys, value: VALUES[by](group) }))
        .sort((a, b) => b.value - a.value)
        .slice(0, ROWS);
    const options: TableOptions = {
      keys: { ...(host.showContainers && { container: 'container' }), method: 'method', url: 'url' },
      value: [by, by],
      rows: ROWS,
      unit: UNITS[by],
    };
    return { ...tableHooks(host, options, top, () => groups.clear()), ...httpHooks(host, add) };
  },
});
