import { isMappedIpv4, putIpv4, putIpv6 } from '../../bytes/address.js';
import type { PathStyle } from '../../bytes/path.js';
import { ByteWriter } from '../../bytes/writer.js';
import type { EventView } from '../view.js';

/** Address families in parameters (PPM_AF_*). */
export const AF = { UNIX: 1, INET: 2, INET6: 10, NETLINK: 16 } as const;

const COLON = 0x3a;
const SOCKADDR_LENGTH: Readonly<Record<number, number>> = { [AF.INET]: 7, [AF.INET6]: 19 };
const TUPLE_LENGTH: Readonly<Record<number, number>> = { [AF.INET]: 13, [AF.INET6]: 37 };
const scratch = new ByteWriter(256);

/** How what stands in an address is shown. */
export interface AddressStyle {
  readonly paths: PathStyle;
  /** Writes a port of the connection that the event works on. */
  putPort(out: ByteWriter, port: number): void;
}

/** A path inside a parameter: from `from` to the first NUL or the parameter's end. */
function pathText(ev: EventView, from: number, to: number, paths: PathStyle): string {
  const nul = ev.u8.indexOf(0, from);
  return paths.clean(ev.u8.toString('latin1', from, nul >= 0 && nul < to ? nul : to));
}

function putEnd(out: ByteWriter, b: Buffer, v6: boolean, ip: number, port: number, style: AddressStyle): void {
  if (v6) putIpv6(out, b, ip);
  else putIpv4(out, b, ip);
  out.byte(COLON);
  style.putPort(out, b.readUInt16LE(port));
}

/** A sockaddr parameter: `address:port`, or the path of a unix socket. */
export function putAddress(out: ByteWriter, ev: EventView, i: number, style: AddressStyle): void {
  const at = ev.offset(i);
  const n = ev.len(i);
  const family = ev.u8[at];
  if (family === AF.UNIX) {
    out.text(pathText(ev, at + 1, at + n, style.paths));
  } else if (family === AF.INET || family === AF.INET6) {
    const v6 = family === AF.INET6;
    if (n === SOCKADDR_LENGTH[family]) putEnd(out, ev.u8, v6, at + 1, at + (v6 ? 17 : 5), style);
    else out.text(v6 ? 'INVALID IPv6' : 'INVALID IPv4');
  } else {
    out.text('family ');
    out.int(family);
  }
}

/** A socktuple parameter: `source->destination`; unix sockets show kernel pointers and the path. */
export function putTuple(out: ByteWriter, ev: EventView, i: number, style: AddressStyle): void {
  const at = ev.offset(i);
  const n = ev.len(i);
  const b = ev.u8;
  const family = b[at];
  if (family === AF.UNIX) {
    if (n < 17) return;
    out.hex64(b.readUInt32LE(at + 5), b.readUInt32LE(at + 1), false);
    out.text('->');
    out.hex64(b.readUInt32LE(at + 13), b.readUInt32LE(at + 9), false);
    out.byte(0x20);
    out.text(pathText(ev, at + 17, at + n, style.paths));
  } else if (family === AF.INET || family === AF.INET6) {
    if (n !== TUPLE_LENGTH[family]) {
      out.text(family === AF.INET ? 'INVALID IPv4' : 'INVALID IPv6');
      return;
    }
    const v6 = family === AF.INET6;
    const mapped = v6 && isMappedIpv4(b, at + 1) && isMappedIpv4(b, at + 19);
    const skip = mapped ? 12 : 0;
    putEnd(out, b, v6 && !mapped, at + 1 + skip, at + (v6 ? 17 : 5), style);
    out.text('->');
    putEnd(out, b, v6 && !mapped, at + (v6 ? 19 : 7) + skip, at + (v6 ? 35 : 11), style);
  } else {
    out.text('family ');
    out.int(family);
  }
}

/** The same as strings; `NULL` for an empty parameter. */
export const addressText = (ev: EventView, i: number, style: AddressStyle): string => asText(putAddress, ev, i, style);
export const tupleText = (ev: EventView, i: number, style: AddressStyle): string => asText(putTuple, ev, i, style);

function asText(put: typeof putTuple, ev: EventView, i: number, style: AddressStyle): string {
  if (ev.len(i) === 0) return 'NULL';
  scratch.pos = 0;
  put(scratch, ev, i, style);
  return scratch.slice(0);
}
