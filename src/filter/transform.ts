import type { FieldType, Getter, NumberFormat, Scalar, Value } from '../field/def.js';
import type { EventContext } from '../state/context.js';
import { optionList, optionValue } from './getopt.js';
import { groupOf } from './operators.js';
import type { CallSource, Source, TupleSource } from './typed.js';

/** Makes the getter of a source: a field, or functions of fields. Null in, null out. */
export function sourceGetter(source: Source): Getter {
  switch (source.kind) {
    case 'field':
      return source.field.get;
    case 'text': {
      const { text } = source;
      return () => text;
    }
    case 'tuple':
      return tuple(source);
    case 'call':
      return call(source);
  }
}

function call(source: CallSource): Getter {
  const gets = source.args.map(sourceGetter);
  const [first, second] = gets as [Getter, Getter];
  const { name, arg } = source;
  const type = source.args[0]?.type ?? 'charbuf';
  switch (name) {
    case 'tolower':
      return each(first, (text) => (/[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (part) => part.toLowerCase()) : text));
    case 'toupper':
      return each(first, (text) => (/[a-z]/.test(text) ? text.replace(/[a-z]+/g, (part) => part.toUpperCase()) : text));
    case 'basename':
      return each(first, (text) => text.slice(text.lastIndexOf('/') + 1));
    case 'b64':
      return each(first, (text) => decode(text, type));
    case 'len':
      return len(first, type);
    case 'join':
      return pair(first, second, (separator, list) => texts(list).join(texts(separator)[0]));
    case 'concat':
      return (ctx) => concat(gets, ctx);
    case 'getopt':
      return arg === undefined
        ? pair(first, second, (list, letters) => optionList(texts(list), String(letters)))
        : pair(first, second, (list, letters) => optionValue(texts(list), String(letters), arg));
  }
}

// Functions of one text are applied to every element of a list; one that fails makes the whole null.
function each(get: Getter, change: (text: string) => string | undefined): Getter {
  return (ctx) => {
    const value = get(ctx);
    if (typeof value === 'string') return change(value);
    if (!Array.isArray(value)) return undefined;
    const changed: Scalar[] = [];
    for (const item of value as readonly string[]) {
      const text = change(item);
      if (text === undefined) return undefined;
      changed.push(text);
    }
    return changed;
  };
}

function pair(first: Getter, second: Getter, combine: (first: Value, second: Value) => Value | undefined): Getter {
  return (ctx) => {
    const one = first(ctx);
    if (one === undefined) return undefined;
    const two = second(ctx);
    return two === undefined ? undefined : combine(one, two);
  };
}

function concat(gets: readonly Getter[], ctx: EventContext): string | undefined {
  let whole = '';
  for (const get of gets) {
    const part = get(ctx);
    if (part === undefined) return undefined;
    whole += part as string;
  }
  return whole;
}

function len(get: Getter, type: FieldType): Getter {
  const counted = groupOf(type) === 'buffer';
  return (ctx) => {
    const value = get(ctx);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return (value as readonly Scalar[]).length;
    const end = counted ? -1 : value.indexOf('\0');
    return end === -1 ? value.length : end;
  };
}

// Padding may be missing, but nothing else may: what does not encode back to the same was not base64.
function decode(text: string, type: FieldType): string | undefined {
  const body = text.replace(/\0+$/, '').replace(/={1,2}$/, '');
  const bytes = Buffer.from(body, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== body) return undefined;
  if (body === '' && text.startsWith('=')) return undefined;
  const decoded = bytes.toString('latin1');
  const end = groupOf(type) === 'string' ? decoded.indexOf('\0') : -1;
  return end === -1 ? decoded : decoded.slice(0, end);
}

function tuple(source: TupleSource): Getter {
  const gets = source.items.map(sourceGetter);
  const formats = source.items.map((item) => (item.kind === 'field' ? item.field.format : undefined));
  return (ctx) => {
    const list: string[] = [];
    for (let i = 0; i < gets.length; i++) {
      const value = gets[i]?.(ctx);
      if (value === undefined) return undefined;
      for (const item of Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar]) {
        list.push(elementText(item, formats[i]));
      }
    }
    return list;
  };
}

function elementText(value: Scalar, format: NumberFormat | undefined): string {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (format === 'hex') return value.toString(16).toUpperCase();
  if (format === 'oct') return value.toString(8);
  return format === 'padded9' ? String(value).padStart(9, '0') : String(value);
}

function texts(value: Value): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [value as string];
}
