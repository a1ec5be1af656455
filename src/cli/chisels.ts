import type { ArgValues } from '../chisel/api.js';
import { bindArgs } from '../chisel/args.js';
import type { Settings } from '../chisel/host.js';
import { loadChisel, type Permissions } from '../chisel/load.js';
import { Screen } from '../chisel/screen.js';
import { chiselSink, type LoadedChisel } from '../chisel/sink.js';
import type { Sink } from '../output/sink.js';
import type { Stdout } from '../output/stdout.js';
import { AttendedSource } from '../source/attended.js';
import { MeteredSource } from '../source/metered.js';
import { canReopen, LIVE } from '../source/open.js';
import type { ByteSource } from '../source/source.js';
import type { EventContext } from '../state/context.js';
import type { Options } from './flags.js';
import { splitChiselValue } from './getopt.js';
import { inlineMore } from './inlining.js';
import type { Origin } from './request.js';

/** A chisel with its arguments. */
interface BoundChisel {
  readonly loaded: LoadedChisel;
  readonly args: ArgValues<readonly never[]>;
}

export const permissionsOf = (options: Options): Permissions => ({
  exec: options.allowExec === true,
  write: options.allowWrite === true,
});

/** Loads the chisels of the command line. */
async function bindChisels(options: Options): Promise<BoundChisel[]> {
  const bound: BoundChisel[] = [];
  for (const word of options.chisel ?? []) {
    const { name, args } = splitChiselValue(word);
    const loaded = await loadChisel(name, permissionsOf(options));
    bound.push({ loaded, args: bindArgs(loaded.name, loaded.chisel.args ?? [], args) });
  }
  return bound;
}

/** What chisels are to know of the command line. */
interface Request extends Origin {
  readonly options: Options;
  readonly stdout: Stdout;
  readonly terminal: boolean;
  readonly filterText: string;
}

/** The size of the terminal, as of when it is asked for. */
const TERMINAL = {
  get columns() {
    return process.stdout.columns || 80;
  },
  get rows() {
    return process.stdout.rows || 24;
  },
};

/** The screen that panels are drawn on, which is told of another size, and left in order however the run ends. */
function screenFor(stdout: Stdout, terminal: boolean, drawsInPlace: boolean): Screen {
  const canMove = terminal && process.env.TERM !== 'dumb';
  const screen = new Screen(stdout, canMove ? TERMINAL : undefined);
  if (!canMove) return screen;
  if (drawsInPlace) {
    process.stdout.on('resize', () => screen.redraw());
    // Ctrl-Z: the shell gets its cursor back, and what is drawn next begins anew.
    process.on('SIGTSTP', () => {
      screen.close();
      process.kill(process.pid, 'SIGSTOP');
    });
  }
  process.once('exit', () => {
    try {
      screen.close();
    } catch {
      // The terminal is gone.
    }
  });
  return screen;
}

/** The chisels of the command line, over one capture after the other. */
export class Chisels {
  private source: MeteredSource | undefined;
  private made: readonly Sink[] = [];

  private constructor(
    private readonly bound: readonly BoundChisel[],
    private readonly request: Request,
  ) {}

  static async load(request: Request): Promise<Chisels> {
    const bound = await bindChisels(request.options);
    inlineMore();
    return new Chisels(bound, request);
  }

  /** The chisels as sinks over one capture; '' stands for any file. */
  sinks(ctx: EventContext, source: string): Sink[] {
    const { options, stdout, terminal, filterText, rerun, permissions } = this.request;
    const streaming = source !== '' && !canReopen(source);
    const settings: Settings = {
      stdout,
      showContainers: /^(c|container|k|kubernetes|m|mesos)$/.test(options.print ?? ''),
      json: options.json === true,
      terminal: terminal ? TERMINAL : undefined,
      screen: screenFor(stdout, terminal, streaming),
      streaming,
      live: source === LIVE,
      filter: filterText,
      source,
      run: { ended: false },
      styleChosen: [options.printHex, options.printHexAscii, options.printAscii, options.printBase64].includes(true),
      rerun,
      permissions,
      progress: () => this.source?.progress ?? 0,
    };
    const sinks = this.bound.map(({ loaded, args }) => chiselSink(ctx, loaded, args, settings));
    this.made = sinks;
    return sinks;
  }

  /** The source of the capture that comes next. */
  meter(source: ByteSource): ByteSource {
    const waiting = this.made.filter((sink) => sink.idle);
    const look = () => {
      for (const sink of waiting) sink.idle?.();
    };
    this.source = new MeteredSource(waiting.length > 0 ? new AttendedSource(source, look) : source);
    return this.source;
  }
}
