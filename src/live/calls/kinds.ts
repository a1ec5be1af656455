// How a parameter of an event comes about; the twin of `enum kind` in ../bpf/params.h, in its order.

export const KINDS = [
  'EMPTY', 'ZERO', 'INT', 'FD', 'TEXT', 'BUFFER', 'VECTOR', 'VECTOR_SIZE', 'MESSAGE', 'MESSAGE_SIZE', 'MESSAGE_CONTROL',
  'ADDRESS', 'TUPLE', 'FLAGS', 'FLAGS_AT', 'OPEN_FLAGS', 'OPEN_MODE', 'U64_AT', 'BITS_AT', 'FD_AT', 'DEV', 'INO', 'INO_AT', 'MEMORY',
  'POLL', 'TIMESPEC', 'SIGSET', 'QUEUE', 'SOCKOPT', 'SOCKOPT_NAME', 'DYN64', 'SC', 'NATIVE', 'BPF_RESULT', 'CAPS', 'PAIR',
  'QUOTA',
] as const; // biome-ignore format: a list of words

type Kind = (typeof KINDS)[number];
/** kind, a, b, c: what these mean is said in params.h. */
export type Param = readonly [number, number, number, number];

const of = (kind: Kind, a = 0, b = 0, c = 0): Param => [KINDS.indexOf(kind), a, b, c];

/** Stands for the result where an argument is asked for. */
export const RESULT = 6;

/** Translations of native bits, in the order of the map `translations`; translate.ts has them. */
export const TABLES = [
  'poll', 'open', 'pageFault', 'clone', 'fcntl', 'prot', 'mmap', 'fdFlags', 'ptrace', 'quotaCmd', 'quotaType', 'semctl',
  'semget', 'semop', 'sockLevel', 'sockOption', 'fchownat', 'openat2', 'execveat', 'ioUringSetup', 'pidfd', 'deleteModule',
  'epollCreate', 'quotaFormat', 'quotaInfo',
] as const; // biome-ignore format: a list of words
export type Table = (typeof TABLES)[number];
const table = (name: Table): number => TABLES.indexOf(name);

const TUPLE = { INBOUND: 1, ADDRESS: 2, MESSAGE: 4, IF_OK: 8 } as const;
/** Of BITS_AT: as they are. */
const AS_IS = 63;

export const empty = of('EMPTY');
export const zero = (bytes: number): Param => of('ZERO', 0, bytes);
export const u8 = (arg: number): Param => of('INT', arg, 1);
export const u16 = (arg: number): Param => of('INT', arg, 2);
export const u32 = (arg: number): Param => of('INT', arg, 4);
/** The lower half of an argument, kept as 64 bits. */
export const u32To64 = (arg: number): Param => of('INT', arg, 8, 4);
export const u64 = (arg: number): Param => of('INT', arg, 8);
/** An fd, a pid: a signed 32-bit number, kept as 64 bits. */
export const s64 = (arg: number): Param => of('FD', arg);
export const result = u64(RESULT);
export const resultId = u32(RESULT);
export const text = (arg: number): Param => of('TEXT', arg);
/** A text that is there only if the call succeeded. */
export const textOut = (arg: number): Param => of('TEXT', arg, 1);
/** What was read into a buffer: as many bytes as the result. */
export const bufferOut = (arg: number): Param => of('BUFFER', arg);
/** What was to be written from a buffer of `length` (an argument). */
export const bufferIn = (arg: number, length: number): Param => of('BUFFER', arg, length, 1);
export const vectorOut = (arg: number, n: number): Param => of('VECTOR', arg, n);
export const vectorIn = (arg: number, n: number): Param => of('VECTOR', arg, n, 1);
export const vectorSize = (arg: number, n: number): Param => of('VECTOR_SIZE', arg, n);
export const messageOut = (arg: number): Param => of('MESSAGE', arg);
export const messageIn = (arg: number): Param => of('MESSAGE', arg, 0, 1);
export const messageSize = (arg: number): Param => of('MESSAGE_SIZE', arg);
export const messageControl = (arg: number): Param => of('MESSAGE_CONTROL', arg);
export const address = (arg: number, length: number): Param => of('ADDRESS', arg, length);
export const tupleIn = (fd: number): Param => of('TUPLE', fd, TUPLE.INBOUND | TUPLE.IF_OK);
export const tupleTo = (fd: number, addr: number): Param => of('TUPLE', fd, TUPLE.ADDRESS, addr);
export const tupleFrom = (fd: number, addr: number): Param =>
  of('TUPLE', fd, TUPLE.ADDRESS | TUPLE.INBOUND | TUPLE.IF_OK, addr);
export const tupleToMessage = (fd: number, arg: number): Param => of('TUPLE', fd, TUPLE.MESSAGE, arg);
export const tupleFromMessage = (fd: number, arg: number): Param =>
  of('TUPLE', fd, TUPLE.MESSAGE | TUPLE.INBOUND | TUPLE.IF_OK, arg);
export const flags = (name: Table, arg: number, bytes = 4): Param => of('FLAGS', arg, bytes, table(name));
/** Flags in a structure of 64-bit numbers that an argument points to. */
export const flagsAt = (name: Table, arg: number, index: number): Param =>
  of('FLAGS_AT', arg, (index << 4) | 4, table(name));
/** Flags of open, and what is known of the file that was opened. */
export const openedFlags = (arg: number): Param => of('OPEN_FLAGS', arg, 0, table('open'));
export const openMode = (flagsArg: number, modeArg: number): Param => of('OPEN_MODE', flagsArg, modeArg);
export const u64At = (arg: number, index = 0): Param => of('U64_AT', arg, index);
/** As `u64At`; all ones where nothing can be read. */
export const limitAt = (arg: number, index: number): Param => of('U64_AT', arg, index, 1);
const bitsAt = (arg: number, half: number, size: 1 | 2, name?: Table): Param =>
  of('BITS_AT', arg, half, (size << 6) | (name ? table(name) : AS_IS));
export const u32At = (arg: number, index = 0, name?: Table): Param => bitsAt(arg, 2 * index, 2, name);
export const u16At = (arg: number, index: number, name?: Table): Param => bitsAt(arg, index, 1, name);
export const fdAt = (arg: number, index: number): Param => of('FD_AT', arg, index);
export const dev = of('DEV', RESULT);
export const ino = of('INO', RESULT);
export const inoAt = (arg: number): Param => of('INO_AT', arg);
/** Virtual, resident and swapped memory. */
export const memory: readonly Param[] = [of('MEMORY', 0, 0), of('MEMORY', 0, 1), of('MEMORY', 0, 2)];
export const pollIn = (arg: number, n: number): Param => of('POLL', arg, n, 0);
export const pollOut = (arg: number, n: number): Param => of('POLL', arg, n, 1);
export const timespec = (arg: number): Param => of('TIMESPEC', arg);
export const sigset = (arg: number): Param => of('SIGSET', arg);
/** Of a listening socket: how full it is in percent, how many wait, how many may. */
export const queue = (fd: number): readonly Param[] => [of('QUEUE', fd, 0), of('QUEUE', fd, 1), of('QUEUE', fd, 2)];
export const sockLevel = flags('sockLevel', 1, 1);
export const sockName = of('SOCKOPT_NAME', 2, 0, table('sockOption'));
export const sockValue = (arg: number, length: number): Param => of('SOCKOPT', arg, length, 0);
/** The length is where an argument points to. */
export const sockValueOut = (arg: number, length: number): Param => of('SOCKOPT', arg, length, 1);
/** A dynamic parameter, the first of its kinds: a 64-bit number. */
export const dyn64 = (arg: number): Param => of('DYN64', arg);
export const sc = of('SC');
export const native = of('NATIVE');
export const bpfResult = of('BPF_RESULT');
/** Capabilities of the thread: inheritable, permitted, effective. */
export const caps: readonly Param[] = [of('CAPS', 0, 0), of('CAPS', 0, 1), of('CAPS', 0, 2)];
/** The two kernel addresses of a socket pair whose fds lie at an argument. */
export const pair = (arg: number): readonly Param[] => [of('PAIR', arg, 0), of('PAIR', arg, 1)];
/** Of quotactl; the twin of `enum quota` in ../bpf/quota.h. */
export const quotaPath = of('QUOTA', 0);
export const quotaAsked = of('QUOTA', 1);
export const quotaFormat = of('QUOTA', 2);
/** Flags of all quotas, as of struct if_dqinfo. */
export const quotaInfo = of('QUOTA', 3, 16);
/** A number of struct if_dqblk, by its offset. */
export const quotaOne = (offset: number): Param => of('QUOTA', 4, offset, 0);
/** A number of struct if_dqinfo, by its offset. */
export const quotaAll = (offset: number): Param => of('QUOTA', 4, offset, 1);
