import { defineChisel } from 'ts-shark/chisel';
import { disableColour } from './lib/colour.js';
import { spyNet } from './lib/spy-net.js';

export default defineChisel({
  category: 'Net',
  summary: 'the data exchanged through a port',
  args: [{ name: 'host_port', type: 'number', doc: 'number of the port' }, disableColour],
  run: (host, args) => spyNet(host, `fd.port=${args.host_port}`, 'Write', args.disable_color),
});
