import { defineChisel, topTable } from 'ts-shark/chisel';

/** A table: keys, a value that is summed up, and how to show it. */
export default defineChisel({
  category: 'Examples',
  summary: 'users by bytes of files',
  run: (host) =>
    topTable(host, {
      keys: { 'user.name': 'User' },
      value: ['evt.rawarg.res', 'Bytes'],
      filter: 'fd.type=file and evt.is_io=true',
      rows: 10,
      unit: 'bytes',
    }),
});
