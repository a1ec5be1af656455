import { readFileSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Permissions } from '../chisel/load.js';
import { SharkError } from '../errors.js';
import { inPackage } from '../source/package.js';
import { COMMANDS } from './commands.js';
import { type CommandLine, parseCommandLine } from './parse.js';
import type { Confined } from './rerun.js';

/** ts-shark has no libraries of sysdig in it; scripts that ask want to know what to expect of the output. */
const LIBS_VERSION = 'falcosecurity/libs version 0.15.1 (none inside; output is compared with that of this version)';

export function version(): string {
  const manifest = readFileSync(inPackage('package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Whether a word may name a chisel: what reads those is loaded for them alone. */
const mayNameChisel = (word: string) => /^(-[^-]*c|--c)/.test(word);

const parse = async (argv: readonly string[], confined?: Confined): Promise<CommandLine> =>
  argv.some(mayNameChisel)
    ? (await import('./parse-chisels.js')).parseWithChisels(argv, (name) => confined?.chisel(name))
    : parseCommandLine(argv);

/** A run that a script asked for is confined. */
async function run(words: readonly string[], confined?: Confined): Promise<number> {
  const argv = confined ? confined.commandLine(words) : words;
  if (COMMANDS[argv[0]]) return (await COMMANDS[argv[0]]())(argv.slice(1));
  const { options, filter, showFormat } = await parse(argv, confined);
  confined?.options(options);
  if (options.help) {
    const { helpText } = await import('./help.js');
    writeSync(1, helpText());
    return 0;
  }
  if (options.version) {
    writeSync(1, `ts-shark version ${version()}\n`);
    return 0;
  }
  const listed = options.listChisels || options.chisel?.includes('l');
  if (listed || options.chiselInfo !== undefined) {
    const { listChisels, printChiselInfo } = await import('./chisel-lists.js');
    const { permissionsOf } = await import('./chisels.js');
    const permissions = permissionsOf(options);
    return listed ? listChisels(permissions) : printChiselInfo(options.chiselInfo as string, permissions);
  }
  if (options.libsVersion) {
    writeSync(1, `${LIBS_VERSION}\n`);
    return 0;
  }
  // What prints times, in this thread and in others, asks for the zone later.
  if (options.utc) process.env.TZ = 'UTC';
  if (showFormat) {
    const { chooseFormat } = await import('./print.js');
    writeSync(1, `${await chooseFormat(options, isatty(1))}\n`);
    return 0;
  }
  const { replay } = await import('./replay.js');
  const again: [args: readonly string[], permissions?: Permissions][] = [];
  const status = await replay(options, filter, {
    rerun: (...request) => void again.push(request),
    permissions: confined?.permissions,
  });
  for (const [args, permissions] of again) {
    await run(args, permissions && new (await import('./rerun.js')).Confined(permissions));
  }
  return status;
}

/** Runs ts-shark and ends the process with its exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  let status = 1;
  try {
    status = await run(argv);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') status = 0;
    else if (error instanceof SharkError) {
      const { explain } = await import('./explain.js');
      writeSync(2, explain(error));
    } else {
      const { message, stack } = error as Error;
      writeSync(2, `ts-shark: internal error: ${message}; please report it (TS_SHARK_DEBUG=1 shows where)\n`);
      if (process.env.TS_SHARK_DEBUG) writeSync(2, `${stack}\n`);
    }
  }
  process.exit(status);
}
