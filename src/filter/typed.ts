import type { BoundField, FieldType, Scalar } from '../field/def.js';
import type { FunctionName, Modifier, Op, Span } from './ast.js';
import type { Net } from './net.js';

/** What a source gives: a type, of one value or of a list of them. */
export interface Typed {
  readonly type: FieldType;
  readonly list: boolean;
}

/** A field, looked up. */
export interface FieldSource extends Typed, Span {
  readonly kind: 'field';
  readonly field: BoundField;
}

/** A function of other sources; `arg` is the text between brackets behind it. */
export interface CallSource extends Typed, Span {
  readonly kind: 'call';
  readonly name: Exclude<FunctionName, 'val'>;
  readonly args: readonly Source[];
  readonly arg: string | undefined;
}

/** A text written in the filter, as an argument of a function. */
export interface TextSource extends Typed, Span {
  readonly kind: 'text';
  readonly text: string;
}

/** A list made of other sources. */
export interface TupleSource extends Typed, Span {
  readonly kind: 'tuple';
  readonly items: readonly Source[];
}

/** Something that has a value for an event. */
export type Source = FieldSource | CallSource | TextSource | TupleSource;

/** The right side, when it is written in the filter. `texts` are the literals as written, `values` what they mean. */
export interface Literals {
  readonly kind: 'literals';
  readonly texts: readonly string[];
  readonly values: readonly (Scalar | Net)[];
}

export interface TypedExists extends Span {
  readonly kind: 'exists';
  readonly left: Source;
}

export interface TypedCompare extends Span {
  readonly kind: 'compare';
  readonly left: Source;
  readonly op: Op;
  readonly modifier: Modifier | undefined;
  readonly right: Literals | Source;
}

/** A comparison that the field does itself (evt.around). */
export interface TypedTest extends Span {
  readonly kind: 'test';
  readonly field: BoundField;
  readonly op: string;
  readonly texts: readonly string[];
  readonly test: ReturnType<NonNullable<BoundField['def']['test']>>;
}

export interface TypedNot extends Span {
  readonly kind: 'not';
  readonly child: TypedExpr;
}

export interface TypedJunction extends Span {
  readonly kind: 'and' | 'or';
  readonly children: readonly TypedExpr[];
}

/** A filter whose fields are known and whose types fit. */
export type TypedExpr = TypedJunction | TypedNot | TypedExists | TypedCompare | TypedTest;
