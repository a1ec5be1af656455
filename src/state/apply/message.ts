import { L4 } from '../../bytes/ports.js';
import { AF, tupleText } from '../../event/render/address.js';
import { type Dialect, TYPE_LIMIT } from '../../event/table.js';
import { PPME } from '../../event/tables/ids.data.js';
import type { EventView } from '../../event/view.js';
import { FD_TYPE } from '../../format/scap/fd-entry.js';
import type { EventContext } from '../context.js';
import { FDF, type FdInfo } from '../fd.js';
import type { ThreadInfo } from '../thread.js';
import { type Apply, enterOf } from './apply.js';
import { endsUnasked, hasMappedTuple, setTuple } from './ends.js';
import { addFd } from './file.js';
import { IPPROTO, newSocket, SOCK_DGRAM } from './socket.js';

/** Which parameter holds the tuple of a message, by exit event, 0: none; sends of pairs have it on the enter event. */
const RECEIVE_TUPLE = new Uint8Array(TYPE_LIMIT);
RECEIVE_TUPLE[PPME.SOCKET_RECVFROM_X] = 2;
RECEIVE_TUPLE[PPME.SOCKET_RECVMSG_X] = 3;
RECEIVE_TUPLE[PPME.SOCKET_RECV_X] = 4;
RECEIVE_TUPLE[PPME.SOCKET_RECVMMSG_X] = 4;
const SEND_FD = 2;
const SEND_TUPLE_ENTER = 2;
const SEND_TUPLE_EXIT = 4;
const among = (types: readonly number[]) => new Uint8Array(TYPE_LIMIT).map((_, type) => (types.includes(type) ? 1 : 0));
/** Exit events of messages that are sent: those that pairs take the tuple from, and all of exit-only captures. */
const SENDS: Readonly<Record<Dialect, Uint8Array>> = {
  pairs: among([PPME.SOCKET_SENDTO_X, PPME.SOCKET_SENDMSG_X]),
  exits: among([PPME.SOCKET_SEND_X, PPME.SOCKET_SENDTO_X, PPME.SOCKET_SENDMSG_X, PPME.SOCKET_SENDMMSG_X]),
};

const read: Apply = (ctx, thread) => {
  const info = ctx.fd;
  if (!info || ctx.ev.isNegative(0)) return;
  if (info.isInet) info.flags |= FDF.CONNECTED;
  const param = RECEIVE_TUPLE[ctx.ev.type];
  if (param !== 0 && (info.name === '' || !info.isTcp)) learnEnds(ctx, thread, info, ctx.ev, param, true);
};

const write: Apply = (ctx, thread) => {
  const { ev } = ctx;
  const message = SENDS[ctx.dialect][ev.type] !== 0;
  if (message && !ctx.fd && ctx.dialect === 'exits' && ev.type !== PPME.SOCKET_SENDMMSG_X && !ev.isNegative(0)) {
    guessSocket(ctx, thread, SEND_FD, SEND_TUPLE_EXIT);
  }
  const info = ctx.fd;
  if (!info || ev.isNegative(0)) return;
  if (info.isInet) info.flags |= FDF.CONNECTED;
  if (message && (info.name === '' || !info.isTcp)) {
    const enter = enterOf(ctx, thread);
    if (enter) learnEnds(ctx, thread, info, enter, SEND_TUPLE_ENTER, false);
    else if (ctx.dialect === 'exits') learnEnds(ctx, thread, info, ev, SEND_TUPLE_EXIT, false);
    else return;
  }
  ctx.written = info;
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
  if (n === 0 || endsUnasked(ctx, info)) return;
  const at = ev.offset(param);
  const family = ev.u8[at];
  if (family === AF.UNIX) {
    info.type = FD_TYPE.UNIX_SOCK;
    if (n >= 17) info.setUnixPointers(ev.u8, at + 1);
    info.name = tupleText(ev, param, ctx.resolver);
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
    info.name = tupleText(ev, param, ctx.resolver);
    return;
  }
  if (!info.hasRole) guessRole(thread, info, incoming);
  if (info.flags & (incoming ? FDF.ROLE_CLIENT : FDF.ROLE_SERVER)) info.swapEnds();
  info.name = info.protocolText(ctx.resolver.ports);
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
    addFd(ctx, thread, fd, newSocket(ctx, family, SOCK_DGRAM, IPPROTO.UDP));
  }
}

/** Reads and writes: what datagrams tell about the socket they go through. */
export const MESSAGE: ReadonlyMap<number, Apply> = new Map([
  [PPME.SOCKET_SENDTO_E, sendtoEnter],
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
