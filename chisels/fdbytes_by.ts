import { defineChisel, topTable } from 'ts-shark/chisel';
import { keysOf } from './lib/keys.js';

export default defineChisel({
  category: 'I/O',
  summary: 'bytes read and written, by any field',
  args: [{ name: 'key', doc: 'the field to group by; several are joined with commas' }],
  run: (host, { key }) =>
    topTable(host, {
      keys: keysOf(key),
      value: ['evt.rawarg.res', 'Bytes'],
      filter: 'evt.is_io=true and evt.failed=false',
      rows: 30,
      unit: 'bytes',
    }),
});
