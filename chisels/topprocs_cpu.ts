import { defineChisel, topTable } from 'ts-shark/chisel';
import { cpuTime } from './lib/cpu.js';
import { processKeys } from './lib/processes.js';

export default defineChisel({
  category: 'CPU Usage',
  summary: 'processes by use of the CPU',
  description:
    'Reads the reports on processes that live captures contain once a second; without them the table is empty.',
  run: (host) =>
    topTable(host, {
      keys: processKeys(host, 'proc.vpid'),
      value: ['thread.exectime', 'CPU%'],
      amount: cpuTime,
      filter: 'evt.type=procinfo',
      rows: 10,
      unit: 'share',
    }),
});
