import type { Call, Compare, Expr, Operand, Tuple, Value } from './ast.js';
import { quote, toText } from './quote.js';

/** Writes a tree as text that reads back as the same tree, spans aside. */
export function print(expr: Expr): string {
  switch (expr.kind) {
    case 'or':
      return expr.children.map(print).join(' or ');
    case 'and':
      return expr.children.map((child) => (child.kind === 'or' ? `(${print(child)})` : print(child))).join(' and ');
    case 'not':
      return `not ${expr.child.kind === 'and' || expr.child.kind === 'or' ? `(${print(expr.child)})` : print(expr.child)}`;
    case 'identifier':
      return expr.name;
    case 'exists':
      return `${operand(expr.left)} exists`;
    case 'compare': {
      const op = expr.modifier === undefined ? expr.op : `${expr.op} ${expr.modifier}`;
      return `${operand(expr.left)} ${op} ${right(expr.right)}`;
    }
  }
}

function right(node: Compare['right']): string {
  switch (node.kind) {
    case 'value':
      return value(node);
    case 'identifier':
      return node.name;
    case 'list':
      return `(${node.items.map(value).join(', ')})`;
    default:
      return operand(node);
  }
}

function operand(node: Operand): string {
  const name = node.kind === 'field' ? node.name : `${node.name}(${node.args.map(argument).join(', ')})`;
  return node.arg === undefined ? name : `${name}[${value(node.arg)}]`;
}

function argument(node: Call['args'][number] | Tuple): string {
  if (node.kind === 'tuple') return `(${node.items.map(argument).join(', ')})`;
  return node.kind === 'value' ? value(node) : operand(node);
}

// A bare text was bare when it was read, so it can be written as it is.
function value(node: Value): string {
  return node.quoted ? quote(node.text) : toText(node.text);
}
