import type { FieldDef, FieldType } from '../field/def.js';
import { FIELDS } from '../field/registry.js';

/** What a chisel gets for a field. */
export type Kind = 'number' | 'string' | 'boolean';

const NUMBERS: ReadonlySet<FieldType> = new Set<FieldType>([
  'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64',
  'pid', 'fd', 'errno', 'port', 'reltime', 'abstime', 'double',
]); // biome-ignore format: a list of words

export function kindOf(type: FieldType): Kind {
  if (type === 'bool') return 'boolean';
  return NUMBERS.has(type) ? 'number' : 'string';
}

function* entriesOf(def: FieldDef): Generator<string> {
  const kind = def.typeOf ? 'number | string | boolean' : kindOf(def.type);
  const value = def.list ? `readonly (${kind})[]` : kind;
  if (!def.arg?.required) yield `  '${def.name}': ${value};`;
  if (def.arg) yield `  [name: \`${def.name}[\${string}]\`]: ${value};`;
  if (def.arg?.kind === 'key') yield `  [name: \`${def.name}.\${string}\`]: ${value};`;
}

/** The text of field-types.data.ts, which must agree with the table of fields. */
export function fieldTypes(): string {
  const lines = FIELDS.filter((def) => !def.filterOnly).flatMap((def) => [...entriesOf(def)]);
  return [
    '/** Fields and what a chisel gets for them. Made by make-field-types.mjs. */',
    'export interface FieldTypes {',
    "  'evt.rawarg.res': number;",
    "  'evt.rawarg.data': string;",
    ...new Set(lines),
    '}',
    '',
  ].join('\n');
}
