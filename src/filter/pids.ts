import type { TypedExpr } from './typed.js';

/** The processes of which at least one is the event's in all that satisfies a filter; undefined: it names none. */
export function pidsOf(expr: TypedExpr): readonly number[] | undefined {
  switch (expr.kind) {
    case 'and':
      return expr.children.map(pidsOf).find((pids) => pids !== undefined);
    case 'or': {
      const parts = expr.children.map(pidsOf);
      return parts.every((pids) => pids !== undefined) ? parts.flat() : undefined;
    }
    case 'compare': {
      const { left, op, modifier, right } = expr;
      if (left.kind !== 'field' || left.field.def.name !== 'proc.pid' || modifier !== undefined) return undefined;
      if (right.kind !== 'literals' || (op !== '=' && op !== 'in')) return undefined;
      const pids = right.values.map(Number);
      return pids.every((pid) => Number.isInteger(pid) && pid > 0) ? pids : undefined;
    }
    default:
      return undefined;
  }
}
