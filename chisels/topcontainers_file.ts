import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'I/O',
  summary: 'containers by bytes of files',
  run: (host) =>
    topTable(host, {
      keys: { 'container.name': 'container.name' },
      value: ['evt.rawarg.res', 'Bytes'],
      filter: 'fd.type=file and evt.is_io=true and container.name!=host',
      rows: 10,
      unit: 'bytes',
    }),
});
