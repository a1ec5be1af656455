import { decimal } from '../units.js';
import type { FromLua } from './vm.js';

const SPEC = /%([-+ #0]*)(\d*)(?:\.(\d*))?([a-zA-Z%])/g;
const DIGITS = 6;

function withExponent(n: number, precision: number): string {
  return n.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** %g: as few digits as show the number. */
function shortest(n: number, precision: number): string {
  if (n === 0) return '0';
  const wanted = precision === 0 ? 1 : precision;
  const exponent = Number(n.toExponential(wanted - 1).split('e')[1]);
  if (exponent >= -4 && exponent < wanted) {
    const fixed = n.toFixed(Math.max(0, wanted - 1 - exponent));
    return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
  }
  return withExponent(n, wanted - 1).replace(/\.?0+e/, 'e');
}

function whole(n: number, base: number): string {
  const big = BigInt(Math.trunc(n));
  return (base === 10 ? big : BigInt.asUintN(64, big)).toString(base);
}

function digitsOf(n: number, type: string, precision: number | undefined): string {
  if (!Number.isFinite(n)) return decimal(n);
  switch (type) {
    case 'd':
    case 'i':
    case 'u':
      return whole(n, 10).replace(
        /^(-?)(.*)$/,
        (_, sign: string, digits: string) => sign + digits.padStart(precision ?? 0, '0'),
      );
    case 'x':
    case 'X':
      return whole(n, 16).padStart(precision ?? 0, '0');
    case 'o':
      return whole(n, 8).padStart(precision ?? 0, '0');
    case 'e':
    case 'E':
      return withExponent(n, precision ?? DIGITS);
    case 'g':
    case 'G':
      return shortest(n, precision ?? DIGITS);
    default:
      return n.toFixed(precision ?? DIGITS);
  }
}

function padded(body: string, flags: string, width: number, numeric: boolean): string {
  if (flags.includes('-')) return body.padEnd(width);
  if (!numeric || !flags.includes('0')) return body.padStart(width);
  const sign = /^[-+ ]/.exec(body)?.[0] ?? '';
  return sign + body.slice(sign.length).padStart(width - sign.length, '0');
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\\n', '\r': '\\r', '\0': '\\0', '"': '\\"', '\\': '\\\\' };

/**
 * string.format as LuaJIT has it: %d and its like cut numbers off instead of refusing them, and none is too large.
 * `asText` is Lua's tostring. Throws a plain Error.
 */
export function formatText(format: string, args: readonly FromLua[], asText: (value: FromLua) => string): string {
  let next = 0;
  return format.replace(SPEC, (_, flags: string, width: string, precision: string | undefined, type: string) => {
    if (type === '%') return '%';
    const argument = args[next++];
    const number = next;
    const digits = precision === undefined ? undefined : Number(precision);
    if (type === 's') {
      const value = asText(argument);
      return padded(digits === undefined ? value : value.slice(0, digits), flags, Number(width), false);
    }
    if (type === 'q') return `"${asText(argument).replace(/[\n\r\0"\\]/g, (c) => ESCAPES[c])}"`;
    const n = typeof argument === 'string' ? Number(argument) : argument;
    if (typeof n !== 'number' || Number.isNaN(n) !== Number.isNaN(argument as number)) {
      throw new Error(`bad argument #${number + 1} to 'format' (number expected, got ${luaType(argument)})`);
    }
    if (type === 'c') return padded(String.fromCharCode(n & 0xff), flags, Number(width), false);
    if (!'diuxXoeEfFgG'.includes(type)) throw new Error(`invalid option '%${type}' to 'format'`);
    let body = digitsOf(n, type, digits);
    if (n >= 0 && flags.includes('+')) body = `+${body}`;
    else if (n >= 0 && flags.includes(' ')) body = ` ${body}`;
    if (flags.includes('#') && (type === 'x' || type === 'X')) body = `0x${body}`;
    return padded(/[XEG]/.test(type) ? body.toUpperCase() : body, flags, Number(width), true);
  });
}

function luaType(value: FromLua): string {
  if (value === undefined) return 'nil';
  return typeof value === 'object' ? (value instanceof Map ? 'table' : 'userdata') : typeof value;
}
