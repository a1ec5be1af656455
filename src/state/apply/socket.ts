import { isMappedIpv4 } from '../../bytes/address.js';
import { L4 } from '../../bytes/ports.js';
import { AF, addressText, tupleText } from '../../event/render/address.js';
import { PPME } from '../../event/tables/ids.data.js';
import { FD_TYPE } from '../../format/scap/fd-entry.js';
import type { EventContext } from '../context.js';
import { FDF, FdInfo, O_CLOEXEC } from '../fd.js';
import { type Apply, enterOf } from './apply.js';
import { connect, connectEnter } from './connect.js';
import { endsUnasked, hasMappedTuple, setTuple, wantsSockets } from './ends.js';
import { addFd } from './file.js';

const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
export const IPPROTO = { IP: 0, ICMP: 1, TCP: 6, UDP: 17, RAW: 255 } as const;

export function newSocket(ctx: EventContext, domain: number, type: number, protocol: number): FdInfo {
  if (domain === AF.UNIX) return new FdInfo(FD_TYPE.UNIX_SOCK);
  if (domain === AF.NETLINK) return new FdInfo(FD_TYPE.NETLINK);
  if (domain !== AF.INET && domain !== AF.INET6) return new FdInfo(FD_TYPE.UNKNOWN);
  const info = new FdInfo(domain === AF.INET ? FD_TYPE.IPV4_SOCK : FD_TYPE.IPV6_SOCK);
  if (!wantsSockets(ctx)) return info;
  const proto = l4proto(type, protocol);
  if (domain === AF.INET) info.v4Proto = proto;
  else info.v6Proto = proto;
  return info;
}

function l4proto(type: number, protocol: number): number {
  switch (protocol) {
    case IPPROTO.TCP:
      return type === SOCK_RAW ? L4.RAW : L4.TCP;
    case IPPROTO.UDP:
      return type === SOCK_RAW ? L4.RAW : L4.UDP;
    case IPPROTO.ICMP:
      return type === SOCK_RAW ? L4.RAW : L4.ICMP;
    case IPPROTO.RAW:
      return L4.RAW;
    case IPPROTO.IP:
      return (type & 0xff) === SOCK_STREAM ? L4.TCP : (type & 0xff) === SOCK_DGRAM ? L4.UDP : L4.UNKNOWN;
    default:
      return L4.UNKNOWN;
  }
}

const socket: Apply = (ctx, thread) => {
  const fd = ctx.ev.first64();
  if (fd < 0) return;
  // Domain, type and protocol are on the enter event, or behind the result.
  const enter = enterOf(ctx, thread);
  const from = enter ?? ctx.ev;
  const first = enter ? 0 : 1;
  if (!enter && ctx.ev.nparams < 4) return;
  const info = newSocket(ctx, from.u32(first), from.u32(first + 1), from.u32(first + 2));
  if (!enter) info.openFlags = from.u32(first + 3);
  addFd(ctx, thread, fd, info);
};

const socketpair: Apply = (ctx, thread) => {
  const { ev } = ctx;
  if (ev.isNegative(0)) return;
  const first = ev.i64(1);
  const second = ev.i64(2);
  if (first === second) {
    ctx.fd = undefined;
    return;
  }
  const info = new FdInfo(FD_TYPE.UNIX_SOCK);
  if (wantsSockets(ctx)) info.setUnixPointers(ev.u8, ev.offset(3));
  const other = info.clone();
  addFd(ctx, thread, second, other);
  addFd(ctx, thread, first, info);
  thread.lastFd = second;
};

const bind: Apply = (ctx) => {
  const { ev } = ctx;
  const info = ctx.fd;
  if (!info || endsUnasked(ctx, info) || ev.isNegative(0) || ev.len(1) === 0) return;
  const at = ev.offset(1);
  const family = ev.u8[at];
  if (family === AF.INET && ev.len(1) >= 7) {
    bindInet(info, ev.u8, at + 1, ev.u8.readUInt16LE(at + 5), 4, info.v4Proto);
  } else if (family === AF.INET6 && ev.len(1) >= 19) {
    const port = ev.u8.readUInt16LE(at + 17);
    if (isMappedIpv4(ev.u8, at + 1)) bindInet(info, ev.u8, at + 13, port, 4, info.v6Proto);
    else bindInet(info, ev.u8, at + 1, port, 16, info.v6Proto);
  }
  info.name = addressText(ev, 1, ctx.resolver);
  ctx.args.noteText(info.name);
};

function bindInet(info: FdInfo, bytes: Buffer, ip: number, port: number, width: 4 | 16, proto: number): void {
  if (port === 0) return;
  info.type = width === 4 ? FD_TYPE.IPV4_SERVSOCK : FD_TYPE.IPV6_SERVSOCK;
  const s = info.addresses();
  bytes.copy(s, 0, ip, ip + width);
  s.writeUInt16LE(port, width);
  s[width + 2] = proto;
  info.flags |= FDF.ROLE_SERVER;
}

const accept: Apply = (ctx, thread) => {
  const { ev } = ctx;
  const fd = ev.first64();
  if (fd < 0) return;
  thread.lastFd = fd;
  if (ev.len(1) === 0) return;
  const at = ev.offset(1);
  const family = ev.u8[at];
  if (family !== AF.UNIX && family !== AF.INET && family !== AF.INET6) return;
  const v6 = family === AF.INET6 && !hasMappedTuple(ev, 1);
  const info = new FdInfo(family === AF.UNIX ? FD_TYPE.UNIX_SOCK : v6 ? FD_TYPE.IPV6_SOCK : FD_TYPE.IPV4_SOCK);
  if (wantsSockets(ctx)) {
    if (family === AF.UNIX) {
      if (ev.len(1) >= 17) info.setUnixPointers(ev.u8, at + 1);
    } else {
      setTuple(info, ev, 1, true);
      if (v6) info.v6Proto = L4.TCP;
      else info.v4Proto = L4.TCP;
    }
    info.name = tupleText(ev, 1, ctx.resolver);
    ctx.args.noteText(info.name);
  }
  if (ev.type === PPME.SOCKET_ACCEPT4_6_X) info.openFlags = ev.u32(5) & O_CLOEXEC;
  info.flags = FDF.ROLE_SERVER | FDF.CONNECTED;
  addFd(ctx, thread, fd, info);
};

const getsockopt: Apply = (ctx, thread) => {
  if (ctx.ev.nparams > 1) thread.lastFd = ctx.ev.i64(1);
};

export const SOCKET: ReadonlyMap<number, Apply> = new Map([
  [PPME.SOCKET_SOCKET_X, socket],
  [PPME.SOCKET_SOCKETPAIR_X, socketpair],
  [PPME.SOCKET_BIND_X, bind],
  [PPME.SOCKET_CONNECT_E, connectEnter],
  [PPME.SOCKET_CONNECT_X, connect],
  [PPME.SOCKET_ACCEPT_X, accept],
  [PPME.SOCKET_ACCEPT_5_X, accept],
  [PPME.SOCKET_ACCEPT4_X, accept],
  [PPME.SOCKET_ACCEPT4_5_X, accept],
  [PPME.SOCKET_ACCEPT4_6_X, accept],
  [PPME.SOCKET_GETSOCKOPT_X, getsockopt],
]);
