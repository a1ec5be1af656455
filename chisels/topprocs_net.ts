import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Net',
  summary: 'processes by bytes over the network',
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
      filter: '(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true',
      rows: 100,
      unit: 'bytes',
    }),
});
