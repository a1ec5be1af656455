import type { Arg } from '../chisel/api.js';
import { takesWord } from '../chisel/args.js';
import { loadChisel, type Permissions } from '../chisel/load.js';
import { FLAGS, type Flag } from './flags.js';

/** Stands between a chisel's name and its arguments once they are one word. */
const SEPARATOR = '\0';

/** The value of an option as it stands in a word; undefined: the next word is it. */
type Value = { readonly flag: Flag; readonly glued: string | undefined } | undefined;

/** The option with a value that a word holds, if it holds one. */
function optionIn(word: string, flags: readonly Flag[]): Value {
  const long = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(word);
  if (long) {
    const flag = flags.find((f) => f.long === long[1]);
    return flag?.arg ? { flag, glued: long[2] } : undefined;
  }
  if (!word.startsWith('-')) return undefined;
  for (let i = 1; i < word.length; i++) {
    const flag = flags.find((f) => f.short === word[i]);
    if (!flag) return undefined;
    if (flag.arg) return { flag, glued: i + 1 < word.length ? word.slice(i + 1) : undefined };
  }
  return undefined;
}

/** Joins each chisel's name with the word of its arguments, if it takes one. Long options are written in full. */
export async function joinChiselWords(argv: readonly string[], permissions: Permissions): Promise<string[]> {
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i];
    if (word === '--') return [...words, ...argv.slice(i)];
    const option = optionIn(word, FLAGS);
    if (!option) {
      words.push(word);
      continue;
    }
    const name = option.glued ?? argv[++i];
    words.push(option.glued === undefined ? word : word.slice(0, word.length - option.glued.length));
    if (name === undefined) break;
    const rest = argv.slice(i + 1);
    let value = name;
    if (option.flag.long === 'chisel' && name !== 'l') {
      const { chisel } = await loadChisel(name, permissions);
      if (rest.length > 0 && takesWord((chisel.args ?? []) as readonly Arg[], rest)) value += SEPARATOR + argv[++i];
    }
    if (option.glued === undefined) words.push(value);
    else words[words.length - 1] += value;
  }
  return words;
}

export function splitChiselWord(word: string): { readonly name: string; readonly args: string | undefined } {
  const at = word.indexOf(SEPARATOR);
  return at < 0 ? { name: word, args: undefined } : { name: word.slice(0, at), args: word.slice(at + 1) };
}
