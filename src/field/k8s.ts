import type { ContainerInfo } from '../state/containers.js';
import type { EventContext } from '../state/context.js';
import { ipText } from './container.js';
import { type FieldDef, type Getter, Need } from './def.js';
import { field } from './make.js';

const NEEDS = Need.THREADS | Need.CONTAINERS;
const SHORT_ID = 12;

/** The container of the thread, if it is part of a pod. */
function inPod(ctx: EventContext): ContainerInfo | undefined {
  const id = ctx.thread?.containerId;
  const info = id ? ctx.containers.get(id) : undefined;
  return info && info.podSandboxId !== '' ? info : undefined;
}

/** The container that tells about the pod: the pod's own where the thread's does not know its network. */
function podOf(ctx: EventContext, info: ContainerInfo): ContainerInfo {
  const sandbox = info.cniJson === '' ? ctx.containers.get(info.podSandboxId.slice(0, SHORT_ID)) : undefined;
  return sandbox ?? info;
}

const pod = (
  name: string,
  doc: string,
  get: (info: ContainerInfo, ctx: EventContext) => string | undefined,
): FieldDef =>
  field('k8s', name, 'charbuf', NEEDS, doc, (ctx) => {
    const info = inPod(ctx);
    return info && get(info, ctx);
  });

const label = (name: string) => (info: ContainerInfo) => info.labels.get(name);

/** Labels that people gave the pod, not those of the orchestrator. */
function podLabels(info: ContainerInfo): string {
  return [...info.podSandboxLabels]
    .filter(([name]) => !name.startsWith('annotation.') && !name.startsWith('io.kubernetes.'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}:${value}`))
    .join(', ');
}

const labelField = (name: string, doc: string, get: (key: string) => Getter): FieldDef => ({
  name,
  class: 'k8s',
  type: 'charbuf',
  needs: NEEDS,
  doc,
  arg: { kind: 'key', required: true },
  get: (arg) => {
    if (arg === undefined) throw new Error(`needs the name of a label: ${name}.app`);
    return get(arg);
  },
});

const podLabel =
  (key: string): Getter =>
  (ctx) => {
    const info = inPod(ctx);
    return info && (podOf(ctx, info).podSandboxLabels.get(key) ?? info.podSandboxLabels.get(key) ?? '');
  };

/** Objects that only the API server of a cluster knows: captures do not hold them, so their fields have no value. */
const unknown = (prefix: string, what: string): FieldDef[] => {
  const none: Getter = () => undefined;
  return [
    ...(prefix === 'k8s.ns' ? [] : [field('k8s', `${prefix}.name`, 'charbuf', NEEDS, `name of the ${what}`, none)]),
    field('k8s', `${prefix}.id`, 'charbuf', NEEDS, `id of the ${what}`, none),
    labelField(`${prefix}.label`, `one label of the ${what}`, () => none),
    field('k8s', `${prefix}.labels`, 'charbuf', NEEDS, `all labels of the ${what}`, none),
  ];
};

/** The pod a container belongs to. */
export const K8S_FIELDS: readonly FieldDef[] = [
  pod('k8s.ns.name', 'name of the namespace of the pod', label('io.kubernetes.pod.namespace')),
  pod('k8s.pod.name', 'name of the pod', label('io.kubernetes.pod.name')),
  pod('k8s.pod.id', 'uid of the pod', label('io.kubernetes.pod.uid')),
  pod('k8s.pod.uid', 'uid of the pod', label('io.kubernetes.pod.uid')),
  pod('k8s.pod.sandbox_id', 'first 12 characters of the id of the container that holds the pod together', (c) =>
    c.podSandboxId.slice(0, SHORT_ID),
  ),
  pod('k8s.pod.full_sandbox_id', 'id of the container that holds the pod together', (c) => c.podSandboxId),
  labelField('k8s.pod.label', 'one label of the pod: k8s.pod.label.app', podLabel),
  pod('k8s.pod.labels', 'all labels of the pod as name:value', (c, ctx) => podLabels(podOf(ctx, c))),
  pod('k8s.pod.ip', 'address of the pod', (c, ctx) => ipText(podOf(ctx, c).ip)),
  pod('k8s.pod.cni.json', 'network of the pod, as JSON', (c, ctx) => podOf(ctx, c).cniJson),
  ...unknown('k8s.rc', 'replication controller'),
  ...unknown('k8s.svc', 'service'),
  ...unknown('k8s.ns', 'namespace'),
  ...unknown('k8s.rs', 'replica set'),
  ...unknown('k8s.deployment', 'deployment'),
];
