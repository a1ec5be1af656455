import { isMappedIpv4 } from '../../bytes/address.js';
import { AF, addressText, tupleText } from '../../event/render/address.js';
import type { EventView } from '../../event/view.js';
import { FD_TYPE } from '../../format/scap/fd-entry.js';
import { type EventContext, NotShareable } from '../context.js';
import { FDF, type FdInfo } from '../fd.js';
import { type Apply, enterOf } from './apply.js';
import { endsUnasked, hasMappedTuple, setTuple } from './ends.js';

const EINPROGRESS = 115;

/** The destination is known before the call returns. */
export const connectEnter: Apply = (ctx) => {
  const { ev } = ctx;
  const info = ctx.fd;
  // In exit-only captures the enter event is kept until the exit tells whether the program changed the address.
  if (!info || endsUnasked(ctx, info) || ctx.dialect === 'exits') return;
  if (ev.nparams < 2) {
    forgetDestination(info);
    // Captures from before 2020 do not tell where a call connects to. The original then names the socket after its
    // addresses; for a unix socket it has none, and takes whatever its text buffer still holds.
    if (!info.isInet && ctx.shared) throw new NotShareable();
    info.name = info.isInet ? info.protocolText(ctx.resolver.ports) : ctx.args.lastText();
    ctx.args.noteText(info.name);
    return;
  }
  if (ev.len(1) > 0) takeAddress(ctx, info, ev);
};

/** Sets the destination to the address that is parameter 1 of `ev`. */
function takeAddress(ctx: EventContext, info: FdInfo, ev: EventView): void {
  const n = ev.len(1);
  const at = ev.offset(1);
  const family = ev.u8[at];
  if (family === AF.INET && n >= 7) {
    setDestination(info, ev.u8, at + 1, 4, at + 5);
  } else if (family === AF.INET6 && n >= 19) {
    if (isMappedIpv4(ev.u8, at + 1)) setDestination(info, ev.u8, at + 13, 4, at + 17);
    else setDestination(info, ev.u8, at + 1, 16, at + 17);
  } else {
    info.name = addressText(ev, 1, ctx.resolver);
    if (n >= 17) info.setUnixPointers(ev.u8, at + 1);
  }
}

/** Whether the tuple (parameter 1) of a connect ends in the address (parameter 3) that the call was given. */
function sameDestination(ev: EventView): boolean {
  const v6 = ev.u8[ev.offset(1)] === AF.INET6;
  const w = v6 ? 16 : 4;
  if (ev.len(1) < 1 + 2 * (w + 2) || ev.len(3) < 1 + w + 2) return false;
  const address = ev.offset(3) + 1;
  const destination = ev.offset(1) + 1 + w + 2;
  return ev.u8.compare(ev.u8, address, address + w + 2, destination, destination + w + 2) === 0;
}

function forgetDestination(info: FdInfo): void {
  if (info.type === FD_TYPE.IPV4_SOCK) info.addresses().fill(0, 4, 8).fill(0, 10, 12);
  else if (info.type === FD_TYPE.IPV6_SOCK) info.addresses().fill(0, 16, 32).fill(0, 34, 36);
}

function setDestination(info: FdInfo, bytes: Buffer, ip: number, width: 4 | 16, port: number): void {
  const s = info.room();
  const at = info.place + width;
  info.type = width === 4 ? FD_TYPE.IPV4_SOCK : FD_TYPE.IPV6_SOCK;
  for (let i = 0; i < width; i++) s[at + i] = bytes[ip + i];
  for (let i = 0; i < 2; i++) s[at + width + 2 + i] = bytes[port + i];
}

export const connect: Apply = (ctx, thread) => {
  const { ev } = ctx;
  let replaceDestination = ctx.dialect === 'exits';
  if (!ctx.fd && !replaceDestination) {
    const fd = ev.nparams > 2 ? ev.i64(2) : -1;
    if (fd < 0) return;
    thread.lastFd = fd;
    ctx.useFd(thread.getFd(fd));
    replaceDestination = true;
  }
  const info = ctx.fd;
  if (!info || endsUnasked(ctx, info)) return;
  const result = ev.first64();
  if (result < 0 && result !== -EINPROGRESS) return;
  info.flags |= FDF.CONNECTED;
  const enter = ctx.dialect === 'exits' ? enterOf(ctx, thread) : undefined;
  const passed = enter && enter.len(1) > 0 ? enter : undefined;
  if (ev.len(1) === 0) {
    if (passed) takeAddress(ctx, info, passed);
    return;
  }
  const family = ev.u8[ev.offset(1)];
  if (ctx.dialect === 'exits' && family === AF.UNIX && info.type !== FD_TYPE.UNIX_SOCK) return;
  if (family === AF.INET || family === AF.INET6) {
    if (family === AF.INET6 && !hasMappedTuple(ev, 1)) info.type = FD_TYPE.IPV6_SOCK;
    const changed = setTuple(info, ev, 1, replaceDestination);
    // The program may have changed the address after the call had read it: what it was then counts.
    if (passed && sameDestination(ev)) takeAddress(ctx, info, passed);
    if (changed && info.flags & FDF.ROLE_SERVER && info.isUdp) info.swapEnds();
    info.name = info.protocolText(ctx.resolver.ports);
  } else {
    info.name = tupleText(ev, 1, ctx.resolver);
    if (ev.len(1) >= 17) info.setUnixPointers(ev.u8, ev.offset(1) + 1);
  }
  ctx.args.noteText(info.name);
  if (!info.hasRole) info.flags |= FDF.ROLE_CLIENT;
};
