import { defineChisel, type TableOptions, topTable } from 'ts-shark/chisel';

const UNITS: Readonly<Record<string, TableOptions['unit']>> = {
  bytes: 'bytes',
  time: 'time',
  timepct: 'share',
  none: 'count',
};

export default defineChisel({
  category: 'Filter',
  summary: 'a table of any value by any keys',
  hidden: true,
  args: [
    { name: 'keys', doc: 'fields to group by, joined with commas' },
    { name: 'keydescs', doc: 'headings of their columns, joined with commas' },
    { name: 'value', doc: 'the field to sum up' },
    { name: 'valuedesc', doc: 'heading of its column' },
    { name: 'filter', doc: 'which events count' },
    { name: 'top_number', type: 'number', doc: 'how many rows to print' },
    { name: 'value_units', doc: 'bytes, time, timepct or none' },
  ],
  run(host, args) {
    const names = args.keys.split(',');
    const headings = args.keydescs.split(',');
    if (names.length !== headings.length) {
      host.exit(1, `error: ${names.length} keys, but ${headings.length} headings`);
    }
    const unit = UNITS[args.value_units];
    if (!unit) host.exit(1, `error: value_units must be one of ${Object.keys(UNITS).join(', ')}`);
    return topTable(host, {
      keys: Object.fromEntries(names.map((name, i) => [name, headings[i]])),
      value: [args.value, args.valuedesc],
      filter: args.filter,
      rows: args.top_number,
      unit,
    });
  },
});
