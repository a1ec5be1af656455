import type { ThreadInfo } from './thread.js';

export interface Mount {
  readonly source: string;
  readonly dest: string;
  readonly mode: string;
  readonly rdwr: boolean;
  readonly propagation: string;
}

/** A probe's command line; undefined: the container has none. */
export interface Probes {
  readonly healthcheck?: string;
  readonly liveness?: string;
  readonly readiness?: string;
}

/** What a container event tells about a container. Texts are byte strings. */
export interface ContainerInfo {
  readonly id: string;
  readonly fullId: string;
  /** Number as in the events: 0 docker, 1 lxc, ... */
  readonly type: number;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly imageRepo: string;
  readonly imageTag: string;
  readonly imageDigest: string;
  readonly privileged: boolean;
  /** Shares the namespace of the host; undefined: nobody said. */
  readonly hostPid: boolean | undefined;
  readonly hostNetwork: boolean | undefined;
  readonly hostIpc: boolean | undefined;
  /** Four bytes; all zero when unknown. */
  readonly ip: string;
  readonly cniJson: string;
  readonly user: string;
  readonly mounts: readonly Mount[];
  readonly probes: Probes;
  readonly labels: ReadonlyMap<string, string>;
  readonly podSandboxId: string;
  readonly podSandboxLabels: ReadonlyMap<string, string>;
  /** The engine had answered when the event was written. */
  readonly complete: boolean;
}

const SUCCESSFUL = 1;

type Json = Readonly<Record<string, unknown>>;
const bytes = (value: unknown): string =>
  value === undefined || value === null || typeof value === 'object'
    ? ''
    : Buffer.from(String(value), 'utf8').toString('latin1');
const object = (value: unknown): Json => (value !== null && typeof value === 'object' ? (value as Json) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
const labels = (value: unknown) =>
  new Map(Object.entries(object(value)).map(([name, text]) => [bytes(name), bytes(text)] as const));

/** Parses the JSON of a container event; undefined when it is not what such events hold. */
export function parseContainer(json: string): ContainerInfo | undefined {
  let root: unknown;
  try {
    root = JSON.parse(Buffer.from(json, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
  const c = object(object(root).container);
  const probe = (key: string): string | undefined => {
    if (c[key] === undefined) return undefined;
    const p = object(c[key]);
    return [p.exe, ...list(p.args)].map(bytes).join(' ');
  };
  const healthcheck = probe('Healthcheck');
  const liveness = probe('LivenessProbe');
  const readiness = probe('ReadinessProbe');
  return {
    id: bytes(c.id),
    fullId: bytes(c.full_id),
    type: Number(c.type ?? 0),
    name: bytes(c.name),
    image: bytes(c.image),
    imageId: bytes(c.imageid),
    imageRepo: bytes(c.imagerepo),
    imageTag: bytes(c.imagetag),
    imageDigest: bytes(c.imagedigest),
    privileged: c.privileged === true,
    hostPid: flag(c.host_pid),
    hostNetwork: flag(c.host_network),
    hostIpc: flag(c.host_ipc),
    ip: ipBytes(bytes(c.ip)),
    cniJson: bytes(c.cni_json),
    user: bytes(c.User),
    mounts: list(c.Mounts).map((m) => {
      const { Source, Destination, Mode, RW, Propagation } = object(m);
      return {
        source: bytes(Source),
        dest: bytes(Destination),
        mode: bytes(Mode),
        rdwr: RW === true,
        propagation: bytes(Propagation),
      };
    }),
    probes: {
      ...(healthcheck !== undefined && { healthcheck }),
      ...(liveness !== undefined && { liveness }),
      ...(readiness !== undefined && { readiness }),
    },
    labels: labels(c.labels),
    podSandboxId: bytes(c.pod_sandbox_id),
    podSandboxLabels: labels(c.pod_sandbox_labels),
    complete: c.lookup_state === undefined || c.lookup_state === SUCCESSFUL,
  };
}

/** The oldest form of a container event: four parameters. */
export function plainContainer(id: string, type: number, name: string, image: string): ContainerInfo {
  const info = parseContainer('{}') as ContainerInfo;
  return { ...info, id, type, name, image };
}

function ipBytes(text: string): string {
  const parts = text.split('.').map(Number);
  const valid = parts.length === 4 && parts.every((n) => Number.isInteger(n) && n >= 0 && n < 256);
  return valid ? String.fromCharCode(...parts) : '\0\0\0\0';
}

/** Containers by their short id, and how a thread finds its own. */
export class ContainerTable {
  private readonly containers = new Map<string, ContainerInfo>();

  clear(): void {
    this.containers.clear();
  }

  add(container: ContainerInfo): void {
    this.containers.set(container.id, container);
  }

  get(id: string): ContainerInfo | undefined {
    return this.containers.get(id);
  }

  all(): IterableIterator<ContainerInfo> {
    return this.containers.values();
  }

  /** Sets the thread's container id from its cgroups; '' outside of containers. */
  resolve(thread: ThreadInfo, parent: ThreadInfo | undefined): void {
    thread.containerId = thread.cgroups.containerId;
    if (thread.containerId !== '') this.categorise(thread, parent);
  }

  /** Recognises health checks and probes by their command; children have the category of their parent. */
  private categorise(thread: ThreadInfo, parent: ThreadInfo | undefined): void {
    if (thread.vpid === 1) {
      thread.category = 'container';
      return;
    }
    if (parent && parent.category !== 'none') {
      thread.category = parent.category;
      return;
    }
    const probes = this.get(thread.containerId)?.probes;
    if (!probes) return;
    const command = [thread.exe, ...thread.args].join(' ');
    if (probes.healthcheck === command) thread.category = 'healthcheck';
    else if (probes.liveness === command) thread.category = 'liveness';
    else if (probes.readiness === command) thread.category = 'readiness';
  }
}
