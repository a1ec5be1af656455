// Block types of .scap files, a pcapng dialect (falcosecurity/libs userspace/libscap/scap_savefile.h).

/** Section header, written in the byte order of its machine. */
export const SHB = 0x0a0d0d0a;
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
export const MAJOR_VERSION = 1;

/** A block: u32 type, u32 length of all of it, body, the length again. */
export const BLOCK_HEADER = 8;
export const BLOCK_TRAILER = 4;
export const MIN_BLOCK = BLOCK_HEADER + BLOCK_TRAILER;

/** Event header bytes up to and without nparams. */
export const EVENT_HEADER = 22;
/** u16 cpu in front of the event header. */
export const CPU_BYTES = 2;
/** Bytes of a block whose event has no parameters, and says so. */
export const SMALLEST_EVENT = BLOCK_HEADER + CPU_BYTES + EVENT_HEADER + 4 + BLOCK_TRAILER;
/** Types other than the large ones hold at most this many bytes behind the block header. */
export const MAX_EVENT_BODY = 65536;
/** No block of a real capture comes near; keeps a damaged length from eating the machine's memory. */
export const MAX_BLOCK = 256 * 1024 * 1024;

export type BlockKind = 'machine' | 'interfaces' | 'users' | 'processes' | 'fds' | 'event';

export interface BlockInfo {
  readonly kind: BlockKind;
  /** Version of the layout: processes 1..9, fds, interfaces and users 1..2. */
  readonly version: number;
  /** Events: u32 dump flags behind the cpu; nparams in the header; u32 parameter lengths allowed. */
  readonly flags: boolean;
  readonly nparams: boolean;
  readonly large: boolean;
}

const meta = (kind: BlockKind, version: number): BlockInfo => ({
  kind,
  version,
  flags: false,
  nparams: false,
  large: false,
});
const event = (flags: boolean, nparams: boolean, large: boolean): BlockInfo => ({
  kind: 'event',
  version: 1,
  flags,
  nparams,
  large,
});

/** Every block type that was ever written, with its private number from before 2015 where it had one. */
export const BLOCKS: ReadonlyMap<number, BlockInfo> = new Map([
  [0x201, meta('machine', 1)],
  [0x8002abcd, meta('machine', 1)],
  [0x202, meta('processes', 1)],
  [0x8000abcd, meta('processes', 1)],
  [0x207, meta('processes', 2)],
  [0x8013abcd, meta('processes', 2)],
  [0x209, meta('processes', 3)],
  [0x8014abcd, meta('processes', 3)],
  [0x210, meta('processes', 4)],
  [0x211, meta('processes', 5)],
  [0x212, meta('processes', 6)],
  [0x213, meta('processes', 7)],
  [0x214, meta('processes', 8)],
  [0x215, meta('processes', 9)],
  [0x203, meta('fds', 1)],
  [0x8001abcd, meta('fds', 1)],
  [0x218, meta('fds', 2)],
  [0x205, meta('interfaces', 1)],
  [0x8011abcd, meta('interfaces', 1)],
  [0x219, meta('interfaces', 2)],
  [0x206, meta('users', 1)],
  [0x8012abcd, meta('users', 1)],
  [0x220, meta('users', 2)],
  [0x204, event(false, false, false)],
  [0x8010abcd, event(false, false, false)],
  [0x208, event(true, false, false)],
  [0x216, event(false, true, false)],
  [0x217, event(true, true, false)],
  [0x221, event(false, true, true)],
  [0x222, event(true, true, true)],
]);

/** Blocks of other pcapng writers, which may stand anywhere and say nothing about system calls. */
export const FOREIGN_BLOCKS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 0xa, 0xbad, 0x40000bad]);

/**
 * Whether a block type that is not known may be one of a later version: these are numbered on. Among events, where metadata has
 * ended, any other number is a sign of damage.
 */
export const isNewerBlock = (type: number): boolean => type > 0x222 && type < 0x300;
