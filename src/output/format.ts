import { Literal } from '../bytes/literal.js';
import type { ByteWriter } from '../bytes/writer.js';
import { FilterError } from '../errors.js';
import type { Dialect } from '../event/table.js';
import type { BoundField, FieldCatalog, FieldDef, Needs, Putter, Use } from '../field/def.js';
import { needsFor } from '../field/use.js';
import type { EventContext } from '../state/context.js';
import { putValue } from './value.js';

interface Found {
  readonly field: BoundField;
  /** Characters of the text that are its name. */
  readonly length: number;
}

/** A field of an output format. */
export interface Column {
  /** As it was written, which is its key in JSON. */
  readonly name: string;
  readonly field: BoundField;
  /** Characters that the value is padded or cut to; 0: as long as it is. */
  readonly width: number;
}

export type Piece = string | Column;

/** A format string taken apart. */
export interface Format {
  /** The line is printed also when fields have no value (`<NA>`). */
  readonly lenient: boolean;
  readonly pieces: readonly Piece[];
  readonly columns: readonly Column[];
  /** What the text means for exit-only captures, where that is something else. */
  readonly exits?: Format;
}

/** The parts of the state that a format looks at in some of the events. */
export const formatNeeds = ({ columns }: Format, use: Use): Needs =>
  columns.reduce((needs, { field }) => needs | needsFor(field, use), 0);

const PERCENT = '%';
const SPACE = 0x20;
const NA = '<NA>';

function fail(problem: string, text: string, start: number, end: number, hint?: string): never {
  throw new FilterError(problem, text, start, end, hint, 'TS_SHARK_OUTPUT_FORMAT');
}

/** Compiles a transformer over fields. Handed in where a format has one, as it takes the filter language to do it. */
export type CompileOperand = (text: string, catalog: FieldCatalog) => BoundField;

/** Whether a format has transformers, so that `parseFormat` needs a CompileOperand. */
export const hasTransformers = (text: string): boolean => /%\d*[a-z0-9]+\(/.test(text);

/**
 * `*%evt.num %12proc.name %toupper(fd.name) ...`: `%`, an optional width, then a field or a transformer over
 * fields; `%%` is a percent sign; a star in front keeps lines in which fields have no value.
 * Throws FilterError with the place in `text`.
 */
export function parseFormat(text: string, catalog: FieldCatalog, operand?: CompileOperand): Format {
  const format = parseAs('pairs', text, catalog, operand);
  if (!format.columns.some(({ field: { def } }) => def.echo || def.greedy)) return format;
  return { ...format, exits: parseAs('exits', text, catalog, operand) };
}

function parseAs(dialect: Dialect, text: string, catalog: FieldCatalog, operand: CompileOperand | undefined): Format {
  if (text === '') fail('the output format is empty', text, 0, 0, "try -p '%evt.num %proc.name %evt.type'");
  const lenient = text.startsWith('*');
  const pieces: Piece[] = [];
  let literal = '';
  let at = lenient ? 1 : 0;
  while (at < text.length) {
    const percent = text.indexOf(PERCENT, at);
    if (percent < 0) {
      literal += text.slice(at);
      break;
    }
    literal += text.slice(at, percent);
    if (text[percent + 1] === PERCENT) {
      literal += PERCENT;
      at = percent + 2;
      continue;
    }
    if (literal !== '') pieces.push(bytesOf(literal));
    literal = '';
    const { column, end } = parseColumn(dialect, text, percent, catalog, operand);
    pieces.push(column);
    at = end;
  }
  if (literal !== '') pieces.push(bytesOf(literal));
  const columns = pieces.filter((p): p is Column => typeof p !== 'string');
  return { lenient, pieces, columns };
}

const bytesOf = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

function parseColumn(
  dialect: Dialect,
  text: string,
  percent: number,
  catalog: FieldCatalog,
  operand: CompileOperand | undefined,
): { column: Column; end: number } {
  const digits = /^\d*/.exec(text.slice(percent + 1))?.[0] ?? '';
  const start = percent + 1 + digits.length;
  if (start >= text.length) {
    fail(
      `the output format ends with ${digits === '' ? 'a %' : 'a number'}, expected a field`,
      text,
      percent,
      text.length,
      'a percent sign is written %%',
    );
  }
  const width = Number(digits);
  const call = /^[a-z0-9]+\(/.exec(text.slice(start));
  const { field, length } =
    call && operand ? parseCall(text, start, catalog, operand) : parseField(dialect, text, start, catalog);
  if (field.def.filterOnly) {
    fail(`${field.def.name} can be used in filters only`, text, start, start + length);
  }
  return { column: { name: text.slice(start, start + length), field, width }, end: start + length };
}

/** The field that a text begins with, as the original takes it: see FieldDef.echo and greedy. */
function foundField(dialect: Dialect, text: string, catalog: FieldCatalog): Found | undefined {
  const found = catalog.longest(text);
  if (!found) return undefined;
  const { def, arg } = found.field;
  if (dialect === 'exits') {
    // Newer programs do not know the field, but one whose name is the beginning of its own.
    return def.echo === 'always' ? catalog.longest(def.name.slice(0, def.name.lastIndexOf('.'))) : found;
  }
  if (def.echo === 'always') return { field: { ...found.field, def: nullDef(def) }, length: 0 };
  if (arg !== undefined) return found;
  if (def.echo === 'bare') return { ...found, length: 0 };
  return def.greedy ? { ...found, length: text.length } : found;
}

const nullDef = (def: FieldDef): FieldDef => ({ ...def, put: () => () => false, json: () => () => undefined });

function parseField(
  dialect: Dialect,
  text: string,
  start: number,
  catalog: FieldCatalog,
): { field: BoundField; length: number } {
  const word = /^[\w.]*/.exec(text.slice(start))?.[0] ?? '';
  try {
    const found = foundField(dialect, text.slice(start), catalog);
    if (found) return found;
  } catch (error) {
    fail((error as Error).message, text, start, start + word.length);
  }
  const near = catalog.nearest(word);
  return fail(
    word === '' ? 'expected a field after %' : `unknown field '${word}'`,
    text,
    start,
    start + Math.max(1, word.length),
    near ? `did you mean ${near}?` : 'ts-shark -l lists all fields; a percent sign is written %%',
  );
}

/** A transformer with everything up to its closing parenthesis (and an option in brackets behind it). */
function parseCall(
  text: string,
  start: number,
  catalog: FieldCatalog,
  compileOperand: CompileOperand,
): { field: BoundField; length: number } {
  let depth = 0;
  let quote = '';
  let end = start;
  for (; end < text.length; end++) {
    const c = text[end];
    if (quote !== '') {
      if (c === quote && text[end - 1] !== '\\') quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) break;
  }
  if (depth !== 0) fail("expected ')'", text, text.length, text.length);
  end++;
  const option = /^\[[^\]]*\]/.exec(text.slice(end))?.[0] ?? '';
  const expression = text.slice(start, end + option.length);
  try {
    return { field: compileOperand(expression, catalog), length: expression.length };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return fail(error.problem, text, start + error.start, start + error.end, error.hint);
  }
}

/** Writes a field's text: its own way, or by its type. */
export function putterOf(field: BoundField): Putter {
  const own = field.def.put?.(field.arg);
  if (own) return own;
  const { get, type, format } = field;
  return (ctx, out) => {
    const value = get(ctx);
    if (value === undefined) return false;
    putValue(out, value, type, format);
    return true;
  };
}

/**
 * Makes the function that writes a line (without its end). False: a field has no value and the format is not
 * lenient; what was written then is to be dropped. `clean` is run over every value that was written.
 */
export function compileFormat(format: Format, clean?: (out: ByteWriter, from: number) => void): Putter {
  return perDialect(format, (form) => compileLine(form, clean));
}

/** The function for the dialect of the capture that is read, where a format means two things. */
export function perDialect(format: Format, compile: (format: Format) => Putter): Putter {
  const pairs = compile(format);
  if (!format.exits) return pairs;
  const exits = compile(format.exits);
  return (ctx, out) => (ctx.dialect === 'exits' ? exits : pairs)(ctx, out);
}

function compileLine(format: Format, clean: ((out: ByteWriter, from: number) => void) | undefined): Putter {
  const writers = format.pieces.map((piece) =>
    typeof piece === 'string' ? literalWriter(piece) : columnWriter(piece, clean),
  );
  const { lenient } = format;
  const n = writers.length;
  return (ctx: EventContext, out: ByteWriter) => {
    let complete = true;
    for (let i = 0; i < n; i++) {
      // Every field is looked at, as some (evt.deltatime) count from one look to the next.
      if (!writers[i](ctx, out)) {
        if (lenient) out.text(NA);
        else complete = false;
      }
    }
    return complete;
  };
}

const literalWriter = (text: string): Putter => {
  const literal = new Literal(text);
  return (_, out) => {
    out.literal(literal);
    return true;
  };
};

function columnWriter({ field, width }: Column, clean?: (out: ByteWriter, from: number) => void): Putter {
  const put = putterOf(field);
  if (width === 0 && !clean) return put;
  return (ctx, out) => {
    const start = out.pos;
    let present = put(ctx, out);
    if (!present && width > 0) {
      out.text(NA);
      present = true;
    }
    clean?.(out, start);
    if (width > 0) {
      for (let pad = start + width - out.pos; pad > 0; pad--) out.byte(SPACE);
      out.pos = start + width;
    }
    return present;
  };
}
