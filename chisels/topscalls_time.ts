import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Performance',
  summary: 'system calls by the time they took',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? { 'evt.type': 'Syscall', 'container.name': 'container.name' }
        : { 'evt.type': 'Syscall' },
      value: ['evt.latency', 'Time'],
      rows: 30,
      unit: 'time',
    }),
});
