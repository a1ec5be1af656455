// Field values are byte strings (one character per byte), so literals are turned into the same before they are compared.

/** The UTF-8 bytes of a text, as a byte string. */
export function toBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of a byte string; bytes that are not UTF-8 become U+FFFD. */
export function toText(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Thrown by `unquote`: the reason and where in the literal it is. */
export class EscapeProblem extends Error {
  constructor(
    message: string,
    readonly start: number,
    readonly end: number,
  ) {
    super(message);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  // Old rules write "\ " and mean a backslash; the original keeps it that way.
  ' ': '\\',
  '\\': '\\',
  '/': '/',
};

/** The byte string that a quoted literal, quotes included, stands for. */
export function unquote(literal: string): string {
  const quote = literal[0];
  const end = literal.length - 1;
  let bytes = '';
  let from = 1;
  for (let at = literal.indexOf('\\'); at !== -1 && at < end; at = literal.indexOf('\\', from)) {
    bytes += toBytes(literal.slice(from, at));
    const char = literal[at + 1] ?? '';
    from = at + 2;
    if (char === 'x') {
      const digits = literal.slice(at + 2, Math.min(at + 4, end));
      if (digits.length < 2) throw new EscapeProblem('truncated hex escape', at, end);
      if (!/^[0-9a-fA-F]{2}$/.test(digits)) throw new EscapeProblem('invalid hex escape', at, at + 4);
      bytes += String.fromCharCode(Number.parseInt(digits, 16));
      from = at + 4;
    } else if (char === '"' || char === "'") {
      if (char !== quote) throw new EscapeProblem(`needless escape \\${char} between ${quote}`, at, at + 2);
      bytes += char;
    } else {
      const plain = ESCAPES[char];
      if (plain === undefined) {
        const whole = String.fromCodePoint(literal.codePointAt(at + 1) ?? 0);
        throw new EscapeProblem(`unsupported escape \\${whole}`, at, at + 1 + whole.length);
      }
      bytes += plain;
    }
  }
  return bytes + toBytes(literal.slice(from, end));
}

const NAMED: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  '"': '\\"',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const SPECIAL = /[\x00-\x1f\x7f"\\]/g;

/** A literal, with quotes, that `unquote` turns back into these bytes. */
export function quote(bytes: string): string {
  const escaped = bytes
    .replace(SPECIAL, (char) => NAMED[char] ?? hexEscape(char))
    // A quote behind a backslash never closes, so the last one must not look like one.
    .replace(/\\\\$/, '\\x5c');
  const text = toText(escaped);
  // Text where it is UTF-8, single bytes where it is not.
  return `"${toBytes(text) === escaped ? text : escaped.replace(/[\x80-\xff]/g, hexEscape)}"`;
}

function hexEscape(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
