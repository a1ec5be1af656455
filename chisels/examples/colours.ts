import { COLOURS, defineChisel, fit, formatDuration } from 'ts-shark/chisel';

const SLOW_NS = 100e6;

/** Colours, columns and times. */
export default defineChisel({
  category: 'Examples',
  summary: 'waits for other processes, long ones in red',
  run(host) {
    const process = host.field('proc.name');
    const latency = host.field('evt.latency');
    return {
      filter: 'evt.type=wait4 and evt.dir=<',
      event() {
        const ns = latency() ?? 0;
        const colour = ns > SLOW_NS ? COLOURS.red : '';
        host.print(`${colour}${fit(process() ?? '<NA>', 16)} ${formatDuration(ns)}${colour && COLOURS.reset}`);
      },
    };
  },
});
