// The operators. Everything that can be worked out beforehand is; what remains per value allocates nothing.
import type { Scalar } from '../field/def.js';
import type { EventContext } from '../state/context.js';
import type { Modifier, Op } from './ast.js';
import { compileGlob, LOWER } from './glob.js';
import { type Net, netMatcher } from './net.js';
import { compilePathMatch } from './pmatch.js';
import { compileRegex } from './regex.js';

/** Whether a value of a field satisfies a comparison. What networks mean depends on the capture's dialect. */
export type Test = (value: Scalar, ctx: EventContext) => boolean;

/** The test for an operator with the literals to its right. */
export function literalsTest(op: Op, values: readonly (Scalar | Net)[], modifier: Modifier | undefined): Test {
  if (modifier !== undefined) return modifiedTest(op, values, modifier);
  if (op === 'in' || op === 'intersects') return memberTest(values);
  if (op === 'pmatch') return compilePathMatch(values as readonly string[]) as Test;
  return literalTest(op, values[0] as Scalar | Net);
}

/** Whether a value is one of these; of networks: lies in one of them. */
export function memberTest(values: readonly (Scalar | Net)[]): Test {
  if (values.some(isNet)) {
    const tests = values.map((value) => literalTest('=', value));
    return (value, ctx) => some(tests, value, ctx);
  }
  const scalars = values as readonly Scalar[];
  const [a, b] = scalars;
  if (scalars.length === 0) return () => false;
  if (scalars.length === 1) return (value) => value === a;
  if (scalars.length === 2) return (value) => value === a || value === b;
  const set = new Set(scalars);
  return (value) => set.has(value);
}

function modifiedTest(op: Op, values: readonly (Scalar | Net)[], modifier: Modifier): Test {
  if (values.length === 0) return () => false;
  if (op === '=' && modifier === 'anyof') return memberTest(values);
  const tests = values.map((value) => literalTest(op, value));
  if (modifier === 'anyof') return (value, ctx) => some(tests, value, ctx);
  if (modifier === 'allof') return (value, ctx) => tests.every((test) => test(value, ctx));
  return (value, ctx) => {
    let count = 0;
    for (let i = 0; i < tests.length && count < 2; i++) if ((tests[i] as Test)(value, ctx)) count++;
    return count === 1;
  };
}

function some(tests: readonly Test[], value: Scalar, ctx: EventContext): boolean {
  for (let i = 0; i < tests.length; i++) if ((tests[i] as Test)(value, ctx)) return true;
  return false;
}

function literalTest(op: Op, literal: Scalar | Net): Test {
  if (isNet(literal)) {
    const inside = netMatcher(literal);
    const test: Test = (value, ctx) => inside(value as string, ctx.dialect);
    return op === '!=' ? (value, ctx) => !test(value, ctx) : test;
  }
  const text = literal as string;
  switch (op) {
    case '=':
      return (value) => value === literal;
    case '!=':
      return (value) => value !== literal;
    // A number and a bigint compare exactly.
    case '<':
      return (value) => value < literal;
    case '<=':
      return (value) => value <= literal;
    case '>':
      return (value) => value > literal;
    case '>=':
      return (value) => value >= literal;
    case 'contains':
    case 'bcontains':
      return (value) => (value as string).includes(text);
    case 'startswith':
    case 'bstartswith':
      return (value) => (value as string).startsWith(text);
    case 'endswith':
      return (value) => (value as string).endsWith(text);
    case 'icontains':
      return (value) => foldedIncludes(value as string, text);
    case 'glob':
      return compileGlob(text) as Test;
    case 'iglob':
      return compileGlob(text, true) as Test;
    case 'regex':
      return compileRegex(text) as Test;
    case 'in':
    case 'intersects':
    case 'pmatch':
      return literalsTest(op, [literal], undefined);
  }
}

/** Whether two values satisfy an operator, when the right one comes from a field as well. */
export function pairTest(op: Op): (left: Scalar, right: Scalar) => boolean {
  switch (op) {
    case '=':
    case 'in':
    case 'intersects':
      return (left, right) => left === right;
    case '!=':
      return (left, right) => left !== right;
    case '<':
      return (left, right) => left < right;
    case '<=':
      return (left, right) => left <= right;
    case '>':
      return (left, right) => left > right;
    case '>=':
      return (left, right) => left >= right;
    case 'contains':
    case 'bcontains':
      return (left, right) => (left as string).includes(right as string);
    case 'startswith':
    case 'bstartswith':
      return (left, right) => (left as string).startsWith(right as string);
    case 'endswith':
      return (left, right) => (left as string).endsWith(right as string);
    case 'icontains':
      return (left, right) => foldedIncludes(left as string, right as string);
    case 'glob':
    case 'iglob':
      return globPair(op === 'iglob');
    case 'regex':
    case 'pmatch':
      throw new Error(`${op} does not compare fields`);
  }
}

// Patterns from a field seldom change from one event to the next.
function globPair(fold: boolean): (left: Scalar, right: Scalar) => boolean {
  let pattern: Scalar | undefined;
  let test: (value: string) => boolean = () => false;
  return (left, right) => {
    if (right !== pattern) {
      test = compileGlob(right as string, fold);
      pattern = right;
    }
    return test(left as string);
  };
}

// Only ASCII letters have two cases: the others are bytes, not characters, so toLowerCase would be wrong.
function foldedIncludes(text: string, part: string): boolean {
  const last = text.length - part.length;
  for (let i = 0; i <= last; i++) {
    let j = 0;
    while (j < part.length && LOWER[text.charCodeAt(i + j)] === LOWER[part.charCodeAt(j)]) j++;
    if (j === part.length) return true;
  }
  return false;
}

function isNet(value: Scalar | Net): value is Net {
  return typeof value === 'object';
}
