import { FD_TYPE } from '../format/scap/fd-entry.js';

const TYPE_CHARS: Readonly<Record<number, string>> = {
  [FD_TYPE.UNKNOWN]: 'o',
  [FD_TYPE.FILE]: 'f',
  [FD_TYPE.FILE_V2]: 'f',
  [FD_TYPE.DIRECTORY]: 'd',
  [FD_TYPE.IPV4_SOCK]: '4',
  [FD_TYPE.IPV4_SERVSOCK]: '4',
  [FD_TYPE.IPV6_SOCK]: '6',
  [FD_TYPE.IPV6_SERVSOCK]: '6',
  [FD_TYPE.UNIX_SOCK]: 'u',
  [FD_TYPE.FIFO]: 'p',
  [FD_TYPE.EVENT]: 'e',
  [FD_TYPE.SIGNALFD]: 's',
  [FD_TYPE.EVENTPOLL]: 'l',
  [FD_TYPE.INOTIFY]: 'i',
  [FD_TYPE.TIMERFD]: 't',
  [FD_TYPE.NETLINK]: 'n',
  [FD_TYPE.UNSUPPORTED]: 'X',
  [FD_TYPE.BPF]: 'b',
  [FD_TYPE.USERFAULTFD]: 'u',
  [FD_TYPE.IOURING]: 'r',
  [FD_TYPE.MEMFD]: 'm',
  [FD_TYPE.PIDFD]: 'P',
};

const TYPE_NAMES: Readonly<Record<number, string>> = {
  [FD_TYPE.FILE]: 'file',
  [FD_TYPE.FILE_V2]: 'file',
  [FD_TYPE.DIRECTORY]: 'directory',
  [FD_TYPE.IPV4_SOCK]: 'ipv4',
  [FD_TYPE.IPV4_SERVSOCK]: 'ipv4',
  [FD_TYPE.IPV6_SOCK]: 'ipv6',
  [FD_TYPE.IPV6_SERVSOCK]: 'ipv6',
  [FD_TYPE.UNIX_SOCK]: 'unix',
  [FD_TYPE.FIFO]: 'pipe',
  [FD_TYPE.EVENT]: 'event',
  [FD_TYPE.SIGNALFD]: 'signalfd',
  [FD_TYPE.EVENTPOLL]: 'eventpoll',
  [FD_TYPE.INOTIFY]: 'inotify',
  [FD_TYPE.TIMERFD]: 'timerfd',
  [FD_TYPE.NETLINK]: 'netlink',
  [FD_TYPE.BPF]: 'bpf',
  [FD_TYPE.USERFAULTFD]: 'userfaultfd',
  [FD_TYPE.IOURING]: 'io_uring',
  [FD_TYPE.MEMFD]: 'memfd',
  [FD_TYPE.PIDFD]: 'pidfd',
};

/** Letters of fd types in `<f>/etc/passwd`. */
export function fdTypeChar(type: number): string {
  return TYPE_CHARS[type] ?? '?';
}

export function fdTypeName(type: number): string {
  return TYPE_NAMES[type] ?? '<NA>';
}
