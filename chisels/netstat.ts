import { defineChisel, type Endpoint, pad } from 'ts-shark/chisel';
import { snapshot, unsigned } from './lib/snapshot.js';

const WIDTHS = [6, 25, 25, 15];
const line = (cells: readonly string[], name: string) => cells.map((cell, i) => pad(cell, WIDTHS[i])).join('') + name;
const address = ({ ip, port }: Endpoint) => `${ip}:${port}`;

export default defineChisel({
  category: 'System State',
  summary: 'connections and listening sockets, as netstat shows them',
  description:
    'Shows the moment of the first event that passes the filter on the command line, which is the start of the capture without one.',
  args: [{ name: 'filter', type: 'filter', optional: true, doc: 'sockets for which this filter holds' }],
  run(host, args) {
    const sockets = '(fd.type=ipv4 or fd.type=ipv6)';
    return snapshot(host, args.filter ? `${sockets} and (${args.filter})` : sockets, (processes) => {
      host.print(line(['Proto', 'Server Address', 'Client Address', 'State'], 'TID/PID/Program Name'));
      for (const p of processes) {
        for (const { socket } of p.fds) {
          if (!socket) continue;
          const { client, server, protocol } = socket;
          const ends = [address(server), client ? address(client) : '0.0.0.0:*'];
          const cells = [protocol, ...ends, client ? 'ESTABLISHED' : 'LISTEN'];
          host.print(line(cells, `${p.tid}/${unsigned(p.pid)}/${p.name}`));
        }
      }
    });
  },
});
