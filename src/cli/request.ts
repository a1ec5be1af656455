import { isatty } from 'node:tty';
import type { BufferStyle } from '../bytes/dump.js';
import type { Permissions } from '../chisel/load.js';
import type { Limits } from '../engine/limits.js';
import { parseBound, Range } from '../engine/range.js';
import { SharkError } from '../errors.js';
import { fieldCatalog } from '../field/registry.js';
import type { CompiledFilter } from '../filter/compile.js';
import { readGroups, readUsers } from '../live/proc/machine.js';
import { type Format, hasTransformers, parseFormat } from '../output/format.js';
import { Stdout } from '../output/stdout.js';
import { Summary } from '../output/summary.js';
import { SERVICE_NAMES } from '../source/services.js';
import { EventContext, type TimeMode } from '../state/context.js';
import { LocalUsers } from '../state/local-users.js';
import { Suppressor } from '../state/suppress.js';
import type { Chisels } from './chisels.js';
import type { Options } from './flags.js';
import type { Live } from './live.js';
import { chooseFormat } from './print.js';
import { Progress } from './progress.js';
import type { Recording } from './record.js';

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

/** Live, the list of users that is at hand is that of this machine anyway. */
function localUsersFor({ captureUsers, excludeUsers, readfile }: Options): LocalUsers | undefined {
  if (captureUsers || excludeUsers || !readfile) return undefined;
  return new LocalUsers(() => ({ users: readUsers(), groups: readGroups() }));
}

/** `localUsers`: those that all contexts of a run share. */
export function contextFor(options: Options, localUsers = localUsersFor(options)): EventContext {
  const ctx = new EventContext();
  ctx.resolver.bufferStyle = bufferStyle(options);
  ctx.resolver.bufferLimit = options.verbose || options.json || options.chisel ? 0 : BUFFER_LIMIT;
  ctx.users.ignored = options.excludeUsers === true;
  ctx.localUsers = localUsers;
  if (options.resolvePorts) ctx.resolver.ports = SERVICE_NAMES;
  ctx.timeMode = timeMode(options.timetype);
  if (options.suppressComm) ctx.suppressor = new Suppressor(options.suppressComm);
  return ctx;
}

/** What the command line asks for, the same for every capture. */
export interface Request {
  readonly options: Options;
  readonly format: Format;
  readonly formatText: string;
  readonly filterText: string;
  /** Makes the filter: each capture has its own, as some fields count from one look to the next. */
  readonly filter: (() => CompiledFilter) | undefined;
  readonly limits: Limits;
  /** See EventContext. */
  readonly localUsers: LocalUsers | undefined;
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

/** How a run can ask for the next one, and what it may do. */
export interface Origin {
  rerun(args: readonly string[], permissions?: Permissions): void;
  /** Of the script that asked for this run; undefined: the user did. */
  readonly permissions: Permissions | undefined;
}

/** The user asked, and nothing follows. */
export const BY_USER: Origin = { rerun() {}, permissions: undefined };

/** Looks through the command line. Throws SharkError for what is wrong with it. */
export async function makeRequest(options: Options, filterText: string, origin: Origin): Promise<Request> {
  if (options.filterProclist && filterText.trim() === '') usage('--filter-proclist needs a filter');
  const terminal = isatty(1);
  const text = await chooseFormat(options, terminal);
  const stdout = new Stdout(options.unbuffered === true || terminal);
  return {
    options,
    limits: {
      events: positive(options.numevents, 'the number of events (-n)'),
      duration: positive(options.secondsMax, 'the number of seconds (-M)') * SECOND,
      range: parseRange(options),
      // Readers of a file count as sysdig does; who records ten events wants to see ten.
      withoutInternal: !options.readfile && !options.debug,
    },
    localUsers: localUsersFor(options),
    filter: await makeFilter(filterText),
    format: await makeFormat(text),
    formatText: text,
    filterText,
    terminal,
    stdout,
    summary: options.summary ? new Summary() : undefined,
    chisels: await makeChisels({ options, stdout, terminal, filterText, ...origin }),
    recording: options.writefile === undefined ? undefined : await makeRecording(options, options.writefile),
    progress: options.progress || (options.writefile !== undefined && options.readfile) ? new Progress() : undefined,
    live: options.readfile ? undefined : (await import('./live.js')).Live.prepare(options, positive),
  };
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
