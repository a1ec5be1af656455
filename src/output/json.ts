import { Literal } from '../bytes/literal.js';
import { ByteWriter } from '../bytes/writer.js';
import type { BoundField, Getter, Putter, Scalar, Value } from '../field/def.js';
import { type Column, type Format, perDialect, putterOf } from './format.js';
import { isNumeric } from './value.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BACKSLASH = 0x5c;
const REPLACEMENT = 0xfffd;

const SHORT: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

function putUnit(out: ByteWriter, unit: number): void {
  out.text('\\u');
  out.hex(unit, false, 4);
}

/** A code point above ASCII, as one or two escapes. */
function putEscape(out: ByteWriter, code: number): void {
  if (code < 0x10000) {
    putUnit(out, code);
    return;
  }
  putUnit(out, 0xd800 + ((code - 0x10000) >> 10));
  putUnit(out, 0xdc00 + (code & 0x3ff));
}

/** Bytes that stand in a JSON string as they are. */
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

const rest = new ByteWriter(1024);

/**
 * Makes a JSON string of what was written from `start` on (a byte behind the quote, which is there already). Everything
 * above ASCII is escaped; bytes are taken for UTF-8 as leniently as the original takes them, so that damaged texts come
 * out the same. A text ends at its first NUL, as the original's do.
 */
export function quote(out: ByteWriter, start: number): void {
  const end = out.pos;
  const { buf } = out;
  let i = start;
  while (i < end && PLAIN[buf[i]] === 1) i++;
  if (i < end && buf[i] !== 0) {
    rest.pos = 0;
    rest.bytes(buf, i, end);
    out.pos = i;
    putEscaped(out, rest.buf, rest.pos);
  } else {
    out.pos = i;
  }
  out.byte(QUOTE);
}

function putEscaped(out: ByteWriter, src: Uint8Array, to: number): void {
  for (let i = 0; i < to; i++) {
    const c = src[i];
    if (PLAIN[c] === 1) {
      out.byte(c);
    } else if (c === 0) {
      return;
    } else if (c < 0x80) {
      const short = SHORT[c];
      if (short) out.text(short);
      else putUnit(out, c);
    } else {
      const size = c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf8 ? 4 : 0;
      if (size === 0 || to - i < size) {
        putUnit(out, REPLACEMENT);
        continue;
      }
      let code = size === 2 ? c & 0x1f : size === 3 ? c & 0x0f : c & 0x07;
      for (let k = 1; k < size; k++) code = (code << 6) | (src[i + k] & 0x3f);
      i += size - 1;
      const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
      putEscape(out, code < least || (code >= 0xd800 && code < 0xe000) ? REPLACEMENT : code);
    }
  }
}

function putScalar(out: ByteWriter, value: Value): void {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) out.int(value);
    else out.text(String(value));
  } else {
    out.text(String(value));
  }
}

/** Writes the values of a list field as an array. */
function listPutter({ get }: BoundField): Putter {
  return (ctx, out) => {
    const values = get(ctx) as readonly Scalar[] | undefined;
    if (values === undefined) return false;
    out.byte(OPEN);
    for (const [i, value] of values.entries()) {
      if (i > 0) out.byte(COMMA);
      if (typeof value === 'string') {
        out.byte(QUOTE);
        const start = out.pos;
        out.text(value);
        quote(out, start);
      } else {
        putScalar(out, value);
      }
    }
    out.byte(CLOSE);
    return true;
  };
}

/** Reads a field that is a number or a boolean in JSON; undefined for the others, which are texts or lists. */
export function numberOf(field: BoundField): Getter | undefined {
  const own = field.def.json?.(field.arg);
  return own ?? (isNumeric(field.type, field.format) || field.type === 'bool' ? field.get : undefined);
}

/** Writes the value of a field, or null. */
function jsonPutter(field: BoundField): Putter {
  const own = field.def.putJson?.(field.arg);
  if (own) return own;
  const number = numberOf(field);
  if (field.def.list) return listPutter(field);
  if (number) {
    return (ctx, out) => {
      const value = number(ctx);
      if (value === undefined) return false;
      putScalar(out, value);
      return true;
    };
  }
  const put = putterOf(field);
  return (ctx, out) => {
    const start = out.pos;
    out.byte(QUOTE);
    if (put(ctx, out)) quote(out, start + 1);
    else out.pos = start;
    return out.pos > start;
  };
}

const byBytes = (a: Column, b: Column) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** The fields of a format as members of an object: each once, sorted by name. */
export function membersOf(format: Format): Column[] {
  return [...new Map(format.columns.map((c) => [c.name, c])).values()].sort(byBytes);
}

/** Makes the function that writes an event as one JSON object: the fields of the format, sorted by name. */
export const compileJson = (format: Format): Putter => perDialect(format, compileObject);

function compileObject(format: Format): Putter {
  const members = membersOf(format).map((column, i) => {
    const key = `${i === 0 ? '{' : ','}${JSON.stringify(column.name)}:`;
    return { key: new Literal(Buffer.from(key, 'utf8').toString('latin1')), put: jsonPutter(column.field) };
  });
  const { lenient } = format;
  const n = members.length;
  return (ctx, out) => {
    if (n === 0) out.text('null');
    let complete = true;
    for (let i = 0; i < n; i++) {
      const { key, put } = members[i];
      out.literal(key);
      if (!put(ctx, out)) {
        if (lenient) out.text('null');
        else complete = false;
      }
    }
    if (n > 0) out.byte(0x7d);
    return complete;
  };
}
