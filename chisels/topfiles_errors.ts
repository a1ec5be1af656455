import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Errors',
  summary: 'files by failed calls',
  run: (host) =>
    topTable(host, {
      keys: host.showContainers
        ? { 'fd.name': 'Filename', 'container.name': 'container.name' }
        : { 'fd.name': 'Filename' },
      value: ['evt.count', '#Errors'],
      filter: 'fd.type=file and evt.failed=true',
      rows: 100,
      unit: 'count',
    }),
});
