import { SharkError } from '../errors.js';
import { FIELDS, fieldCatalog } from '../field/registry.js';
import { compileFilter } from '../filter/compile.js';
import type { Arg, ArgValues } from './api.js';

type Values = ArgValues<readonly never[]>;

function fail(message: string, hint?: string): never {
  throw new SharkError('TS_SHARK_CHISEL', message, hint);
}

/** Whether a text is a filter: one word of arguments and a filter look alike. */
function isFilter(text: string): boolean {
  try {
    compileFilter(text, fieldCatalog);
    return true;
  } catch {
    return false;
  }
}

/** Words between blanks; what stands between ' or ` is one word. */
function splitWords(text: string): string[] {
  return Array.from(text.matchAll(/'([^']*)'|`([^`]*)`|([^\s'`]+)/g), (m) => m[1] ?? m[2] ?? m[3]);
}

const FIELD_CLASSES = [...new Set(FIELDS.map(({ name }) => name.split('.')[0]))];
const BEGINS_AS_FILTER = new RegExp(
  `^[\\s(]*(not\\s+)?(${FIELD_CLASSES.join('|')})\\.[\\w.]+(\\[[^\\]]*\\])?\\s*([=<>]|!=)`,
);

/** Whether a word can only be the beginning of a filter, be it a wrong one: then it is not taken for the name of a file. */
const isMeantAsFilter = (word: string): boolean => BEGINS_AS_FILTER.test(word);

/**
 * How many of the words behind a chisel's name are its arguments: 0 or 1. One that must have arguments takes the next
 * word. One that may have some takes it unless the words that are left are a filter; one whose only argument is a
 * filter takes it all the same.
 */
export function takesWord(args: readonly Arg[], rest: readonly string[]): boolean {
  if (args.length === 0) return false;
  if (args.some((arg) => !arg.optional)) return true;
  const [next] = rest;
  if (next === undefined || next.startsWith('-')) return false;
  if (args.length === 1 && args[0].type === 'filter') return true;
  if (isMeantAsFilter(next)) return false;
  const option = rest.findIndex((word) => word.startsWith('-'));
  return !isFilter(rest.slice(0, option < 0 ? rest.length : option).join(' '));
}

function valueFrom(chisel: string, arg: Arg, text: string): string | number {
  if (arg.type === 'number') {
    const n = Number(text);
    if (text.trim() === '' || Number.isNaN(n)) fail(`chisel ${chisel}: ${arg.name} must be a number, not '${text}'`);
    return n;
  }
  if (arg.type === 'filter') compileFilter(text, fieldCatalog);
  return text;
}

/** How a chisel is called, as in `-c spy_file '[read_or_write] [spy_on_file_name]'`. */
export function usageOf(chisel: string, args: readonly Arg[]): string {
  const words = args.map((arg) => (arg.optional ? `[${arg.name}]` : arg.name)).join(' ');
  return args.length === 0 ? `-c ${chisel}` : `-c ${chisel} '${words}'`;
}

/** Gives the words of an argument string (or the list of them) their names. Throws SharkError(TS_SHARK_CHISEL) or FilterError. */
export function bindArgs(chisel: string, args: readonly Arg[], text: string | readonly string[] | undefined): Values {
  const only = args.length === 1 && args[0].type === 'filter';
  const words = text === undefined ? [] : typeof text === 'string' ? splitWords(text) : text;
  const needed = args.filter((arg) => !arg.optional).length;
  const hint = `its arguments are one word: ${usageOf(chisel, args)}; ts-shark -i ${chisel} explains them`;
  if (needed > 0 && words.length === 0) fail(`missing arguments for chisel ${chisel}`, hint);
  if (words.length < needed)
    fail(`wrong number of parameters for chisel ${chisel}, ${needed} required, ${words.length} given`, hint);
  // A filter may hold blanks without being quoted twice.
  const given = only && typeof text === 'string' && words.length > 1 ? [text.trim()] : words;
  if (given.length > args.length) {
    const counts = `${needed} required, ${args.length - needed} optional, ${given.length} given`;
    fail(`too many parameters for chisel ${chisel}, ${counts}`, hint);
  }
  return Object.fromEntries(given.map((word, i) => [args[i].name, valueFrom(chisel, args[i], word)])) as Values;
}
