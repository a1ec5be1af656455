import type { BoundField } from '../field/def.js';
import type { Format } from './format.js';
import { membersOf, numberOf } from './json.js';
import { isNumeric } from './value.js';

type Schema = Readonly<Record<string, unknown>>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

function numeric(field: BoundField): Schema {
  if (field.type === 'double') return { type: 'number' };
  return { type: 'integer' };
}

/** The JSON type of a field's value. */
function valueSchema(field: BoundField): Schema {
  const { def, type, format } = field;
  if (def.list) return { type: 'array', items: isNumeric(type, format) ? numeric(field) : { type: 'string' } };
  if (!numberOf(field)) return { type: 'string' };
  if (type === 'bool') return { type: 'boolean' };
  return numeric(field);
}

function memberSchema(field: BoundField, nullable: boolean): Schema {
  const { type, ...rest } = valueSchema(field);
  return { type: nullable ? [type, 'null'] : type, ...rest, description: field.def.doc };
}

function objectSchema(format: Format): Schema {
  const members = membersOf(format);
  const properties = members.map(({ name, field }) => [name, memberSchema(field, format.lenient)]);
  return {
    // A format without fields prints as null.
    type: members.length === 0 ? 'null' : 'object',
    properties: Object.fromEntries(properties),
    required: members.map(({ name }) => name),
    additionalProperties: false,
  };
}

/**
 * What a line of `compileJson` for this format looks like, as a JSON Schema. Two alternatives for a format that means
 * two things: in captures with enter and exit events, and in exit-only ones.
 */
export function jsonSchema(format: Format): Schema {
  return {
    $schema: DIALECT,
    title: 'An event as ts-shark -j prints it, one a line',
    $comment: 'Integers have up to 64 bits, more than a double keeps. Bytes that are no UTF-8 become U+FFFD.',
    ...(format.exits ? { anyOf: [objectSchema(format), objectSchema(format.exits)] } : objectSchema(format)),
  };
}
