import type { CompiledFilter } from '../filter/compile.js';
import type { ByteSource } from '../source/source.js';
import type { EventContext } from '../state/context.js';
import { closeNeeds, makePlan, type Plan } from './plan.js';
import { runCapture } from './run.js';

/** Whether a first look with the filter alone is cheaper than keeping all the state that the sinks want. */
export function worthProbing(filter: CompiledFilter | undefined, plan: Plan): boolean {
  return filter !== undefined && (plan.needs & ~closeNeeds(filter.needs)) !== 0;
}

/**
 * Looks for the first event that passes the filter, keeping no more state than the filter needs. A capture in which
 * nothing passes, which is what most questions to most captures end in, is done with that; otherwise it is read once
 * more from its beginning. The filter must be one of its own: some fields count from one look to the next.
 */
export async function anyPasses(
  source: ByteSource,
  ctx: EventContext,
  filter: CompiledFilter,
  interrupted: AbortSignal,
): Promise<boolean> {
  const plan = makePlan(filter, []);
  const limits = { events: 1, duration: Number.POSITIVE_INFINITY };
  const { events, passedOver } = await runCapture(source, ctx, plan, [], limits, interrupted);
  return events > 0 || passedOver !== undefined;
}
