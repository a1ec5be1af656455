import { FilterError, type SharkError } from '../errors.js';
import { renderFilterError } from '../filter/caret.js';

/** An error as the user sees it: one line with what to do, or the place in a filter or format. */
export function explain(error: SharkError): string {
  if (error instanceof FilterError) return `${renderFilterError(error, process.stderr.columns ?? 80)}\n`;
  const line = `ts-shark: ${error.message}${error.hint ? `; ${error.hint}` : ''}`;
  // A file name may hold anything, line ends included.
  return `${line.replace(/[\x00-\x1f\x7f]/g, '?')}\n`;
}
