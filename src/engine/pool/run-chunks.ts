import { SharkError } from '../../errors.js';
import type { CompiledFilter } from '../../filter/compile.js';
import type { ByteSource } from '../../source/source.js';
import type { EventContext } from '../../state/context.js';
import { NO_LIMITS } from '../limits.js';
import { makePlan, type Sink } from '../plan.js';
import { type Outcome, runCapture } from '../run.js';
import type { PrintedChunks } from './chunks.js';

/**
 * Prints this thread's chunks of a capture. Undefined: it cannot be read to its end, which another thread tells, whose
 * chunk it happens in. Throws what runCapture does, with all that comes before written.
 */
export async function runChunks(
  source: ByteSource,
  ctx: EventContext,
  filter: CompiledFilter | undefined,
  printer: Sink,
  chunks: PrintedChunks,
  interrupted: AbortSignal,
): Promise<Outcome | undefined> {
  const sinks = [printer];
  try {
    const limits = { ...NO_LIMITS, division: chunks };
    const outcome = await runCapture(source, ctx, makePlan(filter, sinks), sinks, limits, interrupted);
    if (!interrupted.aborted) chunks.finish();
    else {
      chunks.breakOff();
      chunks.stop();
    }
    return outcome;
  } catch (error) {
    if (error instanceof SharkError && !chunks.failed && !chunks.breakOff()) return undefined;
    chunks.stop();
    throw error;
  }
}
