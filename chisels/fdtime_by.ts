import { defineChisel, topTable } from 'ts-shark/chisel';
import { keysOf } from './lib/keys.js';

export default defineChisel({
  category: 'I/O',
  summary: 'time of reads and writes, by any field',
  args: [{ name: 'key', doc: 'the field to group by; several are joined with commas' }],
  run: (host, { key }) =>
    topTable(host, {
      keys: keysOf(key),
      value: ['evt.latency', 'Time'],
      filter: 'evt.is_io=true',
      rows: 10,
      unit: 'time',
    }),
});
