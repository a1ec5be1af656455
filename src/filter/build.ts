// Tree nodes out of what the grammar recognised. The grammar file only says which function makes which node.
import type {
  Call,
  Compare,
  Exists,
  Expr,
  Field,
  FunctionName,
  Identifier,
  Junction,
  List,
  Modifier,
  Not,
  Op,
  Operand,
  Span,
  Tuple,
  Value,
} from './ast.js';
import type { Token } from './lexer.js';

/** A sequence as the grammar builds it: left-recursive, so that a long one is not copied at every step. */
export type Chain<T> = { readonly before: Chain<T>; readonly last: T } | undefined;

/** A literal, from a quoted, bare or number token. */
export function value(token: Token): Value {
  return { kind: 'value', text: token.value, quoted: token.type === 'quoted', start: token.start, end: token.end };
}

/** A bare name. */
export function identifier(token: Token): Identifier {
  return { kind: 'identifier', name: token.value, start: token.start, end: token.end };
}

/** Text between brackets: the literal, and the bracket that ends it. */
export interface Bracket {
  readonly value: Value;
  readonly end: number;
}

/** The argument between `[` and `]`. */
export function bracket(token: Token, close: Token): Bracket {
  return { value: value(token), end: close.end };
}

/** A field, perhaps with an argument. */
export function field(name: Token, arg?: Bracket): Field {
  return { kind: 'field', name: name.value, arg: arg?.value, start: name.start, end: arg?.end ?? name.end };
}

/** A function with its arguments, perhaps with one between brackets. */
export function call(name: Token, args: Chain<Call['args'][number]>, close: Token, arg?: Bracket): Call {
  return {
    kind: 'call',
    name: name.value as FunctionName,
    args: unroll(args),
    arg: arg?.value,
    start: name.start,
    end: arg?.end ?? close.end,
  };
}

/** A list among the arguments of a function. */
export function tuple(open: Token, items: Chain<Tuple['items'][number]>, close: Token): Tuple {
  return { kind: 'tuple', items: unroll(items), start: open.start, end: close.end };
}

/** A list of literals to the right of an operator. */
export function list(open: Token, items: Chain<Value>, close: Token): List {
  return { kind: 'list', items: unroll(items), start: open.start, end: close.end };
}

/** `left exists`. */
export function exists(left: Operand, op: Token): Exists {
  return { kind: 'exists', left, start: left.start, end: op.end };
}

/** `left op right`, perhaps with a modifier behind the operator. */
export function compare(left: Operand, op: Token, modifier: Token | undefined, right: Compare['right']): Compare {
  const opSpan: Span = { start: op.start, end: modifier?.end ?? op.end };
  return {
    kind: 'compare',
    left,
    op: op.value === '==' ? '=' : (op.value as Op),
    modifier: modifier?.value as Modifier | undefined,
    opSpan,
    right,
    start: left.start,
    end: right.end,
  };
}

/** Joins terms by `or`, each of which is a sequence joined by `and`. */
export function disjunction(terms: Chain<Chain<Expr>>): Expr {
  return junction(
    'or',
    unroll(terms).map((term) => junction('and', unroll(term))),
  );
}

function junction(kind: Junction['kind'], terms: readonly Expr[]): Expr {
  const children = terms.flatMap((term) => (term.kind === kind ? (term as Junction).children : [term]));
  const first = children[0] as Expr;
  const last = children.at(-1) as Expr;
  return children.length === 1 ? first : { kind, children, start: first.start, end: last.end };
}

/** Negates as often as there are `not`s; two cancel out. */
export function negate(nots: Chain<Token>, child: Expr): Expr {
  const tokens = unroll(nots);
  const [first] = tokens;
  if (first === undefined || tokens.length % 2 === 0) return child;
  if (child.kind === 'not') return child.child;
  return { kind: 'not', child, start: first.start, end: child.end } satisfies Not;
}

function unroll<T>(chain: Chain<T>): T[] {
  const items: T[] = [];
  for (let cell = chain; cell !== undefined; cell = cell.before) items.push(cell.last);
  return items.reverse();
}
