import type { Host } from 'ts-shark/chisel';

/** Arguments of the chisels that can save the events around what they show. */
export const exportArgs = [
  { name: 'dump_file_name', optional: true, doc: 'file to save the events around each message to' },
  {
    name: 'dump_range_ms',
    type: 'number',
    optional: true,
    doc: 'how long before and after each message, in ms; 1000 without it',
  },
] as const;

const RANGE_MS = 1000;

/** Remembers moments and, once the capture is read, has the events around them written to a file. */
export function eventExport(host: Host, file: string, rangeMs: number = RANGE_MS) {
  if (host.streaming) host.exit(1, 'events can be saved from a file only, not while they come in');
  if (file === host.source) host.exit(1, `${file} is the capture that is read: name another file for the events`);
  if (!(rangeMs > 0)) host.exit(1, `dump_range_ms must be a number above 0, not ${rangeMs}`);
  const tid = host.field('thread.tid');
  const conditions: string[] = [];
  return {
    add() {
      const { seconds, nanos } = host.event;
      const time = `${seconds}${String(nanos).padStart(9, '0')}`;
      conditions.push(`(evt.around[${time}]=${rangeMs} and thread.tid=${tid()})`);
    },
    get size() {
      return conditions.length;
    },
    save() {
      if (conditions.length > 0) host.rerun(['-F', '-r', host.source, '-w', file, conditions.join(' or ')]);
    },
  };
}
