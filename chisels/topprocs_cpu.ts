import { defineChisel, topTable } from 'ts-shark/chisel';
import { cpuTime } from './lib/cpu.js';

export default defineChisel({
  category: 'CPU Usage',
  summary: 'processes by use of the CPU',
  description:
    'Reads the reports on processes that live captures contain once a second; without them the table is empty.',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? {
            'proc.name': 'Process',
            'proc.pid': 'Host_pid',
            'proc.vpid': 'Container_pid',
            'container.name': 'container.name',
          }
        : { 'proc.name': 'Process', 'proc.pid': 'PID' },
      value: ['thread.exectime', 'CPU%'],
      amount: cpuTime,
      filter: 'evt.type=procinfo',
      rows: 10,
      unit: 'share',
    }),
});
