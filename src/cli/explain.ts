import { FilterError, type SharkError } from '../errors.js';
import { renderFilterError } from '../filter/caret.js';

/** An error as the user sees it: one line with what to do, or the place in a filter or format. */
export function explain(error: SharkError): string {
  if (error instanceof FilterError) return `ts-shark: ${renderFilterError(error, process.stderr.columns ?? 80)}\n`;
  const line = `ts-shark: ${error.message}${error.hint ? `; ${error.hint}` : ''}`;
  return `${printable(line)}\n`;
}

/** A file name may hold anything, line ends included. */
export const printable = (text: string) => Array.from(text, (c) => (c < ' ' || c === '\x7f' ? '?' : c)).join('');
