import nearley from 'nearley';
import { FilterError } from '../errors.js';
import type { Expr } from './ast.js';
import { type Chain, disjunction } from './build.js';
import { explain } from './explain.js';
import compiled from './grammar.gen.js';
import { lexer } from './lexer.js';

let grammar: nearley.Grammar | undefined;

/** Reads a filter. Fields and values are not looked at: that is `check`'s work. Throws a FilterError. */
export function parse(text: string): Expr {
  if (text === '') throw new FilterError('the filter is empty', text, 0, 0);
  grammar ??= nearley.Grammar.fromCompiled(compiled);
  const parser = new nearley.Parser(grammar);
  try {
    parser.feed(text);
  } catch (error) {
    if (lexer.problem !== undefined) throw lexer.problem;
    // A refused token has an offset in nearley's error; anything else is a defect of ours and must be seen.
    if (!(error instanceof Error) || !('offset' in error)) throw error;
    throw explain(text, lexer, false);
  }
  const results: readonly Chain<Chain<Expr>>[] = parser.results;
  if (results.length > 1) throw new Error(`ambiguous grammar: ${results.length} readings of a filter`);
  if (results.length === 0) throw explain(text, lexer, true);
  return disjunction(results[0]);
}
