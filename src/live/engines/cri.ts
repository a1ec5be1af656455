import { ENGINE, type Engine, imageParts, MOST_CONTAINERS, shortId } from './container.js';
import { Grpc } from './grpc.js';
import type { Json } from './json.js';
import { field, Message } from './protobuf.js';

// Container Runtime Interface (github.com/kubernetes/cri-api, runtime/v1), which CRI-O has and no other API.

const SERVICE = 'runtime.v1.RuntimeService';
const CREATED = 0;
const STARTED = 1;

/** Numbers of fields. */
const CONTAINER = { ID: 1, SANDBOX: 2, METADATA: 3, IMAGE: 4, IMAGE_REF: 5, CREATED: 7, LABELS: 8 } as const;
const EVENT = { ID: 1, TYPE: 2 } as const;
const NS = 1e9;

/** A container of the list, in the words of the original's event. */
export function criContainer(container: Message): Json | undefined {
  const id = container.text(CONTAINER.ID);
  if (!/^[\w.-]+$/.test(id)) return undefined;
  return {
    id: shortId(id),
    full_id: id,
    type: ENGINE.CRIO,
    name: container.message(CONTAINER.METADATA).text(1),
    ...imageParts(container.message(CONTAINER.IMAGE).text(1)),
    imageid: container.text(CONTAINER.IMAGE_REF).replace(/^.*sha256:/, ''),
    is_pod_sandbox: false,
    pod_sandbox_id: container.text(CONTAINER.SANDBOX),
    labels: container.texts(CONTAINER.LABELS),
    created_time: Math.floor(container.number(CONTAINER.CREATED) / NS),
  };
}

export class Cri implements Engine {
  private readonly grpc: Grpc;

  constructor(socket: string) {
    this.grpc = new Grpc(socket);
  }

  async begin(tell: (container: Json) => void): Promise<void> {
    this.grpc.follow(`${SERVICE}/GetContainerEvents`, Buffer.alloc(0), {}, (bytes) => {
      const event = new Message(bytes);
      const type = event.number(EVENT.TYPE);
      if (type === CREATED || type === STARTED) void this.list(field(1, field(1, event.text(EVENT.ID))), tell);
    });
    await this.list(Buffer.alloc(0), tell);
  }

  private async list(filter: Buffer, tell: (container: Json) => void): Promise<void> {
    const answer = await this.grpc.ask(`${SERVICE}/ListContainers`, filter);
    if (!answer) return;
    for (const container of new Message(answer).messages(1).slice(0, MOST_CONTAINERS)) {
      const json = criContainer(container);
      if (json) tell(json);
    }
  }

  close(): void {
    this.grpc.close();
  }
}
