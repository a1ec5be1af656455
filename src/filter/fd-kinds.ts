import { Need, type Needs } from '../field/def.js';
import type { TypedExpr } from './typed.js';

/** Values of fd.type for what has a path. */
const WITH_PATH: readonly string[] = ['file', 'directory'];

/** What of the fds that events work on need not be kept, as all that satisfy a filter work on fds of other kinds. */
export function unaskedBy(expr: TypedExpr): Needs {
  const sockets = onlyOn(expr, (type) => type === 'file') ? Need.OWN_SOCKET : Need.NONE;
  const files = onlyOn(expr, (type) => !WITH_PATH.includes(type)) ? Need.OWN_FILE : Need.NONE;
  return sockets | files;
}

/** Whether a filter says that the fd.type of all events that satisfy it is one of these. */
function onlyOn(expr: TypedExpr, kind: (type: string) => boolean): boolean {
  switch (expr.kind) {
    case 'and':
      return expr.children.some((child) => onlyOn(child, kind));
    case 'or':
      return expr.children.every((child) => onlyOn(child, kind));
    case 'compare': {
      const { left, op, modifier, right } = expr;
      if (left.kind !== 'field' || left.field.def.name !== 'fd.type' || modifier !== undefined) return false;
      return right.kind === 'literals' && (op === '=' || op === 'in') && right.values.every((v) => kind(String(v)));
    }
    default:
      return false;
  }
}
