import { defineChisel, fit } from 'ts-shark/chisel';
import { disableColour, palette } from './lib/colour.js';

const WIDTH = 20;

export default defineChisel({
  category: 'I/O',
  summary: 'what processes write to standard error',
  description: 'With -pc each text has its container in front: blue, and green on the host.',
  args: [disableColour],
  run(host, args) {
    const given = args.disable_color;
    if (given !== undefined && !given.startsWith('disable_color')) host.exit(1, `stderr does not know '${given}'`);
    const colours = palette(given);
    const data = host.field('evt.rawarg.data');
    const name = host.field('container.name');
    const id = host.field('container.id');
    const containerOf = () => {
      const colour = name() === 'host' ? colours.green : colours.blue;
      return `${colour}${fit(id() ?? '<NA>', WIDTH)} ${fit(name() ?? '<NA>', WIDTH)} `;
    };
    return {
      filter: 'fd.num=2 and evt.is_io=true',
      event() {
        const text = data();
        if (text !== undefined) host.print((host.showContainers ? containerOf() : '') + text);
      },
    };
  },
});
