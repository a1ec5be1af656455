import type { TypedExpr } from './typed.js';

/** Whether a filter says that all events that satisfy it work on files. */
export function filesOnly(expr: TypedExpr): boolean {
  switch (expr.kind) {
    case 'and':
      return expr.children.some(filesOnly);
    case 'or':
      return expr.children.every(filesOnly);
    case 'compare': {
      const { left, op, modifier, right } = expr;
      if (left.kind !== 'field' || left.field.def.name !== 'fd.type' || modifier !== undefined) return false;
      return right.kind === 'literals' && (op === '=' || op === 'in') && right.values.every((v) => v === 'file');
    }
    default:
      return false;
  }
}
