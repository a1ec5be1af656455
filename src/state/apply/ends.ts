import { isMappedIpv4 } from '../../bytes/address.js';
import { AF } from '../../event/render/address.js';
import type { EventView } from '../../event/view.js';
import { FD_TYPE } from '../../format/scap/fd-entry.js';
import type { FdInfo } from '../fd.js';

/**
 * Takes over the two ends of a tuple parameter. A destination that is set stays, unless `replace`. False when the
 * socket has these ends already, this way round or the other.
 */
export function setTuple(info: FdInfo, ev: EventView, param: number, replace: boolean): boolean {
  const at = ev.offset(param);
  const n = ev.len(param);
  const v6 = ev.u8[at] === AF.INET6;
  if (n < (v6 ? 37 : 13)) return false;
  if (!v6) return updateEnds(info, ev.u8, FD_TYPE.IPV4_SOCK, at + 1, at + 5, at + 7, at + 11, 4, replace);
  return hasMappedTuple(ev, param)
    ? updateEnds(info, ev.u8, FD_TYPE.IPV4_SOCK, at + 13, at + 17, at + 31, at + 35, 4, replace)
    : updateEnds(info, ev.u8, FD_TYPE.IPV6_SOCK, at + 1, at + 17, at + 19, at + 35, 16, replace);
}

function updateEnds(
  info: FdInfo,
  b: Buffer,
  type: number,
  sip: number,
  sport: number,
  dip: number,
  dport: number,
  w: 4 | 16,
  replace: boolean,
): boolean {
  const s = info.addresses();
  const same = (at: number, from: number, n: number) => s.compare(b, from, from + n, at, at + n) === 0;
  const SPORT = 2 * w;
  const DPORT = 2 * w + 2;
  // For IPv6 the original sets the type only where it names the socket.
  const known = info.type === type;
  if (type === FD_TYPE.IPV4_SOCK) info.type = type;
  if (known || type === FD_TYPE.IPV4_SOCK) {
    if (same(0, sip, w) && same(SPORT, sport, 2) && same(w, dip, w) && same(DPORT, dport, 2)) return false;
    if (same(0, dip, w) && same(SPORT, dport, 2) && same(w, sip, w) && same(DPORT, sport, 2)) return false;
  }
  let changed = false;
  const set = (at: number, from: number, n: number) => {
    if (same(at, from, n)) return;
    b.copy(s, at, from, from + n);
    changed = true;
  };
  const unset = (at: number, n: number) => s.subarray(at, at + n).every((byte) => byte === 0);
  set(0, sip, w);
  set(SPORT, sport, 2);
  if (unset(w, w)) {
    b.copy(s, w, dip, dip + w);
    changed = true;
  } else if (replace) set(w, dip, w);
  if (unset(DPORT, 2)) {
    b.copy(s, DPORT, dport, dport + 2);
    changed = true;
  } else if (replace) set(DPORT, dport, 2);
  return changed;
}

/** Both addresses of an IPv6 tuple are IPv4 ones in disguise. */
export function hasMappedTuple(ev: EventView, param: number): boolean {
  const at = ev.offset(param);
  return ev.len(param) >= 37 && isMappedIpv4(ev.u8, at + 1) && isMappedIpv4(ev.u8, at + 19);
}
