import { defineChisel, pad } from 'ts-shark/chisel';
import { snapshot, unsigned } from './lib/snapshot.js';

const WIDTHS = [20, 8, 8, 8, 8, 12];
const line = (cells: readonly string[], name: string) => cells.map((cell, i) => pad(cell, WIDTHS[i])).join('') + name;

export default defineChisel({
  category: 'System State',
  summary: 'open files and sockets, as lsof shows them',
  description:
    'Shows the moment of the first event that passes the filter on the command line, which is the start of the capture without one.',
  args: [{ name: 'filter', type: 'filter', optional: true, doc: 'fds for which this filter holds' }],
  run: (host, args) =>
    snapshot(host, args.filter, (processes) => {
      host.print(line(['COMMAND', 'PID', 'TID', 'USER', 'FD', 'TYPE'], 'NAME'));
      for (const p of processes) {
        for (const fd of p.fds) {
          host.print(line([p.name, unsigned(p.pid), String(p.tid), p.user, String(fd.number), fd.type], fd.name));
        }
      }
    }),
});
