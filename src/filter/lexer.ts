// What a piece of text means depends on where it stands: `>` is an operator behind a field and a value behind `=`.
// So the lexer knows the place, and a place is also what an error message needs: it says what could have come there.
import moo from 'moo';
import { FilterError } from '../errors.js';
import { EscapeProblem, toBytes, unquote } from './quote.js';

/** Where the lexer stands: what may come next. */
export type Place = 'check' | 'operator' | 'value' | 'number' | 'list' | 'items' | 'args' | 'bracket' | 'tail';

/** A token without the blanks around it. `value` is the byte string of a literal, the text of everything else. */
export type Token = {
  readonly type: string;
  readonly value: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
};

/** Deepest nesting of parentheses, functions and `not`. */
export const MAX_DEPTH = 100;

// The original's blanks: no vertical tab and no form feed, but backspace.
const BLANK = '[ \\t\\b\\r\\n]';
const BARE = '[^()"\'=, \\t\\r\\n\\v\\f]';
const WORD_END = '(?![a-zA-Z0-9_])';
const NAME = '[a-zA-Z][a-zA-Z0-9_]*';
const TRANSFORMERS = 'tolower|toupper|b64|basename|len|join|concat|getopt';
const NUMBER = '(?:0[xX][0-9a-fA-F]+|[+-]?[0-9]+\\.?[0-9]*(?:[eE][+-][0-9]+)?)';

const blank = { match: new RegExp(`${BLANK}+`), lineBreaks: true };
// A delimiter behind a backslash never closes, not even behind two; unrolled so that failing takes linear time.
const quoted = /"[^"\\]*(?:(?:\\"|\\(?!"))[^"\\]*)*"|'[^'\\]*(?:(?:\\'|\\(?!'))[^'\\]*)*'/;
const unclosed = /["'][\s\S]*/;
const bare = new RegExp(`${BARE}+`);
const number = new RegExp(`${NUMBER}(?!${BARE})`);
const field = new RegExp(`${NAME}(?:\\.${NAME})+`);
const func = new RegExp(`(?:${TRANSFORMERS})(?=\\()`);
const rightFunc = new RegExp(`(?:val|${TRANSFORMERS})(?=\\()`);
// `oneof` is a value unless a list follows: an opening parenthesis, or a name that does not go on with the expression.
const modifier = new RegExp(
  `(?<=${BLANK})(?:oneof|anyof|allof)(?=${BLANK}+(?:\\(|(?!(?:and|or|not)(?![a-zA-Z0-9]))[a-zA-Z]))`,
);
const wordOp = new RegExp(
  `(?:glob|iglob|contains|icontains|bcontains|startswith|bstartswith|endswith|regex)(?=${BLANK}|$)`,
);
// What no rule of the place accepts; the grammar knows no such token.
const junk = { match: /[!&|]+|[^ \t\b\r\n()"'=,!&|]+|[\s\S]/, lineBreaks: true };

const whole = (text: string): RegExp => new RegExp(text + WORD_END);

const states: Record<Place, moo.Rules> = {
  check: {
    blank,
    lparen: '(',
    rparen: ')',
    fieldName: { match: field, next: 'operator' },
    func: { match: func, next: 'operator' },
    kwNot: whole('not'),
    kwAnd: whole('and'),
    kwOr: whole('or'),
    word: { match: new RegExp(NAME), next: 'tail' },
    junk,
  },
  operator: {
    blank,
    lbracket: { match: '[', push: 'bracket' },
    lparen: { match: '(', push: 'args' },
    numOp: { match: /<=|<|>=|>/, next: 'number' },
    strOp: [
      { match: /==|=|!=/, next: 'value' },
      { match: wordOp, next: 'value' },
    ],
    kwExists: { match: whole('exists'), next: 'tail' },
    listOp: { match: whole('(?:intersects|in|pmatch)'), next: 'list' },
    junk,
  },
  value: {
    blank,
    quoted: { match: quoted, next: 'tail' },
    unclosed,
    modifier: { match: modifier, next: 'list' },
    func: { match: rightFunc, next: 'tail' },
    bare: { match: bare, next: 'tail' },
    junk,
  },
  number: {
    blank,
    func: { match: rightFunc, next: 'tail' },
    number: { match: number, next: 'tail' },
    quoted,
    unclosed,
    junk,
  },
  list: {
    blank,
    lparen: { match: '(', next: 'items' },
    func: { match: rightFunc, next: 'tail' },
    word: { match: new RegExp(`${NAME}(?!${BARE})`), next: 'tail' },
    quoted,
    unclosed,
    junk: [{ match: bare }, junk],
  },
  items: {
    blank,
    quoted,
    unclosed,
    bare,
    comma: ',',
    rparen: { match: ')', next: 'tail' },
    junk,
  },
  args: {
    blank,
    number: new RegExp(`${NUMBER}(?![a-zA-Z0-9_.])`),
    quoted,
    unclosed,
    lparen: { match: '(', push: 'args' },
    rparen: { match: ')', pop: 1 },
    comma: ',',
    func,
    fieldName: field,
    lbracket: { match: '[', push: 'bracket' },
    junk,
  },
  bracket: {
    quoted,
    unclosed,
    argText: /[^[\]"' \t\r\n\v\f]+/,
    rbracket: { match: ']', pop: 1 },
    junk,
  },
  tail: {
    blank,
    lbracket: { match: '[', push: 'bracket' },
    lparen: { match: '(', push: 'args' },
    rparen: ')',
    kwAnd: { match: whole('and'), next: 'check' },
    kwOr: { match: whole('or'), next: 'check' },
    junk,
  },
};

/** The lexer of the grammar: drops blanks, resolves literals, limits the depth and remembers where it stands. */
export class FilterLexer {
  readonly #moo = moo.states(states, 'check');
  #text = '';
  #nots = 0;
  #open: number[] = [];
  /** Place in which `last` was read, which tells what was expected when the grammar refuses it. */
  place: Place = 'check';
  last: Token | undefined;
  previous: Token | undefined;
  /** Set when the text is refused before the grammar sees it; nearley would hide the reason in a dump. */
  problem: FilterError | undefined;

  /** Offsets of the parentheses that are open. */
  get open(): readonly number[] {
    return this.#open;
  }

  reset(text: string): void {
    this.#moo.reset(text);
    this.#text = text;
    this.#nots = 0;
    this.#open = [];
    this.place = 'check';
    this.last = undefined;
    this.previous = undefined;
    this.problem = undefined;
  }

  next(): Token | undefined {
    let place = this.#place();
    let raw = this.#moo.next();
    while (raw?.type === 'blank') {
      place = this.#place();
      raw = this.#moo.next();
    }
    if (raw === undefined) {
      this.place = place;
      return undefined;
    }
    const start = raw.offset;
    const token = {
      type: raw.type ?? 'junk',
      value: this.#value(raw.type, raw.text, start),
      text: raw.text,
      start,
      end: start + raw.text.length,
    };
    this.#checkPlace(token);
    this.previous = this.last;
    this.last = token;
    this.place = place;
    this.#count(token);
    return token;
  }

  save(): undefined {
    return undefined;
  }

  formatError(): string {
    return '';
  }

  has(type: string): boolean {
    return Object.values(states).some((rules) => type in rules);
  }

  #place(): Place {
    return (this.#moo.save() as { state: Place }).state;
  }

  #value(type: string | undefined, text: string, start: number): string {
    if (type === 'bare' || type === 'argText') return toBytes(text);
    if (type !== 'quoted') return text;
    try {
      return unquote(text);
    } catch (error) {
      if (!(error instanceof EscapeProblem)) throw error;
      this.#refuse(error.message, start + error.start, start + error.end);
    }
  }

  #checkPlace(token: Token): void {
    if (token.type === 'unclosed') this.#refuse('the quote that opens here is not closed', token.start, token.end);
    // An argument belongs to its name only when it touches it.
    if (token.type === 'lbracket' && this.last !== undefined && this.last.end !== token.start) {
      this.#refuse(`expected no blank before '['`, this.last.end, token.start);
    }
  }

  #count(token: Token): void {
    this.#nots = token.type === 'kwNot' ? this.#nots + 1 : 0;
    if (token.type === 'lparen') this.#open.push(token.start);
    if (token.type === 'rparen') this.#open.pop();
    if (this.#nots > MAX_DEPTH || this.#open.length > MAX_DEPTH) {
      this.#refuse(`exceeded max depth limit of ${MAX_DEPTH}`, token.start, token.end);
    }
  }

  #refuse(message: string, start: number, end: number): never {
    this.problem = new FilterError(message, this.#text, start, end);
    throw this.problem;
  }
}

/** The one lexer the compiled grammar refers to; parsing is synchronous, so it serves one text at a time. */
export const lexer = new FilterLexer();
