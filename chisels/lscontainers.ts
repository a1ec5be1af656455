import { defineChisel, pad } from 'ts-shark/chisel';

const WIDTHS = [15, 16, 20, 13];
const line = (cells: readonly string[]) => cells.map((cell, i) => pad(cell, WIDTHS[i])).join('');

export default defineChisel({
  category: 'System State',
  summary: 'containers',
  description: 'Shows the moment of the first event that passes the filter on the command line.',
  args: [{ name: 'desc', optional: true, doc: 'desc: print a data structure instead of a table' }],
  run(host, args) {
    if (args.desc !== undefined && args.desc !== 'desc') host.exit(1, `lscontainers does not know '${args.desc}'`);
    const containers = host.containers();
    return {
      event() {
        host.stop();
      },
      end() {
        if (args.desc) {
          const entries = containers().map(({ image, name, type, id }, i) => {
            const values = Object.entries({ image, name, type, id }).map(([key, text]) => `  ${key} = "${text}",\n`);
            return ` ${i + 1} = {\n${values.join('')} },\n`;
          });
          host.print(`{\n${entries.join('')}}`);
          return;
        }
        host.print(line(['container.type', 'container.image', 'container.name', 'container.id']));
        host.print(line(WIDTHS.map((width) => '-'.repeat(width))));
        for (const { type, image, name, id } of containers()) host.print(line([type, image, name, id]));
      },
    };
  },
});
