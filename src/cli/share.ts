import { pathToFileURL } from 'node:url';
import type { Outcome } from '../engine/run.js';
import { SharkError } from '../errors.js';
import { type Format, hasTransformers } from '../output/format.js';
import type { Sink } from '../output/sink.js';
import type { Stdout } from '../output/stdout.js';
import { canReopen } from '../source/open.js';
import { inPackage } from '../source/package.js';
import type { EventContext } from '../state/context.js';
import type { Options } from './flags.js';
import type { MergeJob, MergeReport } from './merge-job.js';
import type { PrintJob, PrintReport } from './shared-job.js';

/** More do not help: each of them walks through the whole capture. */
const MOST_WORKERS = 4;

/**
 * How many workers print a file together; 1: this thread does it alone. It does unless more are asked for, and where it
 * must: what is printed depends on the events before, or stops early.
 */
export function workersFor(file: string, options: Options, format: Format, formatText: string): number {
  const wanted = threadsOf(options);
  const shareable =
    divisible(file, options) &&
    !options.quiet &&
    !options.unbuffered &&
    options.timetype !== 'D' &&
    !hasTransformers(formatText) &&
    !format.columns.some(({ field }) => field.def.sequential);
  return shareable ? wanted : 1;
}

/**
 * How many threads run the chisels of a file together, this one among them: one, unless more are asked for, as most
 * chisels do little beside what the state costs every thread.
 */
export function gatherersFor(file: string, options: Options, sinks: readonly Sink[]): number {
  const wanted = threadsOf(options);
  return divisible(file, options) && sinks.every((sink) => sink.merge) ? wanted : 1;
}

/** Each event of a file can be looked at by another thread. */
function divisible(file: string, options: Options): boolean {
  return (
    canReopen(file) &&
    !options.summary &&
    !options.displayflt &&
    !(options.suppressComm && options.verbose) &&
    !options.progress &&
    options.numevents === undefined &&
    options.secondsMax === undefined &&
    options.from === undefined &&
    options.to === undefined
  );
}

/** Throws SharkError(TS_SHARK_USAGE). */
function threadsOf({ threads }: Options): number {
  if (threads === undefined) return 1;
  if (!/^\d{1,3}$/.test(threads) || Number(threads) === 0) {
    throw new SharkError('TS_SHARK_USAGE', `the number of threads (--threads) must be from 1 to 999, not '${threads}'`);
  }
  return Math.min(Number(threads), MOST_WORKERS);
}

/**
 * Prints a capture with several workers. Undefined: one thread must do it
 * from the beginning, with the bytes that are printed already left out.
 */
export async function printShared(
  job: Omit<PrintJob, 'index' | 'count'>,
  workers: number,
  stdout: Stdout,
  interrupted: AbortSignal,
): Promise<Outcome | undefined> {
  const before = stdout.written;
  const { runPool } = await import('../engine/pool/pool.js');
  const jobs = Array.from({ length: workers }, (_, index) => ({ ...job, index, count: workers }));
  const module = pathToFileURL(inPackage('dist/cli/shared-job.js'));
  const reports = await runPool<PrintJob, PrintReport>(module, jobs, (bytes) => stdout.bytes(bytes), interrupted);
  if (reports.some((report) => report.refused)) {
    stdout.skip = stdout.written - before;
    return undefined;
  }
  const failed = reports.find((report) => report.error)?.error;
  if (failed) throw new SharkError(failed.code, failed.message, failed.hint);
  return reports[0] && { events: reports[0].events, passedOver: reports[0].passedOver };
}

/** This thread's part of what several do: chunk by chunk, like all of them. It waits for nobody. */
export async function shareOf(ctx: EventContext, sinks: readonly Sink[], count: number): Promise<Sink[]> {
  const { CHUNK_EVENTS, SharedSink } = await import('../engine/pool/chunks.js');
  const port = { admits: () => true, done() {}, put() {} };
  ctx.shared = true;
  return sinks.map((sink) => new SharedSink(ctx, sink, { index: 0, count, events: CHUNK_EVENTS }, port));
}

/**
 * Runs the other threads' parts of the chisels of a capture; what they gathered goes to the chisels of this one. False:
 * one thread must do it.
 */
export async function gatherShared(
  job: Omit<MergeJob, 'index' | 'count'>,
  count: number,
  sinks: readonly Sink[],
  interrupted: AbortSignal,
): Promise<boolean> {
  const { runPool } = await import('../engine/pool/pool.js');
  const jobs = Array.from({ length: count - 1 }, (_, i) => ({ ...job, index: i + 1, count }));
  const module = pathToFileURL(inPackage('dist/cli/merge-job.js'));
  const reports = await runPool<MergeJob, MergeReport>(module, jobs, () => {}, interrupted);
  for (const parts of reports) {
    if (!parts) return false;
    for (const [i, sink] of sinks.entries()) sink.merge?.add(parts[i]);
  }
  return true;
}
