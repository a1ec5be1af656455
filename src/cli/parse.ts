import { Command, CommanderError, Option } from 'commander';
import { SharkError } from '../errors.js';
import { expandPrefixes, FLAGS, type Flag, type Options } from './flags.js';

const DESCRIPTION =
  'Reads captures of system calls (.scap): filters and prints them as sysdig does.\n\n' +
  'The words behind the options are the filter. Examples:\n' +
  "  ts-shark -r capture.scap 'proc.name=nginx and evt.type=open'\n" +
  "  ts-shark -r capture.scap -p '%proc.cmdline' 'evt.type=execve and evt.dir=<'\n" +
  '  ts-shark -r capture.scap -S -q';

function makeOption(flag: Flag): Option {
  const names = `${flag.short ? `-${flag.short}, ` : ''}--${flag.long}`;
  const option = new Option(flag.arg ? `${names} <${flag.arg}>` : names, flag.doc).helpGroup(`${flag.group}:`);
  if (flag.repeat)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return option;
}

function makeCommand(): Command {
  const command = new Command('ts-shark')
    .description(DESCRIPTION)
    .usage('[options] [filter]')
    .argument('[filter...]')
    .allowExcessArguments()
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const flag of FLAGS) command.addOption(makeOption(flag));
  return command;
}

export interface CommandLine {
  readonly options: Options;
  /** The words that are no options, joined with blanks; '' for none. */
  readonly filter: string;
}

/** Takes the command line apart. Throws SharkError(TS_SHARK_USAGE). */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const command = makeCommand();
  try {
    command.parse(expandPrefixes(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new SharkError('TS_SHARK_USAGE', error.message.replace(/^error: /, ''), 'ts-shark --help lists the options');
  }
  return { options: command.opts() as Options, filter: command.args.join(' ') };
}

export const helpText = (): string => makeCommand().helpInformation();
