import type { FieldType, Scalar } from '../field/def.js';
import { servicePort } from '../source/services.js';
import { type Net, parseAddress, parseNet } from './net.js';
import { toText } from './quote.js';

/** Thrown for a literal that its field's type does not take; the message is the reason. */
export class LiteralProblem extends Error {}

/** What a literal means for a field of this type. Throws a LiteralProblem. */
export function literalValue(text: string, type: FieldType): Scalar | Net {
  if (type === 'bytebuf') return text;
  if (text.includes('\0')) throw new LiteralProblem('a value cannot contain a NUL byte');
  switch (type) {
    case 'charbuf':
    case 'fspath':
      return text;
    case 'bool':
      if (text === 'true' || text === 'false') return text === 'true';
      throw new LiteralProblem(`unrecognized boolean value ${toText(text)}`);
    case 'port':
      return port(text);
    case 'ipaddr': {
      const address = parseAddress(text);
      if (address !== undefined) return address;
      throw new LiteralProblem(`unrecognized ${text.includes('.') ? 'IPv4' : 'IPv6'} address ${toText(text)}`);
    }
    case 'ipnet': {
      const net = parseNet(text);
      if (typeof net !== 'string') return net;
      throw new LiteralProblem(toText(net));
    }
    default:
      return integer(text, type);
  }
}

/** The bytes that a text of hex digits stands for. Throws a LiteralProblem. */
export function hexBytes(text: string): string {
  if (text.length % 2 !== 0 || /[^0-9a-fA-F]/.test(text)) {
    throw new LiteralProblem('bcontains and bstartswith take hex digits only, two for a byte');
  }
  return Buffer.from(text, 'hex').toString('latin1');
}

function port(text: string): number {
  if (text === '') return 0;
  if (/^\d+$/.test(text)) return Number(BigInt.asUintN(16, digits(text)));
  const known = servicePort(text);
  if (known === undefined) throw new LiteralProblem(`unrecognized protocol ${toText(text)}`);
  return known;
}

const WIDTHS: Partial<Record<FieldType, readonly [signed: boolean, bits: number]>> = {
  int8: [true, 8],
  int16: [true, 16],
  int32: [true, 32],
  double: [true, 32],
  uint8: [false, 8],
  uint16: [false, 16],
  uint32: [false, 32],
  uint64: [false, 64],
  reltime: [false, 64],
  abstime: [false, 64],
};

const I64_MAX = 2n ** 63n - 1n;
const U64_MAX = 2n ** 64n - 1n;

// What C's scanf makes of it: 64 bits saturate, a minus sign wraps an unsigned number, fewer bits are cut off.
function integer(text: string, type: FieldType): number | bigint {
  const match = /^[ \t\n\v\f\r]*([+-]?)(\d+)$/.exec(text);
  if (match === null) throw new LiteralProblem(`${toText(text)} is not a valid number`);
  const negative = match[1] === '-';
  const magnitude = digits(match[2] as string);
  const [signed, bits] = WIDTHS[type] ?? [true, 64];
  let value: bigint;
  if (signed) value = clamp(negative ? -magnitude : magnitude, -I64_MAX - 1n, I64_MAX);
  else if (magnitude > U64_MAX) value = U64_MAX;
  else value = negative ? -magnitude : magnitude;
  value = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : value;
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value;
}

// BigInt is quadratic in the length, and all that is longer saturates anyway.
function digits(text: string): bigint {
  const significant = text.replace(/^0+(?=\d)/, '');
  return significant.length > 40 ? 10n ** 40n : BigInt(significant);
}
