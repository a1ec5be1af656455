// What is measured: captures, and what is done with them.
import { OUTPUT } from './measure.mjs';

/** Captures that are repeated to make big ones. */
export const MIXES = [
  { name: 'many processes', fixture: 'attack.scap' },
  {
    name: 'few types',
    fixture: 'web-snap2000.scap',
    filter: 'evt.type in (read, write, sendto, recvfrom, poll, epoll_wait)',
  },
];

/** Work in which little is printed. */
export const LOOKS = [
  ['nothing but reading', ['-q']],
  ['summary', ['-S', '-q']],
  ['filter on the type, few match', ['evt.type=setns']],
  ['filter on the process, none match', ['proc.name=no-such-process']],
  ['filter on the fd, none match', ['fd.name=no-such-file']],
  ['filter on the process, few match', ['proc.name=gzip']],
  ['filter on the fd, few match', ['fd.name contains gshadow']],
  ['table chisel', ['-c', 'topscalls']],
  ['table chisel over fds', ['-c', 'topfiles_bytes']],
  ['table chisel over sockets', ['-c', 'topconns']],
  ['table chisel of times', ['-c', 'topfiles_time']],
  ['table chisel of errors', ['-c', 'topfiles_errors']],
  ['copy with a filter', ['-w', OUTPUT, 'proc.name=gzip']],
];

/** Work that is all printing. */
export const PRINTS = [
  ['default lines', []],
  ['three fields', ['-p', '%evt.num %proc.name %evt.type']],
  ['JSON', ['-j']],
];

/** Work whose memory must not grow with the file. */
export const FLAT = [['-S', '-q'], ['fd.name=no-such-file'], ['-p', '%proc.name %fd.name', 'fd.num>=0'], []];

/** Work whose time must grow as the file does, no faster. */
export const STRAIGHT = [['-S', '-q'], ['fd.num=77'], ['-c', 'topfiles_bytes']];
export const SIZES = [1e6, 4e6, 16e6];
