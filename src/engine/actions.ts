import { EC, type EventInfo } from '../event/table.js';
import { STEP } from '../format/scap/stepper.js';
import type { Sink } from '../output/sink.js';
import { INITIAL_STATE } from '../state/apply/metadata.js';
import type { StateEngine } from '../state/engine.js';
import type { Plan } from './plan.js';

const MODIFIES_STATE = 32;

/**
 * What has to be done for an event type. MODIFIES: the filter is asked after the state has changed. APPLIES: it changes
 * something that is kept. LIVELY: that, or somebody may want to see it. UNWANTED: it passes the filter, and nothing is
 * done with it. WATCHED: wanted also where the filter turned it away. COMMON: it concerns everybody. COUNTED: it passes,
 * and is counted by its type, no more. UNSEEN: it changes the state, and nobody
 * else is told. ASKED: sinks may say of an event that they have no use for it.
 */
export const ACTION = {
  MODIFIES: 1,
  META: 2,
  INITIAL: 4,
  LIVELY: 8,
  APPLIES: 16,
  UNWANTED: 32,
  WATCHED: 64,
  COMMON: 128,
  COUNTED: 256,
  UNSEEN: 512,
  ASKED: 1024,
} as const;

/** Actions on events of a type. */
export function actionOn(info: EventInfo, plan: Plan, state: StateEngine | undefined, tally: Sink['tally']): number {
  const { id } = info;
  let action = info.flags & MODIFIES_STATE ? ACTION.MODIFIES : 0;
  if (info.category & EC.METAEVENT) action |= ACTION.META;
  if (INITIAL_STATE.has(id)) action |= ACTION.INITIAL;
  if (state?.applies(id)) action |= ACTION.APPLIES | ACTION.LIVELY;
  if (state?.concernsAll(id)) action |= ACTION.COMMON;
  if (plan.unwanted[id]) action |= ACTION.UNWANTED;
  else if (plan.types[id]) action |= ACTION.LIVELY;
  if (plan.watched?.[id]) action |= ACTION.WATCHED | ACTION.LIVELY;
  if (!plan.watched) action |= unseen(action);
  if (plan.wants && plan.types[id] && !plan.unwanted[id]) action |= ACTION.ASKED;
  if (tally?.types[id] && plan.types[id]) action |= ACTION.COUNTED;
  return action;
}

function unseen(action: number): number {
  const changes = ACTION.MODIFIES | ACTION.APPLIES | ACTION.UNWANTED;
  return (action & changes) === changes ? ACTION.UNSEEN : 0;
}

/** The same for events that are ASKED about and not wanted. */
export function declined(action: number): number {
  const applies = action & ACTION.APPLIES ? ACTION.LIVELY : 0;
  const rest = (action & ~(ACTION.ASKED | ACTION.LIVELY)) | ACTION.UNWANTED | applies;
  return rest | unseen(rest);
}

/** What is done with events of a type without looking at them; `strangers`: many threads are nobody's concern. */
export function stepOver(action: number, strangers: boolean): number {
  if (strangers) return action & ACTION.COMMON ? STEP.LOOK : STEP.KNOWN;
  if ((action & ACTION.LIVELY) === 0) return STEP.STEP;
  return action & ACTION.COUNTED ? STEP.COUNT : STEP.LOOK;
}

/** The same for events that another thread hands to the sinks: where they change nothing that is kept, nothing is done. */
export function elsewhere(action: number, type: number, plan: Plan): number {
  // What a filter turns away may leave the state in another way than what passes: it is asked everywhere.
  if (action & ACTION.APPLIES || plan.match) return action;
  return (action & ~ACTION.LIVELY) | (plan.types[type] ? ACTION.UNWANTED : 0);
}
