import { SharkError } from '../errors.js';
import { nearestName } from '../field/nearest.js';
import { FLAGS, type Flag, REMOVED, type Removed } from './flags.js';

/** A command line in one plain form. */
export interface Words {
  /** Options in their order, each as one word: `--long` or `--long=value`. */
  readonly options: readonly string[];
  /** The words that are neither options nor their values. */
  readonly operands: readonly string[];
}

type Known = Flag | Removed;

const ALL: readonly Known[] = [...FLAGS, ...REMOVED];

/** Stands between a chisel's name and its arguments, which are one value. */
const SEPARATOR = '\0';

/** Whether the first of the words behind a chisel's name are its arguments. */
export type TakesWord = (name: string, rest: readonly string[]) => boolean;

/** A chisel's name and, if it was given any, the word of its arguments. */
export function splitChiselValue(value: string): { readonly name: string; readonly args: string | undefined } {
  const at = value.indexOf(SEPARATOR);
  return at < 0 ? { name: value, args: undefined } : { name: value.slice(0, at), args: value.slice(at + 1) };
}

const HELP = 'ts-shark --help lists the options';

function usage(message: string, hint?: string): never {
  throw new SharkError('TS_SHARK_USAGE', message, hint);
}

/** An option as a person writes it: `-r, --readfile <FILE>`. */
export function spelled(flag: Flag): string {
  const names = `${flag.short ? `-${flag.short}, ` : ''}--${flag.long}`;
  if (!flag.arg) return names;
  return flag.optional ? `${names} [${flag.arg}]` : `${names} <${flag.arg}>`;
}

/** The option with this long name, or the only one whose name begins so. Names of the original come first. */
function byLong(name: string): Known {
  const exact = ALL.find((flag) => flag.long === name);
  if (exact) return exact;
  for (const own of [false, true]) {
    const found = ALL.filter((flag) => flag.long?.startsWith(name) && (('own' in flag && flag.own) || false) === own);
    if (found.length === 1) return found[0];
    if (found.length > 1) usage(`--${name} could be ${found.map((flag) => `--${flag.long}`).join(', ')}`, HELP);
  }
  const near = nearestName(
    name,
    FLAGS.map((flag) => flag.long),
  );
  return usage(`unknown option --${name}`, near ? `did you mean --${near}?` : HELP);
}

function byLetter(letter: string, word: string): Known {
  const found = ALL.find((flag) => flag.short === letter);
  return found ?? usage(`unknown option -${letter}${word.length > 2 ? ` in ${word}` : ''}`, HELP);
}

/**
 * Reads a command line as getopt_long(3) does: letters in one word (`-qr FILE`), values behind their letter or in the next
 * word, beginnings of long names, options between other words, `--` as their end. An optional value has to be in the
 * word of its option. How many words belong to a chisel, `takes` says. Throws SharkError(TS_SHARK_USAGE).
 */
export function readWords(argv: readonly string[], takes: TakesWord = () => false): Words {
  const options: string[] = [];
  const operands: string[] = [];
  let i = 0;

  const add = (flag: Known, glued: string | undefined, short: boolean) => {
    if ('gone' in flag) usage(`${short ? `-${flag.short}` : `--${flag.long}`} is no more: ${flag.gone}`, flag.instead);
    let value = glued;
    if (!flag.arg && glued !== undefined) usage(`--${flag.long} takes no value`, HELP);
    if (flag.arg && value === undefined && !flag.optional) {
      if (i >= argv.length) usage(`${spelled(flag)}: the value is missing`, HELP);
      value = argv[i++];
    }
    if (
      flag.long === 'chisel' &&
      value !== undefined &&
      value !== 'l' &&
      i < argv.length &&
      takes(value, argv.slice(i))
    ) {
      value += SEPARATOR + argv[i++];
    }
    options.push(value === undefined ? `--${flag.long}` : `--${flag.long}=${value}`);
  };

  const letters = (word: string) => {
    for (let at = 1; at < word.length; at++) {
      const flag = byLetter(word[at], word);
      const rest = word.slice(at + 1);
      if (!('gone' in flag) && flag.arg && !flag.letterAlone) {
        add(flag, rest === '' ? undefined : rest, true);
        return;
      }
      add(flag, undefined, true);
    }
  };

  while (i < argv.length) {
    const word = argv[i++];
    if (word === '--') {
      operands.push(...argv.slice(i));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      add(byLong(name), equals < 0 ? undefined : word.slice(equals + 1), false);
    } else if (word.startsWith('-') && word !== '-') {
      letters(word);
    } else {
      operands.push(word);
    }
  }
  return { options, operands };
}
