import type { Cursor } from '../../bytes/cursor.js';
import type { FdEntry, ProcessEntry, StateSink } from '../capture.js';
import type { BlockInfo } from './blocks.js';
import { readFd } from './fd-entry.js';

const HOSTNAME = 128;
/** Longest part of a v9 process entry that ends before the fields of libs 0.10: loginuid, writable, capabilities. */
const OLD_TAIL = 29;

/** Machine info, 180 bytes; the flags and reserved words at its end say nothing to a reader. */
function readMachine(c: Cursor, sink: StateSink): void {
  const cpus = c.u32();
  const memoryBytes = c.u64();
  const maxPid = c.u64();
  const name = c.bytes(HOSTNAME);
  const nul = name.indexOf(0);
  const hostname = name.toString('latin1', 0, nul < 0 ? HOSTNAME : nul);
  sink.machine({ cpus, memoryBytes, maxPid, hostname, bootTs: c.left >= 8 ? c.u64() : 0n });
}

/** Process list, versions 1 to 9: each version adds fields, version 9 gives every entry its length. */
export function readProcesses(c: Cursor, version: number, sink: Pick<StateSink, 'process'>): void {
  while (c.left >= 4) {
    const start = c.at;
    const end = version >= 9 ? start + c.u32() : 0;
    const p = readProcess(c, version);
    if (version >= 9) {
      readProcessTail(c, p, end);
      // Fields that newer writers append are skipped by their length.
      c.skipTo(end);
    }
    sink.process(p);
  }
}

function readProcess(c: Cursor, version: number): ProcessEntry {
  const tid = c.i64();
  const pid = c.i64();
  const ptid = c.i64();
  const sid = version >= 6 ? c.i64() : -1;
  const vpgid = version >= 8 ? c.i64() : -1;
  const comm = c.str();
  const exe = c.str();
  const exepath = version >= 7 ? c.str() : '';
  const args = c.str();
  const cwd = c.str();
  const fdlimit = c.i64();
  const flags = c.u32();
  const uid = c.u32();
  const gid = c.u32();
  const memory = version >= 2;
  return {
    tid,
    pid,
    ptid,
    sid,
    vpgid,
    pgid: -1,
    comm,
    exe,
    exepath,
    args,
    cwd,
    fdlimit,
    flags,
    uid,
    gid,
    vmsizeKb: memory ? c.u32() : 0,
    vmrssKb: memory ? c.u32() : 0,
    vmswapKb: memory ? c.u32() : 0,
    pfmajor: memory ? c.i64() : 0,
    pfminor: memory ? c.i64() : 0,
    env: version >= 3 ? c.str() : '',
    vtid: version >= 4 ? c.i64() : -1,
    vpid: version >= 4 ? c.i64() : -1,
    cgroups: version >= 4 ? c.str() : '',
    root: version >= 5 ? c.str() : '',
    pidnsInitStartTs: 0n,
    tty: 0,
    loginuid: 0xffffffff,
    exeWritable: false,
    capInheritable: 0n,
    capPermitted: 0n,
    capEffective: 0n,
    exeUpperLayer: false,
    exeIno: 0n,
    exeInoCtime: 0n,
    exeInoMtime: 0n,
    exeFromMemfd: false,
    exeLowerLayer: false,
  };
}

/** What version 9 entries carry behind `root`, as far as their writer went. */
function readProcessTail(c: Cursor, p: ProcessEntry, end: number): void {
  const has = (bytes: number) => end - c.at >= bytes;
  // libs 0.10 put two fields in front of those that were there: their presence shows in the length alone.
  if (end - c.at > OLD_TAIL) {
    p.pidnsInitStartTs = c.u64();
    p.tty = c.u32();
  }
  if (has(4)) p.loginuid = c.u32();
  if (has(1)) p.exeWritable = c.u8() !== 0;
  if (has(24)) {
    p.capInheritable = c.u64();
    p.capPermitted = c.u64();
    p.capEffective = c.u64();
  }
  if (has(1)) p.exeUpperLayer = c.u8() !== 0;
  if (has(24)) {
    p.exeIno = c.u64();
    p.exeInoCtime = c.u64();
    p.exeInoMtime = c.u64();
  }
  if (has(1)) p.exeFromMemfd = c.u8() !== 0;
  if (has(1)) p.exeLowerLayer = c.u8() !== 0;
  if (has(8)) p.pgid = c.i64();
}

/** Open fds of one thread; version 2 gives every entry its length. */
function readFds(c: Cursor, version: number, sink: Pick<StateSink, 'fd'>): void {
  const tid = c.i64();
  while (c.left >= 4) {
    const start = c.at;
    const end = version >= 2 ? start + c.u32() : 0;
    const entry: FdEntry = readFd(c, end);
    if (version >= 2) c.skipTo(end);
    sink.fd(tid, entry);
  }
}

const IPV4_OLD = 3;
const IPV6_OLD = 4;

/** Network interfaces; version 2 gives every entry its length (of what follows). */
function readInterfaces(c: Cursor, version: number, sink: StateSink): void {
  while (c.left >= 4) {
    const end = version >= 2 ? c.u32() + c.at : 0;
    const type = c.u16();
    const nameLength = c.u16();
    const v6 = type === 2 || type === IPV6_OLD;
    if (!v6 && type !== 1 && type !== IPV4_OLD) {
      // In version 1 nothing tells where the entry ends.
      c.skipTo(version >= 2 ? end : c.end + 1);
      continue;
    }
    const width = v6 ? 16 : 4;
    const address = Buffer.from(c.bytes(width));
    const netmask = Buffer.from(c.bytes(width));
    c.skip(width);
    if (type === 1 || type === 2) c.skip(8);
    const name = c.bytes(nameLength).toString('latin1');
    if (version >= 2) c.skipTo(end);
    sink.networkInterface({ address, netmask, name });
  }
}

/** Users, then groups; version 2 gives every entry its length. */
function readUsers(c: Cursor, version: number, sink: StateSink): void {
  while (c.left >= 4) {
    const start = c.at;
    const end = version >= 2 ? start + c.u32() : 0;
    if (c.u8() === 0) {
      sink.user({ uid: c.u32(), gid: c.u32(), name: c.str(), homedir: c.str(), shell: c.str() });
    } else {
      sink.group({ gid: c.u32(), name: c.str() });
    }
    if (version >= 2) c.skipTo(end);
  }
}

/** Reads the body of a block of the state. Throws OutOfBytes where an entry reaches over its end. */
export function readMetadata(info: BlockInfo, c: Cursor, sink: StateSink): void {
  if (info.kind === 'machine') readMachine(c, sink);
  else if (info.kind === 'processes') readProcesses(c, info.version, sink);
  else if (info.kind === 'fds') readFds(c, info.version, sink);
  else if (info.kind === 'interfaces') readInterfaces(c, info.version, sink);
  else readUsers(c, info.version, sink);
}
