import { isMappedIpv4 } from '../../bytes/address.js';
import { AF } from '../../event/render/address.js';
import type { EventView } from '../../event/view.js';
import { FD_TYPE } from '../../format/scap/fd-entry.js';
import type { EventContext } from '../context.js';
import type { FdInfo } from '../fd.js';
import { Need } from '../needs.js';

export const wantsSockets = (ctx: EventContext): boolean => (ctx.needs & (Need.OWN_SOCKET | Need.SOCKETS)) !== 0;

/** Whether nobody asks what an event tells of the ends of `info`: that it is neither file nor directory is known. */
export const endsUnasked = (ctx: EventContext, info: FdInfo): boolean =>
  !wantsSockets(ctx) && !info.isFile && !info.isDirectory;

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
  const s = info.room();
  const SIP = info.place;
  const DIP = SIP + w;
  const SPORT = DIP + w;
  const DPORT = SPORT + 2;
  // For IPv6 the original sets the type only where it names the socket.
  const known = info.type === type;
  if (type === FD_TYPE.IPV4_SOCK) info.type = type;
  if (known || type === FD_TYPE.IPV4_SOCK) {
    if (
      same(s, SIP, b, sip, w) &&
      same(s, SPORT, b, sport, 2) &&
      same(s, DIP, b, dip, w) &&
      same(s, DPORT, b, dport, 2)
    )
      return false;
    if (
      same(s, SIP, b, dip, w) &&
      same(s, SPORT, b, dport, 2) &&
      same(s, DIP, b, sip, w) &&
      same(s, DPORT, b, sport, 2)
    )
      return false;
  }
  let changed = set(s, SIP, b, sip, w);
  if (set(s, SPORT, b, sport, 2)) changed = true;
  if (setEnd(s, DIP, b, dip, w, replace)) changed = true;
  if (setEnd(s, DPORT, b, dport, 2, replace)) changed = true;
  return changed;
}

// For so few bytes a loop is faster than a call into the runtime.

function same(s: Buffer, at: number, b: Buffer, from: number, n: number): boolean {
  for (let i = 0; i < n; i++) if (s[at + i] !== b[from + i]) return false;
  return true;
}

/** Copies; whether that changed anything. */
function set(s: Buffer, at: number, b: Buffer, from: number, n: number): boolean {
  if (same(s, at, b, from, n)) return false;
  for (let i = 0; i < n; i++) s[at + i] = b[from + i];
  return true;
}

/** As `set`, but what is there already stays unless it is to be replaced; filling in zeros counts as a change. */
function setEnd(s: Buffer, at: number, b: Buffer, from: number, n: number, replace: boolean): boolean {
  for (let i = 0; i < n; i++) if (s[at + i] !== 0) return replace && set(s, at, b, from, n);
  set(s, at, b, from, n);
  return true;
}

/** Both addresses of an IPv6 tuple are IPv4 ones in disguise. */
export function hasMappedTuple(ev: EventView, param: number): boolean {
  const at = ev.offset(param);
  return ev.len(param) >= 37 && isMappedIpv4(ev.u8, at + 1) && isMappedIpv4(ev.u8, at + 19);
}
