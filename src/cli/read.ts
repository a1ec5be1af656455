import { explainPlan, makePlan, type Plan } from '../engine/plan.js';
import { anyPasses, worthProbing } from '../engine/probe.js';
import { type Outcome, runCapture } from '../engine/run.js';
import { findWords, type Whereabouts, worthKnowing } from '../engine/words.js';
import { SharkError } from '../errors.js';
import { ALL_TYPES } from '../field/use.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { Words } from '../filter/words.js';
import type { Sink } from '../output/sink.js';
import { canReopen, openSource } from '../source/open.js';
import type { ByteSource } from '../source/source.js';
import type { EventContext } from '../state/context.js';
import { printable } from './explain.js';
import { eventPrinter } from './print.js';
import type { Recording } from './record.js';
import { contextFor, type Request } from './request.js';
import { gatherersFor, gatherShared, printersFor, printShared } from './share.js';
import { summarySink } from './summary.js';

/** The chisels want the whole capture for themselves: it is to be read again, by one thread. */
const ALONE = Symbol('alone');

interface Job {
  readonly ctx: EventContext;
  readonly sinks: readonly Sink[];
  readonly plan: Plan;
  readonly capture: CompiledFilter | undefined;
}

const contextOf = ({ options, localUsers }: Request) => contextFor(options, localUsers);

/** One capture's worth of work: captures do not share their state. */
function makeJob(request: Request, file = ''): Job {
  const { options, format, terminal, stdout, summary, limits, chisels } = request;
  const ctx = contextOf(request);
  const filter = request.filter?.();
  const display = options.displayflt ? filter : undefined;
  const capture = options.displayflt ? undefined : filter;
  const sinks: Sink[] = [];
  if (chisels) sinks.push(...chisels.sinks(ctx, file));
  else {
    if (summary) sinks.push(summarySink(ctx, summary));
    if (!options.quiet && !request.recording) {
      sinks.push(eventPrinter(ctx, filter?.types ?? ALL_TYPES, format, options, terminal, display, stdout));
    }
  }
  const counted = Math.min(limits.events, limits.duration) !== Number.POSITIVE_INFINITY || options.verbose === true;
  return { ctx, sinks, plan: makePlan(capture, sinks, counted), capture };
}

const NOTHING: Outcome = { events: 0, passedOver: undefined };

/** Opens the capture for a pass over it, which makes up a part of the whole run: `from` to `to` of 1. */
function opener(file: string, { live, progress, stdout, recording }: Request) {
  const tell = progress?.tell;
  return (plan: Plan, from = 0, to = 1): Promise<ByteSource> =>
    live
      ? live.open(
          plan,
          () => stdout.flush(),
          () => recording?.bytes,
        )
      : openSource(file, tell && ((part) => tell(from + part * (to - from))));
}

/**
 * A first look knows no option that changes what a filter sees. Chisels want all of a capture, also where nothing in it
 * passes: how long it is, and who does what on the machine.
 */
const isPlain = ({ options, chisels }: Request) =>
  !chisels && !options.suppressComm && !options.resolvePorts && !options.excludeUsers;

async function recordOne(
  file: string,
  request: Request,
  recording: Recording,
  job: Job,
  interrupted: AbortSignal,
): Promise<Outcome> {
  const { ctx, sinks, plan, capture } = job;
  const { limits } = request;
  const open = opener(file, request);
  let begun = 0;
  const [copier, concerned] = await recording.copier(ctx, {
    source: file,
    makeFilter: capture && request.filter,
    limits,
    interrupted,
    open: () => {
      begun = 0.5;
      return open(plan, 0, begun);
    },
    context: () => contextOf(request),
    plain: isPlain(request),
  });
  const all = [...sinks, copier];
  const joined = { ...makePlan(capture, all), concerned };
  const source = await open(joined, begun);
  const metered = request.chisels?.meter(source) ?? source;
  const outcome = await runCapture(metered, ctx, joined, all, limits, interrupted).finally(() => copier.end());
  // What comes behind the last event is not read.
  if (!interrupted.aborted && source.size !== undefined) request.progress?.tell(1);
  return outcome;
}

/** What is looked for before the run, with less state than that keeps: the words of the filter, or one event that passes. */
function lookBefore(file: string, request: Request, { capture, plan }: Job): Words | CompiledFilter | undefined {
  if (!capture || !canReopen(file) || !isPlain(request)) return undefined;
  if (capture.words) return worthKnowing(capture.words, plan.needs);
  return worthProbing(capture, plan) ? request.filter?.() : undefined;
}

/** Where events can be that pass, as far as a first look tells. */
async function firstLook(file: string, request: Request, job: Job, interrupted: AbortSignal): Promise<Whereabouts> {
  const wanted = lookBefore(file, request, job);
  if (wanted === undefined) return 'anywhere';
  if ('any' in wanted) return findWords(await openSource(file), wanted, interrupted);
  return (await anyPasses(await openSource(file), contextOf(request), wanted, interrupted)) ? 'anywhere' : 'nowhere';
}

/** What would be done, in words. */
export function explainRun(request: Request, file = ''): string {
  const job = makeJob(request, file);
  const wanted = lookBefore(file, request, job);
  let look = 'none';
  if (wanted && 'any' in wanted) {
    look = `for ${printable(wanted.any.join(', '))} in ${wanted.ofProgram ? 'what programs are started with' : 'all texts'}`;
    if (wanted.ofOwnProcess) look += '; where few processes say it, the fds of these and their kin are kept alone';
  } else if (wanted) look = 'for an event that passes, with the state that the filter needs';
  return `first look:      ${look}\n${explainPlan(job.plan)}`;
}

async function readAlone(file: string, request: Request, job: Job, interrupted: AbortSignal): Promise<Outcome> {
  const { recording, options, summary, chisels } = request;
  if (recording) return recordOne(file, request, recording, job, interrupted);
  const where = await firstLook(file, request, job, interrupted);
  if (where === 'nowhere') return NOTHING;
  const printers = chisels || summary ? undefined : printersFor(file, request);
  // Where the state of few threads is kept, few events are printed.
  if (printers && (printers.atOnce || where === 'anywhere')) {
    const open = () => opener(file, request)(job.plan);
    const work = { file, request, ctx: job.ctx, filter: job.capture, open };
    const outcome = await printShared(work, printers, interrupted);
    if (outcome) return outcome;
    return readAlone(file, { ...request, options: { ...options, threads: '1' } }, makeJob(request, file), interrupted);
  }
  const { ctx, sinks } = job;
  const plan: Plan = { ...job.plan, concerned: where === 'anywhere' ? undefined : where };
  const source = await opener(file, request)(plan);
  return runCapture(chisels?.meter(source) ?? source, ctx, plan, sinks, request.limits, interrupted);
}

/** Runs chisels with several threads, where that is asked for and can be. Undefined: nothing was done. */
async function readTogether(
  file: string,
  request: Request,
  { ctx, sinks, capture }: Job,
  interrupted: AbortSignal,
): Promise<Outcome | typeof ALONE | undefined> {
  const { options, filterText, terminal, limits } = request;
  const count = request.chisels && !request.recording ? gatherersFor(file, options, sinks) : 1;
  if (count === 1) return undefined;
  const outcome = await gatherShared(
    { file, options, filterText, terminal },
    count,
    sinks,
    interrupted,
    async (division) => {
      ctx.shared = true;
      const plan = makePlan(capture, sinks, false);
      return runCapture(await openSource(file), ctx, plan, sinks, { ...limits, division }, interrupted);
    },
  );
  return outcome ?? ALONE;
}

/** What became of a capture: with an error, what was read before it is in the job all the same. */
interface Reading {
  readonly job: Job;
  readonly outcome?: Outcome;
  readonly error?: SharkError;
}

/** Reads one capture: by several threads where that is asked for and can be, otherwise by this one. */
export async function readCapture(file: string, request: Request, interrupted: AbortSignal): Promise<Reading> {
  let job = makeJob(request, file);
  try {
    const together = await readTogether(file, request, job, interrupted);
    if (together !== undefined && together !== ALONE) return { job, outcome: together };
    if (together === ALONE) job = makeJob(request, file);
    const outcome = await readAlone(file, request, job, interrupted).finally(() => {
      request.progress?.end();
      request.live?.end();
    });
    return { job, outcome };
  } catch (error) {
    if (!(error instanceof SharkError)) throw error;
    return { job, error };
  }
}
