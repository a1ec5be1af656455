import { containerBlock, ENGINE, type Engine, isSocket, socketPath } from './engines/container.js';

// Names and images of containers, as the engines of this machine tell them over their sockets, in the form of the
// original's events.

/** Environment variables of the engines' own tools, and where the sockets are without. */
const CONTAINERD = ['/run/containerd/containerd.sock', '/run/k3s/containerd/containerd.sock'];
const CRIO = '/run/crio/crio.sock';

/** The engines that are there; what speaks with one is loaded only then. */
async function engines(): Promise<Engine[]> {
  const found: Engine[] = [];
  for (const [socket, type] of [
    [socketPath(process.env.DOCKER_HOST) ?? '/var/run/docker.sock', ENGINE.DOCKER],
    ['/run/podman/podman.sock', ENGINE.PODMAN],
  ] as const) {
    if (isSocket(socket)) found.push(new (await import('./engines/docker.js')).Docker(socket, type));
  }
  const address = socketPath(process.env.CONTAINERD_ADDRESS);
  for (const socket of address === undefined ? CONTAINERD : [address]) {
    if (isSocket(socket)) found.push(new (await import('./engines/containerd.js')).Containerd(socket));
  }
  const endpoint = socketPath(process.env.CONTAINER_RUNTIME_ENDPOINT);
  // That of containerd is asked above, which says more.
  const crio = endpoint?.includes('crio') ? endpoint : CRIO;
  if (isSocket(crio)) found.push(new (await import('./engines/cri.js')).Cri(crio));
  return found;
}

/** The containers of this machine, those that are there and those that start. */
export class Containers {
  private found: Engine[] = [];
  private closed = false;

  /** `tell` gets a block for each container; `now`: ns since the epoch. */
  constructor(
    private readonly tell: (block: Buffer) => void,
    private readonly now: () => bigint,
  ) {}

  /** Asks about all that are there; what starts later is told when it does. */
  async begin(): Promise<void> {
    this.found = await engines();
    await Promise.all(
      this.found.map((engine) =>
        engine.begin((container) => {
          if (!this.closed) this.tell(containerBlock(container, this.now()));
        }),
      ),
    );
  }

  close(): void {
    this.closed = true;
    for (const engine of this.found) engine.close();
  }
}
