/** Where a node stands in the filter text: offsets of its first character and of the one behind its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Operators as they are kept in the tree: `==` is written `=`. */
export type Op =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'contains'
  | 'icontains'
  | 'bcontains'
  | 'startswith'
  | 'bstartswith'
  | 'endswith'
  | 'glob'
  | 'iglob'
  | 'regex'
  | 'in'
  | 'intersects'
  | 'pmatch';

/** How many elements of the list on the right must satisfy the operator. */
export type Modifier = 'oneof' | 'anyof' | 'allof';

/** Functions of the language; `val` only marks its field as a field on the right side. */
export type FunctionName = 'tolower' | 'toupper' | 'b64' | 'basename' | 'len' | 'join' | 'concat' | 'getopt' | 'val';

/** A literal. `text` is a byte string: one character per byte of its UTF-8 form, escapes resolved. */
export interface Value extends Span {
  readonly kind: 'value';
  readonly text: string;
  readonly quoted: boolean;
}

/** A bare name that may stand for something else: a macro on its own, a list to the right of `in`. */
export interface Identifier extends Span {
  readonly kind: 'identifier';
  readonly name: string;
}

/** Literals in parentheses, to the right of an operator. */
export interface List extends Span {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

/** A field with the argument between brackets behind its name. */
export interface Field extends Span {
  readonly kind: 'field';
  readonly name: string;
  readonly arg: Value | undefined;
}

/** A list made on the spot as an argument of a function: its elements may be fields. */
export interface Tuple extends Span {
  readonly kind: 'tuple';
  readonly items: readonly (Operand | Value)[];
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly args: readonly (Operand | Value | Tuple)[];
  readonly arg: Value | undefined;
}

/** What is compared. */
export type Operand = Field | Call;

export interface Exists extends Span {
  readonly kind: 'exists';
  readonly left: Operand;
}

export interface Compare extends Span {
  readonly kind: 'compare';
  readonly left: Operand;
  readonly op: Op;
  readonly modifier: Modifier | undefined;
  /** Place of the operator, with its modifier. */
  readonly opSpan: Span;
  readonly right: Value | List | Identifier | Call;
}

export interface Not extends Span {
  readonly kind: 'not';
  readonly child: Expr;
}

/** `and` or `or` of two or more; no child is of the same kind as its parent. */
export interface Junction extends Span {
  readonly kind: 'and' | 'or';
  readonly children: readonly Expr[];
}

/** A filter. `not` never stands directly in another `not`: they cancel out. */
export type Expr = Junction | Not | Exists | Compare | Identifier;
