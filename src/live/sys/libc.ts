import { SharkError } from '../../errors.js';

// Every call into the C library, and nothing else.

export interface Libc {
  /** Result of a system call, or the negated error number. `args`: numbers, or buffers whose address is passed. */
  syscall(nr: number, ...args: readonly (number | bigint | Buffer)[]): number;
  /** Maps an fd, shared. Throws SharkError(TS_SHARK_LIVE). */
  map(bytes: number, writable: boolean, fd: number, offset: number): Mapping;
  /** Lifts the limit of memory that is locked; false: that was refused. */
  unlimitLocked(): boolean;
  /** Bytes of a page of memory. */
  pageSize(): number;
  /** Text for an error number. */
  errorName(errno: number): string;
  /** Address of a buffer's memory, which has to be kept alive as long as somebody looks there. */
  address(buffer: Buffer): bigint;
}

export interface Mapping {
  readonly memory: ArrayBuffer;
  unmap(): void;
}

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;
const RLIMIT_MEMLOCK = 8;

/** Loads what calls C functions. Throws SharkError(TS_SHARK_LIVE) where it is not there. */
export async function loadLibc(): Promise<Libc> {
  let koffi: typeof import('koffi').default;
  try {
    koffi = (await import('koffi')).default;
  } catch (error) {
    throw new SharkError(
      'TS_SHARK_LIVE',
      `live capture is not possible: koffi, which calls the kernel, cannot be loaded: ${(error as Error).message.split('\n')[0]}`,
      'install ts-shark again, with optional dependencies',
    );
  }
  const lib = koffi.load(null);
  const syscall = lib.func('long syscall(long, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t)');
  const mmap = lib.func('void *mmap(uintptr_t, size_t, int, int, int, int64_t)');
  const setrlimit = lib.func('int setrlimit(int, void *)');
  const getpagesize = lib.func('int getpagesize()');
  const munmap = lib.func('int munmap(void *, size_t)');
  const names = new Map(Object.entries(koffi.os.errno).map(([name, n]) => [n, name]));
  const address = (buffer: Buffer): bigint => BigInt(koffi.address(buffer));
  const errorName = (errno: number) => names.get(errno) ?? `error ${errno}`;
  return {
    unlimitLocked: () => setrlimit(RLIMIT_MEMLOCK, Buffer.alloc(16, 0xff)) === 0,
    pageSize: () => getpagesize() as number,
    address,
    errorName,
    syscall(nr, ...args) {
      const words = [0, 1, 2, 3, 4, 5].map((i) => {
        const arg = args[i] ?? 0;
        return Buffer.isBuffer(arg) ? address(arg) : arg;
      });
      const result = Number(syscall(nr, ...words));
      return result === -1 ? -koffi.errno() : result;
    },
    map(bytes, writable, fd, offset) {
      const at = mmap(0, bytes, PROT_READ | (writable ? PROT_WRITE : 0), MAP_SHARED, fd, offset);
      if (BigInt(at) === 0xffffffffffffffffn || BigInt(at) === -1n) {
        throw new SharkError('TS_SHARK_LIVE', `the buffer of the kernel cannot be mapped: ${errorName(koffi.errno())}`);
      }
      return { memory: koffi.view(at, bytes), unmap: () => void munmap(at, bytes) };
    },
  };
}
