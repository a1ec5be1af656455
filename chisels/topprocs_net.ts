import { defineChisel, topTable } from 'ts-shark/chisel';
import { processKeys } from './lib/processes.js';

export default defineChisel({
  category: 'Net',
  summary: 'processes by bytes over the network',
  run: (host) =>
    topTable(host, {
      keys: processKeys(host, 'thread.vtid'),
      value: ['evt.rawarg.res', 'Bytes'],
      filter: '(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true',
      rows: 100,
      unit: 'bytes',
    }),
});
