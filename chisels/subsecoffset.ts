import { decimal, defineChisel } from 'ts-shark/chisel';
import { HeatMap, scaleLine } from './lib/heat.js';

const MS = 1e6;
const SECOND = 1e9;
const PARTS = 10;

export default defineChisel({
  category: 'CPU Usage',
  summary: 'when within a second system calls happen, as a heat map over time',
  description: 'Each row is a second, or as long as the argument says. Work that recurs shows as columns.',
  args: [{ name: 'refresh_time', type: 'number', optional: true, doc: 'ms that a row covers; 1000 without it' }],
  run(host, args) {
    const every = (args.refresh_time ?? 1000) * MS;
    const label = (part: number) => `${decimal((part * every) / PARTS / MS)}ms`;
    const map = new HeatMap(host, every, (columns) => scaleLine(columns, PARTS, label));
    host.print('System calls by their time within a row: green for few, red for many.\n');
    return {
      filter: 'evt.dir=>',
      event() {
        const { seconds, nanos } = host.event;
        map.add((((seconds % every) * (SECOND % every) + nanos) % every) / every);
      },
      interval: map.interval,
      end: () => map.end(),
    };
  },
});
