import { EVENT_ROWS } from '../../event/tables/events.data.js';
import type { EventView } from '../../event/view.js';

const NOTIFICATION = 280;
const INFRASTRUCTURE = 286;

/**
 * Event blocks from before 2018 do not say how many parameters an event has: it is the number for which the table
 * of lengths and the lengths in it add up to the event. Old writers made two event types three bytes too long.
 * Sets `nparams`; -1 when nothing fits.
 */
export function guessNparams(view: EventView, header: number): void {
  if (view.type === NOTIFICATION || view.type === INFRASTRUCTURE) view.end -= 3;
  const size = view.large ? 4 : 2;
  const params = EVENT_ROWS[view.type]?.[3] ?? '';
  let most = params === '' ? 0 : params.split(' ').length;
  for (; most >= 0; most--) {
    let total = header + size * most;
    if (view.at + total > view.end) continue;
    for (let i = 0; i < most; i++) {
      const o = view.lengths + size * i;
      total += view.large ? view.u8.readUInt32LE(o) : view.u8.readUInt16LE(o);
    }
    if (view.at + total === view.end) break;
  }
  view.nparams = most;
}
