import { defineChisel, formatBytes } from 'ts-shark/chisel';
import { disableColour, palette } from './lib/colour.js';

export default defineChisel({
  category: 'I/O',
  summary: 'the data that processes read and write',
  description: 'Red is read, blue is written. With -pc the container is shown: cyan, and green on the host.',
  args: [disableColour],
  run(host, args) {
    const colours = palette(args.disable_color);
    const isRead = host.field('evt.is_io_read');
    const bytes = host.field('evt.rawarg.res');
    const fd = host.field('fd.name');
    const process = host.field('proc.name');
    const name = host.field('container.name');
    const id = host.field('container.id');
    const containerOf = () => `${name() === 'host' ? colours.green : colours.cyan} [${name()}] [${id()}]`;
    return {
      filter: 'evt.is_io=true and evt.dir=< and evt.rawres>0',
      format: '%evt.arg.data',
      event() {
        const n = bytes();
        if (n === undefined || n <= 0) return;
        const colour = isRead() ? colours.red : colours.blue;
        const what = isRead() ? `Read ${formatBytes(n)} from` : `Write ${formatBytes(n)} to`;
        const container = host.showContainers ? containerOf() : '';
        host.print(`${colour}------ ${what} ${container} ${colour} ${fd() ?? '<NA>'} (${process()})`);
      },
      end: () => host.print(colours.reset),
    };
  },
});
