import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Net',
  summary: 'connections by bytes',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? { 'container.name': 'container.name', 'fd.l4proto': 'Proto', 'fd.name': 'Conn' }
        : { 'fd.l4proto': 'Proto', 'fd.name': 'Conn' },
      value: ['evt.rawarg.res', 'Bytes'],
      filter: '(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true',
      rows: 30,
      unit: 'bytes',
    }),
});
