import type {
  FdEntry,
  GroupEntry,
  InterfaceEntry,
  MachineInfo,
  ProcessEntry,
  StateSink,
  UserEntry,
} from '../format/capture.js';
import type { BlockWriter } from '../format/scap/blocks-out.js';
import {
  writeFds,
  writeInterfaces,
  writeMachine,
  writeProcesses,
  writeSection,
  writeUsers,
} from '../format/scap/metadata-out.js';

/** Takes the state that a section starts with, entry by entry. */
export class SectionStart implements StateSink {
  /** Sections that have begun. */
  sections = 0;
  machineInfo: MachineInfo | undefined;
  processes: ProcessEntry[] = [];
  fds: { tid: number; entry: FdEntry }[] = [];
  interfaces: InterfaceEntry[] = [];
  users: UserEntry[] = [];
  groups: GroupEntry[] = [];

  section(): void {
    this.sections++;
    this.machineInfo = undefined;
    this.processes = [];
    this.fds = [];
    this.interfaces = [];
    this.users = [];
    this.groups = [];
  }

  machine(info: MachineInfo): void {
    this.machineInfo = info;
  }

  process(entry: ProcessEntry): void {
    this.processes.push(entry);
  }

  fd(tid: number, entry: FdEntry): void {
    this.fds.push({ tid, entry });
  }

  networkInterface(entry: InterfaceEntry): void {
    this.interfaces.push(entry);
  }

  user(entry: UserEntry): void {
    this.users.push(entry);
  }

  group(entry: GroupEntry): void {
    this.groups.push(entry);
  }

  ready(): void {}
}

/** Writes one start for several: what the first one says, and what only others know. */
export function writeStart(starts: readonly SectionStart[], out: BlockWriter): void {
  const seen = new Set<string>();
  const isNew = (key: string) => !seen.has(key) && seen.add(key) !== undefined;
  const all = <T>(pick: (start: SectionStart) => readonly T[], key: (entry: T) => string): T[] =>
    starts.flatMap(pick).filter((entry) => isNew(key(entry)));
  const nic = ({ name, address }: InterfaceEntry) => `if ${name} ${address.toString('hex')}`;
  const interfaces = all(({ interfaces }) => interfaces, nic);
  const users = all(
    ({ users }) => users,
    ({ uid }) => `user ${uid}`,
  );
  const groups = all(
    ({ groups }) => groups,
    ({ gid }) => `group ${gid}`,
  );
  const processes = all(
    ({ processes }) => processes,
    ({ tid }) => `thread ${tid}`,
  );
  writeSection(out);
  const { machineInfo } = starts[0];
  if (machineInfo) writeMachine(out, machineInfo);
  if (interfaces.length > 0) writeInterfaces(out, interfaces);
  if (users.length + groups.length > 0) writeUsers(out, users, groups);
  writeProcesses(out, processes);
  // A thread's fds are told by whoever told the thread.
  const told = new Set<number>();
  for (const start of starts) {
    const fds = new Map<number, FdEntry[]>();
    for (const { tid } of start.processes) if (!told.has(tid)) fds.set(tid, []);
    for (const { tid, entry } of start.fds) fds.get(tid)?.push(entry);
    for (const [tid, list] of fds) {
      writeFds(out, tid, list);
      told.add(tid);
    }
  }
}
