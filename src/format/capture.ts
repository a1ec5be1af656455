/** What a capture tells about the machine before its first event. Texts are byte strings. */

export interface MachineInfo {
  readonly cpus: number;
  readonly memoryBytes: bigint;
  readonly maxPid: bigint;
  readonly hostname: string;
  /** Boot time in ns since the epoch; 0 in old captures. */
  readonly bootTs: bigint;
}

/** One thread of the process list. Absent fields have the defaults of the original. */
export interface ProcessEntry {
  tid: number;
  pid: number;
  ptid: number;
  sid: number;
  vpgid: number;
  pgid: number;
  comm: string;
  exe: string;
  exepath: string;
  /** NUL-separated, argv[1] on. */
  args: string;
  cwd: string;
  fdlimit: number;
  /** PPM_CL_* bits. */
  flags: number;
  uid: number;
  gid: number;
  vmsizeKb: number;
  vmrssKb: number;
  vmswapKb: number;
  pfmajor: number;
  pfminor: number;
  env: string;
  vtid: number;
  vpid: number;
  cgroups: string;
  root: string;
  pidnsInitStartTs: bigint;
  tty: number;
  loginuid: number;
  exeWritable: boolean;
  capInheritable: bigint;
  capPermitted: bigint;
  capEffective: bigint;
  exeUpperLayer: boolean;
  exeIno: bigint;
  exeInoCtime: bigint;
  exeInoMtime: bigint;
  exeFromMemfd: boolean;
  exeLowerLayer: boolean;
}

/** One open fd of a thread. */
export interface FdEntry {
  fd: number;
  ino: bigint;
  /** SCAP_FD_* number. */
  type: number;
  name: string;
  openFlags: number;
  dev: number;
  /** Sockets: address bytes as they lie in the block, undefined for the others. */
  socket: Buffer | undefined;
}

export interface InterfaceEntry {
  /** 4 or 16 address bytes, network order. */
  readonly address: Buffer;
  readonly netmask: Buffer;
  readonly name: string;
}

export interface UserEntry {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly homedir: string;
  readonly shell: string;
}

export interface GroupEntry {
  readonly gid: number;
  readonly name: string;
}

/** Takes the state a capture starts with, block by block. */
export interface StateSink {
  /** A section begins; a second one in the same file means: forget everything. */
  section(): void;
  machine(info: MachineInfo): void;
  process(entry: ProcessEntry): void;
  fd(tid: number, entry: FdEntry): void;
  networkInterface(entry: InterfaceEntry): void;
  user(entry: UserEntry): void;
  group(entry: GroupEntry): void;
  /** The last block before the first event has been seen. */
  ready(): void;
  /** An event of a type that is newer than this program was passed over. */
  unknownEvent?(): void;
}

/** Takes nothing: for who looks at a capture without keeping its state. */
export const NO_STATE: StateSink = {
  section() {},
  machine() {},
  process() {},
  fd() {},
  networkInterface() {},
  user() {},
  group() {},
  ready() {},
};
