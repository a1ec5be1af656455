import type { FdEntry, ProcessEntry } from '../format/capture.js';
import { BlockWriter } from '../format/scap/blocks-out.js';
import {
  writeFds,
  writeInterfaces,
  writeMachine,
  writeProcesses,
  writeSection,
  writeUsers,
} from '../format/scap/metadata-out.js';
import { TABLES } from './calls/kinds.js';
import { translations } from './calls/translate.js';
import { readFds } from './proc/fds.js';
import { readGroups, readInterfaces, readMachine, readUsers } from './proc/machine.js';
import { numbersIn } from './proc/read.js';
import { Sockets } from './proc/sockets.js';
import { readThreads } from './proc/threads.js';

/** Processes as they were, by their ids. */
export type Processes = ReadonlyMap<number, readonly ProcessEntry[]>;

/** All processes with their threads, at this moment. */
export function readProcesses(pause: () => void = () => {}): Map<number, ProcessEntry[]> {
  const processes = new Map<number, ProcessEntry[]>();
  for (const pid of numbersIn('/proc')) {
    if (pid === process.pid) continue;
    const entries = readThreads(pid, numbersIn(`/proc/${pid}/task`));
    if (entries.length > 0) processes.set(pid, entries);
    pause();
  }
  return processes;
}

/** Processes that live at this moment, without a look at what they are. */
export const livingPids = (): ReadonlySet<number> => new Set(numbersIn('/proc'));

export interface StartOptions {
  /** As of just before the recording began. */
  readonly before: Processes;
  /** Those of them that were there when it had begun: what they did is recorded, even if they are gone by now. */
  readonly living: ReadonlySet<number>;
  readonly cpus: number;
  /** Boot time, ns since the epoch. */
  readonly bootTs: bigint;
  /** Called between processes, so that events can be taken off meanwhile. */
  readonly pause: () => void;
}

/** Native open flags to those of the format, as the programs translate them. */
export function openFlagsOf(arch: string): (native: number) => number {
  const { pairs } = translations(arch)[TABLES.indexOf('open')];
  return (native) => pairs.reduce((out, p) => ((native & p.mask) === p.bits ? out | p.out : out), 0);
}

/** The blocks that a capture begins with: the machine as it is at this moment. */
export function writeStart(options: StartOptions): Buffer {
  const out = new BlockWriter();
  writeSection(out);
  writeMachine(out, readMachine(options.cpus, options.bootTs));
  writeInterfaces(out, readInterfaces());
  writeUsers(out, readUsers(), readGroups());
  const sockets = new Sockets();
  const openFlags = openFlagsOf(process.arch);
  const processes = readProcesses(options.pause);
  const fds: [number, FdEntry[]][] = [];
  for (const pid of processes.keys()) {
    fds.push([pid, readFds(pid, sockets, openFlags)]);
    options.pause();
  }
  for (const [pid, entries] of options.before) {
    if (options.living.has(pid) && !processes.has(pid)) processes.set(pid, [...entries]);
  }
  writeProcesses(out, [...processes.values()].flat());
  for (const [pid, list] of fds) writeFds(out, pid, list);
  return Buffer.from(out.buf.subarray(0, out.pos));
}
