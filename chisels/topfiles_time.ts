import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'I/O',
  summary: 'files by the time that calls spent on them',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? { 'fd.name': 'Filename', 'container.name': 'container.name' }
        : { 'fd.name': 'Filename' },
      value: ['evt.latency', 'Time'],
      filter: 'fd.type=file and evt.is_io=true',
      rows: 10,
      unit: 'time',
    }),
});
