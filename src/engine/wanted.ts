import { EVENT_TYPES, TYPE_LIMIT } from '../event/table.js';
import type { TypeSet } from '../field/def.js';
import { Need } from '../field/def.js';
import { INITIAL_STATE } from '../state/apply/metadata.js';
import { EventContext } from '../state/context.js';
import { StateEngine } from '../state/engine.js';
import type { Plan } from './plan.js';

/**
 * Event types that a run has any use for: those that may pass and be seen, those that change the state that is kept,
 * and the other half of each call of these. Whatever else a source delivers changes nothing but how many events there are.
 */
export function wantedTypes(plan: Plan): TypeSet {
  const state = plan.needs === Need.NONE ? undefined : new StateEngine(new EventContext(), plan.needs);
  const used = (type: number) =>
    (plan.types[type] && !plan.unwanted[type]) ||
    plan.watched?.[type] ||
    state?.applies(type) ||
    INITIAL_STATE.has(type);
  const wanted = new Uint8Array(TYPE_LIMIT);
  for (let type = 0; type < EVENT_TYPES; type++) wanted[type] = used(type) || used(type ^ 1) ? 1 : 0;
  return wanted;
}
