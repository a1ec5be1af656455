import { type Dialect, EF, EVENT_TYPES, isEnter } from '../../event/table.js';
import { EVENT_ROWS } from '../../event/tables/events.data.js';
import { PPME } from '../../event/tables/ids.data.js';
import { BLOCK_HEADER, BLOCKS, CPU_BYTES, EVENT_HEADER, MIN_BLOCK } from './blocks.js';

/** Number of parameters that events of a type had before exit events took over those of the enter events. */
const olderNparams = EVENT_ROWS.map((row) => row[5]?.nparams ?? Number.POSITIVE_INFINITY);

/** What one event tells about its writer: enter events of most calls are no longer written, exit events are longer. */
function dialectOf(type: number, nparams: number): Dialect | undefined {
  // Its second parameter is written by either, where readers may not know the call.
  if (type >= EVENT_TYPES || type === PPME.GENERIC_X) return undefined;
  if (isEnter(type))
    return EVENT_ROWS[type][2] & EF.OLD_VERSION && EVENT_ROWS[type + 1]?.[0] === EVENT_ROWS[type][0]
      ? 'pairs'
      : undefined;
  return nparams > olderNparams[type] ? 'exits' : undefined;
}

/** Looks through whole blocks for the first event that tells the dialect; undefined when none does. */
export function sniffDialect(bytes: Buffer): Dialect | undefined {
  for (let pos = 0; pos + MIN_BLOCK <= bytes.length; ) {
    const length = bytes.readUInt32LE(pos + 4);
    if (length < MIN_BLOCK || pos + length > bytes.length) return undefined;
    const info = BLOCKS.get(bytes.readUInt32LE(pos));
    if (info?.kind === 'event') {
      // Only today's writers know the new dialect, and they write the number of parameters.
      if (!info.nparams) return 'pairs';
      const header = pos + BLOCK_HEADER + CPU_BYTES + (info.flags ? 4 : 0);
      if (header + EVENT_HEADER + 4 <= bytes.length) {
        const found = dialectOf(bytes.readUInt16LE(header + 20), bytes.readUInt32LE(header + EVENT_HEADER));
        if (found) return found;
      }
    }
    pos += length;
  }
  return undefined;
}
