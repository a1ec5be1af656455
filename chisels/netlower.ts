import { defineChisel } from 'ts-shark/chisel';
import { disableColour } from './lib/colour.js';
import { slowIo } from './lib/slower.js';

export default defineChisel({
  category: 'Performance',
  summary: 'reads and writes over the network that took long',
  description: 'Times are those of single calls. Blue lines are of containers.',
  args: [{ name: 'min_ms', type: 'number', doc: 'show what took longer than this many ms; 0 for all' }, disableColour],
  run: (host, args) =>
    slowIo(host, {
      minMs: args.min_ms,
      disableColour: args.disable_color,
      filter: 'evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6)',
    }),
});
