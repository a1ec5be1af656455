import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { Claims, claimCells } from '../engine/pool/claims.js';
import type { Outcome } from '../engine/run.js';
import { SharkError } from '../errors.js';
import { ALL_TYPES } from '../field/use.js';
import type { CompiledFilter } from '../filter/compile.js';
import { hasTransformers } from '../output/format.js';
import type { Sink } from '../output/sink.js';
import { ClosedPipe } from '../output/stdout.js';
import { canReopen, isGzip } from '../source/open.js';
import { inPackage } from '../source/package.js';
import type { ByteSource } from '../source/source.js';
import { type EventContext, NotShareable } from '../state/context.js';
import type { Options } from './flags.js';
import type { InflateJob } from './inflate-job.js';
import type { MergeJob, MergeReport } from './merge-job.js';
import { eventPrinter } from './print.js';
import type { Request } from './request.js';
import type { PrintJob, PrintReport } from './shared-job.js';

/** More do not help: each of them walks through the whole capture. Also as many as print where nobody says how many. */
const MOST_THREADS = 4;
/** Bytes of a capture from which on it can become much, and bytes of output from which on it pays to have help. */
const LARGE = 4 * 1024 * 1024;
const MUCH = 4 * 1024 * 1024;

/** How many threads print a capture. */
export interface Printers {
  readonly count: number;
  /** The others begin at once; else when much has been printed. */
  readonly atOnce: boolean;
}

/**
 * How many threads print a file together; undefined: this one does it alone, as it must where what is printed depends
 * on the events before, or stops early.
 */
export function printersFor(file: string, request: Request): Printers | undefined {
  const { options, format, formatText, filterText, terminal } = request;
  const asked = threadsOf(options);
  const shareable =
    divisible(file, options) &&
    !terminal &&
    !options.quiet &&
    !options.unbuffered &&
    options.timetype !== 'D' &&
    !hasTransformers(formatText) &&
    !format.columns.some(({ field }) => field.def.sequential);
  if (!shareable || asked === 1) return undefined;
  if (asked !== undefined) return { count: asked, atOnce: true };
  const count = Math.min(availableParallelism(), MOST_THREADS);
  if (count === 1 || statSync(file).size < LARGE) return undefined;
  // Who comes late cannot read what was inflated before: it has to be known that much will be printed.
  const packed = isGzip(file);
  return packed && filterText.trim() !== '' ? undefined : { count, atOnce: packed };
}

/**
 * How many threads run the chisels of a file together, this one among them: one, unless more are asked for, as most
 * chisels do little beside what the state costs every thread.
 */
export function gatherersFor(file: string, options: Options, sinks: readonly Sink[]): number {
  const asked = threadsOf(options) ?? 1;
  return divisible(file, options) && sinks.every((sink) => sink.merge) ? asked : 1;
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

/** As many as are asked for; undefined: nobody says. Throws SharkError(TS_SHARK_USAGE). */
function threadsOf({ threads }: Options): number | undefined {
  if (threads === undefined) return undefined;
  if (!/^\d{1,3}$/.test(threads) || Number(threads) === 0) {
    throw new SharkError('TS_SHARK_USAGE', `the number of threads (--threads) must be from 1 to 999, not '${threads}'`);
  }
  return Math.min(Number(threads), MOST_THREADS);
}

/** Runs each job in a thread of its own; undefined: they became dispensable. */
async function runJobs<J, R>(program: string, jobs: readonly J[], dispensable: AbortSignal) {
  const { runPool } = await import('../engine/pool/pool.js');
  return runPool<J, R>(pathToFileURL(inPackage(`dist/cli/${program}.js`)), jobs, dispensable);
}

/** Has a thread inflate a file for all; how a reader of it is told where. */
async function inflated(file: string, count: number, done: AbortSignal) {
  const { leave, sharedInput, SharedSource } = await import('../source/shared.js');
  const shared = sharedInput(count);
  const job: InflateJob = { file, input: shared };
  runJobs<InflateJob, void>('inflate-job', [job], done).catch(() => {});
  return {
    source: new SharedSource(file, shared, 0),
    input: (reader: number) => ({ shared, reader }),
    goOnAlone() {
      for (let reader = 1; reader < count; reader++) leave(shared, reader);
    },
  };
}

/**
 * Prints a capture, with help. Undefined: one thread must do it from the beginning, with the bytes that are printed
 * already left out.
 */
export async function printShared(
  { file, request, ctx, filter, open }: SharedWork,
  { count, atOnce }: Printers,
  interrupted: AbortSignal,
): Promise<Outcome | undefined> {
  const { options, format, formatText, filterText, stdout } = request;
  const { PrintedChunks, sharedPrint } = await import('../engine/pool/chunks.js');
  const { runChunks } = await import('../engine/pool/run-chunks.js');
  const shared = sharedPrint();
  const dispensable = new AbortController();
  const done = new AbortController();
  const packed = atOnce && isGzip(file) ? await inflated(file, count, done.signal) : undefined;
  let helpers: Promise<readonly PrintReport[] | undefined> | undefined;
  const call = () => {
    ctx.shared = true;
    const jobs = Array.from({ length: count - 1 }, (_, i): PrintJob => {
      return { file, options, formatText, filterText, shared, input: packed?.input(i + 1) };
    });
    helpers = runJobs<PrintJob, PrintReport>('shared-job', jobs, dispensable.signal);
    // What goes wrong there is told when this thread is done, which is then at once.
    helpers.catch(() => {
      chunks.stop();
      packed?.goOnAlone();
    });
  };
  stdout.flush();
  const chunks = new PrintedChunks(
    shared,
    stdout.out,
    (bytes, start, end) => stdout.direct(bytes, start, end),
    () => {
      if (!helpers && chunks.board.written >= MUCH) call();
    },
  );
  if (atOnce) call();
  let refused = false;
  try {
    const printer = eventPrinter(ctx, filter?.types ?? ALL_TYPES, format, options, false, undefined, chunks);
    const source = packed?.source ?? (await open());
    const outcome = await runChunks(source, ctx, filter, printer, chunks, interrupted);
    // Who has not even begun is not waited for.
    if (chunks.complete) dispensable.abort();
    const reports = (await helpers) ?? [];
    refused = reports.some(({ end }) => end === 'refused');
    if (!refused) {
      for (const report of reports) throwReported(report);
      return outcome;
    }
  } catch (error) {
    if (!(error instanceof NotShareable)) {
      dispensable.abort();
      throw error;
    }
    await helpers;
  } finally {
    done.abort();
  }
  stdout.skip = chunks.board.written;
  return undefined;
}

/** A capture that is to be printed with help. */
export interface SharedWork {
  readonly file: string;
  readonly request: Request;
  readonly ctx: EventContext;
  readonly filter: CompiledFilter | undefined;
  readonly open: () => Promise<ByteSource>;
}

function throwReported(report: PrintReport): void {
  if (report.end === 'closed') throw new ClosedPipe();
  if (report.end === 'failed') throw new SharkError(report.code, report.message, report.hint);
}

/** Runs chisels over the chunks that this thread comes to first. */
export type Gather = (claims: Claims) => Promise<Outcome>;

/**
 * Runs the chisels of a capture, with help: what the others gathered goes to the chisels of this thread. Undefined: one
 * thread must do it.
 */
export async function gatherShared(
  job: Omit<MergeJob, 'cells'>,
  count: number,
  sinks: readonly Sink[],
  interrupted: AbortSignal,
  gather: Gather,
): Promise<Outcome | undefined> {
  const cells = claimCells();
  const claims = new Claims(cells);
  const stop = () => claims.stop();
  const done = new AbortController();
  interrupted.addEventListener('abort', stop, { once: true, signal: done.signal });
  const jobs = new Array<MergeJob>(count - 1).fill({ ...job, cells });
  const helpers = runJobs<MergeJob, MergeReport>('merge-job', jobs, new AbortController().signal);
  helpers.catch(() => {});
  const take = async () => {
    const reports = (await helpers) ?? [];
    for (const parts of reports) for (const [i, sink] of sinks.entries()) if (parts) sink.merge?.add(parts[i]);
    return reports.every((parts) => parts !== undefined);
  };
  let outcome: Outcome;
  try {
    outcome = await gather(claims);
  } catch (error) {
    if (error instanceof NotShareable) {
      stop();
      await helpers;
      return undefined;
    }
    // What was read up to the damage is shown.
    await take();
    throw error;
  } finally {
    done.abort();
  }
  return (await take()) ? outcome : undefined;
}
