import { hostname, networkInterfaces, totalmem } from 'node:os';
import type { GroupEntry, InterfaceEntry, MachineInfo, UserEntry } from '../../format/capture.js';
import { readText } from './read.js';

/** The machine itself. `bootTs`: ns since the epoch. */
export function readMachine(cpus: number, bootTs: bigint): MachineInfo {
  return {
    cpus,
    memoryBytes: BigInt(totalmem()),
    maxPid: BigInt((readText('/proc/sys/kernel/pid_max') ?? '0').trim()),
    hostname: Buffer.from(hostname()).toString('latin1'),
    bootTs,
  };
}

function addressBytes(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const [head, tail] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = tail === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0');
  const words = [...head, ...zeros, ...(tail ?? [])];
  return Buffer.concat(words.map((word) => Buffer.from(word.padStart(4, '0'), 'hex')));
}

export function readInterfaces(): InterfaceEntry[] {
  return Object.entries(networkInterfaces()).flatMap(([name, list]) =>
    (list ?? []).map(({ address, netmask }) => ({
      name: Buffer.from(name).toString('latin1'),
      address: addressBytes(address),
      netmask: addressBytes(netmask),
    })),
  );
}

const rows = (path: string): string[][] =>
  (readText(path) ?? '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'));

/** Users of /etc/passwd. */
export function readUsers(): UserEntry[] {
  return rows('/etc/passwd')
    .filter((cells) => cells.length >= 7)
    .map(([name, , uid, gid, , homedir, shell]) => ({ name, uid: Number(uid), gid: Number(gid), homedir, shell }));
}

/** Groups of /etc/group. */
export function readGroups(): GroupEntry[] {
  return rows('/etc/group')
    .filter((cells) => cells.length >= 3)
    .map(([name, , gid]) => ({ name, gid: Number(gid) }));
}
