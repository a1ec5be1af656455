import { type BigIntStats, statSync } from 'node:fs';
import type { FdEntry } from '../../format/capture.js';
import { FD_TYPE } from '../../format/scap/fd-entry.js';
import { numbersIn, readLink, readText } from './read.js';
import type { Sockets } from './sockets.js';

/** What stands behind `anon_inode:`. Kinds that came after sysdig 0.29, which stops at them, are written as unsupported. */
const ANONYMOUS: Readonly<Record<string, number>> = {
  '[eventfd]': FD_TYPE.EVENT,
  '[eventpoll]': FD_TYPE.EVENTPOLL,
  '[signalfd]': FD_TYPE.SIGNALFD,
  '[timerfd]': FD_TYPE.TIMERFD,
  inotify: FD_TYPE.INOTIFY,
};

/** A device number as the format has it (new_encode_dev). */
export function encodeDevice(dev: bigint): number {
  const major = Number(((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn));
  const minor = Number((dev & 0xffn) | ((dev >> 12n) & 0xffffff00n));
  return ((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0;
}

function base(fd: number, type: number, name: string, ino = 0n): FdEntry {
  return { fd, ino, type, name, openFlags: 0, dev: 0, socket: undefined };
}

function inodeIn(link: string): number {
  return Number(/\[(\d+)\]$/.exec(link)?.[1] ?? 0);
}

/** All open fds of a process. `openFlags`: native flags to those of the format. */
export function readFds(pid: number, sockets: Sockets, openFlags: (native: number) => number): FdEntry[] {
  const dir = `/proc/${pid}/fd`;
  const entries: FdEntry[] = [];
  for (const fd of numbersIn(dir)) {
    const link = readLink(`${dir}/${fd}`);
    if (link !== undefined) entries.push(fdOf(pid, fd, link, sockets, openFlags));
  }
  return entries;
}

function fdOf(pid: number, fd: number, link: string, sockets: Sockets, openFlags: (native: number) => number): FdEntry {
  if (link.startsWith('socket:')) {
    const inode = inodeIn(link);
    const info = sockets.of(pid).get(inode);
    if (!info) return base(fd, FD_TYPE.UNSUPPORTED, link, BigInt(inode));
    return { ...base(fd, info.type, info.name, BigInt(inode)), socket: info.bytes };
  }
  if (link.startsWith('pipe:')) return base(fd, FD_TYPE.FIFO, link, BigInt(inodeIn(link)));
  if (link.startsWith('anon_inode:')) {
    const name = link.slice('anon_inode:'.length);
    return base(fd, ANONYMOUS[name] ?? FD_TYPE.UNSUPPORTED, name);
  }
  let stat: BigIntStats | undefined;
  try {
    stat = statSync(`/proc/${pid}/fd/${fd}`, { bigint: true });
  } catch {
    return base(fd, FD_TYPE.FILE, link);
  }
  if (stat.isDirectory()) return base(fd, FD_TYPE.DIRECTORY, link, stat.ino);
  if (stat.isFIFO()) return base(fd, FD_TYPE.FIFO, link, stat.ino);
  const flags = /^flags:\s*([0-7]+)/m.exec(readText(`/proc/${pid}/fdinfo/${fd}`) ?? '')?.[1];
  return {
    ...base(fd, FD_TYPE.FILE_V2, link, stat.ino),
    openFlags: flags === undefined ? 0 : openFlags(Number.parseInt(flags, 8)),
    dev: encodeDevice(stat.dev),
  };
}
