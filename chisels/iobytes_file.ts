import { defineChisel } from 'ts-shark/chisel';
import { ioBytes } from './lib/iobytes.js';

export default defineChisel({
  category: 'I/O',
  summary: 'bytes of files per second',
  run: (host) => ioBytes(host, 'evt.is_io=true and fd.type=file'),
});
