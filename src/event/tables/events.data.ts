// One row per event type, the row number is the type number. Made from events.json by make.mjs; do not edit.

/** What sysdig 0.36 (libs 0.15.1) has otherwise; null: it does not know the event. */
export interface OlderRow {
  readonly flags?: number;
  readonly category?: number;
  readonly name?: string;
  readonly nparams?: number;
  readonly params?: string;
}
/** name, category bits, flag bits, parameters, parameter that holds the fd (-1: none), older form. */
export type EventRow = readonly [string, number, number, string, number, (OlderRow | null)?];
export const EVENT_ROWS: readonly EventRow[] = [
  ['syscall', 513, 4608, 'ID:syscallid/dec nativeID:uint16/dec', -1, { flags: 0 }], // 0 PPME_GENERIC_E
  ['syscall', 513, 4096, 'ID:syscallid/dec nativeID:uint16/dec', -1, { nparams: 1 }], // 1 PPME_GENERIC_X
  ['open', 514, 4129, 'name:fspath flags:flags32/hex#file_flags mode:uint32/oct', -1], // 2 PPME_SYSCALL_OPEN_E
  ['open', 514, 4129, 'fd:fd/dec name:fspath flags:flags32/hex#file_flags mode:uint32/oct dev:uint32/hex ino:uint64/dec', -1], // 3 PPME_SYSCALL_OPEN_X
  ['close', 546, 4646, 'fd:fd/dec', 0, { flags: 38 }], // 4 PPME_SYSCALL_CLOSE_E
  ['close', 546, 4134, 'res:errno/dec fd:fd/dec', 1, { nparams: 1 }], // 5 PPME_SYSCALL_CLOSE_X
  ['read', 544, 4620, 'fd:fd/dec size:uint32/dec', 0, { flags: 12 }], // 6 PPME_SYSCALL_READ_E
  ['read', 544, 4108, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec', 2, { nparams: 2 }], // 7 PPME_SYSCALL_READ_X
  ['write', 545, 4628, 'fd:fd/dec size:uint32/dec', 0, { flags: 20 }], // 8 PPME_SYSCALL_WRITE_E
  ['write', 545, 4116, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec', 2, { nparams: 2 }], // 9 PPME_SYSCALL_WRITE_X
  ['brk', 517, 4608, 'size:uint32/dec', -1], // 10 PPME_SYSCALL_BRK_1_E
  ['brk', 517, 4608, 'res:uint64/hex', -1], // 11 PPME_SYSCALL_BRK_1_X
  ['execve', 518, 4640, '', -1], // 12 PPME_SYSCALL_EXECVE_8_E
  ['execve', 518, 4640, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec', -1], // 13 PPME_SYSCALL_EXECVE_8_X
  ['clone', 518, 544, '', -1], // 14 PPME_SYSCALL_CLONE_11_E
  ['clone', 518, 4640, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec', -1], // 15 PPME_SYSCALL_CLONE_11_X
  ['procexit', 1030, 4640, '', -1], // 16 PPME_PROCEXIT_E
  ['NA', 0, 64, '', -1, { flags: 576 }], // 17 PPME_PROCEXIT_X
  ['socket', 515, 4641, 'domain:enumflags32/dec#socket_families type:uint32/dec proto:uint32/dec', -1, { flags: 33 }], // 18 PPME_SOCKET_SOCKET_E
  ['socket', 515, 4129, 'fd:fd/dec domain:enumflags32/dec#socket_families type:uint32/dec proto:uint32/dec flags:flags32/hex#file_flags', -1, { nparams: 1 }], // 19 PPME_SOCKET_SOCKET_X
  ['bind', 515, 4644, 'fd:fd/dec', 0, { flags: 36 }], // 20 PPME_SOCKET_BIND_E
  ['bind', 515, 4132, 'res:errno/dec addr:sockaddr fd:fd/dec', 2, { nparams: 2 }], // 21 PPME_SOCKET_BIND_X
  ['connect', 515, 4132, 'fd:fd/dec addr:sockaddr', 0], // 22 PPME_SOCKET_CONNECT_E
  ['connect', 515, 4132, 'res:errno/dec tuple:socktuple fd:fd/dec addr:sockaddr', 2, { nparams: 3 }], // 23 PPME_SOCKET_CONNECT_X
  ['listen', 515, 4612, 'fd:fd/dec backlog:int32/dec', 0, { flags: 4 }], // 24 PPME_SOCKET_LISTEN_E
  ['listen', 515, 4100, 'res:errno/dec fd:fd/dec backlog:int32/dec', 1, { nparams: 1 }], // 25 PPME_SOCKET_LISTEN_X
  ['accept', 515, 545, '', -1], // 26 PPME_SOCKET_ACCEPT_E
  ['accept', 515, 4641, 'fd:fd/dec tuple:socktuple queuepct:uint8/dec', -1], // 27 PPME_SOCKET_ACCEPT_X
  ['send', 545, 4628, 'fd:fd/dec size:uint32/dec', 0, { flags: 20 }], // 28 PPME_SOCKET_SEND_E
  ['send', 545, 4116, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec tuple:socktuple', 2, { nparams: 2 }], // 29 PPME_SOCKET_SEND_X
  ['sendto', 545, 4660, 'fd:fd/dec size:uint32/dec tuple:socktuple', 0, { flags: 52 }], // 30 PPME_SOCKET_SENDTO_E
  ['sendto', 545, 4148, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec tuple:socktuple', 2, { nparams: 2 }], // 31 PPME_SOCKET_SENDTO_X
  ['recv', 544, 4620, 'fd:fd/dec size:uint32/dec', 0, { flags: 12 }], // 32 PPME_SOCKET_RECV_E
  ['recv', 544, 4108, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec tuple:socktuple', 2, { nparams: 2 }], // 33 PPME_SOCKET_RECV_X
  ['recvfrom', 544, 4652, 'fd:fd/dec size:uint32/dec', 0, { flags: 44 }], // 34 PPME_SOCKET_RECVFROM_E
  ['recvfrom', 544, 4140, 'res:errno/dec data:bytebuf tuple:socktuple fd:fd/dec size:uint32/dec', 3, { nparams: 3 }], // 35 PPME_SOCKET_RECVFROM_X
  ['shutdown', 515, 4644, 'fd:fd/dec how:enumflags8/hex#shutdown_how', 0, { flags: 36 }], // 36 PPME_SOCKET_SHUTDOWN_E
  ['shutdown', 515, 4132, 'res:errno/dec fd:fd/dec how:enumflags8/hex#shutdown_how', 1, { nparams: 1 }], // 37 PPME_SOCKET_SHUTDOWN_X
  ['getsockname', 515, 512, '', -1, { flags: 0 }], // 38 PPME_SOCKET_GETSOCKNAME_E
  ['getsockname', 515, 0, '', -1], // 39 PPME_SOCKET_GETSOCKNAME_X
  ['getpeername', 515, 512, '', -1, { flags: 0 }], // 40 PPME_SOCKET_GETPEERNAME_E
  ['getpeername', 515, 0, '', -1], // 41 PPME_SOCKET_GETPEERNAME_X
  ['socketpair', 516, 4641, 'domain:enumflags32/dec#socket_families type:uint32/dec proto:uint32/dec', -1, { flags: 33 }], // 42 PPME_SOCKET_SOCKETPAIR_E
  ['socketpair', 516, 4129, 'res:errno/dec fd1:fd/dec fd2:fd/dec source:uint64/hex peer:uint64/hex domain:enumflags32/dec#socket_families type:uint32/dec proto:uint32/dec', -1, { nparams: 5 }], // 43 PPME_SOCKET_SOCKETPAIR_X
  ['setsockopt', 515, 512, '', -1, { flags: 0 }], // 44 PPME_SOCKET_SETSOCKOPT_E
  ['setsockopt', 515, 4, 'res:errno/dec fd:fd/dec level:enumflags8/dec#sockopt_levels optname:enumflags8/dec#sockopt_options val:dyn/dec!sockopt_dynamic_param optlen:uint32/dec', 1], // 45 PPME_SOCKET_SETSOCKOPT_X
  ['getsockopt', 515, 544, '', -1, { flags: 32 }], // 46 PPME_SOCKET_GETSOCKOPT_E
  ['getsockopt', 515, 36, 'res:errno/dec fd:fd/dec level:enumflags8/dec#sockopt_levels optname:enumflags8/dec#sockopt_options val:dyn/dec!sockopt_dynamic_param optlen:uint32/dec', 1], // 47 PPME_SOCKET_GETSOCKOPT_X
  ['sendmsg', 545, 4660, 'fd:fd/dec size:uint32/dec tuple:socktuple', 0, { flags: 52 }], // 48 PPME_SOCKET_SENDMSG_E
  ['sendmsg', 545, 4148, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec tuple:socktuple', 2, { nparams: 2 }], // 49 PPME_SOCKET_SENDMSG_X
  ['sendmmsg', 545, 512, '', -1, { flags: 0 }], // 50 PPME_SOCKET_SENDMMSG_E
  ['sendmmsg', 545, 4148, 'res:errno/dec fd:fd/dec size:uint32/dec data:bytebuf tuple:socktuple', 1, { flags: 0, nparams: 0 }], // 51 PPME_SOCKET_SENDMMSG_X
  ['recvmsg', 544, 4652, 'fd:fd/dec', 0, { flags: 44 }], // 52 PPME_SOCKET_RECVMSG_E
  ['recvmsg', 544, 4140, 'res:errno/dec size:uint32/dec data:bytebuf tuple:socktuple msgcontrol:bytebuf fd:fd/dec', 5, { nparams: 5 }], // 53 PPME_SOCKET_RECVMSG_X
  ['recvmmsg', 544, 512, '', -1, { flags: 0 }], // 54 PPME_SOCKET_RECVMMSG_E
  ['recvmmsg', 544, 4140, 'res:errno/dec fd:fd/dec size:uint32/dec data:bytebuf tuple:socktuple msgcontrol:bytebuf', 1, { flags: 0, nparams: 0 }], // 55 PPME_SOCKET_RECVMMSG_X
  ['accept', 515, 4641, 'flags:int32/hex', -1], // 56 PPME_SOCKET_ACCEPT4_E
  ['accept', 515, 4641, 'fd:fd/dec tuple:socktuple queuepct:uint8/dec', -1], // 57 PPME_SOCKET_ACCEPT4_X
  ['creat', 514, 4129, 'name:fspath mode:uint32/oct', -1], // 58 PPME_SYSCALL_CREAT_E
  ['creat', 514, 4129, 'fd:fd/dec name:fspath mode:uint32/oct dev:uint32/hex ino:uint64/dec creat_flags:flags16/hex#creat_flags', -1, { nparams: 5 }], // 59 PPME_SYSCALL_CREAT_X
  ['pipe', 516, 545, '', -1, { flags: 33 }], // 60 PPME_SYSCALL_PIPE_E
  ['pipe', 516, 33, 'res:errno/dec fd1:fd/dec fd2:fd/dec ino:uint64/dec', -1], // 61 PPME_SYSCALL_PIPE_X
  ['eventfd', 516, 4641, 'initval:uint64/dec flags:uint32/hex', -1, { flags: 33 }], // 62 PPME_SYSCALL_EVENTFD_E
  ['eventfd', 516, 4129, 'res:fd/dec initval:uint64/dec flags:uint32/hex', -1, { nparams: 1 }], // 63 PPME_SYSCALL_EVENTFD_X
  ['futex', 516, 4608, 'addr:uint64/hex op:flags16/hex#futex_operations val:uint64/dec', -1, { flags: 0, params: 'addr:uint64/hex op:enumflags16/hex#futex_operations val:uint64/dec' }], // 64 PPME_SYSCALL_FUTEX_E
  ['futex', 516, 4096, 'res:errno/dec addr:uint64/hex op:flags16/hex#futex_operations val:uint64/dec', -1, { nparams: 1 }], // 65 PPME_SYSCALL_FUTEX_X
  ['stat', 514, 512, '', -1, { flags: 0 }], // 66 PPME_SYSCALL_STAT_E
  ['stat', 514, 0, 'res:errno/dec path:fspath', -1], // 67 PPME_SYSCALL_STAT_X
  ['lstat', 514, 512, '', -1, { flags: 0 }], // 68 PPME_SYSCALL_LSTAT_E
  ['lstat', 514, 0, 'res:errno/dec path:fspath', -1], // 69 PPME_SYSCALL_LSTAT_X
  ['fstat', 514, 4612, 'fd:fd', 0, { flags: 4 }], // 70 PPME_SYSCALL_FSTAT_E
  ['fstat', 514, 4100, 'res:errno/dec fd:fd', 1, { nparams: 1 }], // 71 PPME_SYSCALL_FSTAT_X
  ['stat64', 514, 512, '', -1, { flags: 0 }], // 72 PPME_SYSCALL_STAT64_E
  ['stat64', 514, 0, 'res:errno/dec path:fspath', -1], // 73 PPME_SYSCALL_STAT64_X
  ['lstat64', 514, 512, '', -1, { flags: 0 }], // 74 PPME_SYSCALL_LSTAT64_E
  ['lstat64', 514, 0, 'res:errno/dec path:fspath', -1], // 75 PPME_SYSCALL_LSTAT64_X
  ['fstat64', 514, 516, 'fd:fd', 0, { flags: 4 }], // 76 PPME_SYSCALL_FSTAT64_E
  ['fstat64', 514, 0, 'res:errno/dec', -1, { flags: 4 }], // 77 PPME_SYSCALL_FSTAT64_X
  ['epoll_wait', 576, 4736, 'maxevents:errno/dec', -1, { flags: 128 }], // 78 PPME_SYSCALL_EPOLLWAIT_E
  ['epoll_wait', 576, 4224, 'res:errno/dec maxevents:errno/dec', -1, { nparams: 1 }], // 79 PPME_SYSCALL_EPOLLWAIT_X
  ['poll', 576, 4736, 'fds:fdlist/dec timeout:int64/dec', -1, { flags: 128 }], // 80 PPME_SYSCALL_POLL_E
  ['poll', 576, 4224, 'res:errno/dec fds:fdlist/dec timeout:int64/dec', -1, { nparams: 2 }], // 81 PPME_SYSCALL_POLL_X
  ['select', 576, 640, '', -1, { flags: 128 }], // 82 PPME_SYSCALL_SELECT_E
  ['select', 576, 128, 'res:errno/dec', -1], // 83 PPME_SYSCALL_SELECT_X
  ['select', 576, 640, '', -1], // 84 PPME_SYSCALL_NEWSELECT_E
  ['select', 576, 4736, 'res:errno/dec', -1], // 85 PPME_SYSCALL_NEWSELECT_X
  ['lseek', 514, 4612, 'fd:fd/dec offset:uint64/dec whence:enumflags8/dec#lseek_whence', 0, { flags: 4 }], // 86 PPME_SYSCALL_LSEEK_E
  ['lseek', 514, 4100, 'res:errno/dec fd:fd/dec offset:uint64/dec whence:enumflags8/dec#lseek_whence', 1, { nparams: 1 }], // 87 PPME_SYSCALL_LSEEK_X
  ['llseek', 514, 4612, 'fd:fd/dec offset:uint64/dec whence:enumflags8/dec#lseek_whence', 0, { flags: 4 }], // 88 PPME_SYSCALL_LLSEEK_E
  ['llseek', 514, 4100, 'res:errno/dec fd:fd/dec offset:uint64/dec whence:enumflags8/dec#lseek_whence', 1, { nparams: 1 }], // 89 PPME_SYSCALL_LLSEEK_X
  ['ioctl', 546, 4612, 'fd:fd/dec request:uint64/hex', 0], // 90 PPME_SYSCALL_IOCTL_2_E
  ['ioctl', 546, 4612, 'res:errno/dec', -1], // 91 PPME_SYSCALL_IOCTL_2_X
  ['getcwd', 514, 512, '', -1, { flags: 0 }], // 92 PPME_SYSCALL_GETCWD_E
  ['getcwd', 514, 0, 'res:errno/dec path:charbuf', -1], // 93 PPME_SYSCALL_GETCWD_X
  ['chdir', 514, 544, '', -1, { flags: 32 }], // 94 PPME_SYSCALL_CHDIR_E
  ['chdir', 514, 32, 'res:errno/dec path:charbuf', -1], // 95 PPME_SYSCALL_CHDIR_X
  ['fchdir', 514, 4644, 'fd:fd', 0, { flags: 36 }], // 96 PPME_SYSCALL_FCHDIR_E
  ['fchdir', 514, 4132, 'res:errno/dec fd:fd', 1, { nparams: 1 }], // 97 PPME_SYSCALL_FCHDIR_X
  ['mkdir', 514, 4608, 'path:fspath mode:uint32/hex', -1], // 98 PPME_SYSCALL_MKDIR_E
  ['mkdir', 514, 4608, 'res:errno/dec', -1], // 99 PPME_SYSCALL_MKDIR_X
  ['rmdir', 514, 4608, 'path:fspath', -1], // 100 PPME_SYSCALL_RMDIR_E
  ['rmdir', 514, 4608, 'res:errno/dec', -1], // 101 PPME_SYSCALL_RMDIR_X
  ['openat', 514, 4641, 'dirfd:fd/dec name:charbuf flags:flags32/hex#file_flags mode:uint32/oct', -1], // 102 PPME_SYSCALL_OPENAT_E
  ['openat', 514, 4641, 'fd:fd/dec', -1], // 103 PPME_SYSCALL_OPENAT_X
  ['link', 514, 4608, 'oldpath:fspath newpath:fspath', -1], // 104 PPME_SYSCALL_LINK_E
  ['link', 514, 4608, 'res:errno/dec', -1], // 105 PPME_SYSCALL_LINK_X
  ['linkat', 514, 4608, 'olddir:fd/dec oldpath:charbuf newdir:fd/dec newpath:charbuf', -1], // 106 PPME_SYSCALL_LINKAT_E
  ['linkat', 514, 4608, 'res:errno/dec', -1], // 107 PPME_SYSCALL_LINKAT_X
  ['unlink', 514, 4608, 'path:fspath', -1], // 108 PPME_SYSCALL_UNLINK_E
  ['unlink', 514, 4608, 'res:errno/dec', -1], // 109 PPME_SYSCALL_UNLINK_X
  ['unlinkat', 514, 4608, 'dirfd:fd/dec name:charbuf', -1], // 110 PPME_SYSCALL_UNLINKAT_E
  ['unlinkat', 514, 4608, 'res:errno/dec', -1], // 111 PPME_SYSCALL_UNLINKAT_X
  ['pread', 544, 4620, 'fd:fd/dec size:uint32/dec pos:uint64/dec', 0, { flags: 12 }], // 112 PPME_SYSCALL_PREAD_E
  ['pread', 544, 4108, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec pos:uint64/dec', 2, { nparams: 2 }], // 113 PPME_SYSCALL_PREAD_X
  ['pwrite', 545, 4628, 'fd:fd/dec size:uint32/dec pos:uint64/dec', 0, { flags: 20 }], // 114 PPME_SYSCALL_PWRITE_E
  ['pwrite', 545, 4116, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec pos:uint64/dec', 2, { nparams: 2 }], // 115 PPME_SYSCALL_PWRITE_X
  ['readv', 544, 4620, 'fd:fd/dec', 0, { flags: 12 }], // 116 PPME_SYSCALL_READV_E
  ['readv', 544, 4108, 'res:errno/dec size:uint32/dec data:bytebuf fd:fd/dec', 3, { nparams: 3 }], // 117 PPME_SYSCALL_READV_X
  ['writev', 545, 4628, 'fd:fd/dec size:uint32/dec', 0, { flags: 20 }], // 118 PPME_SYSCALL_WRITEV_E
  ['writev', 545, 4116, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec', 2, { nparams: 2 }], // 119 PPME_SYSCALL_WRITEV_X
  ['preadv', 544, 4620, 'fd:fd/dec pos:uint64/dec', 0, { flags: 12 }], // 120 PPME_SYSCALL_PREADV_E
  ['preadv', 544, 4108, 'res:errno/dec size:uint32/dec data:bytebuf fd:fd/dec pos:uint64/dec', 3, { nparams: 3 }], // 121 PPME_SYSCALL_PREADV_X
  ['pwritev', 545, 4628, 'fd:fd/dec size:uint32/dec pos:uint64/dec', 0, { flags: 20 }], // 122 PPME_SYSCALL_PWRITEV_E
  ['pwritev', 545, 4116, 'res:errno/dec data:bytebuf fd:fd/dec size:uint32/dec pos:uint64/dec', 2, { nparams: 2 }], // 123 PPME_SYSCALL_PWRITEV_X
  ['dup', 546, 4645, 'fd:fd/dec', 0], // 124 PPME_SYSCALL_DUP_E
  ['dup', 546, 4645, 'res:fd/dec', -1], // 125 PPME_SYSCALL_DUP_X
  ['signalfd', 521, 4641, 'fd:fd/dec mask:uint32/hex flags:uint8/hex', -1, { flags: 33 }], // 126 PPME_SYSCALL_SIGNALFD_E
  ['signalfd', 521, 4129, 'res:fd/dec fd:fd/dec mask:uint32/hex flags:uint8/hex', -1, { nparams: 1 }], // 127 PPME_SYSCALL_SIGNALFD_X
  ['kill', 521, 4608, 'pid:pid/dec sig:sigtype/dec', -1, { flags: 0 }], // 128 PPME_SYSCALL_KILL_E
  ['kill', 521, 4096, 'res:errno/dec pid:pid/dec sig:sigtype/dec', -1, { nparams: 1 }], // 129 PPME_SYSCALL_KILL_X
  ['tkill', 521, 4608, 'tid:pid/dec sig:sigtype/dec', -1, { flags: 0 }], // 130 PPME_SYSCALL_TKILL_E
  ['tkill', 521, 4096, 'res:errno/dec tid:pid/dec sig:sigtype/dec', -1, { nparams: 1 }], // 131 PPME_SYSCALL_TKILL_X
  ['tgkill', 521, 4608, 'pid:pid/dec tid:pid/dec sig:sigtype/dec', -1, { flags: 0 }], // 132 PPME_SYSCALL_TGKILL_E
  ['tgkill', 521, 4096, 'res:errno/dec pid:pid/dec tid:pid/dec sig:sigtype/dec', -1, { nparams: 1 }], // 133 PPME_SYSCALL_TGKILL_X
  ['nanosleep', 519, 4736, 'interval:reltime/dec', -1, { flags: 128 }], // 134 PPME_SYSCALL_NANOSLEEP_E
  ['nanosleep', 519, 4224, 'res:errno/dec interval:reltime/dec', -1, { nparams: 1 }], // 135 PPME_SYSCALL_NANOSLEEP_X
  ['timerfd_create', 523, 4641, 'clockid:uint8/dec flags:uint8/hex', -1, { flags: 33 }], // 136 PPME_SYSCALL_TIMERFD_CREATE_E
  ['timerfd_create', 523, 4129, 'res:fd/dec clockid:uint8/dec flags:uint8/hex', -1, { nparams: 1 }], // 137 PPME_SYSCALL_TIMERFD_CREATE_X
  ['inotify_init', 516, 4641, 'flags:uint8/hex', -1, { flags: 33 }], // 138 PPME_SYSCALL_INOTIFY_INIT_E
  ['inotify_init', 516, 4129, 'res:fd/dec flags:uint8/hex', -1, { nparams: 1 }], // 139 PPME_SYSCALL_INOTIFY_INIT_X
  ['getrlimit', 518, 4608, 'resource:enumflags8/dec#rlimit_resources', -1, { flags: 0 }], // 140 PPME_SYSCALL_GETRLIMIT_E
  ['getrlimit', 518, 4096, 'res:errno/dec cur:int64/dec max:int64/dec resource:enumflags8/dec#rlimit_resources', -1, { nparams: 3 }], // 141 PPME_SYSCALL_GETRLIMIT_X
  ['setrlimit', 518, 4608, 'resource:enumflags8/dec#rlimit_resources', -1, { flags: 0 }], // 142 PPME_SYSCALL_SETRLIMIT_E
  ['setrlimit', 518, 4096, 'res:errno/dec cur:int64/dec max:int64/dec resource:enumflags8/dec#rlimit_resources', -1], // 143 PPME_SYSCALL_SETRLIMIT_X
  ['prlimit', 518, 4608, 'pid:pid/dec resource:enumflags8/dec#rlimit_resources', -1, { flags: 0 }], // 144 PPME_SYSCALL_PRLIMIT_E
  ['prlimit', 518, 4096, 'res:errno/dec newcur:int64/dec newmax:int64/dec oldcur:int64/dec oldmax:int64/dec pid:int64/dec resource:enumflags8/dec#rlimit_resources', -1], // 145 PPME_SYSCALL_PRLIMIT_X
  ['switch', 1152, 4864, 'next:pid/dec', -1], // 146 PPME_SCHEDSWITCH_1_E
  ['NA', 0, 64, '', -1, { flags: 832 }], // 147 PPME_SCHEDSWITCH_1_X
  ['drop', 4352, 256, 'ratio:uint32/dec', -1], // 148 PPME_DROP_E
  ['drop', 4352, 256, 'ratio:uint32/dec', -1], // 149 PPME_DROP_X
  ['fcntl', 546, 4644, 'fd:fd/dec cmd:enumflags8/dec#fcntl_commands', 0, { flags: 36 }], // 150 PPME_SYSCALL_FCNTL_E
  ['fcntl', 546, 4132, 'res:fd/dec fd:fd/dec cmd:enumflags8/dec#fcntl_commands arg:uint64/hex', 1, { nparams: 3 }], // 151 PPME_SYSCALL_FCNTL_X
  ['switch', 1152, 0, 'next:pid/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec', -1], // 152 PPME_SCHEDSWITCH_6_E
  ['NA', 0, 64, '', -1], // 153 PPME_SCHEDSWITCH_6_X
  ['execve', 518, 4640, '', -1], // 154 PPME_SYSCALL_EXECVE_13_E
  ['execve', 518, 4640, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec', -1], // 155 PPME_SYSCALL_EXECVE_13_X
  ['clone', 518, 544, '', -1], // 156 PPME_SYSCALL_CLONE_16_E
  ['clone', 518, 4640, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec', -1], // 157 PPME_SYSCALL_CLONE_16_X
  ['brk', 517, 4608, 'addr:uint64/hex', -1, { flags: 0 }], // 158 PPME_SYSCALL_BRK_4_E
  ['brk', 517, 4096, 'res:uint64/hex vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec addr:uint64/hex', -1, { nparams: 4 }], // 159 PPME_SYSCALL_BRK_4_X
  ['mmap', 517, 4612, 'addr:uint64/hex length:uint64/dec prot:flags32/hex#prot_flags flags:flags32/hex#mmap_flags fd:fd/dec offset:uint64/dec', 4, { flags: 0 }], // 160 PPME_SYSCALL_MMAP_E
  ['mmap', 517, 4100, 'res:errno/hex vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec addr:uint64/hex length:uint64/dec prot:flags32/hex#prot_flags flags:flags32/hex#mmap_flags fd:fd/dec offset:uint64/dec', 8, { flags: 0, nparams: 4 }], // 161 PPME_SYSCALL_MMAP_X
  ['mmap2', 517, 4612, 'addr:uint64/hex length:uint64/dec prot:flags32/hex#prot_flags flags:flags32/hex#mmap_flags fd:fd/dec pgoffset:uint64/dec', 4, { flags: 0 }], // 162 PPME_SYSCALL_MMAP2_E
  ['mmap2', 517, 4100, 'res:errno/hex vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec addr:uint64/hex length:uint64/dec prot:flags32/hex#prot_flags flags:flags32/hex#mmap_flags fd:fd/dec pgoffset:uint64/dec', 8, { flags: 0, nparams: 4 }], // 163 PPME_SYSCALL_MMAP2_X
  ['munmap', 517, 4608, 'addr:uint64/hex length:uint64/dec', -1, { flags: 0 }], // 164 PPME_SYSCALL_MUNMAP_E
  ['munmap', 517, 4096, 'res:errno/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec addr:uint64/hex length:uint64/dec', -1, { nparams: 4 }], // 165 PPME_SYSCALL_MUNMAP_X
  ['splice', 546, 4612, 'fd_in:fd/dec fd_out:fd/dec size:uint64/dec flags:flags32/hex#splice_flags', 1, { flags: 4 }], // 166 PPME_SYSCALL_SPLICE_E
  ['splice', 546, 4100, 'res:errno/dec fd_in:fd/dec fd_out:fd/dec size:uint64/dec flags:flags32/hex#splice_flags', 2, { nparams: 1 }], // 167 PPME_SYSCALL_SPLICE_X
  ['ptrace', 518, 4608, 'request:enumflags16/dec#ptrace_requests pid:pid/dec', -1, { flags: 0 }], // 168 PPME_SYSCALL_PTRACE_E
  ['ptrace', 518, 4096, 'res:errno/dec addr:dyn/hex!ptrace_dynamic_param data:dyn/hex!ptrace_dynamic_param request:enumflags16/dec#ptrace_requests pid:pid/dec', -1, { nparams: 3 }], // 169 PPME_SYSCALL_PTRACE_X
  ['ioctl', 546, 4612, 'fd:fd/dec request:uint64/hex argument:uint64/hex', 0, { flags: 4 }], // 170 PPME_SYSCALL_IOCTL_3_E
  ['ioctl', 546, 4100, 'res:errno/dec fd:fd/dec request:uint64/hex argument:uint64/hex', 1, { nparams: 1 }], // 171 PPME_SYSCALL_IOCTL_3_X
  ['execve', 518, 4640, '', -1], // 172 PPME_SYSCALL_EXECVE_14_E
  ['execve', 518, 4640, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec env:bytebuf', -1], // 173 PPME_SYSCALL_EXECVE_14_X
  ['rename', 514, 512, '', -1, { flags: 0 }], // 174 PPME_SYSCALL_RENAME_E
  ['rename', 514, 0, 'res:errno/dec oldpath:fspath newpath:fspath', -1], // 175 PPME_SYSCALL_RENAME_X
  ['renameat', 514, 512, '', -1, { flags: 0 }], // 176 PPME_SYSCALL_RENAMEAT_E
  ['renameat', 514, 0, 'res:errno/dec olddirfd:fd/dec oldpath:fsrelpath@1 newdirfd:fd/dec newpath:fsrelpath@3', -1], // 177 PPME_SYSCALL_RENAMEAT_X
  ['symlink', 514, 512, '', -1, { flags: 0 }], // 178 PPME_SYSCALL_SYMLINK_E
  ['symlink', 514, 0, 'res:errno/dec target:charbuf linkpath:fspath', -1], // 179 PPME_SYSCALL_SYMLINK_X
  ['symlinkat', 514, 512, '', -1, { flags: 0 }], // 180 PPME_SYSCALL_SYMLINKAT_E
  ['symlinkat', 514, 4, 'res:errno/dec target:charbuf linkdirfd:fd/dec linkpath:fsrelpath@2', 2, { flags: 0 }], // 181 PPME_SYSCALL_SYMLINKAT_X
  ['fork', 518, 544, '', -1], // 182 PPME_SYSCALL_FORK_E
  ['fork', 518, 4640, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec', -1], // 183 PPME_SYSCALL_FORK_X
  ['vfork', 518, 544, '', -1], // 184 PPME_SYSCALL_VFORK_E
  ['vfork', 518, 4640, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec', -1], // 185 PPME_SYSCALL_VFORK_X
  ['procexit', 1030, 32, 'status:errno/dec ret:errno/dec sig:sigtype/dec core:uint8/dec reaper_tid:pid/dec', -1], // 186 PPME_PROCEXIT_1_E
  ['NA', 0, 64, '', -1], // 187 PPME_PROCEXIT_1_X
  ['sendfile', 545, 4612, 'out_fd:fd/dec in_fd:fd/dec offset:uint64/dec size:uint64/dec', 0, { flags: 4 }], // 188 PPME_SYSCALL_SENDFILE_E
  ['sendfile', 545, 4100, 'res:errno/dec offset:uint64/dec out_fd:fd/dec in_fd:fd/dec size:uint64/dec', 2, { nparams: 2 }], // 189 PPME_SYSCALL_SENDFILE_X
  ['quotactl', 522, 4608, 'cmd:flags16/dec#quotactl_cmds type:flags8/dec#quotactl_types id:uint32/dec quota_fmt:flags8/dec#quotactl_quota_fmts', -1, { flags: 0 }], // 190 PPME_SYSCALL_QUOTACTL_E
  ['quotactl', 522, 4096, 'res:errno/dec special:charbuf quotafilepath:charbuf dqb_bhardlimit:uint64/dec dqb_bsoftlimit:uint64/dec dqb_curspace:uint64/dec dqb_ihardlimit:uint64/dec dqb_isoftlimit:uint64/dec dqb_btime:reltime/dec dqb_itime:reltime/dec dqi_bgrace:reltime/dec dqi_igrace:reltime/dec dqi_flags:flags8/dec#quotactl_dqi_flags quota_fmt_out:flags8/dec#quotactl_quota_fmts cmd:flags16/dec#quotactl_cmds type:flags8/dec#quotactl_types id:uint32/dec quota_fmt:flags8/dec#quotactl_quota_fmts', -1, { nparams: 14 }], // 191 PPME_SYSCALL_QUOTACTL_X
  ['setresuid', 522, 4640, 'ruid:uid/dec euid:uid/dec suid:uid/dec', -1, { flags: 32 }], // 192 PPME_SYSCALL_SETRESUID_E
  ['setresuid', 522, 4128, 'res:errno/dec ruid:uid/dec euid:uid/dec suid:uid/dec', -1, { nparams: 1 }], // 193 PPME_SYSCALL_SETRESUID_X
  ['setresgid', 522, 4640, 'rgid:gid/dec egid:gid/dec sgid:gid/dec', -1, { flags: 32 }], // 194 PPME_SYSCALL_SETRESGID_E
  ['setresgid', 522, 4128, 'res:errno/dec rgid:gid/dec egid:gid/dec sgid:gid/dec', -1, { nparams: 1 }], // 195 PPME_SYSCALL_SETRESGID_X
  ['scapevent', 4352, 256, 'event_type:uint32/dec event_data:uint64/dec', -1], // 196 PPME_SCAPEVENT_E
  ['NA', 0, 64, '', -1, { category: 4352, name: 'scapevent' }], // 197 PPME_SCAPEVENT_X
  ['setuid', 522, 4640, 'uid:uid/dec', -1, { flags: 32 }], // 198 PPME_SYSCALL_SETUID_E
  ['setuid', 522, 4128, 'res:errno/dec uid:uid/dec', -1, { nparams: 1 }], // 199 PPME_SYSCALL_SETUID_X
  ['setgid', 522, 4640, 'gid:gid/dec', -1, { flags: 32 }], // 200 PPME_SYSCALL_SETGID_E
  ['setgid', 522, 4128, 'res:errno/dec gid:gid/dec', -1, { nparams: 1 }], // 201 PPME_SYSCALL_SETGID_X
  ['getuid', 522, 512, '', -1, { flags: 0 }], // 202 PPME_SYSCALL_GETUID_E
  ['getuid', 522, 0, 'uid:uid/dec', -1], // 203 PPME_SYSCALL_GETUID_X
  ['geteuid', 522, 512, '', -1, { flags: 0 }], // 204 PPME_SYSCALL_GETEUID_E
  ['geteuid', 522, 0, 'euid:uid/dec', -1], // 205 PPME_SYSCALL_GETEUID_X
  ['getgid', 522, 512, '', -1, { flags: 0 }], // 206 PPME_SYSCALL_GETGID_E
  ['getgid', 522, 0, 'gid:gid/dec', -1], // 207 PPME_SYSCALL_GETGID_X
  ['getegid', 522, 512, '', -1, { flags: 0 }], // 208 PPME_SYSCALL_GETEGID_E
  ['getegid', 522, 0, 'egid:gid/dec', -1], // 209 PPME_SYSCALL_GETEGID_X
  ['getresuid', 522, 512, '', -1, { flags: 0 }], // 210 PPME_SYSCALL_GETRESUID_E
  ['getresuid', 522, 0, 'res:errno/dec ruid:uid/dec euid:uid/dec suid:uid/dec', -1], // 211 PPME_SYSCALL_GETRESUID_X
  ['getresgid', 522, 512, '', -1, { flags: 0 }], // 212 PPME_SYSCALL_GETRESGID_E
  ['getresgid', 522, 0, 'res:errno/dec rgid:gid/dec egid:gid/dec sgid:gid/dec', -1], // 213 PPME_SYSCALL_GETRESGID_X
  ['execve', 518, 4640, '', -1], // 214 PPME_SYSCALL_EXECVE_15_E
  ['execve', 518, 4640, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf env:bytebuf', -1], // 215 PPME_SYSCALL_EXECVE_15_X
  ['clone', 518, 544, '', -1], // 216 PPME_SYSCALL_CLONE_17_E
  ['clone', 518, 4640, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec', -1], // 217 PPME_SYSCALL_CLONE_17_X
  ['fork', 518, 544, '', -1], // 218 PPME_SYSCALL_FORK_17_E
  ['fork', 518, 4640, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec', -1], // 219 PPME_SYSCALL_FORK_17_X
  ['vfork', 518, 544, '', -1], // 220 PPME_SYSCALL_VFORK_17_E
  ['vfork', 518, 4640, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec', -1], // 221 PPME_SYSCALL_VFORK_17_X
  ['clone', 518, 544, '', -1, { flags: 32 }], // 222 PPME_SYSCALL_CLONE_20_E
  ['clone', 518, 4128, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec vtid:pid/dec vpid:pid/dec pidns_init_start_ts:uint64/dec', -1], // 223 PPME_SYSCALL_CLONE_20_X
  ['fork', 518, 544, '', -1, { flags: 32 }], // 224 PPME_SYSCALL_FORK_20_E
  ['fork', 518, 4128, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec vtid:pid/dec vpid:pid/dec pidns_init_start_ts:uint64/dec', -1], // 225 PPME_SYSCALL_FORK_20_X
  ['vfork', 518, 544, '', -1, { flags: 32 }], // 226 PPME_SYSCALL_VFORK_20_E
  ['vfork', 518, 4128, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec vtid:pid/dec vpid:pid/dec pidns_init_start_ts:uint64/dec', -1], // 227 PPME_SYSCALL_VFORK_20_X
  ['container', 4352, 4896, 'id:charbuf type:uint32/dec name:charbuf image:charbuf', -1], // 228 PPME_CONTAINER_E
  ['NA', 0, 64, '', -1, { flags: 576 }], // 229 PPME_CONTAINER_X
  ['execve', 518, 4640, '', -1], // 230 PPME_SYSCALL_EXECVE_16_E
  ['execve', 518, 4640, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf env:bytebuf', -1], // 231 PPME_SYSCALL_EXECVE_16_X
  ['signaldeliver', 1033, 0, 'spid:pid/dec dpid:pid/dec sig:sigtype/dec', -1], // 232 PPME_SIGNALDELIVER_E
  ['NA', 0, 64, '', -1], // 233 PPME_SIGNALDELIVER_X
  ['procinfo', 4352, 256, 'cpu_usr:uint64/dec cpu_sys:uint64/dec', -1], // 234 PPME_PROCINFO_E
  ['NA', 0, 64, '', -1], // 235 PPME_PROCINFO_X
  ['getdents', 514, 4612, 'fd:fd', 0, { flags: 4 }], // 236 PPME_SYSCALL_GETDENTS_E
  ['getdents', 514, 4100, 'res:errno/dec fd:fd', 1, { nparams: 1 }], // 237 PPME_SYSCALL_GETDENTS_X
  ['getdents64', 514, 4612, 'fd:fd', 0, { flags: 4 }], // 238 PPME_SYSCALL_GETDENTS64_E
  ['getdents64', 514, 4100, 'res:errno/dec fd:fd', 1, { nparams: 1 }], // 239 PPME_SYSCALL_GETDENTS64_X
  ['setns', 518, 4612, 'fd:fd nstype:flags32/hex#clone_flags', 0, { flags: 4 }], // 240 PPME_SYSCALL_SETNS_E
  ['setns', 518, 4100, 'res:errno/dec fd:fd nstype:flags32/hex#clone_flags', 1, { nparams: 1 }], // 241 PPME_SYSCALL_SETNS_X
  ['flock', 514, 4612, 'fd:fd operation:flags32/hex#flock_flags', 0, { flags: 4 }], // 242 PPME_SYSCALL_FLOCK_E
  ['flock', 514, 4100, 'res:errno/dec fd:fd operation:flags32/hex#flock_flags', 1, { nparams: 1 }], // 243 PPME_SYSCALL_FLOCK_X
  ['cpu_hotplug', 4104, 288, 'cpu:uint32/dec action:uint32/dec', -1], // 244 PPME_CPU_HOTPLUG_E
  ['NA', 0, 64, '', -1], // 245 PPME_CPU_HOTPLUG_X
  ['accept', 515, 545, '', -1, { flags: 33 }], // 246 PPME_SOCKET_ACCEPT_5_E
  ['accept', 515, 33, 'fd:fd/dec tuple:socktuple queuepct:uint8/dec queuelen:uint32/dec queuemax:uint32/dec', -1], // 247 PPME_SOCKET_ACCEPT_5_X
  ['accept', 515, 4641, 'flags:int32/hex', -1], // 248 PPME_SOCKET_ACCEPT4_5_E
  ['accept', 515, 4641, 'fd:fd/dec tuple:socktuple queuepct:uint8/dec queuelen:uint32/dec queuemax:uint32/dec', -1], // 249 PPME_SOCKET_ACCEPT4_5_X
  ['semop', 518, 4608, 'semid:int32/dec', -1, { flags: 0 }], // 250 PPME_SYSCALL_SEMOP_E
  ['semop', 518, 4096, 'res:errno/dec nsops:uint32/dec sem_num_0:uint16/dec sem_op_0:int16/dec sem_flg_0:flags16/hex#semop_flags sem_num_1:uint16/dec sem_op_1:int16/dec sem_flg_1:flags16/hex#semop_flags semid:int32/dec', -1, { nparams: 8 }], // 251 PPME_SYSCALL_SEMOP_X
  ['semctl', 518, 4608, 'semid:int32/dec semnum:int32/dec cmd:flags16/hex#semctl_commands val:int32/dec', -1, { flags: 0 }], // 252 PPME_SYSCALL_SEMCTL_E
  ['semctl', 518, 4096, 'res:errno/dec semid:int32/dec semnum:int32/dec cmd:flags16/hex#semctl_commands val:int32/dec', -1, { nparams: 1 }], // 253 PPME_SYSCALL_SEMCTL_X
  ['ppoll', 576, 4736, 'fds:fdlist/dec timeout:reltime/dec sigmask:sigset/dec', -1, { flags: 128 }], // 254 PPME_SYSCALL_PPOLL_E
  ['ppoll', 576, 4224, 'res:errno/dec fds:fdlist/dec timeout:reltime/dec sigmask:sigset/dec', -1, { nparams: 2 }], // 255 PPME_SYSCALL_PPOLL_X
  ['mount', 514, 4640, 'flags:flags32/hex#mount_flags', -1, { flags: 32 }], // 256 PPME_SYSCALL_MOUNT_E
  ['mount', 514, 4128, 'res:errno/dec dev:charbuf dir:fspath type:charbuf flags:flags32/hex#mount_flags', -1, { nparams: 4 }], // 257 PPME_SYSCALL_MOUNT_X
  ['umount', 514, 544, 'flags:flags32/hex#umount_flags', -1], // 258 PPME_SYSCALL_UMOUNT_E
  ['umount', 514, 4640, 'res:errno/dec name:fspath', -1], // 259 PPME_SYSCALL_UMOUNT_X
  ['k8s', 4352, 800, 'json:charbuf', -1, { flags: 288 }], // 260 PPME_K8S_E
  ['NA', 0, 64, '', -1], // 261 PPME_K8S_X
  ['semget', 518, 4608, 'key:int32/hex nsems:int32/dec semflg:flags32/hex#semget_flags', -1, { flags: 0 }], // 262 PPME_SYSCALL_SEMGET_E
  ['semget', 518, 4096, 'res:errno/dec key:int32/hex nsems:int32/dec semflg:flags32/hex#semget_flags', -1, { nparams: 1 }], // 263 PPME_SYSCALL_SEMGET_X
  ['access', 514, 4608, 'mode:flags32/hex#access_flags', -1, { flags: 0 }], // 264 PPME_SYSCALL_ACCESS_E
  ['access', 514, 4096, 'res:errno/dec name:fspath mode:flags32/hex#access_flags', -1, { nparams: 2 }], // 265 PPME_SYSCALL_ACCESS_X
  ['chroot', 518, 544, '', -1, { flags: 32 }], // 266 PPME_SYSCALL_CHROOT_E
  ['chroot', 518, 32, 'res:errno/dec path:fspath', -1], // 267 PPME_SYSCALL_CHROOT_X
  ['tracer', 4097, 512, 'id:int64/dec tags:charbufarray args:charbuf_pair_array', -1, { flags: 0 }], // 268 PPME_TRACER_E
  ['NA', 0, 64, 'id:int64/dec tags:charbufarray args:charbuf_pair_array', -1, { flags: 0, category: 4097, name: 'tracer' }], // 269 PPME_TRACER_X
  ['mesos', 4352, 800, 'json:charbuf', -1, { flags: 288 }], // 270 PPME_MESOS_E
  ['NA', 0, 64, '', -1], // 271 PPME_MESOS_X
  ['container', 4102, 4640, 'json:charbuf', -1], // 272 PPME_CONTAINER_JSON_E
  ['NA', 0, 64, '', -1, { flags: 576 }], // 273 PPME_CONTAINER_JSON_X
  ['setsid', 518, 544, '', -1, { flags: 32 }], // 274 PPME_SYSCALL_SETSID_E
  ['setsid', 518, 32, 'res:pid/dec', -1], // 275 PPME_SYSCALL_SETSID_X
  ['mkdir', 514, 4608, 'mode:uint32/hex', -1, { flags: 0 }], // 276 PPME_SYSCALL_MKDIR_2_E
  ['mkdir', 514, 4096, 'res:errno/dec path:fspath mode:uint32/hex', -1, { nparams: 2 }], // 277 PPME_SYSCALL_MKDIR_2_X
  ['rmdir', 514, 512, '', -1, { flags: 0 }], // 278 PPME_SYSCALL_RMDIR_2_E
  ['rmdir', 514, 0, 'res:errno/dec path:fspath', -1], // 279 PPME_SYSCALL_RMDIR_2_X
  ['notification', 4097, 256, 'id:charbuf/dec desc:charbuf', -1], // 280 PPME_NOTIFICATION_E
  ['NA', 0, 64, '', -1], // 281 PPME_NOTIFICATION_X
  ['execve', 518, 4640, '', -1], // 282 PPME_SYSCALL_EXECVE_17_E
  ['execve', 518, 4640, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf env:bytebuf tty:int32/dec', -1], // 283 PPME_SYSCALL_EXECVE_17_X
  ['unshare', 518, 4608, 'flags:flags32/hex#clone_flags', -1, { flags: 0 }], // 284 PPME_SYSCALL_UNSHARE_E
  ['unshare', 518, 4096, 'res:errno/dec flags:flags32/hex#clone_flags', -1, { nparams: 1 }], // 285 PPME_SYSCALL_UNSHARE_X
  ['infra', 4352, 256, 'source:charbuf/dec name:charbuf description:charbuf scope:charbuf', -1], // 286 PPME_INFRASTRUCTURE_EVENT_E
  ['NA', 0, 64, '', -1], // 287 PPME_INFRASTRUCTURE_EVENT_X
  ['execve', 518, 4640, 'filename:fspath', -1], // 288 PPME_SYSCALL_EXECVE_18_E
  ['execve', 518, 4640, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf env:bytebuf tty:int32/dec', -1], // 289 PPME_SYSCALL_EXECVE_18_X
  ['page_fault', 1025, 256, 'addr:uint64/hex ip:uint64/hex error:flags32/hex#pf_flags', -1], // 290 PPME_PAGE_FAULT_E
  ['NA', 0, 64, '', -1], // 291 PPME_PAGE_FAULT_X
  ['execve', 518, 4640, 'filename:fspath', -1, { flags: 32 }], // 292 PPME_SYSCALL_EXECVE_19_E
  ['execve', 518, 4128, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf env:bytebuf tty:uint32/dec vpgid:pid/dec loginuid:uid/dec flags:flags32/hex#execve_flags cap_inheritable:uint64/hex cap_permitted:uint64/hex cap_effective:uint64/hex exe_ino:uint64/dec exe_ino_ctime:abstime/dec exe_ino_mtime:abstime/dec uid:uid/dec trusted_exepath:fspath pgid:pid gid:gid/dec filename:fspath', -1, { params: 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf env:bytebuf tty:uint32/dec pgid:pid/dec loginuid:uid/dec flags:flags32/hex#execve_flags cap_inheritable:uint64/hex cap_permitted:uint64/hex cap_effective:uint64/hex exe_ino:uint64/dec exe_ino_ctime:abstime/dec exe_ino_mtime:abstime/dec uid:uid/dec trusted_exepath:fspath' }], // 293 PPME_SYSCALL_EXECVE_19_X
  ['setpgid', 518, 4608, 'pid:pid/dec pgid:pid/dec', -1, { flags: 32 }], // 294 PPME_SYSCALL_SETPGID_E
  ['setpgid', 518, 4096, 'res:errno/dec pid:pid/dec pgid:pid/dec', -1, { flags: 32, params: 'res:pid/dec' }], // 295 PPME_SYSCALL_SETPGID_X
  ['bpf', 513, 4609, 'cmd:int64/dec', -1], // 296 PPME_SYSCALL_BPF_E
  ['bpf', 513, 4609, 'res_or_fd:dyn/dec!bpf_dynamic_param', -1], // 297 PPME_SYSCALL_BPF_X
  ['seccomp', 513, 4608, 'op:uint64/dec flags:uint64/hex', -1, { flags: 0 }], // 298 PPME_SYSCALL_SECCOMP_E
  ['seccomp', 513, 4096, 'res:errno/dec op:uint64/dec flags:uint64/hex', -1, { nparams: 1 }], // 299 PPME_SYSCALL_SECCOMP_X
  ['unlink', 514, 512, '', -1, { flags: 0 }], // 300 PPME_SYSCALL_UNLINK_2_E
  ['unlink', 514, 0, 'res:errno/dec path:fspath', -1], // 301 PPME_SYSCALL_UNLINK_2_X
  ['unlinkat', 514, 512, '', -1, { flags: 0 }], // 302 PPME_SYSCALL_UNLINKAT_2_E
  ['unlinkat', 514, 4, 'res:errno/dec dirfd:fd/dec name:fsrelpath@1 flags:flags32/hex#unlinkat_flags', 1, { flags: 0 }], // 303 PPME_SYSCALL_UNLINKAT_2_X
  ['mkdirat', 514, 512, '', -1, { flags: 0 }], // 304 PPME_SYSCALL_MKDIRAT_E
  ['mkdirat', 514, 4, 'res:errno/dec dirfd:fd/dec path:fsrelpath@1 mode:uint32/hex', 1, { flags: 0 }], // 305 PPME_SYSCALL_MKDIRAT_X
  ['openat', 514, 4129, 'dirfd:fd/dec name:fsrelpath@0 flags:flags32/hex#file_flags mode:uint32/oct', -1], // 306 PPME_SYSCALL_OPENAT_2_E
  ['openat', 514, 4129, 'fd:fd/dec dirfd:fd/dec name:fsrelpath@1 flags:flags32/hex#file_flags mode:uint32/oct dev:uint32/hex ino:uint64/dec', -1], // 307 PPME_SYSCALL_OPENAT_2_X
  ['link', 514, 512, '', -1, { flags: 0 }], // 308 PPME_SYSCALL_LINK_2_E
  ['link', 514, 0, 'res:errno/dec oldpath:fspath newpath:fspath', -1], // 309 PPME_SYSCALL_LINK_2_X
  ['linkat', 514, 512, '', -1, { flags: 0 }], // 310 PPME_SYSCALL_LINKAT_2_E
  ['linkat', 514, 0, 'res:errno/dec olddir:fd/dec oldpath:fsrelpath@1 newdir:fd/dec newpath:fsrelpath@3 flags:flags32/hex#linkat_flags', -1], // 311 PPME_SYSCALL_LINKAT_2_X
  ['fchmodat', 514, 512, '', -1, { flags: 0 }], // 312 PPME_SYSCALL_FCHMODAT_E
  ['fchmodat', 514, 4, 'res:errno/dec dirfd:fd/dec filename:fsrelpath@1 mode:mode/oct#chmod_mode', 1, { flags: 0 }], // 313 PPME_SYSCALL_FCHMODAT_X
  ['chmod', 514, 512, '', -1, { flags: 0 }], // 314 PPME_SYSCALL_CHMOD_E
  ['chmod', 514, 0, 'res:errno/dec filename:fspath mode:mode/oct#chmod_mode', -1], // 315 PPME_SYSCALL_CHMOD_X
  ['fchmod', 514, 512, '', -1, { flags: 0 }], // 316 PPME_SYSCALL_FCHMOD_E
  ['fchmod', 514, 4, 'res:errno/dec fd:fd/dec mode:mode/oct#chmod_mode', 1], // 317 PPME_SYSCALL_FCHMOD_X
  ['renameat2', 514, 512, '', -1, { flags: 0 }], // 318 PPME_SYSCALL_RENAMEAT2_E
  ['renameat2', 514, 0, 'res:errno/dec olddirfd:fd/dec oldpath:fsrelpath@1 newdirfd:fd/dec newpath:fsrelpath@3 flags:flags32/hex#renameat2_flags', -1], // 319 PPME_SYSCALL_RENAMEAT2_X
  ['userfaultfd', 514, 545, '', -1, { flags: 33 }], // 320 PPME_SYSCALL_USERFAULTFD_E
  ['userfaultfd', 514, 33, 'res:errno/dec flags:flags32/hex#file_flags', -1], // 321 PPME_SYSCALL_USERFAULTFD_X
  ['pluginevent', 2049, 2048, 'plugin_id:uint32/dec event_data:bytebuf', -1], // 322 PPME_PLUGINEVENT_E
  ['NA', 0, 64, '', -1], // 323 PPME_PLUGINEVENT_X
  ['container', 4102, 2080, 'json:charbuf', -1], // 324 PPME_CONTAINER_JSON_2_E
  ['NA', 0, 64, '', -1], // 325 PPME_CONTAINER_JSON_2_X
  ['openat2', 514, 4129, 'dirfd:fd/dec name:fsrelpath@0 flags:flags32/hex#file_flags mode:uint32/oct resolve:flags32/hex#openat2_flags', -1, { params: 'dirfd:fd/dec name:fsrelpath@1 flags:flags32/hex#file_flags mode:uint32/oct resolve:flags32/hex#openat2_flags' }], // 326 PPME_SYSCALL_OPENAT2_E
  ['openat2', 514, 4129, 'fd:fd/dec dirfd:fd/dec name:fsrelpath@1 flags:flags32/hex#file_flags mode:uint32/oct resolve:flags32/hex#openat2_flags dev:uint32/hex ino:uint64/dec', -1, { nparams: 6 }], // 327 PPME_SYSCALL_OPENAT2_X
  ['mprotect', 517, 4608, 'addr:uint64/hex length:uint64/dec prot:flags32/hex#prot_flags', -1, { flags: 0 }], // 328 PPME_SYSCALL_MPROTECT_E
  ['mprotect', 517, 4096, 'res:errno/dec addr:uint64/hex length:uint64/dec prot:flags32/hex#prot_flags', -1, { nparams: 1 }], // 329 PPME_SYSCALL_MPROTECT_X
  ['execveat', 518, 4640, 'dirfd:fd/dec pathname:fsrelpath@0 flags:flags32/hex#execveat_flags', -1, { flags: 32 }], // 330 PPME_SYSCALL_EXECVEAT_E
  ['execveat', 518, 4128, 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf env:bytebuf tty:uint32/dec vpgid:pid/dec loginuid:uid/dec flags:flags32/hex#execve_flags cap_inheritable:uint64/hex cap_permitted:uint64/hex cap_effective:uint64/hex exe_ino:uint64/dec exe_ino_ctime:abstime/dec exe_ino_mtime:abstime/dec uid:uid/dec trusted_exepath:fspath pgid:pid gid:gid/dec', -1, { params: 'res:errno/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:uint64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf env:bytebuf tty:uint32/dec pgid:pid/dec loginuid:uid/dec flags:flags32/hex#execve_flags cap_inheritable:uint64/hex cap_permitted:uint64/hex cap_effective:uint64/hex exe_ino:uint64/dec exe_ino_ctime:abstime/dec exe_ino_mtime:abstime/dec uid:uid/dec trusted_exepath:fspath' }], // 331 PPME_SYSCALL_EXECVEAT_X
  ['copy_file_range', 514, 4636, 'fdin:fd/dec offin:uint64/dec len:uint64/dec', 0, { flags: 28 }], // 332 PPME_SYSCALL_COPY_FILE_RANGE_E
  ['copy_file_range', 514, 4124, 'res:errno/dec fdout:fd/dec offout:uint64/dec fdin:fd/dec offin:uint64/dec len:uint64/dec', 1, { nparams: 3 }], // 333 PPME_SYSCALL_COPY_FILE_RANGE_X
  ['clone3', 518, 544, '', -1, { flags: 32 }], // 334 PPME_SYSCALL_CLONE3_E
  ['clone3', 518, 4128, 'res:pid/dec exe:charbuf args:bytebuf tid:pid/dec pid:pid/dec ptid:pid/dec cwd:charbuf fdlimit:int64/dec pgft_maj:uint64/dec pgft_min:uint64/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec comm:charbuf cgroups:bytebuf flags:flags32/hex#clone_flags uid:uint32/dec gid:uint32/dec vtid:pid/dec vpid:pid/dec pidns_init_start_ts:uint64/dec', -1], // 335 PPME_SYSCALL_CLONE3_X
  ['open_by_handle_at', 514, 545, '', -1, { flags: 33 }], // 336 PPME_SYSCALL_OPEN_BY_HANDLE_AT_E
  ['open_by_handle_at', 514, 33, 'fd:fd/dec mountfd:fd/dec flags:flags32/hex#file_flags path:fspath dev:uint32/hex ino:uint64/dec', -1, { nparams: 4 }], // 337 PPME_SYSCALL_OPEN_BY_HANDLE_AT_X
  ['io_uring_setup', 546, 545, '', -1, { flags: 33 }], // 338 PPME_SYSCALL_IO_URING_SETUP_E
  ['io_uring_setup', 546, 33, 'res:errno/dec entries:uint32/dec sq_entries:uint32/dec cq_entries:uint32/dec flags:flags32/hex#io_uring_setup_flags sq_thread_cpu:uint32/dec sq_thread_idle:uint32/dec features:flags32/hex#io_uring_setup_feats', -1], // 339 PPME_SYSCALL_IO_URING_SETUP_X
  ['io_uring_enter', 546, 512, '', -1, { flags: 0 }], // 340 PPME_SYSCALL_IO_URING_ENTER_E
  ['io_uring_enter', 546, 4, 'res:errno/dec fd:fd/dec to_submit:uint32/dec min_complete:uint32/dec flags:flags32/hex#io_uring_enter_flags sig:sigset/dec', 1], // 341 PPME_SYSCALL_IO_URING_ENTER_X
  ['io_uring_register', 546, 512, '', -1, { flags: 0 }], // 342 PPME_SYSCALL_IO_URING_REGISTER_E
  ['io_uring_register', 546, 4, 'res:errno/dec fd:fd/dec opcode:enumflags16/dec#io_uring_register_opcodes arg:uint64/hex nr_args:uint32/dec', 1], // 343 PPME_SYSCALL_IO_URING_REGISTER_X
  ['mlock', 517, 512, '', -1, { flags: 0 }], // 344 PPME_SYSCALL_MLOCK_E
  ['mlock', 517, 0, 'res:errno/dec addr:uint64/hex len:uint64/dec', -1], // 345 PPME_SYSCALL_MLOCK_X
  ['munlock', 517, 512, '', -1, { flags: 0 }], // 346 PPME_SYSCALL_MUNLOCK_E
  ['munlock', 517, 0, 'res:errno/dec addr:uint64/hex len:uint64/dec', -1], // 347 PPME_SYSCALL_MUNLOCK_X
  ['mlockall', 517, 512, '', -1, { flags: 0 }], // 348 PPME_SYSCALL_MLOCKALL_E
  ['mlockall', 517, 0, 'res:errno/dec flags:flags32/hex#mlockall_flags', -1], // 349 PPME_SYSCALL_MLOCKALL_X
  ['munlockall', 517, 512, '', -1, { flags: 0 }], // 350 PPME_SYSCALL_MUNLOCKALL_E
  ['munlockall', 517, 0, 'res:errno/dec', -1], // 351 PPME_SYSCALL_MUNLOCKALL_X
  ['capset', 518, 544, '', -1, { flags: 32 }], // 352 PPME_SYSCALL_CAPSET_E
  ['capset', 518, 32, 'res:errno/dec cap_inheritable:uint64/hex cap_permitted:uint64/hex cap_effective:uint64/hex', -1], // 353 PPME_SYSCALL_CAPSET_X
  ['useradded', 4102, 32, 'uid:uint32/dec gid:uint32/dec name:charbuf home:charbuf shell:charbuf container_id:charbuf', -1], // 354 PPME_USER_ADDED_E
  ['NA', 0, 64, '', -1], // 355 PPME_USER_ADDED_X
  ['userdeleted', 4102, 32, 'uid:uint32/dec gid:uint32/dec name:charbuf home:charbuf shell:charbuf container_id:charbuf', -1], // 356 PPME_USER_DELETED_E
  ['NA', 0, 64, '', -1], // 357 PPME_USER_DELETED_X
  ['groupadded', 4102, 32, 'gid:uint32/dec name:charbuf container_id:charbuf', -1], // 358 PPME_GROUP_ADDED_E
  ['NA', 0, 64, '', -1], // 359 PPME_GROUP_ADDED_X
  ['groupdeleted', 4102, 32, 'gid:uint32/dec name:charbuf container_id:charbuf', -1], // 360 PPME_GROUP_DELETED_E
  ['NA', 0, 64, '', -1], // 361 PPME_GROUP_DELETED_X
  ['dup2', 546, 549, 'fd:fd/dec', 0, { flags: 37 }], // 362 PPME_SYSCALL_DUP2_E
  ['dup2', 546, 37, 'res:fd/dec oldfd:fd/dec newfd:fd/dec', 1], // 363 PPME_SYSCALL_DUP2_X
  ['dup3', 546, 549, 'fd:fd/dec', 0, { flags: 37 }], // 364 PPME_SYSCALL_DUP3_E
  ['dup3', 546, 37, 'res:fd/dec oldfd:fd/dec newfd:fd/dec flags:flags32/hex#file_flags', 1], // 365 PPME_SYSCALL_DUP3_X
  ['dup', 546, 549, 'fd:fd/dec', 0, { flags: 37 }], // 366 PPME_SYSCALL_DUP_1_E
  ['dup', 546, 37, 'res:fd/dec oldfd:fd/dec', 1], // 367 PPME_SYSCALL_DUP_1_X
  ['bpf', 513, 513, 'cmd:int64/dec', -1, { flags: 1 }], // 368 PPME_SYSCALL_BPF_2_E
  ['bpf', 513, 1, 'fd:fd/dec cmd:enumflags32/dec#bpf_commands', -1], // 369 PPME_SYSCALL_BPF_2_X
  ['mlock2', 517, 512, '', -1, { flags: 0 }], // 370 PPME_SYSCALL_MLOCK2_E
  ['mlock2', 517, 0, 'res:errno/dec addr:uint64/hex len:uint64/dec flags:flags32/hex#mlock2_flags', -1], // 371 PPME_SYSCALL_MLOCK2_X
  ['fsconfig', 520, 512, '', -1, { flags: 0 }], // 372 PPME_SYSCALL_FSCONFIG_E
  ['fsconfig', 520, 4, 'res:errno/dec fd:fd/dec cmd:enumflags32/dec#fsconfig_cmds key:charbuf value_bytebuf:bytebuf value_charbuf:charbuf aux:int32/dec', 1], // 373 PPME_SYSCALL_FSCONFIG_X
  ['epoll_create', 576, 4641, 'size:int32/dec', -1, { flags: 33 }], // 374 PPME_SYSCALL_EPOLL_CREATE_E
  ['epoll_create', 576, 4129, 'res:errno/dec size:int32/dec', -1, { nparams: 1 }], // 375 PPME_SYSCALL_EPOLL_CREATE_X
  ['epoll_create1', 576, 4641, 'flags:flags32/hex#epoll_create1_flags', -1, { flags: 33 }], // 376 PPME_SYSCALL_EPOLL_CREATE1_E
  ['epoll_create1', 576, 4129, 'res:errno/dec flags:flags32/hex#epoll_create1_flags', -1, { nparams: 1 }], // 377 PPME_SYSCALL_EPOLL_CREATE1_X
  ['chown', 514, 512, '', -1, { flags: 0 }], // 378 PPME_SYSCALL_CHOWN_E
  ['chown', 514, 0, 'res:errno/dec path:fspath uid:uint32/dec gid:uint32/dec', -1], // 379 PPME_SYSCALL_CHOWN_X
  ['lchown', 514, 512, '', -1, { flags: 0 }], // 380 PPME_SYSCALL_LCHOWN_E
  ['lchown', 514, 0, 'res:errno/dec path:fspath uid:uint32/dec gid:uint32/dec', -1], // 381 PPME_SYSCALL_LCHOWN_X
  ['fchown', 514, 512, '', -1, { flags: 0 }], // 382 PPME_SYSCALL_FCHOWN_E
  ['fchown', 514, 4, 'res:errno/dec fd:fd/dec uid:uint32/dec gid:uint32/dec', 1], // 383 PPME_SYSCALL_FCHOWN_X
  ['fchownat', 514, 512, '', -1, { flags: 0 }], // 384 PPME_SYSCALL_FCHOWNAT_E
  ['fchownat', 514, 4, 'res:errno/dec dirfd:fd/dec pathname:fsrelpath@1 uid:uint32/dec gid:uint32/dec flags:flags32/hex#fchownat_flags', 1, { flags: 0 }], // 385 PPME_SYSCALL_FCHOWNAT_X
  ['umount', 514, 544, '', -1, { flags: 32 }], // 386 PPME_SYSCALL_UMOUNT_1_E
  ['umount', 514, 32, 'res:errno/dec name:fspath', -1], // 387 PPME_SYSCALL_UMOUNT_1_X
  ['accept4', 515, 4641, 'flags:int32/hex', -1, { flags: 33 }], // 388 PPME_SOCKET_ACCEPT4_6_E
  ['accept4', 515, 4129, 'fd:fd/dec tuple:socktuple queuepct:uint8/dec queuelen:uint32/dec queuemax:uint32/dec flags:int32/hex', -1, { nparams: 5 }], // 389 PPME_SOCKET_ACCEPT4_6_X
  ['umount2', 514, 4640, 'flags:flags32/hex#umount_flags', -1, { flags: 32 }], // 390 PPME_SYSCALL_UMOUNT2_E
  ['umount2', 514, 4128, 'res:errno/dec name:fspath flags:flags32/hex#umount_flags', -1, { nparams: 2 }], // 391 PPME_SYSCALL_UMOUNT2_X
  ['pipe2', 516, 545, '', -1, { flags: 33 }], // 392 PPME_SYSCALL_PIPE2_E
  ['pipe2', 516, 33, 'res:errno/dec fd1:fd/dec fd2:fd/dec ino:uint64/dec flags:flags32/hex#file_flags', -1], // 393 PPME_SYSCALL_PIPE2_X
  ['inotify_init1', 516, 545, '', -1, { flags: 33 }], // 394 PPME_SYSCALL_INOTIFY_INIT1_E
  ['inotify_init1', 516, 33, 'res:fd/dec flags:flags16/hex#file_flags', -1], // 395 PPME_SYSCALL_INOTIFY_INIT1_X
  ['eventfd2', 516, 4641, 'initval:uint64/dec', -1, { flags: 33 }], // 396 PPME_SYSCALL_EVENTFD2_E
  ['eventfd2', 516, 4129, 'res:fd/dec flags:flags16/hex#file_flags initval:uint64/dec', -1, { nparams: 2 }], // 397 PPME_SYSCALL_EVENTFD2_X
  ['signalfd4', 521, 4641, 'fd:fd/dec mask:uint32/hex', -1, { flags: 33 }], // 398 PPME_SYSCALL_SIGNALFD4_E
  ['signalfd4', 521, 4129, 'res:fd/dec flags:flags16/hex#file_flags fd:fd/dec mask:uint32/hex', -1, { nparams: 2 }], // 399 PPME_SYSCALL_SIGNALFD4_X
  ['prctl', 518, 544, '', -1, { flags: 32 }], // 400 PPME_SYSCALL_PRCTL_E
  ['prctl', 518, 32, 'res:errno/dec option:enumflags32/dec#prctl_options arg2_str:charbuf arg2_int:int64/dec', -1], // 401 PPME_SYSCALL_PRCTL_X
  ['asyncevent', 4097, 2048, 'plugin_id:uint32/dec name:charbuf data:bytebuf', -1], // 402 PPME_ASYNCEVENT_E
  ['NA', 0, 64, '', -1], // 403 PPME_ASYNCEVENT_X
  ['memfd_create', 517, 545, '', -1, { flags: 33 }], // 404 PPME_SYSCALL_MEMFD_CREATE_E
  ['memfd_create', 517, 33, 'fd:fd/dec name:charbuf flags:flags32/hex#memfd_create_flags', -1], // 405 PPME_SYSCALL_MEMFD_CREATE_X
  ['pidfd_getfd', 518, 545, '', -1, { flags: 33 }], // 406 PPME_SYSCALL_PIDFD_GETFD_E
  ['pidfd_getfd', 518, 33, 'fd:fd/dec pid_fd:fd/dec target_fd:fd/dec flags:uint32/hex', -1], // 407 PPME_SYSCALL_PIDFD_GETFD_X
  ['pidfd_open', 518, 545, '', -1, { flags: 33 }], // 408 PPME_SYSCALL_PIDFD_OPEN_E
  ['pidfd_open', 518, 33, 'fd:fd/dec pid:pid/dec flags:flags32/hex#pidfd_open_flags', -1], // 409 PPME_SYSCALL_PIDFD_OPEN_X
  ['init_module', 513, 512, '', -1, { flags: 0 }], // 410 PPME_SYSCALL_INIT_MODULE_E
  ['init_module', 513, 0, 'res:errno/dec img:bytebuf length:uint64/dec uargs:charbuf', -1], // 411 PPME_SYSCALL_INIT_MODULE_X
  ['finit_module', 513, 512, '', -1, { flags: 0 }], // 412 PPME_SYSCALL_FINIT_MODULE_E
  ['finit_module', 513, 12, 'res:errno/dec fd:fd/dec uargs:charbuf flags:flags32/hex#finit_module_flags', 1], // 413 PPME_SYSCALL_FINIT_MODULE_X
  ['mknod', 513, 512, '', -1, { flags: 0 }], // 414 PPME_SYSCALL_MKNOD_E
  ['mknod', 513, 0, 'res:errno/dec path:fspath mode:mode/oct#mknod_mode dev:uint32/dec', -1], // 415 PPME_SYSCALL_MKNOD_X
  ['mknodat', 513, 512, '', -1, { flags: 0 }], // 416 PPME_SYSCALL_MKNODAT_E
  ['mknodat', 513, 4, 'res:errno/dec dirfd:fd/dec path:fsrelpath@1 mode:mode/oct#mknod_mode dev:uint32/dec', 1], // 417 PPME_SYSCALL_MKNODAT_X
  ['newfstatat', 514, 512, '', -1, { flags: 0 }], // 418 PPME_SYSCALL_NEWFSTATAT_E
  ['newfstatat', 514, 4, 'res:errno/dec dirfd:fd/dec path:fsrelpath@1 flags:flags32/hex#newfstatat_flags', 1], // 419 PPME_SYSCALL_NEWFSTATAT_X
  ['process_vm_readv', 516, 512, '', -1, { flags: 0 }], // 420 PPME_SYSCALL_PROCESS_VM_READV_E
  ['process_vm_readv', 516, 0, 'res:int64/dec pid:pid/dec data:bytebuf', -1], // 421 PPME_SYSCALL_PROCESS_VM_READV_X
  ['process_vm_writev', 516, 512, '', -1, { flags: 0 }], // 422 PPME_SYSCALL_PROCESS_VM_WRITEV_E
  ['process_vm_writev', 516, 0, 'res:int64/dec pid:pid/dec data:bytebuf', -1], // 423 PPME_SYSCALL_PROCESS_VM_WRITEV_X
  ['delete_module', 513, 512, '', -1, { flags: 0 }], // 424 PPME_SYSCALL_DELETE_MODULE_E
  ['delete_module', 513, 0, 'res:errno/dec name:charbuf flags:flags32/hex#delete_module_flags', -1], // 425 PPME_SYSCALL_DELETE_MODULE_X
  ['setreuid', 522, 544, '', -1, null], // 426 PPME_SYSCALL_SETREUID_E
  ['setreuid', 522, 32, 'res:errno/dec ruid:uid/dec euid:uid/dec', -1, null], // 427 PPME_SYSCALL_SETREUID_X
  ['setregid', 522, 512, '', -1, null], // 428 PPME_SYSCALL_SETREGID_E
  ['setregid', 522, 32, 'res:errno/dec rgid:uid/dec egid:uid/dec', -1, null], // 429 PPME_SYSCALL_SETREGID_X
  ['task', 8198, 32, 'ppid:pid32/dec pgid:pid32/dec vpgid:pid32/dec sid:pid32/dec comm:charbuf argv:charbufarray exepath:fspath flags:flags32/hex#execve_flags env:charbufarray cwd:charbuf fdlimit:uint64/dec euid:uid/dec egid:gid/dec cap_permitted:uint64/hex cap_effective:uint64/hex cap_inheritable:uint64/hex exe_ino_num:uint64/dec exe_ino_ctime:abstime/dec exe_ino_mtime:abstime/dec vm_size:uint32/dec vm_rss:uint32/dec vm_swap:uint32/dec pgft_maj:uint64/dec pgft_min:uint64/dec vtgid:pid32/dec vpid:pid32/dec pidns_init_start_ts:uint64/dec cgroups:charbufarray root:fspath start_time:abstime/dec tty:uint32/dec loginuid:uid/dec', -1, null], // 430 PPME_ITER_TASK_E
  ['NA', 0, 64, '', -1, null], // 431 PPME_ITER_TASK_X
  ['task_file_pipe', 8194, 32, 'fd:fd32/dec path:fspath ino_num:uint64/dec', -1, null], // 432 PPME_ITER_TASK_FILE_PIPE_E
  ['NA', 0, 64, '', -1, null], // 433 PPME_ITER_TASK_FILE_PIPE_X
  ['task_file_memfd', 8194, 32, 'fd:fd32/dec path:fspath ino_num:uint64/dec', -1, null], // 434 PPME_ITER_TASK_FILE_MEMFD_E
  ['NA', 0, 64, '', -1, null], // 435 PPME_ITER_TASK_FILE_MEMFD_X
  ['task_file_regular', 8194, 32, 'fd:fd32/dec path:fspath flags:flags32/hex#file_flags mnt_id:uint32/dec ino_num:uint64/dec', -1, null], // 436 PPME_ITER_TASK_FILE_REGULAR_E
  ['NA', 0, 64, '', -1, null], // 437 PPME_ITER_TASK_FILE_REGULAR_X
  ['task_file_directory', 8194, 32, 'fd:fd32/dec path:fspath ino_num:uint64/dec', -1, null], // 438 PPME_ITER_TASK_FILE_DIRECTORY_E
  ['NA', 0, 64, '', -1, null], // 439 PPME_ITER_TASK_FILE_DIRECTORY_X
  ['task_file_socket_inet', 8194, 32, 'fd:fd32/dec sk_type:uint16/dec sk_proto:uint16/dec local_ip:ipv4addr/hex local_port:port/hex remote_ip:ipv4addr/hex remote_port:port/hex ino_num:uint64/dec', -1, null], // 440 PPME_ITER_TASK_FILE_SOCKET_INET_E
  ['NA', 0, 64, '', -1, null], // 441 PPME_ITER_TASK_FILE_SOCKET_INET_X
  ['task_file_socket_inet6', 8194, 32, 'fd:fd32/dec sk_type:uint16/dec sk_proto:uint16/dec local_ip:ipv6addr/hex local_port:port/hex remote_ip:ipv6addr/hex remote_port:port/hex ino_num:uint64/dec', -1, null], // 442 PPME_ITER_TASK_FILE_SOCKET_INET6_E
  ['NA', 0, 64, '', -1, null], // 443 PPME_ITER_TASK_FILE_SOCKET_INET6_X
  ['task_file_socket_unix', 8194, 32, 'fd:fd32/dec sk_type:uint16/dec sk_proto:uint16/dec sk_pointer:uint64 sun_path:fspath ino_num:uint64/dec', -1, null], // 444 PPME_ITER_TASK_FILE_SOCKET_UNIX_E
  ['NA', 0, 64, '', -1, null], // 445 PPME_ITER_TASK_FILE_SOCKET_UNIX_X
  ['task_file_socket_netlink', 8194, 32, 'fd:fd32/dec sk_type:uint16/dec sk_proto:uint16/dec ino_num:uint64/dec', -1, null], // 446 PPME_ITER_TASK_FILE_SOCKET_NETLINK_E
  ['NA', 0, 64, '', -1, null], // 447 PPME_ITER_TASK_FILE_SOCKET_NETLINK_X
  ['task_file_anon_inode', 8194, 32, 'fd:fd32/dec fd_type:flags8/dec#anon_inode_fd_types path:fspath ino_num:uint64/dec', -1, null], // 448 PPME_ITER_TASK_FILE_ANON_INODE_E
  ['NA', 0, 64, '', -1, null], // 449 PPME_ITER_TASK_FILE_ANON_INODE_X
  ['NA', 0, 64, '', -1, null], // 450 PPME_SYSCALL_CLOSE_RANGE_E
  ['close_range', 546, 32, 'res:errno/dec first:uint32/dec last:uint32/dec flags:flags32/hex#close_range_flags', -1, null], // 451 PPME_SYSCALL_CLOSE_RANGE_X
  ['NA', 0, 64, '', -1, null], // 452 PPME_SYSCALL_KEYCTL_E
  ['keyctl', 513, 0, 'res:errno/dec operation:enumflags32/dec#keyctl_operations arg2:dyn/dec!keyctl_dynamic_param arg3:dyn/dec!keyctl_dynamic_param arg4:dyn/dec!keyctl_dynamic_param arg5:dyn/dec!keyctl_dynamic_param', -1, null], // 453 PPME_SYSCALL_KEYCTL_X
];

/** Variants of the dyn parameters: type/format by index. */
export const DYNAMIC: Readonly<Record<string, string>> = {
  sockopt_dynamic_param: 'bytebuf/hex errno/dec uint32/dec uint64/dec reltime/dec',
  ptrace_dynamic_param: 'uint64/hex sigtype/dec',
  bpf_dynamic_param: 'fd/dec errno/dec',
  keyctl_dynamic_param: 'int64/dec charbuf/na',
};
