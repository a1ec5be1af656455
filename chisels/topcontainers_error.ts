import { defineChisel, topTable } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Errors',
  summary: 'containers by failed calls',
  run: (host) =>
    topTable(host, {
      keys: { 'container.name': 'container.name' },
      value: ['evt.count', '#Errors'],
      filter: 'evt.failed=true and container.name!=host',
      rows: 100,
      unit: 'count',
    }),
});
