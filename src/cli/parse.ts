import { Command, Option } from 'commander';
import { SharkError } from '../errors.js';
import { ABSENT, FLAGS, type Flag, type Options } from './flags.js';
import { readWords, spelled, type TakesWord } from './getopt.js';

const DESCRIPTION =
  'Reads captures of system calls (.scap): filters and prints them as sysdig does.\n\n' +
  'The words behind the options are the filter. Examples:\n' +
  "  ts-shark -r capture.scap 'proc.name=nginx and evt.type=open'\n" +
  "  ts-shark -r capture.scap -p '%proc.cmdline' 'evt.type=execve and evt.dir=<'\n" +
  '  ts-shark -r capture.scap -S -q';

function makeOption(flag: Flag): Option {
  const option = new Option(spelled(flag), flag.doc).helpGroup(`${flag.group}:`);
  if (flag.group in ABSENT) option.hideHelp();
  if (flag.repeat) {
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  }
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
  /** -pp: the format that the options before it make is all that is wanted. */
  readonly showFormat: boolean;
}

/** Refuses what this version cannot do. How something is captured does not matter to a file. */
function refuseAbsent(options: Options): void {
  if (options.help || options.version) return;
  for (const flag of FLAGS) {
    const what = ABSENT[flag.group];
    if (what === undefined || options[attribute(flag)] === undefined) continue;
    if (flag.group === 'Live capture' && options.readfile) continue;
    throw new SharkError('TS_SHARK_USAGE', `${spelled(flag)}: this version ${what}`);
  }
}

const attribute = (flag: Flag) => new Option(`--${flag.long}`).attributeName() as keyof Options;

/** Takes the command line apart; `takes`: which words are arguments of chisels. Throws SharkError(TS_SHARK_USAGE). */
export function parseCommandLine(argv: readonly string[], takes?: TakesWord): CommandLine {
  const { options: words, operands } = readWords(argv, takes);
  const command = makeCommand();
  const show = words.indexOf('--print=p');
  command.parse([...(show < 0 ? words : words.slice(0, show)), '--', ...operands], { from: 'user' });
  const options = command.opts() as Options;
  refuseAbsent(options);
  return { options, filter: operands.join(' '), showFormat: show >= 0 };
}

export const helpText = (): string => makeCommand().helpInformation();
