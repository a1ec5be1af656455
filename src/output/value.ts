import { putIpv4, putIpv6 } from '../bytes/address.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { FieldType, NumberFormat, Scalar, Value } from '../field/def.js';

const COMMA = 0x2c;
const OPEN = 0x28;
const CLOSE = 0x29;
const address = Buffer.alloc(16);

/** Types that are numbers in JSON, unless their format makes them text. */
const NUMERIC: ReadonlySet<FieldType> = new Set<FieldType>([
  'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64',
  'pid', 'fd', 'errno', 'port', 'reltime', 'abstime', 'double',
]); // biome-ignore format: a list of words

export const isNumeric = (type: FieldType, format: NumberFormat): boolean => NUMERIC.has(type) && format === 'dec';

/** Writes a value as its type prints. */
export function putValue(out: ByteWriter, value: Value, type: FieldType, format: NumberFormat): void {
  if (typeof value === 'string') {
    if (type === 'ipaddr' || type === 'ipnet') putAddress(out, value);
    else out.text(value);
  } else if (typeof value === 'number') {
    putNumber(out, value, type, format);
  } else if (typeof value === 'boolean') {
    out.text(value ? 'true' : 'false');
  } else if (typeof value === 'bigint') {
    out.text(bigText(value, format));
  } else {
    out.byte(OPEN);
    value.forEach((item: Scalar, i) => {
      if (i > 0) out.byte(COMMA);
      putValue(out, item, type, format);
    });
    out.byte(CLOSE);
  }
}

function putNumber(out: ByteWriter, n: number, type: FieldType, format: NumberFormat): void {
  if (type === 'double') out.text(n.toFixed(1));
  else if (format === 'dec') out.int(n);
  else if (format === 'padded9') out.text(n < 0 ? String(n) : String(n).padStart(9, '0'));
  else if (format === 'hex') out.text(n < 0 ? (n >>> 0).toString(16).toUpperCase() : n.toString(16).toUpperCase());
  else out.text((n < 0 ? n >>> 0 : n).toString(8));
}

function bigText(n: bigint, format: NumberFormat): string {
  if (format === 'hex') return BigInt.asUintN(64, n).toString(16).toUpperCase();
  if (format === 'oct') return BigInt.asUintN(64, n).toString(8);
  return n.toString().padStart(format === 'padded9' ? 9 : 0, '0');
}

function putAddress(out: ByteWriter, bytes: string): void {
  address.write(bytes, 0, 'latin1');
  if (bytes.length === 4) putIpv4(out, address, 0);
  else putIpv6(out, address, 0);
}
