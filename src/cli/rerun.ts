import { BUILT_IN, findChisel } from '../chisel/find.js';
import type { Permissions } from '../chisel/load.js';
import { SharkError } from '../errors.js';
import { COMMANDS } from './commands.js';
import type { Options } from './flags.js';
import { splitChiselValue } from './getopt.js';

/** What a run may do that a script asked for: no more than the script itself. Its checks throw SharkError(TS_SHARK_CHISEL). */
export class Confined {
  constructor(readonly permissions: Permissions) {}

  private need(allowed: boolean, what: string, option: string): void {
    if (!allowed) throw new SharkError('TS_SHARK_CHISEL', `a script wants ts-shark to ${what}, which needs ${option}`);
  }

  /** Before anything is done: the whole command line, with what was allowed to the script. */
  commandLine(argv: readonly string[]): string[] {
    if (COMMANDS[argv[0]]) throw new SharkError('TS_SHARK_CHISEL', `a script cannot start ts-shark ${argv[0]}`);
    const { exec, write } = this.permissions;
    // Chisels are loaded with what these words allow, before the command line is understood.
    this.options({
      ...(argv.includes('--allow-exec') && { allowExec: true }),
      ...(argv.includes('--allow-write') && { allowWrite: true }),
    });
    return [...(exec ? ['--allow-exec'] : []), ...(write ? ['--allow-write'] : []), ...argv];
  }

  /** Before a chisel is loaded: those that are not in Lua and not ours are programs. */
  chisel(name: string): void {
    const file = findChisel(name);
    this.need(
      this.permissions.exec || file.endsWith('.lua') || file.startsWith(BUILT_IN),
      `run ${file}`,
      '--allow-exec',
    );
  }

  /** Before the run. */
  options({ writefile, allowExec, allowWrite, chisel = [], chiselInfo }: Options): void {
    for (const value of chisel) if (value !== 'l') this.chisel(splitChiselValue(value).name);
    if (chiselInfo !== undefined) this.chisel(chiselInfo);
    const { exec, write } = this.permissions;
    this.need(write || writefile === undefined, `write ${writefile}`, '--allow-write');
    this.need(write || !allowWrite, 'let scripts write files', '--allow-write');
    this.need(exec || !allowExec, 'let scripts start programs', '--allow-exec');
  }
}
