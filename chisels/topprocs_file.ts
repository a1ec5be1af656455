import { defineChisel, topTable } from 'ts-shark/chisel';
import { processKeys } from './lib/processes.js';

export default defineChisel({
  category: 'I/O',
  summary: 'processes by bytes of files',
  run: (host) =>
    topTable(host, {
      keys: processKeys(host, 'thread.vtid'),
      value: ['evt.rawarg.res', 'Bytes'],
      filter: 'fd.type=file and evt.is_io=true',
      rows: 10,
      unit: 'bytes',
    }),
});
