import { TYPE_LIMIT } from '../event/table.js';
import { type BoundField, Need, type Needs, type TypeSet, type Use } from './def.js';

export const ALL_TYPES: TypeSet = new Uint8Array(TYPE_LIMIT).fill(1);

/** Whether two sets have a type in common. */
const meet = (a: TypeSet, b: TypeSet): boolean => a.some((contained, type) => contained !== 0 && b[type] !== 0);

/** The parts of the state that a field looks at in some of the events. */
export function needsFor({ def, arg }: BoundField, use: Use): Needs {
  const types = def.types?.(arg);
  if (types && !meet(types, use.types)) return Need.NONE;
  return def.needsFor?.(use, arg) ?? def.needs;
}
