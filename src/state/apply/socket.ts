import { isMappedIpv4 } from '../../bytes/address.js';
import { AF, addressText, tupleText } from '../../event/render/address.js';
import type { Dialect } from '../../event/table.js';
import { PPME } from '../../event/tables/ids.data.js';
import type { EventView } from '../../event/view.js';
import { FD_TYPE } from '../../format/scap/fd-entry.js';
import type { EventContext } from '../context.js';
import { FDF, FdInfo, L4, O_CLOEXEC } from '../fd.js';
import type { ThreadInfo } from '../thread.js';
import { type Apply, enterOf } from './apply.js';
import { addFd } from './file.js';

const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const IPPROTO = { IP: 0, ICMP: 1, TCP: 6, UDP: 17, RAW: 255 } as const;
const EINPROGRESS = 115;

function newSocket(domain: number, type: number, protocol: number): FdInfo {
  if (domain === AF.UNIX) return new FdInfo(FD_TYPE.UNIX_SOCK);
  if (domain === AF.NETLINK) return new FdInfo(FD_TYPE.NETLINK);
  if (domain !== AF.INET && domain !== AF.INET6) return new FdInfo(FD_TYPE.UNKNOWN);
  const info = new FdInfo(domain === AF.INET ? FD_TYPE.IPV4_SOCK : FD_TYPE.IPV6_SOCK);
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
  const fd = ctx.ev.i64(0);
  if (fd < 0) return;
  // Domain, type and protocol are on the enter event, or behind the result.
  const enter = enterOf(ctx, thread);
  const from = enter ?? ctx.ev;
  const first = enter ? 0 : 1;
  if (!enter && ctx.ev.nparams < 4) return;
  const info = newSocket(from.u32(first), from.u32(first + 1), from.u32(first + 2));
  if (!enter) info.openFlags = from.u32(first + 3);
  addFd(ctx, thread, fd, info);
};

const socketpair: Apply = (ctx, thread) => {
  const { ev } = ctx;
  if (ev.i64(0) < 0) return;
  const first = ev.i64(1);
  const second = ev.i64(2);
  if (first === second) {
    ctx.fd = undefined;
    return;
  }
  const info = new FdInfo(FD_TYPE.UNIX_SOCK);
  ev.u8.copy(info.addresses(), 0, ev.offset(3), ev.offset(3) + 16);
  const other = info.clone();
  addFd(ctx, thread, second, other);
  addFd(ctx, thread, first, info);
  thread.lastFd = second;
};

const bind: Apply = (ctx) => {
  const { ev } = ctx;
  const info = ctx.fd;
  if (!info || ev.i64(0) < 0 || ev.len(1) === 0) return;
  const at = ev.offset(1);
  const family = ev.u8[at];
  if (family === AF.INET && ev.len(1) >= 7) {
    bindInet(info, ev.u8, at + 1, ev.u8.readUInt16LE(at + 5), 4, info.v4Proto);
  } else if (family === AF.INET6 && ev.len(1) >= 19) {
    const port = ev.u8.readUInt16LE(at + 17);
    if (isMappedIpv4(ev.u8, at + 1)) bindInet(info, ev.u8, at + 13, port, 4, info.v6Proto);
    else bindInet(info, ev.u8, at + 1, port, 16, info.v6Proto);
  }
  info.name = addressText(ev, 1, ctx.paths);
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

/** The destination is known before the call returns. */
const connectEnter: Apply = (ctx) => {
  const { ev } = ctx;
  const info = ctx.fd;
  // In exit-only captures the enter event is kept until the exit tells whether the program changed the address.
  if (!info || ctx.dialect === 'exits') return;
  if (ev.nparams < 2) {
    forgetDestination(info);
    // Captures from before 2020 do not tell where a call connects to. The original then names the socket after its
    // addresses; for a unix socket it has none, and takes whatever its text buffer still holds.
    info.name = info.isInet ? info.protocolText() : ctx.args.lastText();
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
    info.name = addressText(ev, 1, ctx.paths);
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
  const s = info.addresses();
  info.type = width === 4 ? FD_TYPE.IPV4_SOCK : FD_TYPE.IPV6_SOCK;
  bytes.copy(s, width, ip, ip + width);
  bytes.copy(s, 2 * width + 2, port, port + 2);
}

const connect: Apply = (ctx, thread) => {
  const { ev } = ctx;
  let replaceDestination = ctx.dialect === 'exits';
  if (!ctx.fd && !replaceDestination) {
    const fd = ev.nparams > 2 ? ev.i64(2) : -1;
    if (fd < 0) return;
    thread.lastFd = fd;
    ctx.fd = thread.getFd(fd);
    replaceDestination = true;
  }
  const info = ctx.fd;
  if (!info) return;
  const result = ev.i64(0);
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
    info.name = info.protocolText();
  } else {
    info.name = tupleText(ev, 1, ctx.paths);
    if (ev.len(1) >= 17) info.setUnixPointers(ev.u8, ev.offset(1) + 1);
  }
  ctx.args.noteText(info.name);
  if (!info.hasRole) info.flags |= FDF.ROLE_CLIENT;
};

/**
 * Takes over the two ends of a tuple parameter. A destination that is set stays, unless `replace`. False when the
 * socket has these ends already, this way round or the other.
 */
function setTuple(info: FdInfo, ev: EventView, param: number, replace: boolean): boolean {
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
function hasMappedTuple(ev: EventView, param: number): boolean {
  const at = ev.offset(param);
  return ev.len(param) >= 37 && isMappedIpv4(ev.u8, at + 1) && isMappedIpv4(ev.u8, at + 19);
}

const accept: Apply = (ctx, thread) => {
  const { ev } = ctx;
  const fd = ev.i64(0);
  if (fd < 0) return;
  thread.lastFd = fd;
  if (ev.len(1) === 0) return;
  const at = ev.offset(1);
  const family = ev.u8[at];
  let info: FdInfo;
  if (family === AF.UNIX) {
    info = new FdInfo(FD_TYPE.UNIX_SOCK);
    if (ev.len(1) >= 17) info.setUnixPointers(ev.u8, at + 1);
  } else if (family === AF.INET || family === AF.INET6) {
    const v6 = family === AF.INET6 && !hasMappedTuple(ev, 1);
    info = new FdInfo(v6 ? FD_TYPE.IPV6_SOCK : FD_TYPE.IPV4_SOCK);
    setTuple(info, ev, 1, true);
    if (v6) info.v6Proto = L4.TCP;
    else info.v4Proto = L4.TCP;
  } else {
    return;
  }
  info.name = tupleText(ev, 1, ctx.paths);
  ctx.args.noteText(info.name);
  if (ev.type === PPME.SOCKET_ACCEPT4_6_X) info.openFlags = ev.u32(5) & O_CLOEXEC;
  info.flags = FDF.ROLE_SERVER | FDF.CONNECTED;
  addFd(ctx, thread, fd, info);
};

/** Which parameter holds the tuple of a message, by exit event; sends of pairs have it on the enter event. */
const RECEIVE_TUPLE: ReadonlyMap<number, number> = new Map([
  [PPME.SOCKET_RECVFROM_X, 2],
  [PPME.SOCKET_RECVMSG_X, 3],
  [PPME.SOCKET_RECV_X, 4],
  [PPME.SOCKET_RECVMMSG_X, 4],
]);
const SEND_FD = 2;
const SEND_TUPLE_ENTER = 2;
const SEND_TUPLE_EXIT = 4;
/** Exit events of messages that are sent: those that pairs take the tuple from, and all of exit-only captures. */
const SENDS: Readonly<Record<Dialect, ReadonlySet<number>>> = {
  pairs: new Set([PPME.SOCKET_SENDTO_X, PPME.SOCKET_SENDMSG_X]),
  exits: new Set([PPME.SOCKET_SEND_X, PPME.SOCKET_SENDTO_X, PPME.SOCKET_SENDMSG_X, PPME.SOCKET_SENDMMSG_X]),
};

const read: Apply = (ctx, thread) => {
  const info = ctx.fd;
  if (!info || ctx.ev.i64(0) < 0) return;
  if (info.isInet) info.flags |= FDF.CONNECTED;
  const param = RECEIVE_TUPLE.get(ctx.ev.type);
  if (param !== undefined && (info.name === '' || !info.isTcp)) learnEnds(ctx, thread, info, ctx.ev, param, true);
};

const write: Apply = (ctx, thread) => {
  const { ev } = ctx;
  const message = SENDS[ctx.dialect].has(ev.type);
  if (message && !ctx.fd && ctx.dialect === 'exits' && ev.type !== PPME.SOCKET_SENDMMSG_X && ev.i64(0) >= 0) {
    guessSocket(ctx, thread, SEND_FD, SEND_TUPLE_EXIT);
  }
  const info = ctx.fd;
  if (!info || ev.i64(0) < 0) return;
  if (info.isInet) info.flags |= FDF.CONNECTED;
  if (message && (info.name === '' || !info.isTcp)) {
    const enter = enterOf(ctx, thread);
    if (enter) learnEnds(ctx, thread, info, enter, SEND_TUPLE_ENTER, false);
    else if (ctx.dialect === 'exits') learnEnds(ctx, thread, info, ev, SEND_TUPLE_EXIT, false);
    else return;
  }
  if (info.isSyslog) ctx.toSyslog = true;
};

/** A datagram tells where a socket is connected, and by its direction which end is the server. */
function learnEnds(
  ctx: EventContext,
  thread: ThreadInfo,
  info: FdInfo,
  ev: EventView,
  param: number,
  incoming: boolean,
): void {
  const n = ev.len(param);
  if (n === 0) return;
  const at = ev.offset(param);
  const family = ev.u8[at];
  if (family === AF.UNIX) {
    info.type = FD_TYPE.UNIX_SOCK;
    if (n >= 17) info.setUnixPointers(ev.u8, at + 1);
    info.name = tupleText(ev, param, ctx.paths);
    return;
  }
  if (family === AF.INET && info.type === FD_TYPE.IPV4_SERVSOCK) info.v4Proto = info.l4proto;
  if (family === AF.INET || (family === AF.INET6 && hasMappedTuple(ev, param))) {
    info.type = FD_TYPE.IPV4_SOCK;
    if (!setTuple(info, ev, param, true)) return;
  } else if (family === AF.INET6) {
    if (!setTuple(info, ev, param, true)) return;
  }
  if (info.type === FD_TYPE.IPV4_SOCK && info.v4Proto === L4.UNKNOWN) info.v4Proto = L4.UDP;
  if (info.type === FD_TYPE.IPV6_SOCK && info.v6Proto === L4.UNKNOWN) info.v6Proto = L4.UDP;
  ctx.interfaces.complete(info);
  if (!info.isInet) {
    info.name = tupleText(ev, param, ctx.paths);
    return;
  }
  if (!info.hasRole) guessRole(thread, info, incoming);
  if (info.flags & (incoming ? FDF.ROLE_CLIENT : FDF.ROLE_SERVER)) info.swapEnds();
  info.name = info.protocolText();
  ctx.args.noteText(info.name);
}

/** Whoever has bound the destination's port is the server, unless it also uses the source's port as a client. */
function guessRole(thread: ThreadInfo, info: FdInfo, incoming: boolean): void {
  const destination = info.v4DestinationPort;
  const source = info.v4SourcePort;
  let bound = false;
  let client = false;
  for (const fd of thread.fdTable?.values() ?? []) {
    if (fd.type === FD_TYPE.IPV4_SOCK) {
      if (fd.v4DestinationPort === destination) bound = true;
      if (fd.v4SourcePort === source) client = true;
    } else if (fd.type === FD_TYPE.IPV4_SERVSOCK && fd.destinationPort === destination) {
      bound = true;
    }
  }
  const server = bound && (client ? incoming : true);
  info.flags |= server ? FDF.ROLE_SERVER : FDF.ROLE_CLIENT;
}

const sendtoEnter: Apply = (ctx, thread) => {
  if (!ctx.fd) guessSocket(ctx, thread, 0, SEND_TUPLE_ENTER);
};

/** A message that is sent on an fd nobody saw created: a datagram socket. */
function guessSocket(ctx: EventContext, thread: ThreadInfo, fdParam: number, tuple: number): void {
  const { ev } = ctx;
  if (ev.len(tuple) === 0) return;
  const fd = ev.i64(fdParam);
  const family = ev.u8[ev.offset(tuple)];
  if (fd >= 0 && (family === AF.INET || family === AF.INET6)) {
    addFd(ctx, thread, fd, newSocket(family, SOCK_DGRAM, IPPROTO.UDP));
  }
}

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
  [PPME.SOCKET_SENDTO_E, sendtoEnter],
  [PPME.SOCKET_GETSOCKOPT_X, getsockopt],
  ...[
    PPME.SYSCALL_READ_X,
    PPME.SYSCALL_READV_X,
    PPME.SYSCALL_PREAD_X,
    PPME.SYSCALL_PREADV_X,
    PPME.SOCKET_RECV_X,
    PPME.SOCKET_RECVFROM_X,
    PPME.SOCKET_RECVMSG_X,
    PPME.SOCKET_RECVMMSG_X,
  ].map((type) => [type, read] as const),
  ...[
    PPME.SYSCALL_WRITE_X,
    PPME.SYSCALL_WRITEV_X,
    PPME.SYSCALL_PWRITE_X,
    PPME.SYSCALL_PWRITEV_X,
    PPME.SOCKET_SEND_X,
    PPME.SOCKET_SENDTO_X,
    PPME.SOCKET_SENDMSG_X,
    PPME.SOCKET_SENDMMSG_X,
  ].map((type) => [type, write] as const),
]);
