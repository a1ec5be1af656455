// An encoder of .scap files for tests: plain enough to be checked by eye, and it shares no code with the reader.
import type { FdEntry, GroupEntry, MachineInfo, ProcessEntry, UserEntry } from '../../src/format/capture.js';

type Int = number | bigint;

export const u8 = (n: number): Buffer => Buffer.from([n]);

export function u16(n: number): Buffer {
  const b = Buffer.alloc(2);
  b.writeUInt16LE(n);
  return b;
}

export function u32(n: number): Buffer {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b;
}

/** Also for signed values, as two's complement. */
export function u64(n: Int): Buffer {
  const b = Buffer.alloc(8);
  b.writeBigUInt64LE(BigInt.asUintN(64, BigInt(n)));
  return b;
}

/** A byte string. */
export const latin1 = (s: string): Buffer => Buffer.from(s, 'latin1');
/** With its length in front. */
export const str = (s: string): Buffer => join(u16(s.length), latin1(s));
/** With a NUL behind it, as text parameters are. */
export const cstr = (s: string): Buffer => latin1(`${s}\0`);
export const join = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);

const pad4 = (b: Buffer): Buffer => join(b, Buffer.alloc(-b.length & 3));

export const BLOCK = {
  SHB: 0x0a0d0d0a,
  MACHINE: 0x201,
  INTERFACES_V1: 0x205,
  INTERFACES_V2: 0x219,
  USERS_V1: 0x206,
  USERS_V2: 0x220,
  FDS_V1: 0x203,
  FDS_V2: 0x218,
} as const;

/** By version, 1 first. */
export const PROCESS_BLOCKS: readonly number[] = [0x202, 0x207, 0x209, 0x210, 0x211, 0x212, 0x213, 0x214, 0x215];

/** Numbers that writers used before the block types were registered, and what they became. */
export const PRIVATE_BLOCKS: ReadonlyMap<number, number> = new Map([
  [0x201, 0x8002abcd],
  [0x202, 0x8000abcd],
  [0x207, 0x8013abcd],
  [0x209, 0x8014abcd],
  [0x203, 0x8001abcd],
  [0x204, 0x8010abcd],
  [0x205, 0x8011abcd],
  [0x206, 0x8012abcd],
]);

/** Packets, statistics, custom blocks ...: what other writers of pcapng put between ours. */
export const FOREIGN_BLOCKS: readonly number[] = [1, 2, 3, 4, 5, 6, 0xa, 0xbad, 0x40000bad];

export function block(type: number, body: Buffer): Buffer {
  const padded = pad4(body);
  const length = u32(padded.length + 12);
  return join(u32(type), length, padded, length);
}

/** The same block under another number. */
export const renumber = (whole: Buffer, type: number): Buffer => join(u32(type), whole.subarray(4));

export type Option = readonly [code: number, value: string];

/** pcapng options with their end mark; nothing for none. */
export function options(list: readonly Option[]): Buffer {
  if (list.length === 0) return Buffer.alloc(0);
  const items = list.map(([code, value]) => join(u16(code), u16(value.length), pad4(latin1(value))));
  return join(...items, u16(0), u16(0));
}

export interface Section {
  readonly magic?: number;
  readonly major?: number;
  readonly minor?: number;
  readonly options?: readonly Option[];
}

export function section(s: Section = {}): Buffer {
  const version = join(u16(s.major ?? 1), u16(s.minor ?? 2));
  return block(BLOCK.SHB, join(u32(s.magic ?? 0x1a2b3c4d), version, u64(-1), options(s.options ?? [])));
}

export function machine(m: MachineInfo): Buffer {
  const hostname = join(latin1(m.hostname), Buffer.alloc(128 - m.hostname.length));
  const reserved = Buffer.alloc(24);
  return block(BLOCK.MACHINE, join(u32(m.cpus), u64(m.memoryBytes), u64(m.maxPid), hostname, u64(m.bootTs), reserved));
}

/** Bytes behind `root` in entries of version 9: none, libs of 2019, 2022, 0.15, today. */
export const TAILS = [0, 5, 29, 67, 76] as const;

function tail(p: ProcessEntry, length: number): Buffer {
  const start = join(u64(p.pidnsInitStartTs), u32(p.tty));
  const all = join(
    u32(p.loginuid),
    u8(Number(p.exeWritable)),
    u64(p.capInheritable),
    u64(p.capPermitted),
    u64(p.capEffective),
    u8(Number(p.exeUpperLayer)),
    u64(p.exeIno),
    u64(p.exeInoCtime),
    u64(p.exeInoMtime),
    u8(Number(p.exeFromMemfd)),
    u8(Number(p.exeLowerLayer)),
    u64(p.pgid),
  );
  return length <= 29 ? all.subarray(0, length) : join(start, all).subarray(0, length);
}

function processEntry(p: ProcessEntry, version: number, tailLength: number, future: Buffer): Buffer {
  const from = (first: number, ...parts: readonly Buffer[]) => (version >= first ? join(...parts) : Buffer.alloc(0));
  const body = join(
    u64(p.tid),
    u64(p.pid),
    u64(p.ptid),
    from(6, u64(p.sid)),
    from(8, u64(p.vpgid)),
    str(p.comm),
    str(p.exe),
    from(7, str(p.exepath)),
    str(p.args),
    str(p.cwd),
    u64(p.fdlimit),
    u32(p.flags),
    u32(p.uid),
    u32(p.gid),
    from(2, u32(p.vmsizeKb), u32(p.vmrssKb), u32(p.vmswapKb), u64(p.pfmajor), u64(p.pfminor)),
    from(3, str(p.env)),
    from(4, u64(p.vtid), u64(p.vpid), str(p.cgroups)),
    from(5, str(p.root)),
    from(9, tail(p, tailLength), future),
  );
  return version >= 9 ? withLength(body) : body;
}

/** In front of the entry its length, that of the length included. */
const withLength = (entry: Buffer): Buffer => join(u32(entry.length + 4), entry);

/** A process list. `future`: bytes at the end of each entry that no reader of today knows. */
export function processes(
  list: readonly ProcessEntry[],
  version: number,
  tailLength = 76,
  future: Buffer = Buffer.alloc(0),
): Buffer {
  const entries = list.map((p) => processEntry(p, version, tailLength, future));
  return block(PROCESS_BLOCKS[version - 1] as number, join(...entries));
}

const UNIX_SOCK = 8;
const FILE_V2 = 16;

/** `device`: whether FILE_V2 entries have their last field, which files of 2019 lack. */
function fdEntry(e: FdEntry, version: number, device: boolean, future: Buffer): Buffer {
  const head = join(u64(e.fd), u64(e.ino), u8(e.type));
  let payload = str(e.name);
  if (e.socket) payload = e.type === UNIX_SOCK ? join(e.socket, str(e.name)) : e.socket;
  if (e.type === FILE_V2) payload = join(u32(e.openFlags), str(e.name), device ? u32(e.dev) : Buffer.alloc(0));
  return version >= 2 ? withLength(join(head, payload, future)) : join(head, payload);
}

export interface FdOptions {
  readonly version: 1 | 2;
  readonly device?: boolean;
  readonly future?: Buffer;
}

/** The fds of one thread. */
export function fds(tid: number, list: readonly FdEntry[], { version, device, future }: FdOptions): Buffer {
  const entries = list.map((e) => fdEntry(e, version, device ?? version === 2, future ?? Buffer.alloc(0)));
  return block(version === 1 ? BLOCK.FDS_V1 : BLOCK.FDS_V2, join(u64(tid), ...entries));
}

export interface Interface {
  /** 1 IPv4, 2 IPv6, 3 and 4 the same without speed. */
  readonly type: number;
  /** 4 or 16 bytes each. */
  readonly address: Buffer;
  readonly netmask: Buffer;
  readonly name: string;
}

export function interfaces(list: readonly Interface[], version: 1 | 2, future: Buffer = Buffer.alloc(0)): Buffer {
  const entries = list.map(({ type, address, netmask, name }) => {
    const broadcast = Buffer.alloc(address.length, 0xff);
    const speed = type <= 2 ? u64(1_000_000) : Buffer.alloc(0);
    const entry = join(u16(type), u16(name.length), address, netmask, broadcast, speed, latin1(name));
    // Here the length does not count itself.
    return version === 2 ? join(u32(entry.length + future.length), entry, future) : entry;
  });
  return block(version === 1 ? BLOCK.INTERFACES_V1 : BLOCK.INTERFACES_V2, join(...entries));
}

export function users(
  userList: readonly UserEntry[],
  groupList: readonly GroupEntry[],
  version: 1 | 2,
  future: Buffer = Buffer.alloc(0),
): Buffer {
  const entries = [
    ...userList.map((u) => join(u8(0), u32(u.uid), u32(u.gid), str(u.name), str(u.homedir), str(u.shell))),
    ...groupList.map((g) => join(u8(1), u32(g.gid), str(g.name))),
  ].map((entry) => (version === 2 ? withLength(join(entry, future)) : entry));
  return block(version === 1 ? BLOCK.USERS_V1 : BLOCK.USERS_V2, join(...entries));
}

export type EventKind = 'EV' | 'EVF' | 'EV_V2' | 'EVF_V2' | 'EV_V2_LARGE' | 'EVF_V2_LARGE';

export const EVENT_BLOCKS: Readonly<Record<EventKind, number>> = {
  EV: 0x204,
  EVF: 0x208,
  EV_V2: 0x216,
  EVF_V2: 0x217,
  EV_V2_LARGE: 0x221,
  EVF_V2_LARGE: 0x222,
};

/** Event types whose parameters may be larger than 64 KiB: plugin, container and asynchronous events. */
export const LARGE_TYPES: readonly number[] = [322, 324, 402];

export interface TestEvent {
  readonly type: number;
  readonly params: readonly Buffer[];
  /** EV_V2 unless told otherwise, or its large form for the types that have it. */
  readonly kind?: EventKind;
  readonly ts?: Int;
  readonly tid?: Int;
  readonly cpu?: number;
  /** Written only in the kinds with an F. */
  readonly dumpFlags?: number;
  readonly options?: readonly Option[];
  /** Bytes by which the event is too long. */
  readonly excess?: number;
}

export const kindOf = (e: TestEvent): EventKind => e.kind ?? (LARGE_TYPES.includes(e.type) ? 'EV_V2_LARGE' : 'EV_V2');

export function event(e: TestEvent): Buffer {
  const kind = kindOf(e);
  const lengths = e.params.map((p) => (LARGE_TYPES.includes(e.type) ? u32(p.length) : u16(p.length)));
  const data = join(...lengths, ...e.params, Buffer.alloc(e.excess ?? 0));
  const nparams = kind === 'EV' || kind === 'EVF' ? Buffer.alloc(0) : u32(e.params.length);
  const header = 22 + nparams.length;
  const whole = join(u64(e.ts ?? 0), u64(e.tid ?? 0), u32(header + data.length), u16(e.type), nparams, data);
  const flags = kind.startsWith('EVF') ? u32(e.dumpFlags ?? 0) : Buffer.alloc(0);
  return block(EVENT_BLOCKS[kind], join(pad4(join(u16(e.cpu ?? 0), flags, whole)), options(e.options ?? [])));
}

/** A process as entries of version 9 describe it, with values that tell the fields apart. */
export function process(changes: Partial<ProcessEntry> = {}): ProcessEntry {
  return {
    tid: 100,
    pid: 100,
    ptid: 1,
    sid: 90,
    vpgid: 91,
    pgid: 92,
    comm: 'sh',
    exe: '/bin/sh',
    exepath: '/usr/bin/dash',
    args: '-c\0exit\0',
    cwd: '/root/',
    fdlimit: 1024,
    flags: 8192,
    uid: 1000,
    gid: 1001,
    vmsizeKb: 11,
    vmrssKb: 12,
    vmswapKb: 13,
    pfmajor: 14,
    pfminor: 15,
    env: 'A=1\0B=2\0',
    vtid: 16,
    vpid: 17,
    cgroups: 'cpu=/a\0memory=/b\0',
    root: '/',
    pidnsInitStartTs: 18n,
    tty: 19,
    loginuid: 20,
    exeWritable: true,
    capInheritable: 21n,
    capPermitted: 22n,
    capEffective: 23n,
    exeUpperLayer: true,
    exeIno: 24n,
    exeInoCtime: 25n,
    exeInoMtime: 26n,
    exeFromMemfd: true,
    exeLowerLayer: true,
    ...changes,
  };
}
