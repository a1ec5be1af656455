import type { ByteWriter } from '../bytes/writer.js';
import type { EventContext, TimeMode } from '../state/context.js';
import type { Needs } from '../state/needs.js';

export { Need, type Needs } from '../state/needs.js';

/** Classes in the order in which they are listed. */
export type FieldClass =
  | 'evt'
  | 'process'
  | 'user'
  | 'group'
  | 'fd'
  | 'fs.path'
  | 'container'
  | 'k8s'
  | 'syslog'
  | 'fdlist'
  | 'util'
  | 'span'
  | 'evtin'
  | 'mesos';

/** How a value is compared and printed. The names are the original's, lower case. */
export type FieldType =
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'pid'
  | 'fd'
  | 'errno'
  | 'port'
  | 'reltime'
  | 'abstime'
  | 'double'
  | 'bool'
  | 'charbuf'
  | 'fspath'
  | 'bytebuf'
  | 'ipaddr'
  | 'ipnet';

/** Number formats: decimal, upper-case hexadecimal, octal with a leading 0, decimal padded with zeros to 9 digits. */
export type NumberFormat = 'dec' | 'hex' | 'oct' | 'padded9';

/**
 * One value of a field.
 *
 * - texts, paths and byte buffers: a string with one character per byte (latin1), so that what is printed is
 *   byte for byte what was captured, and comparisons are bytewise
 * - numbers: `number`, or `bigint` where the magnitude exceeds 2^53
 * - `ipaddr`: 4 or 16 characters, the address bytes in network order
 * - list fields: an array of the above
 *
 * `undefined` stands for "no value" (null, printed `<NA>`).
 */
export type Scalar = string | number | bigint | boolean;
export type Value = Scalar | readonly Scalar[];

/** Reads a field off the current event. Valid for that event only; must not keep references into it. */
export type Getter = (ctx: EventContext) => Value | undefined;

/** Writes a field of the current event as text; false, and nothing written: it has no value. */
export type Putter = (ctx: EventContext, out: ByteWriter) => boolean;

/** Set of event types: index = type number, 1 = contained. */
export type TypeSet = Uint8Array;

/** What a comparison says about event types alone. */
export interface TypeBound {
  /** Event types for which the comparison can be true. */
  readonly types: TypeSet;
  /** The comparison is true for exactly these types, whatever else the event holds. */
  readonly exact: boolean;
}

/** What is known of the events that a field is read off. */
export interface Use {
  /** Their types. */
  readonly types: TypeSet;
  /** What is shown as their time; undefined: anything. */
  readonly timeMode?: TimeMode;
}

export interface FieldDef {
  readonly name: string;
  readonly class: FieldClass;
  readonly type: FieldType;
  readonly format?: NumberFormat;
  /** One line for `-l`. */
  readonly doc: string;
  readonly needs: Needs;
  /** The part of `needs` that is left for some of the events, where that depends on them. */
  readonly needsFor?: (use: Use, arg: string | undefined) => Needs;
  /** `[x]` or `.x` behind the name; `index` takes numbers, `key` any text. Absent: no argument. */
  readonly arg?: { readonly kind: 'index' | 'key'; readonly required: boolean };
  /** The field has several values at once and is compared as a list. */
  readonly list?: boolean;
  readonly filterOnly?: boolean;
  readonly printOnly?: boolean;
  readonly noTransformer?: boolean;
  /** The value depends on when the field was last looked at: who looks must see every event. */
  readonly sequential?: boolean;
  /** Not allowed inside `val()`, nor compared with one. */
  readonly noRhs?: boolean;
  /**
   * In a format the original prints the name of the field behind its value: where it has no argument, or always, and then
   * it has no value.
   */
  readonly echo?: 'bare' | 'always';
  /** In a format without an argument, the original takes all that follows for a part of the field. */
  readonly greedy?: boolean;
  /** Not listed by `-l`. */
  readonly hidden?: boolean;
  /** Makes the getter; throws a plain `Error` with the reason when the argument is wrong. */
  readonly get: (arg: string | undefined) => Getter;
  /** The text of the value, where it is not the value in the format of its type, or can be had faster. */
  readonly put?: (arg: string | undefined) => Putter;
  /** The value in JSON where it differs: times are numbers there. */
  readonly json?: (arg: string | undefined) => Getter;
  /** Writes what `json` gives, where that is faster than making the value. */
  readonly putJson?: (arg: string | undefined) => Putter;
  /**
   * In filters the field offers several values (`get` still serves output). `any`: the comparison holds if it
   * holds for one of them. `either`: the same, but `!=` holds only if it holds for all (fd.ip, fd.port).
   */
  readonly candidates?: {
    readonly quantifier: 'any' | 'either';
    readonly get: (arg: string | undefined) => (ctx: EventContext) => readonly Scalar[] | undefined;
  };
  /** Replaces the whole comparison (evt.around). Throws a plain `Error` with the reason. */
  readonly test?: (op: string, values: readonly string[], arg: string | undefined) => (ctx: EventContext) => boolean;
  /** Refuses a literal: the reason, or undefined when it is fine. */
  readonly checkLiteral?: (text: string) => string | undefined;
  /** Event types for which the field can have a value; absent: all. */
  readonly types?: (arg: string | undefined) => TypeSet;
  /** What a comparison with literals says about the event type; absent: use `types`. */
  readonly bound?: (op: string, values: readonly string[]) => TypeBound | undefined;
  /** The type of the value where it depends on the argument (evt.rawarg). Throws a plain `Error` with the reason. */
  readonly typeOf?: (arg: string | undefined) => FieldType;
  /** The number format where it depends on the argument. */
  readonly formatOf?: (arg: string | undefined) => NumberFormat | undefined;
}

/** A field with its argument, ready to be read. */
export interface BoundField {
  readonly def: FieldDef;
  readonly arg: string | undefined;
  readonly type: FieldType;
  readonly format: NumberFormat;
  readonly get: Getter;
}

/** Where filters and formats look fields up. */
export interface FieldCatalog {
  /**
   * `name` as written without brackets (`evt.arg.fd`, `proc.aname`), `arg` the text between brackets.
   * Undefined: there is no such field. Throws a plain `Error` with the reason when the argument is wrong or missing.
   */
  resolve(name: string, arg?: string): BoundField | undefined;
  /** Longest field (with a dotted argument, if it takes one) that `text` begins with; for formats. Length in characters. */
  longest(text: string): { readonly field: BoundField; readonly length: number } | undefined;
  /** The known name nearest to a mistyped one, if one is near. */
  nearest(name: string): string | undefined;
}
