// Patterns of the `regex` operator: RE2's POSIX dialect, plus \d \w \s and (?:...), which cost nothing.
// No look-around and no back-references: they cannot be matched in linear time.
import { toBytes, toText } from './quote.js';

/** A set of code points: pairs of first and last, in order, apart from each other. */
export type Ranges = readonly number[];

export type Regex =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'line-start' | 'line-end' }
  | { readonly kind: 'sequence' | 'choice'; readonly items: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly item: Regex; readonly min: number; readonly max: number };

/** The highest code point. */
export const LAST = 0x10ffff;
const MAX_REPEAT = 1000;
const MAX_NESTING = 200;

const ALPHA = [0x41, 0x5a, 0x61, 0x7a];
const DIGIT = [0x30, 0x39];
const WORD = [...DIGIT, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
const SPACE = [9, 13, 32, 32];
const CLASSES: ReadonlyMap<string, Ranges> = new Map([
  ['alnum', [...DIGIT, ...ALPHA]],
  ['alpha', ALPHA],
  ['ascii', [0, 0x7f]],
  ['blank', [9, 9, 32, 32]],
  ['cntrl', [0, 0x1f, 0x7f, 0x7f]],
  ['digit', DIGIT],
  ['graph', [0x21, 0x7e]],
  ['lower', [0x61, 0x7a]],
  ['print', [0x20, 0x7e]],
  ['punct', [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]],
  ['space', SPACE],
  ['upper', [0x41, 0x5a]],
  ['word', WORD],
  ['xdigit', [...DIGIT, 0x41, 0x46, 0x61, 0x66]],
]);
const PERL: ReadonlyMap<string, Ranges> = new Map([
  ['d', DIGIT],
  ['s', [9, 10, 12, 13, 32, 32]],
  ['w', WORD],
]);
const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** Reads a pattern, given as a byte string. Throws a plain Error with the reason. */
export function parseRegex(pattern: string): Regex {
  const text = toText(pattern);
  if (toBytes(text) !== pattern) throw new Error('invalid regex pattern: invalid UTF-8');
  return new Reader([...text]).whole();
}

/** What a set does not contain. */
export function complement(ranges: Ranges): Ranges {
  const rest: number[] = [];
  let next = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const first = ranges[i] as number;
    if (first > next) rest.push(next, first - 1);
    next = (ranges[i + 1] as number) + 1;
  }
  if (next <= LAST) rest.push(next, LAST);
  return rest;
}

/** Puts pairs in order and joins those that touch. */
export function normalize(ranges: Ranges): Ranges {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] as number, ranges[i + 1] as number]);
  pairs.sort((a, b) => a[0] - b[0]);
  const joined: number[] = [];
  for (const [first, last] of pairs) {
    const end = joined.at(-1);
    if (end !== undefined && first <= end + 1) joined[joined.length - 1] = Math.max(end, last);
    else joined.push(first, last);
  }
  return joined;
}

class Reader {
  #at = 0;
  #depth = 0;
  /** How often counted repetitions multiply what is inside; RE2 refuses more than 1000 as well. */
  readonly #weights = new WeakMap<Regex, number>();

  constructor(readonly chars: readonly string[]) {}

  whole(): Regex {
    const regex = this.#choice();
    if (this.#at < this.chars.length) this.#fail('missing (');
    return regex;
  }

  #choice(): Regex {
    if (++this.#depth > MAX_NESTING) this.#fail('nesting too deep');
    const items = [this.#sequence()];
    while (this.#eat('|')) items.push(this.#sequence());
    this.#depth--;
    return this.#group('choice', items);
  }

  #sequence(): Regex {
    const items: Regex[] = [];
    while (this.#at < this.chars.length && this.#peek() !== '|' && this.#peek() !== ')') items.push(this.#repeated());
    return this.#group('sequence', items);
  }

  #group(kind: 'sequence' | 'choice', items: readonly Regex[]): Regex {
    const [only] = items;
    if (items.length === 1 && only !== undefined) return only;
    const group: Regex = { kind, items };
    this.#weights.set(group, Math.max(1, ...items.slice(0, 10_000).map((item) => this.#weight(item))));
    return group;
  }

  // Behind a repetition another may follow, and repeats the whole: `a+?` is (a+)?, not a reluctant a+.
  #repeated(): Regex {
    let item = this.#atom();
    let layers = 0;
    for (let times = this.#times(); times !== undefined; times = this.#times()) {
      const [min, max] = times;
      if (++layers > MAX_NESTING) this.#fail('nesting too deep');
      const factor = max === Number.POSITIVE_INFINITY ? min : max;
      const weight = this.#weight(item) * Math.max(1, factor);
      if (min > max || factor > MAX_REPEAT || weight > MAX_REPEAT) this.#fail('invalid repetition size');
      item = { kind: 'repeat', item, min, max };
      this.#weights.set(item, weight);
    }
    return item;
  }

  #times(): readonly [number, number] | undefined {
    if (this.#eat('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#eat('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#eat('?')) return [0, 1];
    if (this.#peek() !== '{') return undefined;
    // A brace that counts nothing is a character like any other.
    const match = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.chars.slice(this.#at, this.#at + 24).join(''));
    if (match === null) return undefined;
    this.#at += match[0].length;
    const min = Number(match[1]);
    if (match[2] === undefined) return [min, min];
    return [min, match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3])];
  }

  #atom(): Regex {
    const char = this.#next();
    switch (char) {
      case '(':
        return this.#parenthesis();
      case '[':
        return { kind: 'set', ranges: this.#set() };
      case '.':
        return { kind: 'set', ranges: complement([10, 10]) };
      case '^':
        return { kind: 'line-start' };
      case '$':
        return { kind: 'line-end' };
      case '*':
      case '+':
      case '?':
        return this.#fail(`missing argument to repetition operator: ${char}`);
      case '\\':
        return { kind: 'set', ranges: this.#escape() };
      default:
        return { kind: 'set', ranges: single(char) };
    }
  }

  #parenthesis(): Regex {
    if (this.#eat('?') && !this.#eat(':')) this.#fail('groups with (? are not supported, except (?:');
    const inside = this.#choice();
    if (!this.#eat(')')) this.#fail('missing )');
    return inside;
  }

  #escape(): Ranges {
    if (this.#at >= this.chars.length) this.#fail('trailing \\');
    const char = this.#next();
    const perl = PERL.get(char.toLowerCase());
    if (perl !== undefined) return PERL.has(char) ? perl : complement(perl);
    if (char === 'x') return this.#hex();
    if (/[0-7]/.test(char) && (char === '0' || /[0-7]/.test(this.#peek() ?? ''))) {
      let digits = char;
      while (digits.length < 3 && /[0-7]/.test(this.#peek() ?? '')) digits += this.#next();
      return [Number.parseInt(digits, 8), Number.parseInt(digits, 8)];
    }
    if (/[1-9]/.test(char)) this.#fail('back-references are not supported');
    const control = CONTROLS[char];
    if (control !== undefined) return [control, control];
    if (/[a-zA-Z0-9]/.test(char) || char.charCodeAt(0) > 0x7f) this.#fail(`invalid escape sequence: \\${char}`);
    return single(char);
  }

  #hex(): Ranges {
    const rest = this.chars.slice(this.#at, this.#at + 10).join('');
    const match = /^(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,8})\})/.exec(rest);
    const code = Number.parseInt(match?.[1] ?? match?.[2] ?? '', 16);
    if (match === null || code > LAST) return this.#fail('invalid escape sequence: \\x');
    this.#at += match[0].length;
    return [code, code];
  }

  #set(): Ranges {
    const negated = this.#eat('^');
    const ranges: number[] = [];
    // The first ] is a member, not the end.
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.chars.length) this.#fail('missing ]');
      ranges.push(...this.#member());
    }
    this.#at++;
    const set = normalize(ranges);
    return negated ? complement(set) : set;
  }

  #member(): Ranges {
    if (this.#peek() === '[' && this.chars[this.#at + 1] === ':') return this.#named();
    const first = this.#bound();
    if (first.length !== 2 || first[0] !== first[1]) return first;
    if (this.#peek() !== '-' || (this.chars[this.#at + 1] ?? ']') === ']') return first;
    this.#at++;
    const last = this.#bound();
    const [low, high] = [first[0] as number, last[1] as number];
    if (last.length !== 2 || last[0] !== high || low > high) this.#fail('invalid character class range');
    return [low, high];
  }

  #bound(): Ranges {
    const char = this.#next();
    return char === '\\' ? this.#escape() : single(char);
  }

  #named(): Ranges {
    const match = /^\[:(\^?)([a-z]*):\]/.exec(this.chars.slice(this.#at, this.#at + 16).join(''));
    const ranges = CLASSES.get(match?.[2] ?? '');
    if (match === null || ranges === undefined) return this.#fail('invalid character class range');
    this.#at += match[0].length;
    return match[1] === '^' ? complement(ranges) : ranges;
  }

  #weight(regex: Regex): number {
    return this.#weights.get(regex) ?? 1;
  }

  #peek(): string | undefined {
    return this.chars[this.#at];
  }

  #next(): string {
    return this.chars[this.#at++] ?? this.#fail('unexpected end');
  }

  #eat(char: string): boolean {
    if (this.chars[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #fail(reason: string): never {
    throw new Error(`invalid regex pattern: ${reason}`);
  }
}

function single(char: string): Ranges {
  const code = char.codePointAt(0) as number;
  return [code, code];
}
