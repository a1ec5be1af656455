import { EF, isEnter, TYPE_LIMIT } from '../event/table.js';
import { EVENT_ROWS } from '../event/tables/events.data.js';
import { PPME } from '../event/tables/ids.data.js';
import { FILE } from '../state/apply/file.js';
import { MESSAGE } from '../state/apply/message.js';
import { METADATA } from '../state/apply/metadata.js';
import { PROCESS, PROCESS_ANY } from '../state/apply/process.js';
import { IDENTITY, RESOURCE } from '../state/apply/resource.js';
import { SOCKET } from '../state/apply/socket.js';

/**
 * What an event type means to those who come after it. EVERYONE: names processes, users and containers. OWN: changes
 * the fds, directories and rights of its process. RECEIVES, SENDS: does so where it holds the ends of a datagram.
 */
export const MEANS = { NOTHING: 0, EVERYONE: 1, OWN: 2, RECEIVES: 3, SENDS: 4 } as const;

/** How much memory a process has and how often it was switched is left as the events that are shown tell it. */
const FIGURES: ReadonlySet<number> = new Set([
  PPME.SYSCALL_BRK_4_X,
  PPME.SYSCALL_MMAP_X,
  PPME.SYSCALL_MMAP2_X,
  PPME.SYSCALL_MUNMAP_X,
  PPME.SCHEDSWITCH_1_E,
  PPME.SCHEDSWITCH_6_E,
]);

/** Parameter with the ends of a datagram: of exit events, and of the enter events of sends. */
export const TUPLE_PARAM: ReadonlyMap<number, number> = new Map([
  [PPME.SOCKET_RECVFROM_X, 2],
  [PPME.SOCKET_RECVMSG_X, 3],
  [PPME.SOCKET_RECV_X, 4],
  [PPME.SOCKET_RECVMMSG_X, 4],
  [PPME.SOCKET_SENDTO_E, 2],
  [PPME.SOCKET_SENDMSG_E, 2],
  [PPME.SOCKET_SENDTO_X, 4],
  [PPME.SOCKET_SENDMSG_X, 4],
]);

/** New threads and processes, by whom they were made. */
export const CLONES: ReadonlySet<number> = new Set(PROCESS_ANY.keys());

/** By event type. Enter events mean nothing alone: they go with their exit. */
export const MEANING: Readonly<Uint8Array> = (() => {
  const meaning = new Uint8Array(TYPE_LIMIT);
  for (const family of [FILE, SOCKET, RESOURCE]) for (const type of family.keys()) meaning[type] = MEANS.OWN;
  for (const type of FIGURES) meaning[type] = MEANS.NOTHING;
  for (const type of [...MESSAGE.keys(), ...SOCKET.keys(), ...FILE.keys()]) {
    if (isEnter(type)) meaning[type] = MEANS.NOTHING;
  }
  for (const type of TUPLE_PARAM.keys()) if (!isEnter(type)) meaning[type] = MEANS.RECEIVES;
  for (const type of [PPME.SOCKET_SENDTO_X, PPME.SOCKET_SENDMSG_X]) meaning[type] = MEANS.SENDS;
  for (const family of [PROCESS, PROCESS_ANY, IDENTITY, METADATA]) {
    for (const type of family.keys()) meaning[type] = MEANS.EVERYONE;
  }
  return meaning;
})();

/** Enter events, by type: those that the next exit event of their thread is paired with, or would be but for them. */
export const CALLS: Readonly<Uint8Array> = new Uint8Array(TYPE_LIMIT).map((_, type) => {
  const alone = (EVENT_ROWS[type]?.[2] ?? 0) & EF.SKIP_PARSE_RESET || FIGURES.has(type);
  return isEnter(type) && !alone && MEANING[type] === MEANS.NOTHING ? 1 : 0;
});

/** The last event of a thread: its number may come again. */
export const ENDS: ReadonlySet<number> = new Set([PPME.PROCEXIT_E, PPME.PROCEXIT_1_E]);
