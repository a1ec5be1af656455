import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'I/O',
  summary: 'processes by bytes of files',
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
      value: ['evt.rawarg.res', 'Bytes'],
      filter: 'fd.type=file and evt.is_io=true',
      rows: 10,
      unit: 'bytes',
    }),
});
