import type { BoundField, Getter, Scalar, Value } from '../field/def.js';
import type { EventContext } from '../state/context.js';
import type { Op } from './ast.js';
import { literalsTest, memberTest, pairTest, type Test } from './ops.js';
import { sourceGetter } from './transform.js';
import type { Literals, Source, TypedCompare, TypedExists } from './typed.js';

/** A compiled part of a filter: does the current event satisfy it? */
export type Match = (ctx: EventContext) => boolean;

/** Compiles `left exists`. */
export function compileExists(expr: TypedExists): Match {
  const candidates = candidatesOf(expr.left);
  if (candidates !== undefined) {
    return (ctx) => {
      const values = candidates.get(ctx);
      return values !== undefined && values.length > 0;
    };
  }
  const get = sourceGetter(expr.left);
  return (ctx) => get(ctx) !== undefined;
}

/** Compiles a comparison. A side without a value makes it false, whatever the operator. */
export function compileCompare(expr: TypedCompare): Match {
  const { left, op, right, modifier } = expr;
  const candidates = candidatesOf(left);
  if (right.kind !== 'literals') return fieldCompare(left, op, sourceGetter(right), candidates);
  // No element, no match: not even for a list without elements.
  if (right.values.length === 0) return () => false;
  if (candidates !== undefined) {
    const test = literalsTest(op, right.values, modifier);
    return candidates.all(op) ? everyCandidate(candidates.get, test) : someCandidate(candidates.get, test);
  }
  const get = sourceGetter(left);
  if (left.list) return listCompare(get, op, memberTest(right.values));
  return (modifier === undefined && direct(get, op, right)) || tested(get, literalsTest(op, right.values, modifier));
}

interface Candidates {
  readonly get: (ctx: EventContext) => readonly Scalar[] | undefined;
  /** Whether every candidate must satisfy the operator, rather than one. */
  readonly all: (op: Op) => boolean;
}

function candidatesOf(source: Source): Candidates | undefined {
  const field: BoundField | undefined = source.kind === 'field' ? source.field : undefined;
  const candidates = field?.def.candidates;
  if (candidates === undefined) return undefined;
  const all = (op: Op) => candidates.quantifier === 'either' && op === '!=';
  return { get: candidates.get(field?.arg), all };
}

function someCandidate(get: Candidates['get'], test: Test): Match {
  return (ctx) => {
    const values = get(ctx);
    if (values === undefined) return false;
    for (let i = 0; i < values.length; i++) if (test(values[i] as Scalar, ctx)) return true;
    return false;
  };
}

function everyCandidate(get: Candidates['get'], test: Test): Match {
  return (ctx) => {
    const values = get(ctx);
    if (values === undefined || values.length === 0) return false;
    for (let i = 0; i < values.length; i++) if (!test(values[i] as Scalar, ctx)) return false;
    return true;
  };
}

function listCompare(get: Getter, op: Op, member: Test): Match {
  const all = op === 'in';
  return (ctx) => {
    const values = get(ctx) as readonly Scalar[] | undefined;
    if (values === undefined) return false;
    for (let i = 0; i < values.length; i++) if (member(values[i] as Scalar, ctx) !== all) return !all;
    return all;
  };
}

function fieldCompare(left: Source, op: Op, right: Getter, candidates: Candidates | undefined): Match {
  const test = pairTest(op);
  if (candidates !== undefined) {
    const all = candidates.all(op);
    return (ctx) => {
      const values = candidates.get(ctx);
      const value = right(ctx) as Scalar | undefined;
      if (values === undefined || values.length === 0 || value === undefined) return false;
      return all ? values.every((each) => test(each, value)) : values.some((each) => test(each, value));
    };
  }
  const get = sourceGetter(left);
  if (left.list) {
    return (ctx) => {
      const values = get(ctx) as readonly Scalar[] | undefined;
      const set = right(ctx) as readonly Scalar[] | undefined;
      if (values === undefined || set === undefined) return false;
      return op === 'in' ? values.every((each) => set.includes(each)) : values.some((each) => set.includes(each));
    };
  }
  return (ctx) => {
    const value = get(ctx) as Scalar | undefined;
    if (value === undefined) return false;
    const other = right(ctx) as Scalar | undefined;
    return other !== undefined && test(value, other);
  };
}

function tested(get: Getter, test: Test): Match {
  return (ctx) => {
    const value = get(ctx);
    return value !== undefined && test(value as Scalar, ctx);
  };
}

// The comparisons that filters are full of, without a call in between. `undefined` is equal to no literal, and neither
// less nor greater than any.
function direct(get: Getter, op: Op, right: Literals): Match | undefined {
  const { values } = right;
  if (values.some((value) => typeof value === 'object')) return undefined;
  const [a, b] = values as readonly Value[] as readonly [Value, Value];
  const [text, number] = [a as string, a as number];
  switch (op) {
    case '=':
      return (ctx) => get(ctx) === a;
    case '!=':
      return (ctx) => {
        const value = get(ctx);
        return value !== undefined && value !== a;
      };
    case '<':
      return (ctx) => (get(ctx) as number) < number;
    case '<=':
      return (ctx) => (get(ctx) as number) <= number;
    case '>':
      return (ctx) => (get(ctx) as number) > number;
    case '>=':
      return (ctx) => (get(ctx) as number) >= number;
    case 'contains':
      return (ctx) => {
        const value = get(ctx) as string | undefined;
        return value?.includes(text) === true;
      };
    case 'startswith':
      return (ctx) => {
        const value = get(ctx) as string | undefined;
        return value?.startsWith(text) === true;
      };
    case 'endswith':
      return (ctx) => {
        const value = get(ctx) as string | undefined;
        return value?.endsWith(text) === true;
      };
    case 'in':
    case 'intersects': {
      if (values.length === 1) return (ctx) => get(ctx) === a;
      if (values.length === 2) {
        return (ctx) => {
          const value = get(ctx);
          return value === a || value === b;
        };
      }
      const set: ReadonlySet<unknown> = new Set(values);
      return (ctx) => set.has(get(ctx));
    }
    default:
      return undefined;
  }
}
