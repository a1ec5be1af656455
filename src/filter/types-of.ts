// Which event types can satisfy a filter. Conservative: a type that is left out can never match.
import type { BoundField, TypeBound, TypeSet } from '../field/def.js';
import type { Op } from './ast.js';
import type { Source, TypedCompare, TypedExpr } from './typed.js';

/** Length of a type set. */
export const TYPE_COUNT = 512;

/** The event types that can satisfy a filter, and whether they are all there is to it. */
export function typesOf(expr: TypedExpr): TypeBound {
  switch (expr.kind) {
    case 'and':
      return expr.children.map(typesOf).reduce((a, b) => exactly(combine(a, b, (x, y) => x & y)));
    case 'or':
      return expr.children.map(typesOf).reduce((a, b) => combine(a, b, (x, y) => x | y));
    case 'not': {
      const bound = typesOf(expr.child);
      return bound.exact ? { types: bound.types.map((contained) => 1 - contained), exact: true } : everything();
    }
    case 'exists':
      return bounded(expr.left, 'exists', []) ?? { types: sourceTypes(expr.left), exact: false };
    case 'compare':
      return compareTypes(expr);
    case 'test':
      return copy(expr.field.def.bound?.(expr.op, expr.texts)) ?? { types: fieldTypes(expr.field), exact: false };
  }
}

function compareTypes(expr: TypedCompare): TypeBound {
  const { left, right } = expr;
  const types = sourceTypes(left);
  if (right.kind !== 'literals') {
    const others = sourceTypes(right);
    return exactly({ types: types.map((contained, i) => contained & (others[i] as number)), exact: false });
  }
  if (right.values.length === 0) return { types: new Uint8Array(TYPE_COUNT), exact: true };
  const op: Op | undefined = expr.modifier === undefined ? expr.op : unmodified(expr);
  return (op === undefined ? undefined : bounded(left, op, right.texts)) ?? { types, exact: false };
}

// The operator that means the same without its modifier.
function unmodified(expr: TypedCompare): Op | undefined {
  return expr.op === '=' && expr.modifier === 'anyof' ? 'in' : undefined;
}

function bounded(source: Source, op: string, texts: readonly string[]): TypeBound | undefined {
  return source.kind === 'field' ? copy(source.field.def.bound?.(op, texts)) : undefined;
}

// Functions of a null are null, so all fields inside must be able to have a value.
function sourceTypes(source: Source): TypeSet {
  switch (source.kind) {
    case 'text':
      return everything().types;
    case 'field':
      return fieldTypes(source.field);
    default: {
      const parts = source.kind === 'call' ? source.args : source.items;
      return parts
        .map(sourceTypes)
        .reduce((a, b) => a.map((contained, i) => contained & (b[i] as number)), everything().types);
    }
  }
}

function fieldTypes(field: BoundField): TypeSet {
  const types = field.def.types?.(field.arg);
  return types === undefined ? everything().types : sized(types);
}

function combine(a: TypeBound, b: TypeBound, join: (a: number, b: number) => number): TypeBound {
  return { types: a.types.map((x, i) => join(x, b.types[i] as number)), exact: a.exact && b.exact };
}

// Nothing at all is exact, however it came about.
function exactly(bound: TypeBound): TypeBound {
  return bound.types.includes(1) ? bound : { types: bound.types, exact: true };
}

function copy(bound: TypeBound | undefined): TypeBound | undefined {
  return bound === undefined ? undefined : { types: sized(bound.types), exact: bound.exact };
}

function sized(types: TypeSet): TypeSet {
  const set = new Uint8Array(TYPE_COUNT);
  set.set(types.subarray(0, TYPE_COUNT));
  return set;
}

function everything(): TypeBound {
  return { types: new Uint8Array(TYPE_COUNT).fill(1), exact: false };
}
