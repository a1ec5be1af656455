import { PPME } from '../event/tables/ids.data.js';
import type { ThreadInfo } from '../state/thread.js';
import { type FieldDef, type Getter, Need } from './def.js';
import { field, threadField } from './make.js';
import { validId } from './proc.js';

const DETAILS = Need.THREADS | Need.DETAILS;

/** CPU time of a procinfo event since the one before it, in percent of a CPU. */
const cpu = (user: boolean, system: boolean) => (): Getter => {
  const totals = new WeakMap<ThreadInfo, number>();
  return (ctx) => {
    const t = ctx.thread;
    if (!t || ctx.ev.type !== PPME.PROCINFO_E) return undefined;
    const total = (user ? ctx.ev.i64(0) : 0) + (system ? ctx.ev.i64(1) : 0);
    const before = totals.get(t) ?? 0;
    totals.set(t, total);
    return before === 0 ? 0 : Math.min(100, total - before);
  };
};

const cpuField = (name: string, doc: string, get: () => Getter): FieldDef => ({
  name,
  class: 'process',
  type: 'double',
  needs: Need.THREADS,
  doc,
  sequential: true,
  get,
});

const cgroupsText = (t: ThreadInfo) => t.cgroups.entries.map(([subsystem, path]) => `${subsystem}=${path}`).join(' ');
const ofMain = (kb: (t: ThreadInfo) => number, factor: number) => (t: ThreadInfo) => (t.isMain ? kb(t) * factor : 0);

/** The thread of the event. */
export const THREAD_FIELDS: readonly FieldDef[] = [
  field('process', 'thread.tid', 'int64', Need.NONE, 'thread id', (ctx) => validId(ctx.ev.tid), {
    put: (ctx, out) => {
      const id = ctx.ev.tid;
      if (validId(id) === undefined) return false;
      out.int(id);
      return true;
    },
  }),
  threadField(
    'process',
    'thread.ismain',
    'bool',
    Need.THREADS,
    'true for the first thread of a process',
    (t) => t.isMain,
  ),
  threadField('process', 'thread.vtid', 'int64', Need.THREADS, 'thread id inside its namespace', (t) =>
    t.vtid === -1 ? undefined : t.vtid,
  ),
  threadField(
    'process',
    'thread.nametid',
    'charbuf',
    Need.THREADS,
    'name and thread id',
    (t, ctx) => `${t.comm}${ctx.ev.tid}`,
    {
      hidden: true,
    },
  ),
  threadField('process', 'thread.pfmajor', 'uint64', DETAILS, 'major page faults since the start', (t) => t.pfmajor),
  threadField('process', 'thread.pfminor', 'uint64', DETAILS, 'minor page faults since the start', (t) => t.pfminor),
  field('process', 'thread.exectime', 'reltime', Need.NONE, 'always 0, as in the original: it does not count', () => 0),
  threadField('process', 'thread.totexectime', 'reltime', Need.THREADS, 'always 0, as thread.exectime', () => 0),
  threadField(
    'process',
    'thread.cgroups',
    'charbuf',
    Need.THREADS | Need.CONTAINERS,
    'all cgroups as subsystem=path',
    (t) => (t.cgroups.entries.length === 0 ? undefined : cgroupsText(t)),
  ),
  {
    name: 'thread.cgroup',
    class: 'process',
    type: 'charbuf',
    needs: Need.THREADS | Need.CONTAINERS,
    doc: 'path of the cgroup of one subsystem: thread.cgroup.cpuset',
    arg: { kind: 'key', required: true },
    get: (arg) => {
      if (arg === undefined) throw new Error('needs the name of a subsystem: thread.cgroup.cpuset');
      return (ctx) => ctx.thread?.cgroups.entries.find(([subsystem]) => subsystem === arg)?.[1];
    },
  },
  cpuField('thread.cpu', 'CPU use in percent, on procinfo events', cpu(true, true)),
  cpuField('thread.cpu.user', 'CPU use in percent outside the kernel, on procinfo events', cpu(true, false)),
  cpuField('thread.cpu.system', 'CPU use in percent inside the kernel, on procinfo events', cpu(false, true)),
  threadField(
    'process',
    'thread.vmsize',
    'uint64',
    DETAILS,
    'virtual memory in kB, 0 for all but the main thread',
    ofMain((t) => t.vmsizeKb, 1),
  ),
  threadField(
    'process',
    'thread.vmrss',
    'uint64',
    DETAILS,
    'resident memory in kB, 0 for all but the main thread',
    ofMain((t) => t.vmrssKb, 1),
  ),
  threadField(
    'process',
    'thread.vmsize.b',
    'uint64',
    DETAILS,
    'thread.vmsize in bytes',
    ofMain((t) => t.vmsizeKb, 1024),
    { hidden: true },
  ),
  threadField(
    'process',
    'thread.vmrss.b',
    'uint64',
    DETAILS,
    'thread.vmrss in bytes',
    ofMain((t) => t.vmrssKb, 1024),
    { hidden: true },
  ),
];
