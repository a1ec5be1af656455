import { type EventView, splitNul } from '../event/view.js';

/** The cgroups of a thread, and the container that they tell. Shared by all threads that have the same. */
export interface Cgroups {
  /** subsystem and path, in the order of the capture. */
  readonly entries: readonly (readonly [string, string])[];
  /** Short id of the container; '' outside of containers. */
  readonly containerId: string;
  /** The parameter they were read from. */
  readonly bytes: Buffer;
}

export const NO_CGROUPS: Cgroups = { entries: [], containerId: '', bytes: Buffer.alloc(0) };

const MAX_KNOWN = 10_000;
const known = new Map<string, Cgroups>();

/** Parses NUL-terminated `subsystem=path` items. A machine has few different sets of them, so each is parsed once. */
export function internCgroups(raw: string): Cgroups {
  let cgroups = known.get(raw);
  if (!cgroups) {
    const entries = parse(raw);
    cgroups = { entries, containerId: containerOf(entries), bytes: Buffer.from(raw, 'latin1') };
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(raw, cgroups);
  }
  return cgroups;
}

/** The cgroups in parameter `i`. A process nearly always has those of its parent, so these are tried first. */
export function readCgroups(ev: EventView, i: number, like: Cgroups): Cgroups {
  const { bytes } = like;
  const n = ev.len(i);
  const o = ev.offset(i);
  if (n === bytes.length && n > 0 && ev.u8.compare(bytes, 0, n, o, o + n) === 0) return like;
  return internCgroups(ev.raw(i));
}

/** Customary names of subsystems that the kernel calls otherwise. */
const RENAMED: Readonly<Record<string, string>> = { perf: 'perf_event', mem: 'memory', io: 'blkio' };

function parse(raw: string): [string, string][] {
  const entries: [string, string][] = [];
  for (const item of splitNul(raw)) {
    const eq = item.lastIndexOf('=');
    if (eq < 0) return entries;
    const subsystem = item.slice(0, eq).replace('_cgroup', '');
    entries.push([RENAMED[subsystem] ?? subsystem, item.slice(eq + 1)]);
  }
  return entries;
}

const ID = '([0-9a-fA-F]{12})[0-9a-fA-F]{52}';

/** Last part of the cgroup path of a container, engine by engine in the order in which they are asked. */
const LAYOUTS: readonly RegExp[] = [
  new RegExp(`/libpod-(?:payload-)?${ID}(?:\\.scope(?:/container)?)?$`),
  new RegExp(`/(?:docker-)?${ID}(?:\\.scope)?$`),
  new RegExp(`/crio-${ID}(?:\\.scope)?$`),
  new RegExp(`/cri-containerd-${ID}\\.scope$`),
  new RegExp(`:cri-containerd:${ID}$`),
  /\/default\/([^/]+)$/,
  /\/lxc(?:\.payload)?[./]([^/]+)/,
  /\/(?:machine\.slice\/machine-|machine\/)(?:[^/]*lxc\\x2d)?([^/]+?)\.libvirt-lxc/,
  /\/bpm-([^/]+)/,
];

function containerOf(entries: Cgroups['entries']): string {
  for (const layout of LAYOUTS) {
    for (const [, path] of entries) {
      const id = layout.exec(path)?.[1];
      if (id) return id;
    }
  }
  return '';
}
