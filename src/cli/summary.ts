import type { Sink } from '../engine/plan.js';
import { Need } from '../field/def.js';
import type { Summary } from '../output/summary.js';
import type { EventContext } from '../state/context.js';

/** The sink behind -S. */
export function summarySink(ctx: EventContext, summary: Summary): Sink {
  const { ev } = ctx;
  return {
    needs: Need.NONE,
    event() {
      summary.count(ev);
      return true;
    },
  };
}
