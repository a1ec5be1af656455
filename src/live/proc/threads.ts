import { statSync } from 'node:fs';
import type { ProcessEntry } from '../../format/capture.js';
import { readLink, readText } from './read.js';

/** PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES: a thread that is not the first of its process. */
const THREAD_FLAGS = 0x2000 | 1;
const NOBODY = 0xffffffff;
const NO_LIMIT = -1;
/** What the format has room for. */
const MOST_ARGS = 4095;
const CGROUPS = ['cpuset', 'cpu', 'cpuacct', 'io', 'memory'];
/** CAP_DAC_OVERRIDE, CAP_FOWNER. */
const ANY_FILE = 2n | 8n;

/** What the threads of a process have in common, read once. */
interface Shared {
  readonly exe: string;
  readonly args: string;
  readonly exepath: string;
  readonly env: string;
  readonly cwd: string;
  readonly root: string;
  readonly fdlimit: number;
  readonly cgroups: string;
  readonly loginuid: number;
  readonly file: { ino: bigint; ctimeNs: bigint; mtimeNs: bigint; mode: bigint; uid: bigint; gid: bigint } | undefined;
}

/** `Key:\tvalues` lines of /proc/PID/status. */
function statusOf(text: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) map.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return map;
}

/** Fields of /proc/PID/stat behind the name, which may hold anything: `state` is the first. */
export function statOf(text: string): string[] {
  return text
    .slice(text.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
}

/** In the form of the events: one item for each of the five, NUL-terminated. */
export function cgroupItems(text: string): string {
  const paths = new Map<string, string>();
  let unified = '/';
  for (const line of text.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    if (controllers === '') unified = path;
    for (const name of controllers.split(',')) if (name !== '') paths.set(name === 'blkio' ? 'io' : name, path);
  }
  return CGROUPS.map((name) => `${name}=${paths.get(name) ?? unified}\0`).join('');
}

function sharedOf(dir: string, comm: string): Shared {
  const words = (readText(`${dir}/cmdline`) ?? '').slice(0, MOST_ARGS);
  const end = words.indexOf('\0');
  const limit = /^Max open files\s+(\S+)/m.exec(readText(`${dir}/limits`) ?? '')?.[1];
  const loginuid = readText(`${dir}/loginuid`);
  let file: Shared['file'];
  try {
    file = statSync(`${dir}/exe`, { bigint: true });
  } catch {
    file = undefined;
  }
  return {
    exe: words === '' ? comm : end < 0 ? words : words.slice(0, end),
    args: end < 0 ? '' : words.slice(end + 1),
    exepath: readLink(`${dir}/exe`) ?? '',
    env: (readText(`${dir}/environ`) ?? '').slice(0, MOST_ARGS),
    cwd: readLink(`${dir}/cwd`) ?? '',
    root: readLink(`${dir}/root`) ?? '/',
    fdlimit: limit === undefined || limit === 'unlimited' ? NO_LIMIT : Number(limit),
    cgroups: cgroupItems(readText(`${dir}/cgroup`) ?? ''),
    loginuid: loginuid === undefined ? NOBODY : Number(loginuid) >>> 0,
    file,
  };
}

const last = (text: string | undefined, otherwise: number): number => {
  const word = text?.split(/\s+/).pop();
  return word === undefined || word === '' ? otherwise : Number(word);
};

/** Whether the user may write the file, or give himself the right to. */
function isWritable(file: Shared['file'], uid: number, gid: number, caps: bigint): boolean {
  if (!file) return false;
  if (caps & ANY_FILE || file.mode & 0o002n || Number(file.uid) === uid) return true;
  return Number(file.gid) === gid && (file.mode & 0o020n) !== 0n;
}

/** All threads of a process, the first one first; none where it has ended meanwhile. */
export function readThreads(pid: number, tids: readonly number[]): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  let shared: Shared | undefined;
  for (const tid of [pid, ...tids.filter((t) => t !== pid)]) {
    const dir = `/proc/${pid}/task/${tid}`;
    const status = readText(`${dir}/status`);
    const stat = readText(`${dir}/stat`);
    if (status === undefined || stat === undefined) continue;
    const s = statusOf(status);
    // Names are escaped in status, and in brackets in stat.
    const comm = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    shared ??= sharedOf(`/proc/${pid}`, comm);
    entries.push(entryOf(pid, tid, comm, s, statOf(stat), shared));
  }
  return entries;
}

function entryOf(
  pid: number,
  tid: number,
  comm: string,
  s: Map<string, string>,
  stat: string[],
  shared: Shared,
): ProcessEntry {
  const kb = (key: string) => Number.parseInt(s.get(key) ?? '0', 10);
  const id = (key: string) => Number((s.get(key) ?? '').split(/\s+/)[1] ?? NOBODY);
  const caps = (key: string) => BigInt(`0x${s.get(key) ?? '0'}`);
  const uid = id('Uid');
  const gid = id('Gid');
  const { file } = shared;
  return {
    tid,
    pid,
    ptid: Number(s.get('PPid') ?? 0),
    sid: Number(stat[3]),
    vpgid: last(s.get('NSpgid'), -1),
    pgid: Number(stat[2]),
    comm,
    exe: shared.exe,
    exepath: shared.exepath,
    args: shared.args,
    cwd: shared.cwd,
    fdlimit: shared.fdlimit,
    flags: tid === pid ? 0 : THREAD_FLAGS,
    uid,
    gid,
    vmsizeKb: kb('VmSize'),
    vmrssKb: kb('VmRSS'),
    vmswapKb: kb('VmSwap'),
    pfmajor: Number(stat[9]),
    pfminor: Number(stat[7]),
    env: shared.env,
    vtid: last(s.get('NSpid'), tid),
    vpid: last(s.get('NStgid'), pid),
    cgroups: shared.cgroups,
    root: shared.root,
    pidnsInitStartTs: 0n,
    tty: Number(stat[4]),
    loginuid: shared.loginuid,
    exeWritable: isWritable(file, uid, gid, caps('CapEff')),
    capInheritable: caps('CapInh'),
    capPermitted: caps('CapPrm'),
    capEffective: caps('CapEff'),
    exeUpperLayer: false,
    exeIno: file?.ino ?? 0n,
    exeInoCtime: file?.ctimeNs ?? 0n,
    exeInoMtime: file?.mtimeNs ?? 0n,
    exeFromMemfd: shared.exepath.startsWith('/memfd:'),
    exeLowerLayer: false,
  };
}
