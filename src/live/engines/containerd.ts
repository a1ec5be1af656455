import { ENGINE, type Engine, imageParts, MOST_CONTAINERS, shortId } from './container.js';
import { Grpc } from './grpc.js';
import { type Json, list, number, object, parseJson, text, texts } from './json.js';
import { field, Message } from './protobuf.js';

// containerd's own API (github.com/containerd/containerd/tree/main/api/services, v1 of containers, events, images and
// namespaces), which knows the containers of Kubernetes, too.

/** Docker keeps its containers here, and knows more of them. */
const DOCKERS = 'moby';
const SERVICES = 'containerd.services';
const BINDS = /^r?bind$/;
const SANDBOX = 'sandbox';

/** Numbers of fields. */
const CONTAINER = { ID: 1, LABELS: 2, IMAGE: 3, SPEC: 5, CREATED: 8 } as const;
const IMAGE_TARGET = 3;
const DESCRIPTOR_DIGEST = 2;
const ANY_VALUE = 2;
const ENVELOPE = { NAMESPACE: 2, TOPIC: 3, EVENT: 4 } as const;

/**
 * A container of containerd, in the words of the original's event. `digest`: of its image. What its specification
 * (github.com/opencontainers/runtime-spec) does not say is not there.
 */
export function containerdContainer(container: Message, digest: string): Json | undefined {
  const id = container.text(CONTAINER.ID);
  if (!/^[\w.-]+$/.test(id)) return undefined;
  const labels = container.texts(CONTAINER.LABELS);
  const spec = object(parseJson(container.message(CONTAINER.SPEC).text(ANY_VALUE)));
  const process = object(spec.process);
  const user = object(process.user);
  const linux = object(spec.linux);
  const { memory, cpu } = object(linux.resources);
  const notes = object(spec.annotations);
  const kind = labels['io.cri-containerd.kind'];
  const isSandbox = kind === SANDBOX;
  const name = isSandbox ? labels['io.kubernetes.pod.name'] : labels['io.kubernetes.container.name'];
  const image = container.text(CONTAINER.IMAGE);
  const parts = imageParts(image);
  return {
    id: shortId(id),
    full_id: id,
    type: kind === undefined ? ENGINE.CONTAINERD : ENGINE.CRI,
    name: name ?? labels['nerdctl/name'] ?? id,
    ...parts,
    imagedigest: parts.imagedigest || digest,
    imageid: digest.replace(/^sha256:/, ''),
    // Nothing is hidden from it, and it may do what the host may.
    privileged:
      texts(object(process.capabilities).bounding).includes('CAP_SYS_ADMIN') && list(linux.maskedPaths).length === 0,
    is_pod_sandbox: isSandbox,
    pod_sandbox_id: text(notes['io.kubernetes.cri.sandbox-id']),
    Mounts: list(spec.mounts)
      .map(object)
      .map((m) => ({ m, options: texts(m.options) }))
      .filter(({ m, options }) => m.type === 'bind' || options.some((option) => BINDS.test(option)))
      .map(({ m, options }) => ({
        Source: text(m.source),
        Destination: text(m.destination),
        Mode: '',
        RW: !options.includes('ro'),
        Propagation: options.find((option) => /^r?(private|shared|slave)$/.test(option)) ?? '',
      })),
    labels,
    env: texts(process.env),
    User: `${number(user.uid)}`,
    created_time: container.message(CONTAINER.CREATED).number(1),
    memory_limit: number(object(memory).limit),
    swap_limit: number(object(memory).swap),
    cpu_shares: number(object(cpu).shares),
    cpu_quota: number(object(cpu).quota),
    cpu_period: number(object(cpu).period),
  };
}

export class Containerd implements Engine {
  private readonly grpc: Grpc;
  private readonly digests = new Map<string, string>();

  constructor(socket: string) {
    this.grpc = new Grpc(socket);
  }

  async begin(tell: (container: Json) => void): Promise<void> {
    this.grpc.follow(
      `${SERVICES}.events.v1.Events/Subscribe`,
      field(1, 'topic=="/containers/create"'),
      {},
      (bytes) => void this.created(new Message(bytes), tell),
    );
    const answer = await this.grpc.ask(`${SERVICES}.namespaces.v1.Namespaces/List`);
    const spaces = answer ? new Message(answer).messages(1).map((space) => space.text(1)) : [];
    for (const space of spaces.filter((name) => name !== DOCKERS)) {
      const found = await this.inSpace(space, 'containers.v1.Containers/List', Buffer.alloc(0));
      for (const container of found.messages(1).slice(0, MOST_CONTAINERS)) await this.told(space, container, tell);
    }
  }

  private async created(envelope: Message, tell: (container: Json) => void): Promise<void> {
    const space = envelope.text(ENVELOPE.NAMESPACE);
    if (space === DOCKERS) return;
    const id = envelope.message(ENVELOPE.EVENT).message(ANY_VALUE).text(1);
    const found = await this.inSpace(space, 'containers.v1.Containers/Get', field(1, id));
    await this.told(space, found.message(1), tell);
  }

  private async told(space: string, container: Message, tell: (container: Json) => void): Promise<void> {
    const json = containerdContainer(container, await this.digest(space, container.text(CONTAINER.IMAGE)));
    if (json) tell(json);
  }

  /** Of an image, '' where it is not known. */
  private async digest(space: string, image: string): Promise<string> {
    const key = `${space} ${image}`;
    let digest = this.digests.get(key);
    if (digest === undefined) {
      const found = image === '' ? undefined : await this.inSpace(space, 'images.v1.Images/Get', field(1, image));
      digest = found?.message(1).message(IMAGE_TARGET).text(DESCRIPTOR_DIGEST) ?? '';
      this.digests.set(key, digest);
    }
    return digest;
  }

  private async inSpace(space: string, method: string, body: Buffer): Promise<Message> {
    const answer = await this.grpc.ask(`${SERVICES}.${method}`, body, { 'containerd-namespace': space });
    return new Message(answer ?? Buffer.alloc(0));
  }

  close(): void {
    this.grpc.close();
  }
}
