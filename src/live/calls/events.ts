import {
  address, bpfResult, bufferIn, bufferOut, caps, dev, dyn64, empty, fdAt, flags, flagsAt, ino, inoAt, limitAt, memory,
  messageControl, messageIn, messageOut, messageSize, native, openedFlags, openMode, type Param, pair, pollIn, pollOut, queue, quotaAll,
  quotaAsked, quotaFormat, quotaInfo, quotaOne, quotaPath, RESULT,
  result, resultId, s64, sc, sigset, sockLevel, sockName, sockValue, sockValueOut, text, textOut, timespec,
  tupleFrom, tupleFromMessage, tupleIn, tupleTo, tupleToMessage, u8, u16, u16At, u32, u32At, u32To64, u64, u64At, vectorIn,
  vectorOut, vectorSize, zero,
} from './kinds.js'; // biome-ignore format: a list of words

export interface EventDesc {
  readonly enter: readonly Param[];
  readonly exit: readonly Param[];
}

const call = (enter: readonly Param[], ...exit: readonly Param[]): EventDesc => ({ enter, exit });
const done = (enter: readonly Param[], ...exit: readonly Param[]): EventDesc => call(enter, result, ...exit);

/**
 * Where the parameters of each event come from, by the event's name (PPME_SYSCALL_*, PPME_SOCKET_*): enter event, exit
 * event. The forms are those of sysdig 0.29, which every later reader understands; what came after it is as in 0.36.
 */
export const EVENTS: Readonly<Record<string, EventDesc>> = {
  GENERIC: call([sc, native], sc),

  // Files
  OPEN: done([text(0), flags('open', 1), openMode(1, 2)], text(0), openedFlags(1), openMode(1, 2), dev, ino),
  OPENAT_2: done(
    [s64(0), text(1), flags('open', 2), openMode(2, 3)],
    s64(0), text(1), openedFlags(2), openMode(2, 3), dev, ino,
  ), // biome-ignore format: one line per event
  OPENAT2: done(
    [s64(0), text(1), flagsAt('open', 2, 0), u32At(2, 2), flagsAt('openat2', 2, 2)],
    s64(0), text(1), flagsAt('open', 2, 0), u32At(2, 2), flagsAt('openat2', 2, 2),
  ), // biome-ignore format: one line per event
  OPEN_BY_HANDLE_AT: done([], s64(0), flags('open', 2), empty),
  CREAT: done([text(0), u32(1)], text(0), u32(1), dev, ino),
  CLOSE: done([s64(0)]),
  CLOSE_RANGE: done([], u32(0), u32(1), u32(2)),
  READ: done([s64(0), u32(2)], bufferOut(1)),
  WRITE: done([s64(0), u32(2)], bufferIn(1, 2)),
  PREAD: done([s64(0), u32(2), u64(3)], bufferOut(1)),
  PWRITE: done([s64(0), u32(2), u64(3)], bufferIn(1, 2)),
  READV: done([s64(0)], vectorSize(1, 2), vectorOut(1, 2)),
  WRITEV: done([s64(0), vectorSize(1, 2)], vectorIn(1, 2)),
  PREADV: done([s64(0), u64(3)], vectorSize(1, 2), vectorOut(1, 2)),
  PWRITEV: done([s64(0), vectorSize(1, 2), u64(3)], vectorIn(1, 2)),
  LSEEK: done([s64(0), u64(1), u8(2)]),
  SENDFILE: done([s64(0), s64(1), u64At(2), u64(3)], u64At(2)),
  SPLICE: done([s64(0), s64(2), u64(4), u32(5)]),
  COPY_FILE_RANGE: done([s64(0), u64At(1), u64(4)], s64(2), u64At(3)),
  IOCTL_3: done([s64(0), u64(1), u64(2)]),
  FCNTL: done([s64(0), flags('fcntl', 1, 1)], s64(0), flags('fcntl', 1, 1)),
  FLOCK: done([s64(0), u32(1)]),
  DUP: done([s64(0)]),
  PIPE: done([], fdAt(0, 0), fdAt(0, 1), inoAt(0)),
  STAT: done([], text(0)),
  LSTAT: done([], text(0)),
  FSTAT: done([s64(0)]),
  NEWFSTATAT: done([], s64(0), text(1), u32(3)),
  ACCESS: done([u32(1)], text(0)),
  GETDENTS: done([s64(0)]),
  GETDENTS64: done([s64(0)]),
  RENAME: done([], text(0), text(1)),
  RENAMEAT: done([], s64(0), text(1), s64(2), text(3)),
  RENAMEAT2: done([], s64(0), text(1), s64(2), text(3), u32(4)),
  LINK_2: done([], text(0), text(1)),
  LINKAT_2: done([], s64(0), text(1), s64(2), text(3), u32(4)),
  SYMLINK: done([], text(0), text(1)),
  SYMLINKAT: done([], text(0), s64(1), text(2)),
  UNLINK_2: done([], text(0)),
  UNLINKAT_2: done([], s64(0), text(1), u32(2)),
  MKDIR_2: done([u32(1)], text(0)),
  MKDIRAT: done([], s64(0), text(1), u32(2)),
  RMDIR_2: done([], text(0)),
  MKNOD: done([], text(0), u32(1), u32(2)),
  MKNODAT: done([], s64(0), text(1), u32(2), u32(3)),
  CHMOD: done([], text(0), u32(1)),
  FCHMOD: done([], s64(0), u32(1)),
  FCHMODAT: done([], s64(0), text(1), u32(2)),
  CHOWN: done([], text(0), u32(1), u32(2)),
  LCHOWN: done([], text(0), u32(1), u32(2)),
  FCHOWN: done([], s64(0), u32(1), u32(2)),
  FCHOWNAT: done([], s64(0), text(1), u32(2), u32(3), flags('fchownat', 4)),
  GETCWD: done([], textOut(0)),
  CHDIR: done([], text(0)),
  FCHDIR: done([s64(0)]),
  CHROOT: done([], text(0)),
  MOUNT: done([u32(3)], text(0), text(1), text(2)),
  UMOUNT: done([u32(1)], text(0)),
  FSCONFIG: done([], s64(0), u32(1), text(2), empty, text(3), u32(4)),
  QUOTACTL: done(
    [flags('quotaCmd', 0, 2), flags('quotaType', 0, 1), u32(2), quotaAsked],
    text(1), quotaPath, ...[0, 8, 16, 24, 32, 48, 56].map(quotaOne), ...[0, 8].map(quotaAll), quotaInfo, quotaFormat,
  ), // biome-ignore format: one line per event

  // Sockets
  SOCKET: done([u32(0), u32(1), u32(2)]),
  BIND: done([s64(0)], address(1, 2)),
  CONNECT: done([s64(0), address(1, 2)], tupleTo(0, 1), s64(0)),
  LISTEN: done([s64(0), u32(1)]),
  ACCEPT_5: done([], tupleIn(RESULT), ...queue(0)),
  ACCEPT4_5: done([u32(3)], tupleIn(RESULT), ...queue(0)),
  SENDTO: done([s64(0), u32(2), tupleTo(0, 4)], bufferIn(1, 2)),
  SENDMSG: done([s64(0), messageSize(1), tupleToMessage(0, 1)], messageIn(1)),
  // The end of each message is an event of its own (message.h); these are of calls that fail.
  SENDMMSG: done([], s64(0), zero(4), empty, empty),
  RECVFROM: done([s64(0), u32(2)], bufferOut(1), tupleFrom(0, 4)),
  RECVMSG: done([s64(0)], messageSize(1), messageOut(1), tupleFromMessage(0, 1), messageControl(1)),
  RECVMMSG: done([], s64(0), zero(4), empty, empty, empty),
  SHUTDOWN: done([s64(0), u8(1)]),
  GETSOCKNAME: call([]),
  GETPEERNAME: call([]),
  SOCKETPAIR: done([u32(0), u32(1), u32(2)], fdAt(3, 0), fdAt(3, 1), ...pair(3)),
  SETSOCKOPT: done([], s64(0), sockLevel, sockName, sockValue(3, 4), u32(4)),
  GETSOCKOPT: done([], s64(0), sockLevel, sockName, sockValueOut(3, 4), u32At(4)),

  // Waiting, and fds that stand for something else
  POLL: done([pollIn(0, 1), s64(2)], pollOut(0, 1)),
  PPOLL: done([pollIn(0, 1), timespec(2), sigset(3)], pollOut(0, 1)),
  SELECT: done([]),
  EPOLLWAIT: done([s64(2)]),
  EPOLL_CREATE: done([u32(0)]),
  EPOLL_CREATE1: done([flags('epollCreate', 0)]),
  EVENTFD: done([u32To64(0), zero(4)]),
  EVENTFD2: done([u32To64(0), flags('fdFlags', 1)]),
  SIGNALFD: done([s64(0), sigset(1), zero(1)]),
  TIMERFD_CREATE: done([u8(0), zero(1)]),
  INOTIFY_INIT: done([zero(1)]),
  USERFAULTFD: done([], flags('fdFlags', 0)),
  MEMFD_CREATE: done([], text(0), u32(1)),
  PIDFD_OPEN: done([], s64(0), flags('pidfd', 1)),
  PIDFD_GETFD: done([], s64(0), s64(1), u32(2)),
  IO_URING_SETUP: done(
    [],
    u32(0), u32At(1, 0), u32At(1, 1), u32At(1, 2, 'ioUringSetup'), u32At(1, 3), u32At(1, 4), u32At(1, 5),
  ), // biome-ignore format: one line per event
  IO_URING_ENTER: done([], s64(0), u32(1), u32(2), u32(3), sigset(4)),
  IO_URING_REGISTER: done([], s64(0), u16(1), u64(2), u32(3)),
  NANOSLEEP: done([timespec(0)]),
  FUTEX: done([u64(0), u16(1), u32To64(2)]),

  // Memory
  BRK_4: call([u64(0)], result, ...memory),
  MMAP: done([u64(0), u64(1), flags('prot', 2), flags('mmap', 3), s64(4), u64(5)], ...memory),
  MUNMAP: done([u64(0), u64(1)], ...memory),
  MPROTECT: done([u64(0), u64(1), flags('prot', 2)]),
  MLOCK: done([], u64(0), u64(1)),
  MLOCK2: done([], u64(0), u64(1), u32(2)),
  MUNLOCK: done([], u64(0), u64(1)),
  MLOCKALL: done([], u32(0)),
  MUNLOCKALL: done([]),
  PROCESS_VM_READV: done([], s64(0), vectorOut(1, 2)),
  PROCESS_VM_WRITEV: done([], s64(0), vectorOut(1, 2)),

  // Processes. The exits of clone and execve are composed in one piece (process.h): the last number says how.
  CLONE_20: call([], [0, 0, 0, 0]),
  CLONE3: call([], [0, 0, 0, 1]),
  FORK_20: call([], [0, 0, 0, 2]),
  VFORK_20: call([], [0, 0, 0, 3]),
  EXECVE_19: call([text(0)], [0, 0, 0, 1]),
  EXECVEAT: call([s64(0), text(1), flags('execveat', 4)], [0, 0, 0, 2]),
  KILL: done([s64(0), u8(1)]),
  TKILL: done([s64(0), u8(1)]),
  TGKILL: done([s64(0), s64(1), u8(2)]),
  SETPGID: done([s64(0), s64(1)]),
  SETSID: done([]),
  SETNS: done([s64(0), flags('clone', 1)]),
  UNSHARE: done([flags('clone', 0)]),
  PTRACE: done([flags('ptrace', 0, 2), s64(1)], dyn64(2), dyn64(3)),
  PRCTL: done([], u32(0), text(1), u64(1)),
  SECCOMP: done([u64(0), u64(1)]),
  BPF: call([u64(0)], bpfResult),
  CAPSET: done([], ...caps),
  GETRLIMIT: done([u8(0)], limitAt(1, 0), limitAt(1, 1)),
  SETRLIMIT: done([u8(0)], limitAt(1, 0), limitAt(1, 1)),
  PRLIMIT: done([s64(0), u8(1)], u64At(2, 0), u64At(2, 1), u64At(3, 0), u64At(3, 1)),
  INIT_MODULE: done([], bufferIn(0, 1), u64(1), text(2)),
  FINIT_MODULE: done([], s64(0), text(1), u32(2)),
  DELETE_MODULE: done([], text(0), flags('deleteModule', 1)),
  KEYCTL: done([], u32(0), dyn64(1), dyn64(2), dyn64(3), dyn64(4)),

  // Who one is
  GETUID: call([], resultId),
  GETEUID: call([], resultId),
  GETGID: call([], resultId),
  GETEGID: call([], resultId),
  GETRESUID: done([], u32At(0), u32At(1), u32At(2)),
  GETRESGID: done([], u32At(0), u32At(1), u32At(2)),
  SETUID: done([u32(0)]),
  SETGID: done([u32(0)]),
  SETREUID: done([], u32(0), u32(1)),
  SETREGID: done([], u32(0), u32(1)),
  SETRESUID: done([u32(0), u32(1), u32(2)]),
  SETRESGID: done([u32(0), u32(1), u32(2)]),

  // System V
  SEMGET: done([u32(0), u32(1), flags('semget', 2)]),
  SEMCTL: done([u32(0), u32(1), flags('semctl', 2, 2), u32(3)]),
  SEMOP: done(
    [u32(0)],
    u32(2), u16At(1, 0), u16At(1, 1), u16At(1, 2, 'semop'), u16At(1, 3), u16At(1, 4), u16At(1, 5, 'semop'),
  ), // biome-ignore format: one line per event
};

/** Events that sysdig 0.29 does not know, and those which it writes for these calls. Parameters of their own stand above. */
export const OLDER: Readonly<Record<string, string>> = {
  DUP_1: 'DUP',
  DUP2: 'DUP',
  DUP3: 'DUP',
  PIPE2: 'PIPE',
  ACCEPT4_6: 'ACCEPT4_5',
  EVENTFD2: 'EVENTFD',
  SIGNALFD4: 'SIGNALFD',
  INOTIFY_INIT1: 'INOTIFY_INIT',
  UMOUNT2: 'UMOUNT',
  UMOUNT_1: 'UMOUNT',
  BPF_2: 'BPF',
};
