import { fit, type Hooks, type Host } from 'ts-shark/chisel';
import { palette } from './colour.js';

const MS = 1e6;
const WIDTHS = { time: 23, container: 20, process: 12, type: 8, latency: 12 };

interface Options {
  readonly minMs: number;
  readonly disableColour: string | undefined;
  readonly filter: string;
  readonly skip?: (name: string) => boolean;
}

/** A line for each read and write that took longer than a number of ms. */
export function slowIo(host: Host, { minMs, disableColour, filter, skip }: Options): Hooks {
  const colours = palette(disableColour);
  const dir = host.field('evt.dir');
  const time = host.field('evt.datetime');
  const type = host.field('evt.type');
  const latency = host.field('evt.latency');
  const fd = host.field('fd.name');
  const process = host.field('proc.name');
  const id = host.field('container.id');
  const name = host.field('container.name');
  const line = (cells: {
    time: string;
    id: string;
    name: string;
    process: string;
    type: string;
    ms: string;
    fd: string;
  }) =>
    [
      fit(cells.time, WIDTHS.time),
      ...(host.showContainers ? [fit(cells.id, WIDTHS.container), fit(cells.name, WIDTHS.container)] : []),
      fit(cells.process, WIDTHS.process),
      cells.type.padEnd(WIDTHS.type),
      cells.ms,
      cells.fd,
    ].join(' ');
  host.print(
    line({
      time: 'evt.datetime',
      id: 'container.id',
      name: 'container.name',
      process: 'proc.name',
      type: 'evt.type',
      ms: 'LATENCY(ms)'.padEnd(WIDTHS.latency),
      fd: 'fd.name',
    }),
  );
  const rule = '-'.repeat(30);
  host.print(
    line({
      time: rule,
      id: rule,
      name: rule,
      process: rule,
      type: rule.slice(0, WIDTHS.type),
      ms: rule.slice(0, WIDTHS.latency),
      fd: '-'.repeat(41),
    }),
  );
  return {
    filter,
    event() {
      const ms = (latency() ?? 0) / MS;
      if (ms <= minMs || dir() !== '<') return;
      const file = fd() ?? '<NA>';
      if (skip?.(file)) return;
      const container = name() ?? '<NA>';
      const cells = {
        time: time() ?? '<NA>',
        id: id() ?? '<NA>',
        name: container,
        process: process() ?? '<NA>',
        type: type() ?? '<NA>',
        ms: String(Math.trunc(ms)).padStart(WIDTHS.latency),
        fd: file,
      };
      host.print((container === 'host' ? colours.green : colours.blue) + line(cells));
    },
  };
}
