import { defineChisel, formatBytes, pad } from 'ts-shark/chisel';
import { snapshot, unsigned } from './lib/snapshot.js';

const KB = 1024;
const WIDTHS = [8, 8, 12, 11, 11, 10];
const line = (cells: readonly string[], name: string) => cells.map((cell, i) => pad(cell, WIDTHS[i])).join('') + name;

export default defineChisel({
  category: 'System State',
  summary: 'processes, as ps shows them',
  description:
    'Shows the moment of the first event that passes the filter on the command line, which is the start of the capture without one.',
  args: [{ name: 'filter', type: 'filter', optional: true, doc: 'processes with an fd for which this filter holds' }],
  run: (host, args) =>
    snapshot(host, args.filter, (processes) => {
      host.print(line(['TID', 'PID', 'USER', 'VIRT', 'RES', 'FDLIMIT'], pad('CMD', 20)));
      for (const p of processes) {
        const sizes = [formatBytes(p.vmSizeKb * KB), formatBytes(p.vmRssKb * KB)];
        host.print(line([String(p.tid), unsigned(p.pid), p.user, ...sizes, unsigned(p.fdLimit)], p.name));
      }
    }),
});
