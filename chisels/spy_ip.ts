import { defineChisel } from 'ts-shark/chisel';
import { disableColour } from './lib/colour.js';
import { spyNet } from './lib/spy-net.js';

export default defineChisel({
  category: 'Net',
  summary: 'the data exchanged with an IP address',
  args: [{ name: 'host_ip', doc: 'the address' }, disableColour],
  // Writes are headed "Read" as in sysdig; they are the blue ones.
  run: (host, args) => spyNet(host, `fd.ip=${args.host_ip}`, 'Read', args.disable_color),
});
