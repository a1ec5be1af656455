import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Performance',
  summary: 'system calls by number',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? { 'evt.type': 'Syscall', 'container.name': 'container.name' }
        : { 'evt.type': 'Syscall' },
      value: ['evt.count', '# Calls'],
      filter: 'evt.type!=switch',
      rows: 30,
      unit: 'count',
    }),
});
