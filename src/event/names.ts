import { namedValues } from './table.js';
import { ERRNO_NAMES, SIGNAL_NAMES } from './tables/enums.data.js';
import { SYSCALL_NAMES, X86_64_CODES } from './tables/syscalls.data.js';
import type { EventView } from './view.js';

const byValue = (text: string): (string | undefined)[] => {
  const names: (string | undefined)[] = [];
  for (const { name, value } of namedValues(text)) names[value] ??= name;
  return names;
};

const errnos = byValue(ERRNO_NAMES);
const signals = byValue(SIGNAL_NAMES);
const syscalls = SYSCALL_NAMES.split(' ');
let nativeCodes: Map<number, number> | undefined;

/** Name of a positive error number, `''` when it has none. */
export const errnoName = (n: number): string => errnos[n] ?? '';

export const signalName = (n: number): string => signals[n] ?? '';

/** Name of a portable system-call code; undefined beyond the table. */
export const syscallName = (code: number): string | undefined => syscalls[code];

export const syscallNames = (): readonly string[] => syscalls;

/**
 * Name of the system call of a generic event. Captures can hold code 0 ("unknown") with the number the
 * kernel of the capturing machine (x86_64) knows it by.
 */
export function genericName(ev: EventView): string {
  return syscalls[genericCode(ev)] ?? 'unknown';
}

/** Portable code of the system call of a generic event. */
export function genericCode(ev: EventView): number {
  const code = ev.u16At(0);
  if (code !== 0 || ev.nparams < 2) return code;
  nativeCodes ??= new Map(namedValues(X86_64_CODES).map((p) => [Number(p.name), p.value]));
  return nativeCodes.get(ev.u16At(1)) ?? 0;
}
