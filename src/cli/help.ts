import { Command, Option } from 'commander';
import { ABSENT, FLAGS, type Flag } from './flags.js';
import { spelled } from './getopt.js';

const DESCRIPTION =
  'Reads captures of system calls (.scap), or records those of this machine: filters, prints, counts and copies them ' +
  'as sysdig does.\n\n' +
  'The words behind the options are the filter. Examples:\n' +
  "  ts-shark -r capture.scap 'proc.name=nginx and evt.type=open'\n" +
  "  ts-shark -r capture.scap -p '%proc.cmdline' 'evt.type=execve and evt.dir=<'\n" +
  '  ts-shark -r capture.scap -S -q\n' +
  '  sudo ts-shark -w now.scap\n\n' +
  'Commands, each with a --help of its own: ts-shark info, merge, split, cut, fix, chisel.';

/** What --help prints. The package that lays it out costs a start of the program more than its own code: it is loaded here alone. */
export function helpText(): string {
  const command = new Command('ts-shark').description(DESCRIPTION).usage('[options] [filter]').helpOption(false);
  for (const flag of FLAGS as readonly Flag[]) {
    const option = new Option(spelled(flag), flag.doc).helpGroup(`${flag.group}:`);
    command.addOption(flag.group in ABSENT ? option.hideHelp() : option);
  }
  return command.helpInformation();
}
