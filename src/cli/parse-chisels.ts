import type { Arg } from '../chisel/api.js';
import { takesWord } from '../chisel/args.js';
import { loadChisel, type Permissions } from '../chisel/load.js';
import type { TakesWord } from './getopt.js';
import { type CommandLine, parseCommandLine } from './parse.js';

/** What a script may do while it is asked for its arguments, before the command line is understood. */
const permissionsIn = (argv: readonly string[]): Permissions => ({
  exec: argv.includes('--allow-exec'),
  write: argv.includes('--allow-write'),
});

/**
 * Takes a command line with chisels apart. How many words belong to a chisel, it says itself once it is loaded, and
 * they may look like options: so everything is read anew with each chisel that is found. `before` is told the name of
 * each before it is loaded. Throws as parseCommandLine, loadChisel and `before` do.
 */
export async function parseWithChisels(argv: readonly string[], before: (name: string) => void): Promise<CommandLine> {
  const known = new Map<string, readonly Arg[]>();
  for (;;) {
    let found: string | undefined;
    const takes: TakesWord = (name, rest) => {
      const args = known.get(name);
      if (!args) found ??= name;
      return args !== undefined && takesWord(args, rest);
    };
    try {
      const line = parseCommandLine(argv, takes);
      if (found === undefined) return line;
    } catch (error) {
      if (found === undefined) throw error;
    }
    before(found);
    const { chisel } = await loadChisel(found, permissionsIn(argv));
    known.set(found, (chisel.args ?? []) as readonly Arg[]);
  }
}
