import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Net',
  summary: 'server ports by bytes',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? { 'fd.sport': 'Srv Port', 'container.name': 'container.name' }
        : { 'fd.sport': 'Srv Port' },
      value: ['evt.rawarg.res', 'Bytes'],
      filter: '(fd.type=ipv4 or fd.type=ipv6) and evt.is_io=true',
      rows: 100,
      unit: 'bytes',
    }),
});
