import type { FieldType } from '../field/def.js';
import type { Op } from './ast.js';

/** Types that are compared in the same way. */
export type TypeGroup = 'number' | 'bool' | 'string' | 'buffer' | 'address';

/** The way in which values of a type are compared. */
export function groupOf(type: FieldType): TypeGroup {
  switch (type) {
    case 'bool':
      return 'bool';
    case 'charbuf':
    case 'fspath':
      return 'string';
    case 'bytebuf':
      return 'buffer';
    case 'ipaddr':
    case 'ipnet':
      return 'address';
    default:
      return 'number';
  }
}

const OPS: Readonly<Record<TypeGroup, readonly Op[]>> = {
  number: ['=', '!=', '<', '<=', '>', '>=', 'in', 'intersects'],
  bool: ['=', '!=', 'in', 'intersects'],
  string: [
    '=',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
    'contains',
    'icontains',
    'startswith',
    'endswith',
    'glob',
    'iglob',
    'regex',
    'pmatch',
    'in',
    'intersects',
  ],
  buffer: ['=', '!=', 'contains', 'startswith', 'endswith', 'bcontains', 'bstartswith', 'in', 'intersects'],
  address: ['=', '!=', 'in', 'intersects'],
};

const GROUP_NAMES: Readonly<Record<TypeGroup, string>> = {
  number: 'numeric',
  // The original calls them numeric as well; the message should help instead.
  bool: 'boolean',
  string: 'string',
  buffer: 'buffer',
  address: 'ip address and network',
};

const LIST_TYPES: ReadonlySet<FieldType> = new Set([
  'charbuf',
  'uint64',
  'reltime',
  'abstime',
  'bool',
  'ipaddr',
  'ipnet',
]);

/** Why the operator cannot compare values of this type, and what can; undefined when it can. */
export function refusal(op: Op, type: FieldType, list: boolean): readonly [string, string?] | undefined {
  if (list) {
    if (!LIST_TYPES.has(type)) return [`list filters are not supported for type '${type}'`];
    if (op === 'in' || op === 'intersects') return undefined;
    return [`'${op}' operator not supported for list filters`, 'operators: exists in intersects'];
  }
  const group = groupOf(type);
  if (OPS[group].includes(op)) return undefined;
  return [
    `'${op}' operator not supported for ${GROUP_NAMES[group]} filters`,
    `operators: exists ${OPS[group].join(' ')}`,
  ];
}
