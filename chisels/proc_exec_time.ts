import { defineChisel, fit, formatDuration } from 'ts-shark/chisel';
import { disableColour, palette } from './lib/colour.js';

const YELLOW_NS = 3e9;
const RED_NS = 10e9;

export default defineChisel({
  category: 'Performance',
  summary: 'how long the processes that ended had run',
  description: 'Red from ten seconds on, yellow from three; below, blue for containers.',
  args: [disableColour],
  run(host, args) {
    // The shorter spelling never did anything.
    const colours = palette(args.disable_color === 'disable_color' ? undefined : args.disable_color);
    const process = host.field('proc.name');
    const processArgs = host.field('proc.args');
    const duration = host.field('proc.duration');
    const id = host.field('container.id');
    const name = host.field('container.name');
    const line = (time: string, where: readonly string[], who: string, rest: string) =>
      [fit(time, 13), ...(host.showContainers ? where.map((text) => fit(text, 20)) : []), fit(who, 12), rest].join(' ');
    const rule = '-'.repeat(20);
    host.print(line('proc.duration', ['container.id', 'container.name'], 'proc.name', 'proc.args'));
    host.print(line(rule, [rule, rule], rule, rule));
    const colourOf = (ns: number) => {
      if (ns > RED_NS) return colours.red;
      if (ns > YELLOW_NS) return colours.yellow;
      return name() === 'host' ? colours.green : colours.blue;
    };
    return {
      filter: 'evt.type=procexit',
      event() {
        const ns = duration();
        if (ns === undefined) return;
        const where = [id() ?? '<NA>', name() ?? '<NA>'];
        host.print(colourOf(ns) + line(formatDuration(ns), where, process() ?? '<NA>', processArgs() ?? ''));
      },
      end: () => host.print(colours.reset),
    };
  },
});
