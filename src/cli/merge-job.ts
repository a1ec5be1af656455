import { NO_LIMITS } from '../engine/limits.js';
import { makePlan } from '../engine/plan.js';
import { Claims } from '../engine/pool/claims.js';
import { runCapture } from '../engine/run.js';
import { SharkError } from '../errors.js';
import { Stdout } from '../output/stdout.js';
import { openSource } from '../source/open.js';
import { NotShareable } from '../state/context.js';
import { Chisels } from './chisels.js';
import type { Options } from './flags.js';
import { BY_USER, contextFor, makeFilter } from './request.js';

/** What a thread is told that helps to run the chisels of the command line. */
export interface MergeJob {
  readonly file: string;
  readonly options: Options;
  readonly filterText: string;
  readonly terminal: boolean;
  /** See Claims. */
  readonly cells: Int32Array;
}

/** What each chisel gathered from the events of this thread; undefined: one thread must do it. */
export type MergeReport = readonly unknown[] | undefined;

/** Gathers from the chunks of a capture that this thread comes to first. */
export default async function gather({ file, options, filterText, terminal, cells }: MergeJob): Promise<MergeReport> {
  const ctx = contextFor(options);
  ctx.shared = true;
  const filter = (await makeFilter(filterText))?.();
  const chisels = await Chisels.load({ options, filterText, terminal, stdout: new Stdout(false), ...BY_USER });
  const sinks = chisels.sinks(ctx, file);
  const limits = { ...NO_LIMITS, division: new Claims(cells) };
  const never = new AbortController().signal;
  try {
    await runCapture(await openSource(file), ctx, makePlan(filter, sinks, false), sinks, limits, never);
  } catch (error) {
    if (error instanceof NotShareable) return undefined;
    // What is wrong with the capture the thread that prints will say.
    if (!(error instanceof SharkError)) throw error;
  }
  return sinks.map((sink) => sink.merge?.take());
}
