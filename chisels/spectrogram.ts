import { defineChisel, formatDuration } from 'ts-shark/chisel';
import { HeatMap, scaleLine } from './lib/heat.js';

const MS = 1e6;
/** The scale ends at 10^11 ns. */
const DECADES = 11;

export default defineChisel({
  category: 'CPU Usage',
  summary: 'how long system calls take, as a heat map over time',
  description:
    'Each row is a moment, from left to right calls take longer: green for some calls a second, yellow for hundreds, red for thousands.',
  args: [{ name: 'refresh_time', type: 'number', optional: true, doc: 'ms between rows; 500 without it' }],
  run(host, args) {
    const every = (args.refresh_time ?? 500) * MS;
    const latency = host.field('evt.latency');
    const map = new HeatMap(host, every, (columns) =>
      scaleLine(columns, DECADES, (decade) => formatDuration(10 ** decade)),
    );
    // The first row goes over an empty line.
    host.write('\n');
    return {
      filter: 'evt.dir=<',
      event() {
        const ns = latency();
        if (ns) map.add(Math.min(1, Math.log10(ns) / DECADES));
      },
      interval: map.interval,
      end() {
        map.row();
        map.end();
      },
    };
  },
});
