// Writes field-types.data.ts from the table of fields. Run it after the build when fields were added:
//   node src/chisel/make-field-types.mjs
import { writeFileSync } from 'node:fs';
import { fieldTypes } from '../../dist/chisel/field-kinds.js';

writeFileSync(new URL('field-types.data.ts', import.meta.url), fieldTypes());
