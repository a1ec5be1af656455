import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Net',
  summary: 'containers by bytes over the network',
  run: (host) =>
    topTable(host, {
      keys: { 'container.name': 'container.name' },
      value: ['evt.rawarg.res', 'Bytes'],
      filter: '(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true and container.name!=host',
      rows: 100,
      unit: 'bytes',
    }),
});
