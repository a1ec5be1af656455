// Says why the grammar refused a token. The lexer's place tells what could have come there, so nothing is asked of
// nearley, whose own account is a dump of its tables.
import { FilterError } from '../errors.js';
import type { FilterLexer, Place, Token } from './lexer.js';

/** All operators, in the order of the manual. */
export const OPERATORS =
  'exists = == != < <= > >= contains icontains startswith endswith glob iglob regex bcontains bstartswith in intersects pmatch';

/** All functions that can stand around a field. */
export const FUNCTIONS = 'tolower toupper b64 basename len join concat getopt';

/** The error for a text that stops being a filter at the lexer's last token, or at its end. */
export function explain(text: string, lexer: FilterLexer, atEnd: boolean): FilterError {
  const before = atEnd ? lexer.last : lexer.previous;
  const found = atEnd ? undefined : lexer.last;
  const missing = missingClose(lexer, before, found);
  const [message, hint] = missing ?? expected(lexer.place, before, found);
  const start = found?.start ?? before?.end ?? text.length;
  return new FilterError(message, text, start, found?.end ?? start, hint);
}

type Reason = readonly [message: string, hint?: string];

function missingClose(lexer: FilterLexer, before: Token | undefined, found: Token | undefined): Reason | undefined {
  const opened = lexer.open.at(-1);
  if (found !== undefined || opened === undefined || before?.type === 'comma' || before?.type === 'lparen') return;
  const complete = lexer.place === 'tail' || lexer.place === 'items' || lexer.place === 'args';
  return complete
    ? [`expected ')' after ${name(before)}`, `the '(' at character ${opened + 1} is not closed`]
    : undefined;
}

function expected(place: Place, before: Token | undefined, found: Token | undefined): Reason {
  const after = before === undefined ? '' : ` after ${name(before)}`;
  const instead = found === undefined ? '' : `, found ${name(found)}`;
  switch (place) {
    case 'check':
      return [`expected a check${after}${instead}`, checkHint(found)];
    case 'operator':
      return [`expected an operator${after}${instead}`, operatorHint(found)];
    case 'value':
      return [
        `expected a value${after}${instead}`,
        `"" is the empty text; a value with ( ) = , or blanks needs quotes`,
      ];
    case 'number':
      return [`expected a number${after}${instead}`, numberHint(found)];
    case 'list':
      return [`expected a list${after}${instead}`, listHint(before, found)];
    case 'items':
      return itemReason(before, after, instead);
    case 'args':
      return [`expected ${argument(before)}${after}${instead}`];
    case 'bracket':
      return [
        before?.type === 'lbracket' ? `expected an argument after '['${instead}` : `expected ']'${after}${instead}`,
      ];
    case 'tail':
      return [`expected 'and' or 'or'${after}${instead}`, tailHint(before, found)];
  }
}

function checkHint(found: Token | undefined): string | undefined {
  if (found?.text.startsWith('!')) return `write 'not' for '!'`;
  if (found?.text.startsWith('&')) return `write 'and' for '&&'`;
  if (found?.text.startsWith('|')) return `write 'or' for '||'`;
  return `a check is a field and a comparison, such as evt.type = open`;
}

function operatorHint(found: Token | undefined): string {
  return found !== undefined && OPERATORS.split(' ').includes(found.text)
    ? `'${found.text}' needs a blank behind it`
    : `operators: ${OPERATORS}`;
}

function numberHint(found: Token | undefined): string {
  return /^\d+[a-z]+$/.test(found?.text ?? '')
    ? 'numbers have no unit; times are nanoseconds'
    : 'only = and != compare with a text';
}

function listHint(before: Token | undefined, found: Token | undefined): string {
  return found?.type === 'junk' ? `write ${before?.text ?? 'in'} (${clip(found.text)})` : 'a list is written (a, b, c)';
}

function itemReason(before: Token | undefined, after: string, instead: string): Reason {
  const inside = before?.type === 'lparen' || before?.type === 'comma';
  return inside
    ? [`expected a value${after}${instead}`]
    : [`expected ',' or ')'${after}${instead}`, 'a value with ( ) = , or blanks needs quotes'];
}

function argument(before: Token | undefined): string {
  const inside = before?.type === 'lparen' || before?.type === 'comma';
  return inside ? 'a field, a function, a quoted text, a number or a list' : `',' or ')'`;
}

function tailHint(before: Token | undefined, found: Token | undefined): string | undefined {
  if (found?.text.startsWith('&')) return `write 'and' for '&&'`;
  if (found?.text.startsWith('|')) return `write 'or' for '||'`;
  if (found?.type === 'rparen') return `this ')' closes nothing`;
  if (before?.type === 'word' && found?.type === 'lparen') {
    return before.text === 'val' ? 'val() can only stand to the right of an operator' : `functions: ${FUNCTIONS}`;
  }
  if (before?.type === 'word' && found !== undefined) return `a field name has a dot: '${clip(before.text)}' is none`;
  if (before?.type === 'bare' || found?.type === 'junk') return 'a value with ( ) = , or blanks needs quotes';
  return undefined;
}

function name(token: Token | undefined): string {
  const text = token?.text ?? '';
  return /^["']/.test(text) && text.length < 60 ? text : `'${clip(text)}'`;
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
