import { defineChisel, topTable } from 'ts-shark/chisel';
import { processKeys } from './lib/processes.js';

export default defineChisel({
  category: 'Errors',
  summary: 'processes by failed calls',
  run: (host) =>
    topTable(host, {
      keys: processKeys(host, 'thread.vtid'),
      value: ['evt.count', '#Errors'],
      filter: 'evt.failed=true',
      rows: 100,
      unit: 'count',
    }),
});
