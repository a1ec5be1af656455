import { putIpv4 } from '../bytes/address.js';
import { ByteWriter } from '../bytes/writer.js';
import type { ContainerInfo, Mount } from '../state/containers.js';
import type { EventContext } from '../state/context.js';
import type { ThreadInfo } from '../state/thread.js';
import { type FieldDef, type FieldType, type Getter, Need, type Value } from './def.js';
import { exact, threadField } from './make.js';

const NEEDS = Need.THREADS | Need.CONTAINERS;
const scratch = new ByteWriter(64);

const onHost = (t: ThreadInfo) => t.containerId === '' && !t.inPidNamespace;
const infoOf = (t: ThreadInfo, ctx: EventContext): ContainerInfo | undefined =>
  t.containerId === '' ? undefined : ctx.containers.get(t.containerId);

/** A property of the container; null on the host and without metadata. */
function property(
  name: string,
  type: FieldType,
  doc: string,
  get: (c: ContainerInfo, t: ThreadInfo) => Value | undefined,
): FieldDef {
  return threadField('container', name, type, NEEDS, doc, (t, ctx) => {
    const info = infoOf(t, ctx);
    return info === undefined ? undefined : get(info, t);
  });
}

const filled = (text: string) => (text === '' ? undefined : text);

/** Like `property`, `host` outside of containers. */
const orHost = (name: string, doc: string, get: (c: ContainerInfo) => string | undefined): FieldDef =>
  threadField('container', name, 'charbuf', NEEDS, doc, (t, ctx) => {
    if (onHost(t)) return 'host';
    const info = infoOf(t, ctx);
    return info === undefined ? undefined : get(info);
  });

/** Numbers of container engines (CT_*). */
export const ENGINES: Readonly<Record<number, string>> = {
  0: 'docker',
  1: 'lxc',
  2: 'libvirt-lxc',
  3: 'mesos',
  4: 'rkt',
  6: 'cri',
  7: 'containerd',
  8: 'cri-o',
  9: 'bpm',
  10: 'static',
  11: 'podman',
};
/** Engines that know of privileged containers. */
const DOCKER_LIKE: ReadonlySet<number> = new Set([0, 6, 7, 8, 11]);

const mountText = (m: Mount) => `${m.source}:${m.dest}:${m.mode}:${m.rdwr}:${m.propagation}`;

/** A shell pattern on the whole text: `*`, `?` and `[...]`. */
function pattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^');
  try {
    return new RegExp(`^(?:${source})$`, 's');
  } catch {
    throw new Error(`'${glob}' is not a valid pattern`);
  }
}

/** A mount by number, or the first whose source (or target) matches a pattern. */
function mountField(name: string, doc: string, by: 'source' | 'dest', get: (m: Mount) => string): FieldDef {
  return {
    name,
    class: 'container',
    type: 'charbuf',
    needs: NEEDS,
    doc,
    arg: { kind: 'key', required: true },
    get: (arg): Getter => {
      if (arg === undefined) throw new Error(`needs the number or the path of a mount: ${name}[0]`);
      const index = /^\d+$/.test(arg) ? Number(arg) : -1;
      const wanted = pattern(arg);
      return (ctx) => {
        const t = ctx.thread;
        const mounts = t && infoOf(t, ctx)?.mounts;
        const mount = index >= 0 ? mounts?.[index] : mounts?.find((m) => wanted.test(m[by]));
        return mount && get(mount);
      };
    },
  };
}

export function ipText(ip: string): string {
  scratch.pos = 0;
  putIpv4(scratch, Buffer.from(ip, 'latin1'), 0);
  return scratch.slice(0);
}

const labelsText = (labels: ReadonlyMap<string, string>) => [...labels].map(([k, v]) => `${k}:${v}`).join(',');

/** The container a process runs in. */
export const CONTAINER_FIELDS: readonly FieldDef[] = [
  threadField(
    'container',
    'container.id',
    'charbuf',
    NEEDS,
    'first 12 characters of the container id; host outside of containers',
    (t) => (onHost(t) ? 'host' : t.containerId),
  ),
  orHost('container.full_id', 'whole container id', (c) => filled(c.fullId)),
  orHost('container.name', 'name of the container', (c) => filled(c.name)),
  property('container.image', 'charbuf', 'image the container was made from', (c) => filled(c.image)),
  property('container.image.id', 'charbuf', 'id of the image', (c) => filled(c.imageId)),
  orHost(
    'container.type',
    'engine that runs the container: docker, containerd, cri-o, podman, ...',
    (c) => ENGINES[c.type],
  ),
  property('container.privileged', 'bool', 'true for privileged containers', (c) =>
    DOCKER_LIKE.has(c.type) ? c.privileged : undefined,
  ),
  property('container.host_pid', 'bool', "true for containers with the host's process ids", (c) => c.hostPid),
  property('container.host_network', 'bool', "true for containers with the host's network", (c) => c.hostNetwork),
  property('container.host_ipc', 'bool', "true for containers with the host's ipc objects", (c) => c.hostIpc),
  property('container.mounts', 'charbuf', 'all mounts as source:target:mode:writable:propagation', (c) =>
    c.mounts.map(mountText).join(','),
  ),
  mountField('container.mount', 'one mount by number or by source: container.mount[0]', 'source', mountText),
  mountField('container.mount.source', 'source of a mount, by number or by target', 'dest', (m) => m.source),
  mountField('container.mount.dest', 'target of a mount, by number or by source', 'source', (m) => m.dest),
  mountField('container.mount.mode', 'mode of a mount, by number or by source', 'source', (m) => m.mode),
  mountField('container.mount.rdwr', 'true for writable mounts, by number or by source', 'source', (m) =>
    String(m.rdwr),
  ),
  mountField(
    'container.mount.propagation',
    'propagation of a mount, by number or by source',
    'source',
    (m) => m.propagation,
  ),
  property('container.image.repository', 'charbuf', 'image without its tag', (c) => filled(c.imageRepo)),
  property('container.image.tag', 'charbuf', 'tag of the image', (c) => filled(c.imageTag)),
  property('container.image.digest', 'charbuf', 'digest of the image', (c) => filled(c.imageDigest)),
  property(
    'container.healthcheck',
    'charbuf',
    'command of the health check, NONE without one',
    (c) => c.probes.healthcheck ?? 'NONE',
  ),
  property(
    'container.liveness_probe',
    'charbuf',
    'command of the liveness probe, NONE without one',
    (c) => c.probes.liveness ?? 'NONE',
  ),
  property(
    'container.readiness_probe',
    'charbuf',
    'command of the readiness probe, NONE without one',
    (c) => c.probes.readiness ?? 'NONE',
  ),
  threadField('container', 'container.start_ts', 'abstime', NEEDS, 'start of the container, ns since the epoch', (t) =>
    onHost(t) || t.pidnsInitStartTs === 0n ? undefined : exact(t.pidnsInitStartTs),
  ),
  threadField(
    'container',
    'container.duration',
    'reltime',
    NEEDS,
    'nanoseconds since the start of the container',
    (t, ctx) => (onHost(t) || t.cloneTs === 0n ? undefined : exact(ctx.ev.ts - t.pidnsInitStartTs)),
  ),
  property('container.ip', 'charbuf', 'address of the container', (c) => ipText(c.ip)),
  property('container.cni.json', 'charbuf', 'network of the pod, as JSON', (c) => c.cniJson),
  {
    name: 'container.label',
    class: 'container',
    type: 'charbuf',
    needs: NEEDS,
    doc: 'one label: container.label[maintainer]',
    arg: { kind: 'key', required: true },
    get: (arg): Getter => {
      if (arg === undefined) throw new Error('needs the name of a label: container.label[maintainer]');
      return (ctx) => {
        const t = ctx.thread;
        return t && infoOf(t, ctx)?.labels.get(arg);
      };
    },
  },
  property('container.labels', 'charbuf', 'all labels as name:value', (c) => labelsText(c.labels)),
];
