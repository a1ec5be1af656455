import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'I/O',
  summary: 'files by bytes read and written',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? { 'container.name': 'container.name', 'fd.name': 'Filename' }
        : { 'fd.name': 'Filename' },
      value: ['evt.rawarg.res', 'Bytes'],
      filter: 'fd.type=file and evt.is_io=true',
      rows: 10,
      unit: 'bytes',
    }),
});
