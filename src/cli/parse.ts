import { SharkError } from '../errors.js';
import { ABSENT, FLAGS, type Flag, type Options } from './flags.js';
import { readWords, spelled, type TakesWord } from './getopt.js';

export interface CommandLine {
  readonly options: Options;
  /** The words that are no options, joined with blanks; '' for none. */
  readonly filter: string;
  /** -pp: the format that the options before it make is all that is wanted. */
  readonly showFormat: boolean;
}

const BY_NAME = new Map<string, Flag>(FLAGS.map((flag) => [flag.long, flag]));

const propertyOf = (long: string) => long.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

function optionsOf(words: readonly string[]): Options {
  const options: Record<string, string | true | string[]> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    const long = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const value = equals < 0 ? true : word.slice(equals + 1);
    const property = propertyOf(long);
    if (BY_NAME.get(long)?.repeat) options[property] = [...((options[property] as string[]) ?? []), value as string];
    else options[property] = value;
  }
  return options as Options;
}

/** Refuses what this version cannot do. How something is captured does not matter to a file. */
function refuseAbsent(options: Options): void {
  if (options.help || options.version) return;
  for (const flag of FLAGS as readonly Flag[]) {
    const what = ABSENT[flag.group];
    if (what === undefined || options[propertyOf(flag.long) as keyof Options] === undefined) continue;
    if (flag.group === 'Other probes' && options.readfile) continue;
    throw new SharkError('TS_SHARK_USAGE', `${spelled(flag)}: this version ${what}`);
  }
}

/** Takes the command line apart; `takes`: which words are arguments of chisels. Throws SharkError(TS_SHARK_USAGE). */
export function parseCommandLine(argv: readonly string[], takes?: TakesWord): CommandLine {
  const { options: words, operands } = readWords(argv, takes);
  const show = words.indexOf('--print=p');
  const options = optionsOf(show < 0 ? words : words.slice(0, show));
  refuseAbsent(options);
  return { options, filter: operands.join(' '), showFormat: show >= 0 };
}
