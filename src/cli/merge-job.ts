import { makePlan } from '../engine/plan.js';
import { CHUNK_EVENTS, type ChunkPort, SharedSink } from '../engine/pool/chunks.js';
import { GATE, type Reporting } from '../engine/pool/messages.js';
import type { Job } from '../engine/pool/pool.js';
import { NO_LIMITS, runCapture } from '../engine/run.js';
import { SharkError } from '../errors.js';
import { Stdout } from '../output/stdout.js';
import { openSource } from '../source/open.js';
import { NotShareable } from '../state/context.js';
import { Chisels } from './chisels.js';
import type { Options } from './flags.js';
import { BY_USER, contextFor, makeFilter } from './request.js';

/** One worker's part of running the chisels of the command line. */
export interface MergeJob extends Job {
  readonly file: string;
  readonly options: Options;
  readonly filterText: string;
  readonly terminal: boolean;
}

/** What each chisel gathered from the events of this worker; undefined: one thread must do it. */
export type MergeReport = readonly unknown[] | undefined;

/** Nothing is printed before all is merged: there is only an end to tell of. */
const portOf = ({ gate, port }: Reporting): ChunkPort => ({
  admits: () => Atomics.load(gate, GATE.STOP) === 0,
  done(next) {
    if (next === Number.POSITIVE_INFINITY) port.postMessage({ next });
  },
  put() {},
});

/** Gathers from the chunks of a capture that are this worker's. */
export default async function gather(job: MergeJob & Reporting): Promise<MergeReport> {
  const { file, options, filterText, terminal, index, count } = job;
  const ctx = contextFor(options);
  ctx.shared = true;
  const filter = (await makeFilter(filterText))?.();
  const chisels = await Chisels.load({ options, filterText, terminal, stdout: new Stdout(false), ...BY_USER });
  const own = chisels.sinks(ctx, file);
  const port = portOf(job);
  const share = { index, count, events: CHUNK_EVENTS };
  const shared = own.map((sink) => new SharedSink(ctx, sink, share, { ...port, done() {} }));
  const never = new AbortController().signal;
  try {
    await runCapture(await openSource(file), ctx, makePlan(filter, shared, false), shared, NO_LIMITS, never);
  } catch (error) {
    if (error instanceof NotShareable) return undefined;
    // What is wrong with the capture the thread that prints will say.
    if (!(error instanceof SharkError)) throw error;
  } finally {
    port.done(Number.POSITIVE_INFINITY);
  }
  return own.map((sink) => sink.merge?.take());
}
