import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import type { Plan } from '../engine/plan.js';
import type { Outcome } from '../engine/run.js';
import { SharkError } from '../errors.js';
import { type Format, hasTransformers } from '../output/format.js';
import type { Stdout } from '../output/stdout.js';
import { canReopen, isGzip } from '../source/open.js';
import { inPackage } from '../source/package.js';
import type { Options } from './flags.js';
import type { PrintJob, PrintReport } from './shared-job.js';

/** More do not help: each of them walks through the whole capture. */
const MOST_WORKERS = 4;
/** Of themselves, threads share work from this size on: below, one is done before the others have warmed up. */
const WORTH_BYTES = 100_000_000;
const BY_THEMSELVES = 2;

/**
 * How many workers print a file together; 1: this thread does it alone. It does where it must (what is printed depends
 * on the events before, or stops early) and where sharing does not pay: every worker asks the filter about every event.
 */
export function workersFor(file: string, options: Options, format: Format, formatText: string, plan: Plan): number {
  const shareable =
    !options.quiet &&
    !options.summary &&
    !options.displayflt &&
    !options.unbuffered &&
    !(options.suppressComm && options.verbose) &&
    !options.progress &&
    options.numevents === undefined &&
    options.secondsMax === undefined &&
    options.from === undefined &&
    options.to === undefined &&
    options.timetype !== 'D' &&
    !hasTransformers(formatText) &&
    !format.columns.some(({ field }) => field.def.sequential);
  const wanted = threadsOf(options);
  if (!shareable || !canReopen(file)) return 1;
  if (wanted !== undefined) return wanted;
  const pays = !plan.match && statSync(file).size >= WORTH_BYTES && !isGzip(file);
  return pays ? Math.min(availableParallelism(), BY_THEMSELVES) : 1;
}

/** Throws SharkError(TS_SHARK_USAGE). */
function threadsOf({ threads }: Options): number | undefined {
  if (threads === undefined) return undefined;
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
