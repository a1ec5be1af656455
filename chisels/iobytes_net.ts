import { defineChisel } from 'ts-shark/chisel';
import { ioBytes } from './lib/iobytes.js';

export default defineChisel({
  category: 'Net',
  summary: 'bytes over the network per second',
  run: (host) => ioBytes(host, 'evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6)'),
});
