import { TABLES, type Table } from './kinds.js';

// Native bits of the kernel to those of the format (PPM_*, falcosecurity/libs driver/ppm_events_public.h). The kernel
// sides are those of asm-generic and x86; where arm64 differs, it is said.

/** A pair matches where (value & mask) is `bits`; `out` of all that match is joined. */
export interface Pair {
  readonly mask: number;
  readonly bits: number;
  readonly out: number;
}
export interface Translation {
  readonly pairs: readonly Pair[];
  /** What comes out where nothing matches; `KEEP`: the value itself. */
  readonly otherwise: number;
}

export const KEEP = 0xffffffff;
const ALL = 0xffffffff;

/** Bits, each with its own: native to format. */
const bits = (...list: readonly (readonly [number, number])[]): Translation => ({
  pairs: list.map(([n, out]) => ({ mask: n, bits: n, out })),
  otherwise: 0,
});

/** Whole values. */
const values = (otherwise: number, ...list: readonly (readonly [number, number])[]): Translation => ({
  pairs: list.map(([n, out]) => ({ mask: ALL, bits: n, out })),
  otherwise,
});

const O_CLOEXEC = 0o2000000;
const O_NONBLOCK = 0o4000;

function openFlags(arch: string): Translation {
  const arm = arch === 'arm64';
  const directory = arm ? 0o40000 : 0o200000;
  return {
    otherwise: 0,
    pairs: [
      { mask: 3, bits: 0, out: 1 }, // O_RDONLY
      { mask: 3, bits: 1, out: 2 }, // O_WRONLY
      { mask: 3, bits: 2, out: 3 }, // O_RDWR
      { mask: 0o100, bits: 0o100, out: 4 }, // O_CREAT
      { mask: 0o2000, bits: 0o2000, out: 8 }, // O_APPEND
      { mask: 0o10000, bits: 0o10000, out: 16 }, // O_DSYNC
      { mask: 0o200, bits: 0o200, out: 32 }, // O_EXCL
      { mask: O_NONBLOCK, bits: O_NONBLOCK, out: 64 },
      { mask: 0o4010000, bits: 0o4010000, out: 128 }, // O_SYNC
      { mask: 0o1000, bits: 0o1000, out: 256 }, // O_TRUNC
      { mask: arm ? 0o200000 : 0o40000, bits: arm ? 0o200000 : 0o40000, out: 512 }, // O_DIRECT
      { mask: directory, bits: directory, out: 1024 },
      { mask: arm ? 0o400000 : 0o100000, bits: arm ? 0o400000 : 0o100000, out: 2048 }, // O_LARGEFILE
      { mask: O_CLOEXEC, bits: O_CLOEXEC, out: 4096 },
      { mask: 0o20000000, bits: 0o20000000, out: 8192 }, // __O_TMPFILE
    ],
  };
}

const FIXED: Readonly<Record<Exclude<Table, 'open'>, Translation>> = {
  poll: bits(
    [1, 1],
    [2, 2],
    [4, 4],
    [0x2000, 8],
    [8, 16],
    [16, 32],
    [32, 64],
    [64, 128],
    [128, 256],
    [256, 512],
    [512, 1024],
  ),
  // X86_PF_*: protection, write, user, reserved, instruction; what is not set says something, too.
  pageFault: {
    otherwise: 0,
    pairs: [
      { mask: 1, bits: 1, out: 1 },
      { mask: 1, bits: 0, out: 2 },
      { mask: 2, bits: 2, out: 4 },
      { mask: 2, bits: 0, out: 8 },
      { mask: 4, bits: 4, out: 16 },
      { mask: 4, bits: 0, out: 32 },
      { mask: 8, bits: 8, out: 64 },
      { mask: 16, bits: 16, out: 128 },
    ],
  },
  clone: bits(
    [0x400, 1], [0x200, 2], [0x80000000, 4], [0x8000000, 8], [0x40000000, 16], [0x20000, 32], [0x20000000, 64],
    [0x4000000, 128], [0x8000, 256], [0x100000, 512], [0x2000, 1024], [0x800, 2048], [0x40000, 4096], [0x10000, 8192],
    [0x800000, 16384], [0x100, 32768], [0x10000000, 1 << 20], [0x200000, 1 << 23], [0x1000000, 1 << 24],
    [0x80000, 1 << 25], [0x4000, 1 << 27], [0x2000000, 1 << 28],
  ), // biome-ignore format: pairs
  fcntl: values(
    0,
    [1032, 29], [1031, 28], [1026, 27], [1030, 26], [1025, 24], [1024, 23], [16, 22], [15, 21], [11, 15], [10, 13],
    [9, 12], [8, 10], [7, 9], [6, 8], [5, 6], [4, 5], [3, 4], [2, 3], [1, 2], [0, 1], [36, 30], [37, 31], [38, 32],
  ), // biome-ignore format: pairs
  prot: bits([1, 1], [2, 2], [4, 4], [8, 8], [0x1000000, 16], [0x2000000, 32]),
  mmap: bits(
    [1, 1], [2, 2], [16, 4], [32, 8], [64, 16], [0x4000, 64], [0x8000, 128], [0x10000, 256], [256, 512], [2048, 1024],
    [4096, 2048], [0x2000, 16384],
  ), // biome-ignore format: pairs
  fdFlags: bits([O_CLOEXEC, 4096], [O_NONBLOCK, 64]),
  ptrace: values(
    0,
    [0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 6], [6, 7], [7, 8], [8, 9], [9, 10], [16, 11], [17, 12], [24, 13],
    [0x4200, 14], [0x4201, 15], [0x4202, 16], [0x4203, 17], [0x4204, 18], [0x4205, 19], [0x4206, 20], [0x4207, 21],
    [0x4208, 22], [0x4209, 23], [0x420a, 24], [0x420b, 25], [12, 26], [13, 27], [14, 28], [15, 29], [18, 30], [19, 31],
    [21, 32], [25, 33], [26, 34], [30, 35], [31, 36], [32, 37], [33, 38],
  ), // biome-ignore format: pairs
  quotaCmd: {
    otherwise: 0,
    pairs: [
      [0x800002, 1], [0x800003, 2], [0x800004, 4], [0x800005, 8], [0x800006, 16], [0x800007, 32], [0x800008, 64],
      [0x800001, 128], [22529, 256], [22530, 512], [22531, 1024], [22532, 2048], [22533, 4096], [22534, 8192],
      [22535, 16384],
    ].map(([n, out]) => ({ mask: 0xffffff00, bits: (n << 8) >>> 0, out })),
  }, // biome-ignore format: pairs
  quotaType: {
    otherwise: 0,
    pairs: [
      { mask: 0xff, bits: 0, out: 1 },
      { mask: 0xff, bits: 1, out: 2 },
    ],
  },
  semctl: values(
    0,
    [2, 1],
    [1, 2],
    [0, 4],
    [3, 8],
    [19, 16],
    [18, 32],
    [13, 64],
    [14, 128],
    [11, 256],
    [12, 512],
    [15, 1024],
    [17, 2048],
    [16, 4096],
  ),
  semget: bits([1024, 16384], [512, 8192], ...[1, 2, 4, 8, 16, 32, 64, 128, 256].map((n): [number, number] => [n, n])),
  semop: bits([2048, 1], [4096, 2]),
  sockLevel: values(0, [1, 1], [6, 2]),
  sockOption: values(KEEP, [57, 53], [55, 52], [59, 51]),
  fchownat: bits([256, 1024], [4096, 4096]),
  openat2: bits([8, 1], [16, 2], [2, 4], [4, 8], [1, 16]),
  execveat: bits([4096, 1], [256, 2]),
  ioUringSetup: bits([1, 1], [2, 2], [4, 8], [8, 16], [16, 32], [32, 64], [64, 128]),
  pidfd: bits([O_NONBLOCK, 1]),
  deleteModule: bits([O_NONBLOCK, 2], [0o1000, 1]),
  epollCreate: bits([O_CLOEXEC, 1]),
  quotaFormat: values(1, [1, 2], [2, 4], [4, 8]),
  quotaInfo: values(1, [1, 2]),
};

export function translations(arch: string): Translation[] {
  return TABLES.map((name) => (name === 'open' ? openFlags(arch) : FIXED[name]));
}

const MOST_PAIRS = 40;
/** Bytes of struct translation (../bpf/params.h): u32 n, u32 otherwise, {u32 mask, bits, out}[40]. */
export const TRANSLATION_BYTES = 8 + 12 * MOST_PAIRS;

export function translationBytes({ pairs, otherwise }: Translation): Buffer {
  if (pairs.length > MOST_PAIRS) throw new Error(`${pairs.length} pairs are too many`);
  const bytes = Buffer.alloc(TRANSLATION_BYTES);
  bytes.writeUInt32LE(pairs.length, 0);
  bytes.writeUInt32LE(otherwise, 4);
  pairs.forEach((pair, i) => {
    bytes.writeUInt32LE(pair.mask >>> 0, 8 + 12 * i);
    bytes.writeUInt32LE(pair.bits >>> 0, 12 + 12 * i);
    bytes.writeUInt32LE(pair.out >>> 0, 16 + 12 * i);
  });
  return bytes;
}
