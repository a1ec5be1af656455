/** Option letters as getopt(3) writes them: a colon behind a letter says that it has a value. */
interface Letters {
  readonly known: ReadonlySet<string>;
  readonly valued: ReadonlySet<string>;
}

/**
 * Reads an argument list as getopt(3) does: letters, each followed by its value when it has one; `?` stands for an
 * unknown letter, the empty text for a missing value.
 */
export function optionList(args: readonly string[], optstring: string): string[] {
  const found: string[] = [];
  walk(args, parseLetters(optstring), (letter, value) => {
    if (letter === undefined) found.push('?');
    else if (value === undefined) found.push(letter);
    // A value that is missing takes the place of its letter, too.
    else if (value === null) found.push('');
    else found.push(letter, value);
  });
  return found;
}

/** The value of the last `-letter`, or the letter itself when it has none; undefined when it is not there. */
export function optionValue(args: readonly string[], optstring: string, letter: string): string | undefined {
  let found: string | undefined;
  walk(args, parseLetters(optstring), (name, value) => {
    if (name === letter) found = value === undefined ? name : (value ?? '');
  });
  return found;
}

type Visit = (letter: string | undefined, value: string | null | undefined) => void;

function walk(args: readonly string[], letters: Letters, visit: Visit): void {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--' || arg.length < 2 || arg[0] !== '-') return;
    // Long options are no clusters of short ones.
    if (arg[1] === '-') continue;
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] as string;
      if (!letters.known.has(letter)) {
        visit(undefined, undefined);
      } else if (!letters.valued.has(letter)) {
        visit(letter, undefined);
      } else {
        const value = at + 1 < arg.length ? arg.slice(at + 1) : args[++i];
        visit(letter, value ?? null);
        break;
      }
    }
  }
}

function parseLetters(optstring: string): Letters {
  const known = new Set<string>();
  const valued = new Set<string>();
  for (let i = 0; i < optstring.length; i++) {
    const letter = optstring[i] as string;
    if (letter === ':') continue;
    known.add(letter);
    if (optstring[i + 1] === ':') valued.add(letter);
  }
  return { known, valued };
}
