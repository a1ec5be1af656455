import { readFileSync, writeSync } from 'node:fs';
import { SharkError } from '../errors.js';
import { COMMANDS } from './commands.js';
import { expandPrefixes } from './flags.js';
import { type CommandLine, helpText, parseCommandLine } from './parse.js';

export function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Parses the command line. How many words belong to a chisel, the chisel itself says. */
async function parse(argv: readonly string[]): Promise<CommandLine> {
  const line = parseCommandLine(argv);
  if (!line.options.chisel) return line;
  const { joinChiselWords } = await import('./chisel-words.js');
  const { permissionsOf } = await import('./chisels.js');
  return parseCommandLine(await joinChiselWords(expandPrefixes(argv), permissionsOf(line.options)));
}

async function run(argv: readonly string[]): Promise<number> {
  if (COMMANDS[argv[0]]) return (await COMMANDS[argv[0]]())(argv.slice(1));
  const { options, filter } = await parse(argv);
  if (options.help) {
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
  const { replay } = await import('./replay.js');
  const again: (readonly string[])[] = [];
  const status = await replay(options, filter, (args) => again.push(args));
  for (const args of again) await run(args);
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
