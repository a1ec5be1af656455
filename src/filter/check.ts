// Gives the tree its meaning: which fields, which types, which values. What passes here can be compiled.
import { FilterError } from '../errors.js';
import type { BoundField, FieldCatalog } from '../field/def.js';
import type { Call, Compare, Expr, Field, Op, Operand, Span, Tuple, Value } from './ast.js';
import { callType, type Transformer } from './functions.js';
import { hexBytes, LiteralProblem, literalValue } from './literal.js';
import { groupOf, refusal } from './operators.js';
import { parseRegex } from './regex-parse.js';
import type { Literals, Source, TypedCompare, TypedExpr, TypedTest } from './typed.js';

/** Looks up the fields of a filter and checks that operators, types and literals fit. Throws a FilterError. */
export function check(expr: Expr, text: string, catalog: FieldCatalog): TypedExpr {
  return new Checker(text, catalog).expr(expr);
}

class Checker {
  constructor(
    readonly text: string,
    readonly catalog: FieldCatalog,
  ) {}

  expr(expr: Expr): TypedExpr {
    switch (expr.kind) {
      case 'and':
      case 'or':
        return { ...expr, children: expr.children.map((child) => this.expr(child)) };
      case 'not':
        return { ...expr, child: this.expr(expr.child) };
      case 'identifier':
        return this.#fail(
          expr,
          `unexpected identifier '${expr.name}'`,
          'a check is a field and a comparison, such as evt.type = open',
        );
      case 'exists': {
        const left = this.#operand(expr.left);
        if (left.kind === 'field' && left.field.def.test !== undefined) {
          return this.#test(expr, left.field, 'exists', [], expr);
        }
        return { kind: 'exists', left, start: expr.start, end: expr.end };
      }
      case 'compare':
        return this.#compare(expr);
    }
  }

  #compare(expr: Compare): TypedExpr {
    const left = this.#operand(expr.left);
    const refused = refusal(expr.op, left.type, left.list);
    if (refused !== undefined) this.#fail(expr.opSpan, refused[0], refused[1]);
    const right =
      expr.right.kind === 'call' ? this.#rightField(expr, left, expr.right) : this.#literals(expr, left, expr.right);
    if (left.kind === 'field' && left.field.def.test !== undefined && right.kind === 'literals') {
      return this.#test(expr, left.field, expr.op, right.texts, { start: expr.opSpan.start, end: expr.end });
    }
    const { op, modifier, start, end } = expr;
    return { kind: 'compare', left, op, modifier, right, start, end } satisfies TypedCompare;
  }

  #test(expr: Span, field: BoundField, op: string, texts: readonly string[], blame: Span): TypedTest {
    const { start, end } = expr;
    try {
      const test = field.def.test?.(op, texts, field.arg);
      if (test === undefined) throw new Error(`'${field.def.name}' cannot be compared`);
      return { kind: 'test', field, op, texts, test, start, end };
    } catch (error) {
      this.#rethrow(error, blame);
    }
  }

  #literals(expr: Compare, left: Source, right: Exclude<Compare['right'], Call>): Literals {
    const items: readonly (Span & { text: string })[] =
      right.kind === 'list' ? right.items : [{ ...right, text: right.kind === 'value' ? right.text : right.name }];
    const values = items.map((item) => this.#literal(expr.op, left, item));
    return { kind: 'literals', texts: items.map((item) => item.text), values };
  }

  #literal(op: Op, left: Source, item: Span & { text: string }): Literals['values'][number] {
    try {
      if (op === 'bcontains' || op === 'bstartswith') return hexBytes(item.text);
      const value = literalValue(item.text, left.type);
      const reason = left.kind === 'field' ? left.field.def.checkLiteral?.(item.text) : undefined;
      if (reason !== undefined) throw new LiteralProblem(reason);
      if (op === 'regex') parseRegex(item.text);
      return value;
    } catch (error) {
      this.#rethrow(error, item);
    }
  }

  #rightField(expr: Compare, left: Source, node: Call): Source {
    const right = this.#operand(node);
    if (expr.op === 'pmatch' || expr.op === 'regex') {
      this.#fail(node, `operator '${expr.op}' doesn't support right-hand side fields`);
    }
    if (left.type === 'ipnet') this.#fail(node, `field type 'ipnet' doesn't support right-hand side fields`);
    const [inLeft, inRight] = [barred(left), barred(right)];
    if (inLeft !== undefined) this.#fail(node, `field '${inLeft}' doesn't support right-hand side fields`);
    if (inRight !== undefined) this.#fail(node, `field '${inRight}' can't be used as a right-hand side field`);
    if (left.type !== right.type || left.list !== right.list) {
      this.#fail(
        node,
        `'${this.#source(expr.left)}' has type '${typeName(left)}', but '${this.#source(node)}' has type '${typeName(right)}'`,
      );
    }
    return right;
  }

  #operand(node: Operand): Source {
    return node.kind === 'field' ? this.#field(node) : this.#call(node);
  }

  #field(node: Field): Source {
    let field: BoundField | undefined;
    try {
      field = this.catalog.resolve(node.name, node.arg?.text);
    } catch (error) {
      this.#rethrow(error, node.arg ?? node);
    }
    if (field === undefined) {
      const near = this.catalog.nearest(node.name);
      const place = { start: node.start, end: node.start + node.name.length };
      this.#fail(place, `unknown field '${node.name}'`, near === undefined ? undefined : `did you mean '${near}'?`);
    }
    if (field.def.printOnly) this.#fail(node, `'${node.name}' can only be printed, not compared`);
    const list = field.def.list === true;
    return { kind: 'field', field, type: field.type, list, start: node.start, end: node.end };
  }

  #call(node: Call): Source {
    if (node.name === 'val') return this.#val(node);
    const args = node.args.map((arg) => this.#argument(arg));
    for (const arg of args) {
      if (arg.kind === 'field' && arg.field.def.noTransformer) {
        this.#fail(arg, `field '${arg.field.def.name}' does not support transformers`);
      }
    }
    return this.#typedCall(node, node.name, args);
  }

  #typedCall(node: Call, name: Transformer, args: readonly Source[]): Source {
    const arg = node.arg?.text;
    const names = node.args.map((each) => this.#source(each));
    const type = callType(name, args, names, arg);
    if (!('type' in type)) {
      const [reason, index] = type;
      this.#fail((index === undefined ? undefined : args[index]) ?? node, reason);
    }
    return { kind: 'call', name, args, arg, type: type.type, list: type.list, start: node.start, end: node.end };
  }

  #val(node: Call): Source {
    const [only] = node.args;
    if (only === undefined || only.kind !== 'field' || node.args.length > 1) {
      this.#fail(node, 'val() takes exactly 1 field', 'functions need no val() around them');
    }
    if (node.arg !== undefined) this.#fail(node.arg, 'val() does not take an argument between brackets');
    return this.#field(only);
  }

  #argument(node: Operand | Value | Tuple): Source {
    const { start, end } = node;
    switch (node.kind) {
      case 'value':
        return { kind: 'text', text: node.text, type: 'charbuf', list: false, start, end };
      case 'tuple':
        return {
          kind: 'tuple',
          items: node.items.map((item) => this.#element(item)),
          type: 'charbuf',
          list: true,
          start,
          end,
        };
      default:
        return this.#operand(node);
    }
  }

  // Elements become texts, so they must have one.
  #element(node: Operand | Value): Source {
    const element = this.#argument(node);
    const group = groupOf(element.type);
    if (group === 'address' || group === 'buffer') {
      this.#fail(node, `'${this.#source(node)}' has type '${element.type}', which cannot be an element of a list`);
    }
    return element;
  }

  #source(node: Span): string {
    return this.text.slice(node.start, node.end);
  }

  #rethrow(error: unknown, span: Span): never {
    // Reasons come as plain errors; a TypeError is a defect and not the user's.
    if (!(error instanceof Error) || error.name !== 'Error') throw error;
    this.#fail(span, error.message);
  }

  #fail(span: Span, message: string, hint?: string): never {
    throw new FilterError(message, this.text, span.start, span.end, hint);
  }
}

// The field, if any, that keeps a source away from comparisons between fields. What several parts make is a new value.
function barred(source: Source): string | undefined {
  if (source.kind === 'call' && source.args.length === 1) return barred(source.args[0] as Source);
  if (source.kind !== 'field') return undefined;
  const { def } = source.field;
  return def.noRhs || def.filterOnly || def.test !== undefined ? def.name : undefined;
}

function typeName(source: Source): string {
  return source.list ? `list of ${source.type}` : source.type;
}
