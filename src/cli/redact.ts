import { REDACTABLE, type Redactable, type Redaction } from '../engine/rewriter.js';
import { SharkError } from '../errors.js';
import { compileRegex } from '../filter/regex.js';

function isRedactable(word: string): word is Redactable {
  return (REDACTABLE as readonly string[]).includes(word);
}

/** What the words of --redact ask for: `args,env`, or `env=REGEX`. Throws SharkError(TS_SHARK_USAGE). */
export function parseRedactions(words: readonly string[]): Redaction[] {
  return words.flatMap((word) => {
    const equals = word.indexOf('=');
    const names = (equals < 0 ? word : word.slice(0, equals)).split(',');
    const matches = equals < 0 ? undefined : finder(word.slice(equals + 1));
    return names.map((what) => {
      if (!isRedactable(what)) {
        throw new SharkError('TS_SHARK_USAGE', `--redact does not know '${what}'`, `it knows ${REDACTABLE.join(', ')}`);
      }
      return { what, matches };
    });
  });
}

/** Whether a pattern is found in a byte string, in linear time. */
function finder(pattern: string): (text: string) => boolean {
  try {
    // The pattern itself, before it is put between others.
    compileRegex(pattern);
    return compileRegex(`(.|\\n)*(${pattern})(.|\\n)*`);
  } catch (error) {
    throw new SharkError('TS_SHARK_USAGE', `--redact: ${(error as Error).message}`);
  }
}
