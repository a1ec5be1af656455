import type { FdEntry, GroupEntry, InterfaceEntry, MachineInfo, ProcessEntry, UserEntry } from '../capture.js';
import { BYTE_ORDER_MAGIC, MAJOR_VERSION, SHB } from './blocks.js';
import type { BlockWriter } from './blocks-out.js';
import { FD_TYPE, SOCKET_BYTES } from './fd-entry.js';

// The twin of metadata.ts: always the newest layouts, which sysdig from 0.29 on reads.

const MINOR_VERSION = 2;
const MACHINE = 0x201;
const PROCESSES_V9 = 0x215;
const FDS_V2 = 0x218;
const INTERFACES_V2 = 0x219;
const USERS_V2 = 0x220;

const HOSTNAME = 128;
const MACHINE_RESERVED = 24;
/** What the readers of the original have room for (SCAP_MAX_PATH_SIZE, SCAP_MAX_ARGS_SIZE, MAX_CREDENTIALS_STR_LEN). */
const MOST_PATH = 1023;
const MOST_ARGS = 4096;
const MOST_NAME = 255;

/** A section header that says nothing but the version. */
export function writeSection(out: BlockWriter): void {
  const start = out.beginBlock(SHB);
  out.u32(BYTE_ORDER_MAGIC);
  out.u16(MAJOR_VERSION);
  out.u16(MINOR_VERSION);
  out.u64(-1n);
  out.endBlock(start);
}

export function writeMachine(out: BlockWriter, info: MachineInfo): void {
  const start = out.beginBlock(MACHINE);
  out.u32(info.cpus);
  out.u64(info.memoryBytes);
  out.u64(info.maxPid);
  const hostname = info.hostname.slice(0, HOSTNAME - 1);
  out.text(hostname);
  out.zeros(HOSTNAME - hostname.length);
  out.u64(info.bootTs);
  out.zeros(MACHINE_RESERVED);
  out.endBlock(start);
}

export function writeProcesses(out: BlockWriter, list: Iterable<ProcessEntry>): void {
  const start = out.beginBlock(PROCESSES_V9);
  for (const entry of list) writeProcess(out, entry);
  out.endBlock(start);
}

function writeProcess(out: BlockWriter, p: ProcessEntry): void {
  const start = out.beginEntry();
  for (const id of [p.tid, p.pid, p.ptid, p.sid, p.vpgid]) out.i64(id);
  out.str(p.comm, MOST_PATH);
  out.str(p.exe, MOST_PATH);
  out.str(p.exepath, MOST_PATH);
  out.str(p.args, MOST_ARGS);
  out.str(p.cwd, MOST_PATH);
  out.i64(p.fdlimit);
  for (const n of [p.flags, p.uid, p.gid, p.vmsizeKb, p.vmrssKb, p.vmswapKb]) out.u32(n);
  out.i64(p.pfmajor);
  out.i64(p.pfminor);
  out.str(p.env, MOST_ARGS);
  out.i64(p.vtid);
  out.i64(p.vpid);
  out.str(p.cgroups, MOST_ARGS);
  out.str(p.root, MOST_PATH);
  out.u64(p.pidnsInitStartTs);
  out.u32(p.tty);
  out.u32(p.loginuid);
  out.byte(Number(p.exeWritable));
  out.u64(p.capInheritable);
  out.u64(p.capPermitted);
  out.u64(p.capEffective);
  out.byte(Number(p.exeUpperLayer));
  out.u64(p.exeIno);
  out.u64(p.exeInoCtime);
  out.u64(p.exeInoMtime);
  out.byte(Number(p.exeFromMemfd));
  out.byte(Number(p.exeLowerLayer));
  out.i64(p.pgid);
  out.endEntry(start, true);
}

/** The open fds of one thread. Kinds that the format has no place for are left out. */
export function writeFds(out: BlockWriter, tid: number, list: Iterable<FdEntry>): void {
  const start = out.beginBlock(FDS_V2);
  out.i64(tid);
  for (const entry of list) {
    if (entry.type > FD_TYPE.UNKNOWN && entry.type <= FD_TYPE.PIDFD) writeFd(out, entry);
  }
  out.endBlock(start);
}

function writeFd(out: BlockWriter, e: FdEntry): void {
  const start = out.beginEntry();
  out.i64(e.fd);
  out.u64(e.ino);
  out.byte(e.type);
  const socketBytes = SOCKET_BYTES[e.type];
  if (socketBytes !== undefined) {
    if (e.socket) out.copy(e.socket, 0, socketBytes);
    else out.zeros(socketBytes);
    if (e.type === FD_TYPE.UNIX_SOCK) out.str(e.name, MOST_PATH);
  } else if (e.type === FD_TYPE.FILE_V2) {
    out.u32(e.openFlags);
    out.str(e.name, MOST_PATH);
    out.u32(e.dev);
  } else {
    out.str(e.name, MOST_PATH);
  }
  out.endEntry(start, true);
}

/** Network interfaces. Broadcast address and speed, which no reader asks for, are zero. */
export function writeInterfaces(out: BlockWriter, list: Iterable<InterfaceEntry>): void {
  const start = out.beginBlock(INTERFACES_V2);
  for (const { address, netmask, name } of list) {
    const entry = out.beginEntry();
    out.u16(address.length === 4 ? 1 : 2);
    out.u16(name.length);
    out.copy(address, 0, address.length);
    out.copy(netmask, 0, netmask.length);
    out.zeros(address.length + 8);
    out.text(name);
    out.endEntry(entry, false);
  }
  out.endBlock(start);
}

export function writeUsers(out: BlockWriter, users: Iterable<UserEntry>, groups: Iterable<GroupEntry>): void {
  const start = out.beginBlock(USERS_V2);
  for (const user of users) {
    const entry = out.beginEntry();
    out.byte(0);
    out.u32(user.uid);
    out.u32(user.gid);
    out.str(user.name, MOST_NAME);
    out.str(user.homedir, MOST_PATH);
    out.str(user.shell, MOST_PATH);
    out.endEntry(entry, true);
  }
  for (const group of groups) {
    const entry = out.beginEntry();
    out.byte(1);
    out.u32(group.gid);
    out.str(group.name, MOST_NAME);
    out.endEntry(entry, true);
  }
  out.endBlock(start);
}
