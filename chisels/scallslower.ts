import { decimal, defineChisel, fit } from 'ts-shark/chisel';
import { disableColour, palette } from './lib/colour.js';

const MS = 1e6;
const TIME = 23;
const CONTAINER = 20;
const LATENCY = 20;

export default defineChisel({
  category: 'Performance',
  summary: 'system calls that took long',
  description: 'Blue lines are of containers.',
  args: [{ name: 'min_ms', type: 'number', doc: 'show what took longer than this many ms' }, disableColour],
  run(host, args) {
    const colours = palette(args.disable_color);
    const time = host.field('evt.datetime');
    const process = host.field('proc.name');
    const latency = host.field('evt.latency');
    const type = host.field('evt.type');
    const id = host.field('container.id');
    const name = host.field('container.name');
    const containers = host.showContainers;
    const line = (when: string, where: readonly string[], who: string, ms: string, what: string) =>
      [
        fit(when, TIME),
        ...(containers ? where.map((text) => fit(text, CONTAINER)) : []),
        fit(who, TIME),
        ms.padEnd(LATENCY),
        what,
      ].join(' ');
    const rule = '-'.repeat(TIME);
    // The heading of sysdig has one blank more behind the id.
    const heading = line('evt.datetime', ['container.id', 'container.name'], 'proc.name', 'LATENCY(ms)', 'evt.type');
    const idEnd = TIME + 1 + CONTAINER;
    host.print(containers ? `${heading.slice(0, idEnd)} ${heading.slice(idEnd)}` : heading);
    host.print(line(rule, [rule, rule], rule, rule.slice(0, LATENCY), rule.slice(0, LATENCY)));
    return {
      event() {
        const ns = latency();
        if (ns === undefined || ns / MS <= args.min_ms) return;
        const container = name() ?? '<NA>';
        const colour = container === 'host' ? colours.green : colours.blue;
        const where = [id() ?? '<NA>', container];
        host.print(colour + line(time() ?? '<NA>', where, process() ?? '<NA>', decimal(ns / MS), type() ?? '<NA>'));
      },
    };
  },
});
