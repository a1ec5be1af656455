import { defineChisel } from 'ts-shark/chisel';
import { ioBytes } from './lib/iobytes.js';

export default defineChisel({
  category: 'I/O',
  summary: 'bytes read and written per second',
  run: (host) => ioBytes(host, 'evt.is_io=true'),
});
