import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Errors',
  summary: 'processes by failed calls',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? {
            'proc.name': 'Process',
            'proc.pid': 'Host_pid',
            'thread.vtid': 'Container_pid',
            'container.name': 'container.name',
          }
        : { 'proc.name': 'Process', 'proc.pid': 'PID' },
      value: ['evt.count', '#Errors'],
      filter: 'evt.failed=true',
      rows: 100,
      unit: 'count',
    }),
});
