import type { Cursor } from '../../bytes/cursor.js';
import type { FdEntry } from '../capture.js';

/** SCAP_FD_* numbers (userspace/libscap/scap.h). */
export const FD_TYPE = {
  UNKNOWN: 0,
  FILE: 1,
  DIRECTORY: 2,
  IPV4_SOCK: 3,
  IPV6_SOCK: 4,
  IPV4_SERVSOCK: 5,
  IPV6_SERVSOCK: 6,
  FIFO: 7,
  UNIX_SOCK: 8,
  EVENT: 9,
  UNSUPPORTED: 10,
  SIGNALFD: 11,
  EVENTPOLL: 12,
  INOTIFY: 13,
  TIMERFD: 14,
  NETLINK: 15,
  FILE_V2: 16,
  BPF: 17,
  USERFAULTFD: 18,
  IOURING: 19,
  MEMFD: 20,
  PIDFD: 21,
} as const;

/** Bytes of the address part of a socket: addresses, ports, protocol; for unix sockets the two kernel pointers. */
export const SOCKET_BYTES: Readonly<Record<number, number>> = {
  [FD_TYPE.IPV4_SOCK]: 13,
  [FD_TYPE.IPV6_SOCK]: 37,
  [FD_TYPE.IPV4_SERVSOCK]: 7,
  [FD_TYPE.IPV6_SERVSOCK]: 19,
  [FD_TYPE.UNIX_SOCK]: 16,
};

/** One fd; `end` is where its entry ends, 0 in blocks whose entries have no length. */
export function readFd(c: Cursor, end: number): FdEntry {
  const fd = c.i64();
  const ino = c.u64();
  const type = c.u8();
  const entry: FdEntry = { fd, ino, type, name: '', openFlags: 0, dev: 0, socket: undefined };
  const socketBytes = SOCKET_BYTES[type];
  if (socketBytes !== undefined) {
    entry.socket = Buffer.from(c.bytes(socketBytes));
    if (type === FD_TYPE.UNIX_SOCK) entry.name = c.str();
  } else if (type === FD_TYPE.FILE_V2) {
    entry.openFlags = c.u32();
    entry.name = c.str();
    if (end - c.at >= 4) entry.dev = c.u32();
  } else if (type > FD_TYPE.UNKNOWN && type <= FD_TYPE.PIDFD) {
    entry.name = c.str();
  } else if (end > 0) {
    entry.type = FD_TYPE.UNSUPPORTED;
    entry.name = `unknown-type:[${type}]`;
  } else {
    // Without a length there is no way to tell where an unknown entry ends.
    c.skip(c.left + 1);
  }
  return entry;
}
