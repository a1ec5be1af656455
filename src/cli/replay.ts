import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { BufferStyle } from '../bytes/dump.js';
import type { Permissions } from '../chisel/load.js';
import { explainPlan, makePlan, type Plan } from '../engine/plan.js';
import { anyPasses, worthProbing } from '../engine/probe.js';
import { parseBound, Range } from '../engine/range.js';
import { type Limits, type Outcome, runCapture } from '../engine/run.js';
import { holdsWord } from '../engine/words.js';
import { SharkError } from '../errors.js';
import { eventTable } from '../event/table.js';
import { fieldCatalog } from '../field/registry.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { LiveCounts } from '../live/source.js';
import { type Format, hasTransformers, parseFormat } from '../output/format.js';
import type { Sink } from '../output/sink.js';
import { ClosedPipe, Stdout } from '../output/stdout.js';
import { Summary } from '../output/summary.js';
import { canReopen, LIVE, openSource } from '../source/open.js';
import { SERVICE_NAMES } from '../source/services.js';
import { EventContext, NotShareable, type TimeMode } from '../state/context.js';
import { Suppressor } from '../state/suppress.js';
import type { Chisels } from './chisels.js';
import { explain, printable } from './explain.js';
import type { Options } from './flags.js';
import type { Live } from './live.js';
import { chooseFormat, eventPrinter } from './print.js';
import { Progress } from './progress.js';
import type { Recording } from './record.js';
import { gatherersFor, gatherShared, printShared, shareOf, workersFor } from './share.js';
import { summarySink } from './summary.js';

const SECOND = 1e9;
/** Characters of a buffer that are printed without -v. */
const BUFFER_LIMIT = 80;

function usage(message: string, hint?: string): never {
  throw new SharkError('TS_SHARK_USAGE', message, hint);
}

function positive(text: string | undefined, what: string): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text) || Number(text) === 0) usage(`${what} must be a number above 0, not '${text}'`);
  return Number(text);
}

function bufferStyle(options: Options): BufferStyle {
  const chosen: BufferStyle[] = [];
  if (options.printHex) chosen.push('hex');
  if (options.printHexAscii) chosen.push('hexascii');
  if (options.printAscii) chosen.push('ascii');
  if (options.printBase64) chosen.push('base64');
  if (chosen.length > 1) usage('only one of -x, -X, -A and -b can be given');
  return chosen[0] ?? 'dots';
}

function timeMode(text: string | undefined): TimeMode {
  if (text === undefined) return 'h';
  if (!/^[hardD]$/.test(text)) usage(`-t knows h, a, r, d and D, not '${text}'`);
  return text as TimeMode;
}

export function contextFor(options: Options): EventContext {
  const ctx = new EventContext();
  ctx.resolver.bufferStyle = bufferStyle(options);
  ctx.resolver.bufferLimit = options.verbose || options.json || options.chisel ? 0 : BUFFER_LIMIT;
  ctx.users.ignored = options.excludeUsers === true;
  if (options.resolvePorts) ctx.resolver.ports = SERVICE_NAMES;
  ctx.timeMode = timeMode(options.timetype);
  if (options.suppressComm) ctx.suppressor = new Suppressor(options.suppressComm);
  return ctx;
}

/** The chisels want the whole capture for themselves: it is to be read again, by one thread. */
const ALONE = Symbol('alone');

/** What the command line asks for, the same for every capture. */
interface Request {
  readonly options: Options;
  readonly format: Format;
  readonly formatText: string;
  readonly filterText: string;
  /** Makes the filter: each capture has its own, as some fields count from one look to the next. */
  readonly filter: (() => CompiledFilter) | undefined;
  readonly limits: Limits;
  readonly terminal: boolean;
  readonly stdout: Stdout;
  readonly summary: Summary | undefined;
  /** Run instead of printing events. */
  readonly chisels: Chisels | undefined;
  /** Where events come from when there is no capture to read. */
  readonly live: Live | undefined;
  /** What -w writes. */
  readonly recording: Recording | undefined;
  readonly progress: Progress | undefined;
}

export async function makeFormat(text: string): Promise<Format> {
  const operand = hasTransformers(text) ? (await import('../filter/operand.js')).compileOperand : undefined;
  return parseFormat(text, fieldCatalog, operand);
}

export async function makeFilter(text: string): Promise<(() => CompiledFilter) | undefined> {
  if (text.trim() === '') return undefined;
  const { compileFilter } = await import('../filter/compile.js');
  const make = () => compileFilter(text, fieldCatalog);
  // A wrong filter is an error before anything is read.
  make();
  return make;
}

async function makeChisels(request: Parameters<typeof Chisels.load>[0]): Promise<Chisels | undefined> {
  if (!request.options.chisel) return undefined;
  return (await import('./chisels.js')).Chisels.load(request);
}

/**
 * Reads captures, filters and prints them: what ts-shark does without a subcommand. `permissions`: of the script that
 * asked for it.
 */
export async function replay(
  options: Options,
  filterText: string,
  rerun: (args: readonly string[], permissions?: Permissions) => void,
  permissions?: Permissions,
): Promise<number> {
  if (options.list || options.listEvents || options.listMarkdown) {
    const { printLists } = await import('./lists.js');
    return printLists(options);
  }
  if (options.filterProclist && filterText.trim() === '') usage('--filter-proclist needs a filter');
  const terminal = isatty(1);
  const text = await chooseFormat(options, terminal);
  const stdout = new Stdout(options.unbuffered === true || terminal);
  const request: Request = {
    options,
    limits: {
      events: positive(options.numevents, 'the number of events (-n)'),
      duration: positive(options.secondsMax, 'the number of seconds (-M)') * SECOND,
      range: parseRange(options),
    },
    filter: await makeFilter(filterText),
    format: await makeFormat(text),
    formatText: text,
    filterText,
    terminal,
    stdout,
    summary: options.summary ? new Summary() : undefined,
    chisels: await makeChisels({ options, stdout, terminal, filterText, rerun, permissions }),
    recording: options.writefile === undefined ? undefined : await makeRecording(options, options.writefile),
    progress: options.progress || (options.writefile !== undefined && options.readfile) ? new Progress() : undefined,
    live: options.readfile ? undefined : (await import('./live.js')).Live.prepare(options, positive),
  };
  if (options.jsonSchema) {
    const { jsonSchema } = await import('../output/json-schema.js');
    writeSync(1, `${JSON.stringify(jsonSchema(request.format), null, 2)}\n`);
    return 0;
  }
  if (options.explainPlan) {
    writeSync(1, explainPlan(makeJob(request, options.readfile?.[0]).plan));
    return 0;
  }
  return readAll(options.readfile ?? [LIVE], request);
}

function parseRange({ from, to }: Options): Range | undefined {
  if (from === undefined && to === undefined) return undefined;
  return new Range(from === undefined ? undefined : parseBound(from), to === undefined ? undefined : parseBound(to));
}

async function makeRecording(options: Options, path: string): Promise<Recording> {
  const { Recording } = await import('./record.js');
  const { recordOptions } = await import('./record-options.js');
  return new Recording(recordOptions(options, path, positive));
}

interface Job {
  readonly ctx: EventContext;
  readonly sinks: readonly Sink[];
  readonly plan: Plan;
  readonly capture: CompiledFilter | undefined;
}

/** One capture's worth of work: captures do not share their state. */
function makeJob(request: Request, file = ''): Job {
  const { options, format, terminal, stdout, summary, limits, chisels } = request;
  const ctx = contextFor(options);
  const filter = request.filter?.();
  const display = options.displayflt ? filter : undefined;
  const capture = options.displayflt ? undefined : filter;
  const sinks: Sink[] = [];
  if (chisels) sinks.push(...chisels.sinks(ctx, file));
  else {
    if (summary) sinks.push(summarySink(ctx, summary));
    if (!options.quiet && !request.recording) sinks.push(eventPrinter(ctx, format, options, terminal, display, stdout));
  }
  const counted = Math.min(limits.events, limits.duration) !== Number.POSITIVE_INFINITY || options.verbose === true;
  return { ctx, sinks, plan: makePlan(capture, sinks, counted), capture };
}

const NOTHING: Outcome = { events: 0, passedOver: undefined };

async function readOne(file: string, request: Request, job: Job, interrupted: AbortSignal): Promise<Outcome> {
  const { ctx, sinks, plan, capture } = job;
  const { options } = request;
  const { live } = request;
  const tell = request.progress?.tell;
  const open = (chosen: Plan, from = 0, to = 1) =>
    live
      ? live.open(
          chosen,
          () => request.stdout.flush(),
          () => request.recording?.bytes,
        )
      : openSource(file, tell && ((part) => tell(from + part * (to - from))));
  // A first look knows no option that changes what a filter sees.
  const plain = !options.suppressComm && !options.resolvePorts && !options.excludeUsers;
  if (request.recording) {
    let begun = 0;
    const look = () => {
      begun = 0.5;
      return open(plan, 0, begun);
    };
    const filter = capture && request.filter;
    const copier = await request.recording.copier(file, ctx, filter, request.limits, interrupted, look, plain);
    const all = [...sinks, copier];
    const joined = makePlan(capture, all);
    const source = await open(joined, begun);
    const outcome = await runCapture(source, ctx, joined, all, request.limits, interrupted);
    // What comes behind the last event is not read.
    if (!interrupted.aborted && source.size !== undefined) tell?.(1);
    return outcome;
  }
  // Chisels want to know how long a capture is, also when nothing in it passes.
  if (capture && !request.chisels && canReopen(file) && plain) {
    if (capture.words) {
      if (!(await holdsWord(await openSource(file), capture.words, interrupted))) return NOTHING;
    } else if (worthProbing(capture, plan)) {
      const own = request.filter?.() as CompiledFilter;
      if (!(await anyPasses(await openSource(file), own, interrupted))) return NOTHING;
    }
  }
  const { format, formatText, filterText, terminal, stdout } = request;
  const workers = request.chisels ? 1 : workersFor(file, options, format, formatText);
  if (workers > 1) {
    const outcome = await printShared(
      { file, options, formatText, filterText, terminal },
      workers,
      stdout,
      interrupted,
    );
    if (outcome) return outcome;
  }
  const source = await open(plan);
  const metered = request.chisels?.meter(source) ?? source;
  return runCapture(metered, ctx, plan, sinks, request.limits, interrupted);
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
  const stop = new AbortController();
  const either = AbortSignal.any([interrupted, stop.signal]);
  const shared = await shareOf(ctx, sinks, count);
  const others = gatherShared({ file, options, filterText, terminal }, count, sinks, either);
  // What goes wrong there is heard of below, when this thread is done.
  others.catch(() => {});
  try {
    const outcome = await runCapture(
      await openSource(file),
      ctx,
      makePlan(capture, shared, false),
      shared,
      limits,
      interrupted,
    );
    return (await others) ? outcome : ALONE;
  } catch (error) {
    if (error instanceof NotShareable) {
      stop.abort();
      await others;
      return ALONE;
    }
    // What was read up to the damage is shown.
    await others;
    throw error;
  }
}

async function readAll(files: readonly string[], request: Request): Promise<number> {
  const { options, stdout, summary, terminal, format } = request;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      if (!request.live) stop.abort();
      else request.live.stop();
      // Asked once more, it does not wait for what is still to be read.
      process.once(signal, () => stop.abort());
    });
  }
  const started = process.hrtime.bigint();
  request.recording?.begin();
  let status = 0;
  let events = 0;
  let suppressed = 0;
  let table = eventTable('pairs');
  try {
    for (const file of files) {
      let job = makeJob(request, file);
      try {
        const together = await readTogether(file, request, job, stop.signal);
        if (together === ALONE) job = makeJob(request, file);
        const alone = () =>
          readOne(file, request, job, stop.signal).finally(() => {
            request.progress?.end();
            request.live?.end();
          });
        const outcome = together === undefined || together === ALONE ? await alone() : together;
        events += outcome.events;
        if (outcome.passedOver) {
          stdout.flush();
          writeSync(2, passedOverText(file, outcome.passedOver));
        }
      } catch (error) {
        if (!(error instanceof SharkError)) throw error;
        // What was read is printed before the complaint about the rest.
        stdout.flush();
        writeSync(2, explain(error));
        status = 1;
      }
      for (const sink of job.sinks) sink.end?.();
      table = job.ctx.table;
      suppressed += job.ctx.suppressor?.count ?? 0;
      if (stop.signal.aborted) break;
    }
    const coloured = format.pieces.some((piece) => typeof piece === 'string' && piece.includes('\x1b'));
    if (terminal && coloured && !options.quiet && !options.json) stdout.out.text('\x1b[00m');
    summary?.put(stdout.out, table);
    stdout.flush();
  } catch (error) {
    if (error instanceof ClosedPipe) {
      request.recording?.end('closed');
      return 0;
    }
    stdout.flush();
    if (error instanceof Error && 'status' in error) return error.status as number;
    throw error;
  }
  request.recording?.end(stop.signal.aborted ? 'interrupted' : 'complete');
  if (options.verbose) writeStatistics(events, suppressed, started, request.live?.counts);
  return status;
}

const passedOverText = (file: string, what: string) =>
  `${printable(`ts-shark: ${file}: left out ${what}: its writer is newer than this program`)}\n`;

function writeStatistics(events: number, suppressed: number, started: bigint, live: LiveCounts | undefined): void {
  const seconds = Number(process.hrtime.bigint() - started) / SECOND;
  const rate = (events / seconds).toFixed(2);
  writeSync(
    2,
    `Driver Events:${live?.events ?? 0}\nDriver Drops:${live?.drops.reduce((sum, n) => sum + n, 0) ?? 0}\nSuppressed by Comm:${suppressed}\n`,
  );
  writeSync(2, `Elapsed time: ${seconds.toFixed(3)}, Captured Events: ${events}, ${rate} eps\n`);
}
