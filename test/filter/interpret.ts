// What a filter means, said as plainly as possible: no preparation, no cleverness, one value at a time.
import { BlockList } from 'node:net';
import type { FieldCatalog, FieldType, Scalar, Value } from '../../src/field/def.js';
import type { Call, Compare, Expr, Value as Literal, Operand, Tuple } from '../../src/filter/ast.js';
import type { EventContext } from '../../src/state/context.js';

/** Whether an event satisfies a filter. */
export function interpret(expr: Expr, ctx: EventContext, catalog: FieldCatalog): boolean {
  switch (expr.kind) {
    case 'and':
      return expr.children.every((child) => interpret(child, ctx, catalog));
    case 'or':
      return expr.children.some((child) => interpret(child, ctx, catalog));
    case 'not':
      return !interpret(expr.child, ctx, catalog);
    case 'exists': {
      const values = read(expr.left, ctx, catalog);
      return values.kind === 'candidates' ? (values.values ?? []).length > 0 : values.value !== undefined;
    }
    case 'compare':
      return compare(expr, ctx, catalog);
    case 'identifier':
      throw new Error('not a filter');
  }
}

type Read =
  | { kind: 'one'; value: Value | undefined; list: boolean; type: FieldType }
  | { kind: 'candidates'; values: readonly Scalar[] | undefined; either: boolean; type: FieldType };

function compare(expr: Compare, ctx: EventContext, catalog: FieldCatalog): boolean {
  const left = read(expr.left, ctx, catalog);
  const holds = (value: Scalar) => holdsFor(value, expr, left.type, ctx, catalog);
  if (left.kind === 'candidates') {
    if (left.values === undefined || left.values.length === 0) return false;
    return left.either && expr.op === '!=' ? left.values.every(holds) : left.values.some(holds);
  }
  if (left.value === undefined) return false;
  if (!left.list) return holds(left.value as Scalar);
  const rights = rightValues(expr, ctx, catalog);
  if (rights === undefined || (rights.length === 0 && expr.right.kind === 'list')) return false;
  const isMember = (value: Scalar) => rights.some((right) => equal(value, right, left.type));
  const values = left.value as readonly Scalar[];
  return expr.op === 'in' ? values.every(isMember) : values.some(isMember);
}

function holdsFor(value: Scalar, expr: Compare, type: FieldType, ctx: EventContext, catalog: FieldCatalog): boolean {
  const rights = rightValues(expr, ctx, catalog);
  if (rights === undefined) return false;
  if (expr.op === 'pmatch') return rights.some((right) => isBelow(value as string, right as string));
  const results = rights.map((right) => apply(expr.op, value, right, type));
  const count = results.filter((result) => result).length;
  if (results.length === 0) return false;
  switch (expr.modifier) {
    case 'oneof':
      return count === 1;
    case 'allof':
      return count === results.length;
    default:
      return count > 0;
  }
}

function rightValues(expr: Compare, ctx: EventContext, catalog: FieldCatalog): readonly Scalar[] | undefined {
  const { right } = expr;
  if (right.kind === 'value') return [right.text];
  if (right.kind === 'identifier') return [right.name];
  if (right.kind === 'list') return right.items.map((item) => item.text);
  const value = evaluate(right, ctx, catalog);
  return value === undefined || Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar];
}

function apply(op: Compare['op'], left: Scalar, right: Scalar, type: FieldType): boolean {
  const [a, b] = [left as string, right as string];
  const order = () => (typeof left === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : numberOrder(left, right));
  switch (op) {
    case '=':
    case 'in':
    case 'intersects':
      return equal(left, right, type);
    case '!=':
      return !equal(left, right, type);
    case '<':
      return order() < 0;
    case '<=':
      return order() <= 0;
    case '>':
      return order() > 0;
    case '>=':
      return order() >= 0;
    case 'contains':
      return a.indexOf(b) >= 0;
    case 'icontains':
      return lower(a).indexOf(lower(b)) >= 0;
    case 'bcontains':
      return a.indexOf(unhex(b)) >= 0;
    case 'startswith':
      return a.slice(0, b.length) === b;
    case 'bstartswith':
      return a.slice(0, unhex(b).length) === unhex(b);
    case 'endswith':
      return a.length >= b.length && a.slice(a.length - b.length) === b;
    case 'glob':
      return globMatches(b, a);
    case 'iglob':
      return globMatches(lower(b), lower(a));
    case 'regex':
      return new RegExp(`(?<![^])(?:${b})(?![^])`, 'm').test(a);
    case 'pmatch':
      return isBelow(a, b);
  }
}

function equal(left: Scalar, right: Scalar, type: FieldType): boolean {
  if (type === 'ipnet' || (type === 'ipaddr' && /[.:]/.test(right as string))) {
    const block = new BlockList();
    const [address, bits] = (right as string).split('/') as [string, string?];
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    if (bits === undefined) block.addAddress(address, family);
    else block.addSubnet(address, Number(bits), family);
    const value = addressText(left as string);
    // A BlockList takes 10.0.0.1 for ::ffff:10.0.0.1 as well; here the families are apart.
    return value.includes(':') === address.includes(':') && block.check(value, family);
  }
  if (typeof left === 'string') return left === right;
  if (typeof left === 'boolean') return String(left) === String(right);
  return numberOrder(left, right) === 0;
}

function numberOrder(left: Scalar, right: Scalar): number {
  const [a, b] = [BigInt(left), BigInt(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function addressText(bytes: string): string {
  const codes = [...bytes].map((char) => char.charCodeAt(0));
  if (codes.length === 4) return codes.join('.');
  return Array.from({ length: 8 }, (_, i) => ((codes[2 * i] ?? 0) * 256 + (codes[2 * i + 1] ?? 0)).toString(16)).join(
    ':',
  );
}

function isBelow(value: string, path: string): boolean {
  const names = value.split('/').filter((name) => name !== '');
  const wanted = path.split('/').filter((name) => name !== '');
  return wanted.length <= names.length && wanted.every((name, i) => globMatches(name, names[i] as string));
}

function globMatches(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') {
    return globMatches(pattern.slice(1), text) || (text !== '' && globMatches(pattern, text.slice(1)));
  }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && globMatches(pattern.slice(1), text.slice(1));
}

function read(node: Operand, ctx: EventContext, catalog: FieldCatalog): Read {
  if (node.kind === 'call') {
    const value = evaluate(node, ctx, catalog);
    const plain = node.name === 'val' ? read(node.args[0] as Operand, ctx, catalog).type : 'charbuf';
    return { kind: 'one', value, list: Array.isArray(value), type: plain };
  }
  const field = catalog.resolve(node.name, node.arg?.text);
  if (field === undefined) throw new Error(`no field ${node.name}`);
  const { candidates } = field.def;
  if (candidates !== undefined) {
    const either = candidates.quantifier === 'either';
    return { kind: 'candidates', values: candidates.get(field.arg)(ctx), either, type: field.type };
  }
  return { kind: 'one', value: field.get(ctx), list: field.def.list === true, type: field.type };
}

function evaluate(node: Operand | Literal | Tuple, ctx: EventContext, catalog: FieldCatalog): Value | undefined {
  if (node.kind === 'value') return node.text;
  if (node.kind === 'field') return catalog.resolve(node.name, node.arg?.text)?.get(ctx);
  if (node.kind === 'call') return call(node, ctx, catalog);
  const items = node.items.map((item) => evaluate(item, ctx, catalog));
  return items.includes(undefined) ? undefined : items.flat().map(String);
}

function call(node: Call, ctx: EventContext, catalog: FieldCatalog): Value | undefined {
  const values = node.args.map((arg) => evaluate(arg, ctx, catalog));
  if (values.includes(undefined)) return undefined;
  const [first, second] = values as [Value, Value];
  switch (node.name) {
    case 'val':
      return first;
    case 'tolower':
      return lower(first as string);
    case 'toupper':
      return [...(first as string)].map((char) => (/[a-z]/.test(char) ? char.toUpperCase() : char)).join('');
    case 'basename':
      return (first as string).split('/').at(-1);
    case 'len':
      return (first as string | readonly Scalar[]).length;
    case 'join':
      return (second as readonly string[]).join(first as string);
    case 'concat':
      return values.join('');
    default:
      throw new Error(`${node.name} is tested by examples`);
  }
}

function lower(text: string): string {
  return [...text].map((char) => (/[A-Z]/.test(char) ? char.toLowerCase() : char)).join('');
}

function unhex(text: string): string {
  return Buffer.from(text, 'hex').toString('latin1');
}
