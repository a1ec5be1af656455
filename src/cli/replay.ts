import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { explainPlan, makePlan, type Sink } from '../engine/plan.js';
import { type Limits, runCapture } from '../engine/run.js';
import { SharkError } from '../errors.js';
import { fieldCatalog } from '../field/registry.js';
import { type CompiledFilter, compileFilter } from '../filter/compile.js';
import type { BufferStyle } from '../bytes/dump.js';
import { ClosedPipe, Stdout } from '../output/stdout.js';
import { Summary } from '../output/summary.js';
import { openSource } from '../source/open.js';
import { EventContext, type TimeMode } from '../state/context.js';
import { explain } from './explain.js';
import type { Options } from './flags.js';
import { chooseFormat, eventPrinter } from './print.js';
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

function contextFor(options: Options): EventContext {
  const ctx = new EventContext();
  ctx.resolver.bufferStyle = bufferStyle(options);
  ctx.resolver.bufferLimit = options.verbose || options.json ? 0 : BUFFER_LIMIT;
  ctx.users.ignored = options.excludeUsers === true;
  ctx.timeMode = timeMode(options.timetype);
  return ctx;
}

interface Totals {
  events: number;
  readonly started: bigint;
}

/** Reads captures, filters and prints them: what ts-shark does without a subcommand. */
export async function replay(options: Options, filterText: string): Promise<number> {
  if (options.list || options.listEvents) {
    const { printLists } = await import('./lists.js');
    return printLists(options);
  }
  const terminal = isatty(1);
  const format = chooseFormat(options, terminal);
  if (options.print === 'p') {
    writeSync(1, `${format}\n`);
    return 0;
  }
  const limits: Limits = {
    events: positive(options.numevents, 'the number of events (-n)'),
    duration: positive(options.secondsMax, 'the number of seconds (-M)') * SECOND,
  };
  const filter = filterText.trim() === '' ? undefined : compileFilter(filterText, fieldCatalog);
  const display = options.displayflt ? filter : undefined;
  const capture = options.displayflt ? undefined : filter;
  const stdout = new Stdout(options.unbuffered === true || terminal);
  const summary = options.summary ? new Summary() : undefined;
  const make = () => job(options, format, terminal, capture, display, stdout, summary);
  if (options.explainPlan) {
    writeSync(1, explainPlan(make().plan));
    return 0;
  }
  const files = options.readfile ?? [];
  if (files.length === 0) {
    usage('there is no capture to read', 'name one with -r FILE, or -r - for standard input; live capture is not part of this version');
  }
  const colours = terminal && format.includes('\x1b') && !options.quiet && !options.json;
  return readAll(files, make, limits, stdout, summary, colours, options);
}

type Job = ReturnType<typeof job>;

/** One capture's worth of work: files do not share their state. */
function job(
  options: Options,
  format: string,
  terminal: boolean,
  capture: CompiledFilter | undefined,
  display: CompiledFilter | undefined,
  stdout: Stdout,
  summary: Summary | undefined,
) {
  const ctx = contextFor(options);
  const sinks: Sink[] = [];
  if (summary) sinks.push(summarySink(ctx, summary));
  // A wrong format is an error also where nothing is printed.
  const printer = eventPrinter(ctx, format, options, terminal, display, stdout);
  if (!options.quiet) sinks.push(printer);
  return { ctx, sinks, plan: makePlan(capture, sinks) };
}

async function readAll(
  files: readonly string[],
  make: () => Job,
  limits: Limits,
  stdout: Stdout,
  summary: Summary | undefined,
  colours: boolean,
  options: Options,
): Promise<number> {
  let stop = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stop = true));
  let status = 0;
  const totals: Totals = { events: 0, started: process.hrtime.bigint() };
  let table = make().ctx.table;
  try {
    for (const file of files) {
      const { ctx, sinks, plan } = make();
      try {
        const outcome = await runCapture(await openSource(file), ctx, plan, sinks, limits, () => stop);
        totals.events += outcome.events;
      } catch (error) {
        if (!(error instanceof SharkError)) throw error;
        // What was read is printed before the complaint about the rest.
        stdout.flush();
        writeSync(2, explain(error));
        status = 1;
      }
      table = ctx.table;
      if (stop) break;
    }
    if (colours) stdout.out.text('\x1b[00m');
    summary?.put(stdout.out, table);
    stdout.flush();
  } catch (error) {
    if (error instanceof ClosedPipe) return 0;
    throw error;
  }
  if (options.verbose) writeStatistics(totals);
  return status;
}

function writeStatistics({ events, started }: Totals): void {
  const seconds = Number(process.hrtime.bigint() - started) / SECOND;
  const rate = (events / seconds).toFixed(2);
  writeSync(2, 'Driver Events:0\nDriver Drops:0\nSuppressed by Comm:0\n');
  writeSync(2, `Elapsed time: ${seconds.toFixed(3)}, Captured Events: ${events}, ${rate} eps\n`);
}
