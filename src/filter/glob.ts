// Shell patterns as fnmatch(3) reads them without flags: `*` and `?` match a slash and a leading dot, and there are no
// extended patterns: in `*(deleted)` the parentheses are characters, as they are for the original.
const STAR = -1;
const ANY = -2;
/** The set with index n is written FIRST_SET - n. */
const FIRST_SET = -3;

interface Pattern {
  readonly items: readonly number[];
  readonly sets: readonly Uint8Array[];
}

/** Whether a byte string matches a pattern as a whole; `fold` ignores the case of ASCII letters. */
export function compileGlob(pattern: string, fold = false): (value: string) => boolean {
  const { items, sets } = readGlob(pattern, fold);
  return (fold ? undefined : simple(items)) ?? general(Int16Array.from(items), sets, fold);
}

/** Whether a text has characters that mean something in a pattern. */
export function hasWildcard(text: string): boolean {
  return /[*?[]/.test(text);
}

/** ASCII upper case to lower case, everything else as it is. */
export const LOWER = Uint8Array.from({ length: 256 }, (_, code) => (code >= 65 && code <= 90 ? code + 32 : code));
const SAME = Uint8Array.from({ length: 256 }, (_, code) => code);

// Most patterns are a text with a star at one end or both.
function simple(items: readonly number[]): ((value: string) => boolean) | undefined {
  const from = items[0] === STAR ? 1 : 0;
  const to = items.length > from && items.at(-1) === STAR ? items.length - 1 : items.length;
  const middle = items.slice(from, to);
  if (middle.some((item) => item < 0)) return undefined;
  const text = String.fromCharCode(...middle.slice(0, 4096));
  if (middle.length > 4096) return undefined;
  if (from === 0) return to === items.length ? (value) => value === text : (value) => value.startsWith(text);
  return to === items.length ? (value) => value.endsWith(text) : (value) => value.includes(text);
}

// When something does not fit, only the last star can help by taking one more: at worst length times length.
function general(items: Int16Array, sets: readonly Uint8Array[], fold: boolean): (value: string) => boolean {
  const lower = fold ? LOWER : SAME;
  const end = items.length;
  return (value) => {
    let at = 0;
    let star = -1;
    let taken = 0;
    for (let i = 0; i < value.length; ) {
      const code = value.charCodeAt(i);
      const item = at < end ? (items[at] as number) : FIRST_SET - sets.length;
      if (item === STAR) {
        star = at++;
        taken = i;
      } else if (item >= 0 ? item === lower[code] : item === ANY || sets[FIRST_SET - item]?.[code] === 1) {
        at++;
        i++;
      } else if (star !== -1) {
        at = star + 1;
        i = ++taken;
      } else {
        return false;
      }
    }
    while (at < end && items[at] === STAR) at++;
    return at === end;
  };
}

function readGlob(pattern: string, fold: boolean): Pattern {
  const items: number[] = [];
  const sets: Uint8Array[] = [];
  const lower = fold ? LOWER : SAME;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    if (char === '*') {
      if (items.at(-1) !== STAR) items.push(STAR);
    } else if (char === '?') {
      items.push(ANY);
    } else if (char === '\\') {
      // A backslash with nothing behind it matches nothing: no byte has this number.
      items.push(++i < pattern.length ? (lower[pattern.charCodeAt(i)] as number) : 256);
    } else {
      const bracket = char === '[' ? readSet(pattern, i + 1, fold) : undefined;
      if (bracket === undefined) {
        items.push(lower[pattern.charCodeAt(i)] as number);
      } else {
        items.push(FIRST_SET - sets.length);
        sets.push(bracket.set);
        i = bracket.end;
      }
    }
  }
  return { items, sets };
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is the class of control characters
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

// The set whose `[` stands before `from`, and where its `]` is; undefined when there is none: then `[` is a character.
function readSet(pattern: string, from: number, fold: boolean): { set: Uint8Array; end: number } | undefined {
  const set = new Uint8Array(256);
  const negated = pattern[from] === '!' || pattern[from] === '^';
  let i = negated ? from + 1 : from;
  for (let first = true; first || pattern[i] !== ']'; first = false) {
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(i, i + 12));
    const members = named === null ? undefined : CLASSES[named[1] as string];
    if (named !== null && members !== undefined) {
      for (let code = 0; code < 256; code++) if (members.test(String.fromCharCode(code))) set[code] = 1;
      i += named[0].length;
      continue;
    }
    if (pattern[i] === '\\') i++;
    const low = pattern.charCodeAt(i++);
    let high = low;
    if (pattern[i] === '-' && i + 1 < pattern.length && pattern[i + 1] !== ']') {
      i += pattern[i + 1] === '\\' ? 2 : 1;
      high = pattern.charCodeAt(i++);
    }
    if (i > pattern.length || Number.isNaN(high)) return undefined;
    for (let code = low; code <= high; code++) set[code] = 1;
    if (i >= pattern.length) return undefined;
  }
  if (fold) foldSet(set);
  return { set: negated ? set.map((member) => 1 - member) : set, end: i };
}

function foldSet(set: Uint8Array): void {
  for (let code = 65; code <= 90; code++) {
    const either = (set[code] as number) | (set[code + 32] as number);
    set[code] = either;
    set[code + 32] = either;
  }
}
