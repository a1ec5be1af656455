import { FilterError } from '../errors.js';
import type { BoundField, FieldCatalog } from '../field/def.js';
import { check } from './check.js';
import { compileExpr } from './compile.js';
import { parse } from './parse.js';
import { sourceGetter } from './transform.js';

const EXISTS = ' exists';

/**
 * Compiles transformers over fields by themselves, for output formats: `toupper(proc.name)`. What comes back reads
 * like a field of that name. Throws a FilterError with places in `text`.
 */
export function compileOperand(text: string, catalog: FieldCatalog): BoundField {
  const source = text + EXISTS;
  const ast = parse(source);
  const typed = check(ast, source, catalog);
  if (typed.kind !== 'exists') throw new FilterError('expected a field or a transformer', text, 0, text.length);
  const { left } = typed;
  const get = sourceGetter(left);
  const def = {
    name: text,
    class: 'evt',
    type: left.type,
    doc: '',
    needs: compileExpr(ast, source, catalog).needs,
    list: left.list,
    get: () => get,
  } as const;
  return { def, arg: undefined, type: left.type, format: 'dec', get };
}
