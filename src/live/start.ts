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

export interface StartOptions {
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
  const processes: ProcessEntry[] = [];
  const fds: [number, FdEntry[]][] = [];
  for (const pid of numbersIn('/proc')) {
    if (pid === process.pid) continue;
    const entries = readThreads(pid, numbersIn(`/proc/${pid}/task`));
    if (entries.length === 0) continue;
    processes.push(...entries);
    fds.push([pid, readFds(pid, sockets, openFlags)]);
    options.pause();
  }
  writeProcesses(out, processes);
  for (const [pid, list] of fds) writeFds(out, pid, list);
  return Buffer.from(out.buf.subarray(0, out.pos));
}
