import { writeSync } from 'node:fs';
import { NO_LIMITS } from '../engine/limits.js';
import { makePlan, type Sink } from '../engine/plan.js';
import { runCapture } from '../engine/run.js';
import { SharkError } from '../errors.js';
import { Need } from '../field/def.js';
import { canReopen, openSource } from '../source/open.js';
import { EventContext } from '../state/context.js';
import type { ThreadInfo } from '../state/thread.js';
import { containerFilter, treeFilter } from './cut.js';
import { parseCommandLine } from './parse.js';
import { interruption, parsed, subcommand } from './subcommand.js';

const ROTATION = { size: '-C', time: '-G', events: '-e' } as const;
/** The first process: everybody's ancestor, and so a part without all below it. */
const INIT = 1;
/** The part of events whose process is not known. */
const UNKNOWN = 'unknown';

function usage(problem: string, hint?: string): never {
  throw new SharkError('TS_SHARK_USAGE', problem, hint);
}

/** Filters by what their files are called after. */
type PartFilters = Map<string, string>;

/** What a file of its own is for: containers, or the roots of process trees. Every event lies in one. */
async function filtersBy(file: string, by: 'container' | 'process', until: AbortSignal): Promise<PartFilters> {
  const ctx = new EventContext();
  const filters: PartFilters = new Map();
  const note = (thread: ThreadInfo | undefined) => {
    if (by === 'container') {
      const id = thread ? thread.containerId || 'host' : UNKNOWN;
      filters.set(id, thread ? containerFilter(id) : 'not container.id exists');
    } else if (!thread || thread.isInvalid) {
      filters.set(UNKNOWN, 'not proc.pid exists');
    } else {
      const root = rootOf(ctx, thread);
      const name = root.pid === INIT ? 'init' : String(root.pid);
      filters.set(name, root.pid === INIT ? `proc.pid=${INIT}` : treeFilter(name));
    }
  };
  const sink: Sink = {
    needs: Need.THREADS | Need.CONTAINERS,
    event() {
      note(ctx.thread);
      return true;
    },
  };
  await runCapture(await openSource(file), ctx, makePlan(undefined, [sink]), [sink], NO_LIMITS, until);
  return filters;
}

/** The process below the first one that the event's process descends from. */
function rootOf(ctx: EventContext, thread: ThreadInfo): ThreadInfo {
  let root = thread;
  ctx.threads.ancestors(thread, (ancestor) => {
    if (ancestor.pid <= INIT) return false;
    root = ancestor;
    return true;
  });
  return root;
}

/** `ts-shark split FILE -w OUT ...`: OUT0, OUT1, ... or, with --by, OUT.NAME. */
export async function split(argv: readonly string[]): Promise<number> {
  const command = subcommand('split', 'Writes a capture as several, each complete by itself.')
    .argument('<file>', 'capture')
    .requiredOption('-w, --writefile <file>', 'what the names of the files begin with')
    .option('-z, --compress', 'compress them with gzip')
    .option('--size <mb>', 'a file for every so many million bytes')
    .option('--time <sec>', 'a file for every so many seconds')
    .option('--events <n>', 'a file for every n events')
    .option('--by <what>', 'a file for each container, or for each process with all below it (container, process)');
  if (!parsed(command, argv)) return 0;
  const options = command.opts<Record<string, string | true | undefined>>();
  const [file] = command.args;
  const out = String(options.writefile);
  if (out === '-') usage('split writes several files', 'name them with -w');
  const ways = [...Object.keys(ROTATION), 'by'].filter((name) => options[name] !== undefined);
  if (ways.length !== 1) usage('split takes one way to split', 'one of --size, --time, --events and --by');
  const compress = options.compress ? ['-z'] : [];
  const { by } = options;
  if (by === undefined) {
    const way = ways[0] as keyof typeof ROTATION;
    return write(['-r', file, `--writefile=${out}`, ROTATION[way], String(options[way]), ...compress]);
  }
  if (by !== 'container' && by !== 'process') usage(`--by is container or process, not '${by}'`);
  if (!canReopen(file)) usage('split --by reads a capture several times, which a pipe does not allow', 'save it first');
  const stop = interruption();
  for (const [part, filter] of await filtersBy(file, by, stop)) {
    if (stop.aborted) break;
    // An id may hold anything; a file name may not.
    const name = `${out}.${part.replace(/[^\w.-]/g, '_')}`;
    const status = await write(['-r', file, `--writefile=${name}`, ...compress], filter);
    if (status !== 0) return status;
    writeSync(2, `${name}\n`);
  }
  return 0;
}

async function write(line: readonly string[], filter = ''): Promise<number> {
  const { replay } = await import('./replay.js');
  return replay(parseCommandLine(line).options, filter);
}
