import { Need } from '../field/def.js';
import type { Sink } from '../output/sink.js';
import { PLAIN_TYPES, type Summary } from '../output/summary.js';
import type { EventContext } from '../state/context.js';

/** The sink behind -S. */
export function summarySink(ctx: EventContext, summary: Summary): Sink {
  const { ev } = ctx;
  return {
    needs: Need.NONE,
    tally: { types: PLAIN_TYPES, byType: summary.byType },
    event() {
      summary.count(ev);
      return true;
    },
  };
}
