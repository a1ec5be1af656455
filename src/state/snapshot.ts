import type { FdEntry, ProcessEntry } from '../format/capture.js';
import { FD_TYPE, SOCKET_BYTES } from '../format/scap/fd-entry.js';
import { FDF, type FdInfo } from './fd.js';
import { CL, type ThreadInfo } from './thread.js';

// The way back of initial.ts: the machine of this moment, as a capture that begins now would tell it. What a process
// list has no place for is lost: when processes began, and which end of an IPv6 connection is the server.

/** A thread as a process list tells it; undefined: all that is known of it is its number. */
export function processEntry(t: ThreadInfo): ProcessEntry | undefined {
  // One that ends with the current event still is who it was.
  if (t.isInvalid) return undefined;
  const main = t.main ?? t;
  return {
    tid: t.tid,
    pid: t.pid,
    ptid: t.ptid,
    sid: t.sid,
    vpgid: t.vpgid,
    pgid: t.pgid,
    comm: t.comm,
    exe: t.exe,
    exepath: t.exepath,
    args: t.rawArgs,
    cwd: t.currentDir,
    fdlimit: t.fdlimit,
    flags: t.flags & ~CL.CLOSED,
    uid: t.user.uid,
    gid: t.group.gid,
    vmsizeKb: t.vmsizeKb,
    vmrssKb: t.vmrssKb,
    vmswapKb: t.vmswapKb,
    pfmajor: t.pfmajor,
    pfminor: t.pfminor,
    env: main.rawEnv,
    vtid: t.vtid,
    vpid: t.vpid,
    cgroups: t.cgroups.bytes.toString('latin1'),
    root: t.root,
    pidnsInitStartTs: t.pidnsInitStartTs,
    tty: t.tty,
    loginuid: t.loginuser.uid,
    exeWritable: t.exeWritable,
    capInheritable: t.capInheritable,
    capPermitted: t.capPermitted,
    capEffective: t.capEffective,
    exeUpperLayer: t.exeUpperLayer,
    exeIno: t.exeIno,
    exeInoCtime: t.exeInoCtime,
    exeInoMtime: t.exeInoMtime,
    exeFromMemfd: t.exeFromMemfd,
    exeLowerLayer: t.exeLowerLayer,
  };
}

/** The fds of a process, whose table hangs on its main thread. */
export function* fdEntries(t: ThreadInfo): Generator<FdEntry> {
  for (const [fd, info] of t.fds) yield fdEntry(fd, info);
}

export function fdEntry(fd: number, info: FdInfo): FdEntry {
  const { type, ino, name, openFlags, dev } = info;
  const bytes = SOCKET_BYTES[type];
  return { fd, ino, type, name, openFlags, dev, socket: bytes === undefined ? undefined : ends(info, bytes) };
}

/** Readers put the server last, wherever they know who it is: the list has our own end first. */
function ends(info: FdInfo, bytes: number): Buffer {
  if (info.type !== FD_TYPE.IPV4_SOCK || (info.flags & FDF.ROLE_SERVER) === 0) {
    return Buffer.from(info.addresses().subarray(0, bytes));
  }
  const turned = info.clone();
  turned.swapEnds();
  return Buffer.from(turned.addresses().subarray(0, bytes));
}
