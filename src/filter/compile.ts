import { type BoundField, type FieldCatalog, Need, type Needs, type TypeSet, type Use } from '../field/def.js';
import { needsFor } from '../field/use.js';
import type { Expr } from './ast.js';
import { check } from './check.js';
import { compileCompare, compileExists, type Match } from './compare.js';
import { unaskedBy } from './fd-kinds.js';
import { parse } from './parse.js';
import { pidsOf } from './pids.js';
import type { Source, TypedExpr } from './typed.js';
import { typesOf } from './types-of.js';
import { type Words, wordsOf } from './words.js';

/** A filter, ready to be asked about events. */
export interface CompiledFilter {
  readonly match: Match;
  /** What is left to be asked about an event of `types`. */
  readonly rest: Match;
  /** The parts of the state that its fields look at. */
  readonly needs: Needs;
  /** Event types that can satisfy it; no other ever does. */
  readonly types: TypeSet;
  /** It is satisfied by every event of those types. */
  readonly exact: boolean;
  /** What must be spelled out in a capture in which it is ever satisfied; undefined: it does not tell. */
  readonly words: Words | undefined;
  /** One of these is the process of every event that satisfies it; undefined: it does not tell. */
  readonly pids: readonly number[] | undefined;
  /** What those who see only events that satisfy it have no use for. */
  readonly unasked: Needs;
  /** What it asks of the event alone, which can be told before the state is up to date; undefined: nothing. */
  readonly ofEvent: Match | undefined;
  readonly ast: Expr;
}

/** What is left of the needs of those who see only what a filter lets through. */
export const needsBehind = (filter: CompiledFilter | undefined, needs: Needs): Needs =>
  filter ? needs & ~filter.unasked : needs;

/** Compiles the text of a filter. Throws a FilterError. */
export function compileFilter(text: string, catalog: FieldCatalog): CompiledFilter {
  return compileExpr(parse(text), text, catalog);
}

/** Compiles a tree; `text` is what its spans refer to. Throws a FilterError. */
export function compileExpr(ast: Expr, text: string, catalog: FieldCatalog): CompiledFilter {
  const typed = check(ast, text, catalog);
  const open = typed.kind === 'and' ? typed.children.filter(isOpen) : [typed].filter(isOpen);
  const bound = typesOf(typed);
  // Not by what arguments need of some types: to read one out of turn may name a socket, as in the original.
  const ofEvent = open.filter((child) => needsOf(child) === Need.NONE);
  return {
    match: compile(typed),
    rest: open.length === 0 ? compile(typed) : joined(open),
    ofEvent: ofEvent.length === 0 ? undefined : joined(ofEvent),
    needs: needsOf(typed, bound),
    ...bound,
    words: wordsOf(typed),
    pids: pidsOf(typed),
    unasked: unaskedBy(typed),
    ast,
  };
}

/** Whether the type of an event alone does not decide a condition. */
const isOpen = (condition: TypedExpr): boolean => !typesOf(condition).exact;

const joined = (conditions: readonly TypedExpr[]): Match =>
  conditions.length === 1 ? compile(conditions[0]) : all(conditions.map(compile));

function compile(expr: TypedExpr): Match {
  switch (expr.kind) {
    case 'and':
      return joined(expr.children);
    case 'or':
      return any(expr.children.map(compile));
    case 'not': {
      const child = compile(expr.child);
      return (ctx) => !child(ctx);
    }
    case 'exists':
      return compileExists(expr);
    case 'compare':
      return compileCompare(expr);
    case 'test':
      return expr.test;
  }
}

function all(parts: readonly Match[]): Match {
  const [a, b, c, d] = parts as readonly [Match, Match, Match, Match];
  if (parts.length === 2) return (ctx) => a(ctx) && b(ctx);
  if (parts.length === 3) return (ctx) => a(ctx) && b(ctx) && c(ctx);
  if (parts.length === 4) return (ctx) => a(ctx) && b(ctx) && c(ctx) && d(ctx);
  return (ctx) => {
    for (let i = 0; i < parts.length; i++) if (!(parts[i] as Match)(ctx)) return false;
    return true;
  };
}

function any(parts: readonly Match[]): Match {
  const [a, b, c, d] = parts as readonly [Match, Match, Match, Match];
  if (parts.length === 2) return (ctx) => a(ctx) || b(ctx);
  if (parts.length === 3) return (ctx) => a(ctx) || b(ctx) || c(ctx);
  if (parts.length === 4) return (ctx) => a(ctx) || b(ctx) || c(ctx) || d(ctx);
  return (ctx) => {
    for (let i = 0; i < parts.length; i++) if ((parts[i] as Match)(ctx)) return true;
    return false;
  };
}

/** What has to be known to tell whether an event (of these) satisfies a condition. */
function needsOf(expr: TypedExpr, use?: Use): Needs {
  switch (expr.kind) {
    case 'and':
    case 'or':
      return expr.children.reduce((needs, child) => needs | needsOf(child, use), 0);
    case 'not':
      return needsOf(expr.child, use);
    case 'test':
      return fieldNeeds(expr.field, use);
    case 'exists':
      return sourceNeeds(expr.left, use);
    case 'compare':
      return sourceNeeds(expr.left, use) | (expr.right.kind === 'literals' ? 0 : sourceNeeds(expr.right, use));
  }
}

const fieldNeeds = (field: BoundField, use: Use | undefined): Needs => (use ? needsFor(field, use) : field.def.needs);

function sourceNeeds(source: Source, use: Use | undefined): Needs {
  switch (source.kind) {
    case 'field':
      return fieldNeeds(source.field, use);
    case 'text':
      return 0;
    default: {
      const parts = source.kind === 'call' ? source.args : source.items;
      return parts.reduce((all, part) => all | sourceNeeds(part, use), 0);
    }
  }
}
