import { EVENT_TYPES, TYPE_LIMIT } from '../event/table.js';
import { Need } from '../field/def.js';
import { INITIAL_STATE } from '../state/apply/metadata.js';
import { EventContext } from '../state/context.js';
import { StateEngine } from '../state/engine.js';
import { type Plan, seenTypes } from './plan.js';

/** OF_PIDS: only the events of the processes that the plan names. */
export const WANTED = { NO: 0, YES: 1, OF_PIDS: 2 } as const;

/**
 * Which event types a run has any use for: those that may pass and be seen, those that change the state that is kept,
 * and the other half of each call of these. Whatever else a source delivers changes nothing but how many events there are.
 */
export function wantedTypes(plan: Plan): Uint8Array {
  const seen = seenTypes(plan);
  const state = plan.needs === Need.NONE ? undefined : new StateEngine(new EventContext(), plan.needs, seen);
  const matters = (type: number) => plan.watched?.[type] || state?.applies(type) || INITIAL_STATE.has(type);
  const wanted = new Uint8Array(TYPE_LIMIT);
  for (let type = 0; type < EVENT_TYPES; type++) {
    if (matters(type) || matters(type ^ 1)) wanted[type] = WANTED.YES;
    else if (seen[type] || seen[type ^ 1]) wanted[type] = plan.pids ? WANTED.OF_PIDS : WANTED.YES;
  }
  return wanted;
}
