import { signed64 } from '../../bytes/signed64.js';
import { largeTypes } from '../../event/table.js';
import { type EventView, NO_PARAM } from '../../event/view.js';
import { type BlockInfo, EVENT_HEADER } from './blocks.js';
import { guessNparams } from './legacy.js';

/**
 * Points a view at the event that begins at `at` in its memory, of a known type and with a length that was looked at.
 * False: its table of parameters does not fit into it.
 */
export function pointAt(view: EventView, info: BlockInfo, at: number, type: number): boolean {
  view.found = NO_PARAM;
  view.at = at;
  view.tid = signed64(view.u8.readInt32LE(at + 8), view.u8.readInt32LE(at + 12));
  view.type = type;
  view.end = at + view.u8.readUInt32LE(at + 16);
  view.lengths = at + (info.nparams ? EVENT_HEADER + 4 : EVENT_HEADER);
  view.large = largeTypes[type] === 1;
  if (info.nparams) view.nparams = view.u8.readUInt32LE(at + EVENT_HEADER);
  else guessNparams(view, EVENT_HEADER);
  view.data = view.lengths + view.nparams * (view.large ? 4 : 2);
  return view.nparams >= 0 && view.data <= view.end;
}
