import { eventTable } from '../../event/table.js';
import { PPME } from '../../event/tables/ids.data.js';
import { EVENTS, type EventDesc, OLDER } from './events.js';
import { ARM64_CALLS, IA32_TO_X64, X64_CALLS } from './numbers.data.js';

// The map `calls`: what the programs do for each system call, by its number.

export interface Call {
  readonly nr: number;
  readonly name: string;
  /** Event type of the enter event; that of the exit event is one more. */
  readonly type: number;
  readonly desc: EventDesc;
  readonly special: number;
  /** The newest events have no enter event. */
  readonly enters: boolean;
  /** Portable number (PPM_SC_*). */
  readonly sc: number;
}

const SPECIAL: Readonly<Record<string, number>> = {
  EXECVE_19: 1,
  EXECVEAT: 1,
  CLONE_20: 2,
  CLONE3: 2,
  FORK_20: 2,
  VFORK_20: 2,
  SENDMMSG: 3,
  RECVMMSG: 3,
};
/** Calls that end the thread that makes them. */
const NO_RETURN: ReadonlySet<string> = new Set(['exit', 'exit_group']);
/** Portable numbers from this one on are unknown to sysdig 0.29, which crashes on them. */
const FIRST_NEW_CODE = 329;
const UNKNOWN_CALL = 1023;
/** Name of event types that nobody writes. */
const UNUSED = 'NA';
const MOST_ENTER = 8;
const MOST_EXIT = 16;
/** Bytes of struct call (../bpf/event.h). */
export const CALL_BYTES = 12 + 4 * (MOST_ENTER + MOST_EXIT);

const FLAG = { ENTER: 1, EXIT: 2, OF_PIDS: 4 } as const;

function typeOf(event: string): number {
  const ids: Readonly<Record<string, number>> = PPME;
  const type = ids[`SYSCALL_${event}_E`] ?? ids[`SOCKET_${event}_E`] ?? ids[`${event}_E`];
  if (type === undefined) throw new Error(`no event ${event}`);
  return type;
}

function parse(row: string): Call {
  const [, nr, name, event, sc] = /^(\d+)=(\w+):(\w+):(\d+)$/.exec(row) as RegExpExecArray;
  const written = OLDER[event] ?? event;
  const desc = EVENTS[event] ?? EVENTS[written];
  if (!desc) throw new Error(`nothing is known of ${event}`);
  const type = typeOf(written);
  const enters = eventTable('pairs')[type].name !== UNUSED;
  return { nr: Number(nr), name, type, desc, special: SPECIAL[written] ?? 0, enters, sc: Number(sc) };
}

/** The system calls of an architecture, as Node calls it; the last one stands for all that are unknown. */
export function systemCalls(arch: string): Call[] {
  const rows = arch === 'arm64' ? ARM64_CALLS : X64_CALLS;
  return [
    ...rows.split(' ').map(parse),
    { nr: UNKNOWN_CALL, name: 'unknown', type: PPME.GENERIC_E, desc: EVENTS.GENERIC, special: 0, enters: true, sc: 0 },
  ];
}

/** Numbers of 32-bit programs and those of the same calls; only on x86_64. */
export function compatCalls(arch: string): [number, number][] {
  if (arch !== 'x64') return [];
  return IA32_TO_X64.split(' ').map((pair) => pair.split('=').map(Number) as [number, number]);
}

/** struct call, with what is not wanted left out: `wanted` by event type, `ofPids`: wanted of some processes alone. */
export function callBytes(
  call: Call,
  wanted: (type: number) => boolean,
  ofPids: (type: number) => boolean = () => false,
): Buffer {
  const { enter, exit } = call.desc;
  if (enter.length > MOST_ENTER || exit.length > MOST_EXIT) throw new Error(`${call.name} has too many parameters`);
  const bytes = Buffer.alloc(CALL_BYTES);
  bytes.writeUInt16LE(call.type, 0);
  bytes.writeUInt16LE(call.type + 1, 2);
  bytes[4] = enter.length;
  const unnamed = call.type === PPME.GENERIC_E && call.sc >= FIRST_NEW_CODE;
  // Readers that know the call find it by its native number.
  bytes[5] = unnamed ? 2 : exit.length;
  const exits = !NO_RETURN.has(call.name);
  bytes[6] =
    (call.enters && wanted(call.type) ? FLAG.ENTER : 0) |
    (exits && wanted(call.type + 1) ? FLAG.EXIT : 0) |
    (ofPids(call.type) ? FLAG.OF_PIDS : 0);
  bytes[7] = call.special;
  bytes.writeUInt16LE(call.sc < FIRST_NEW_CODE ? call.sc : 0, 8);
  bytes.writeUInt16LE(call.nr === UNKNOWN_CALL ? 0 : call.nr, 10);
  enter.forEach((param, i) => {
    bytes.set(param, 12 + 4 * i);
  });
  (unnamed ? enter : exit).forEach((param, i) => {
    bytes.set(param, 12 + 4 * (MOST_ENTER + i));
  });
  return bytes;
}
