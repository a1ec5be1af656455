import { get, type IncomingMessage } from 'node:http';
import { type Engine, imageParts, MOST_CONTAINERS, shortId } from './container.js';
import { type Json, list, object, parseJson, text, texts } from './json.js';

// Docker Engine API: plain HTTP over a unix socket; podman speaks it, too.

const PATIENCE_MS = 1000;
/** No answer is longer. */
const MOST_ANSWER = 4 * 1024 * 1024;

/** What an engine answers; undefined: nothing that is of use, or not in time. */
function ask(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const request = get({ socketPath, path, timeout: PATIENCE_MS, headers: { host: 'engine' } }, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_ANSWER) request.destroy();
        else chunks.push(chunk);
      });
      answer.on('end', () => resolve(answer.statusCode === 200 ? parseJson(Buffer.concat(chunks)) : undefined));
      answer.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

/** What an engine says of a container, in the words of the original's event. */
export function dockerContainer(inspected: unknown, type: number): Json | undefined {
  const c = object(inspected);
  const id = text(c.Id);
  if (!/^[0-9a-f]{12,}$/.test(id)) return undefined;
  const config = object(c.Config);
  const host = object(c.HostConfig);
  return {
    id: shortId(id),
    full_id: id,
    type,
    name: text(c.Name).replace(/^\//, ''),
    ...imageParts(text(config.Image)),
    imageid: text(c.Image).replace(/^sha256:/, ''),
    privileged: host.Privileged === true,
    ip: text(object(c.NetworkSettings).IPAddress),
    is_pod_sandbox: false,
    Mounts: list(c.Mounts)
      .map(object)
      .map((m) => ({
        Source: text(m.Source),
        Destination: text(m.Destination),
        Mode: text(m.Mode),
        RW: m.RW === true,
        Propagation: text(m.Propagation),
      })),
    labels: object(config.Labels),
    env: texts(config.Env),
    User: text(config.User),
    created_time: Math.floor((Date.parse(text(c.Created)) || 0) / 1000),
    memory_limit: Number(host.Memory ?? 0),
    swap_limit: Number(host.MemorySwap ?? 0),
    cpu_shares: Number(host.CpuShares ?? 0),
    cpu_quota: Number(host.CpuQuota ?? 0),
    cpu_period: Number(host.CpuPeriod ?? 0),
  };
}

function idIn(line: string): string {
  const event = object(parseJson(line));
  return text(object(event.Actor).ID) || text(event.id);
}

export class Docker implements Engine {
  private readonly streams: IncomingMessage[] = [];
  private closed = false;

  constructor(
    private readonly socket: string,
    private readonly type: number,
  ) {}

  async begin(tell: (container: Json) => void): Promise<void> {
    this.follow(tell);
    const all = list(await ask(this.socket, '/containers/json')).slice(0, MOST_CONTAINERS);
    for (const c of all) await this.inspect(text(object(c).Id), tell);
  }

  private async inspect(id: string, tell: (container: Json) => void): Promise<void> {
    if (!/^[0-9a-f]+$/.test(id)) return;
    const container = dockerContainer(await ask(this.socket, `/containers/${id}/json`), this.type);
    if (container && !this.closed) tell(container);
  }

  /** The engine's own events: one line of JSON each. */
  private follow(tell: (container: Json) => void): void {
    const filters = encodeURIComponent(JSON.stringify({ type: ['container'], event: ['create', 'start'] }));
    const options = { socketPath: this.socket, path: `/events?filters=${filters}`, headers: { host: 'engine' } };
    const request = get(options, (answer) => {
      this.streams.push(answer);
      if (this.closed) answer.destroy();
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) void this.inspect(idIn(line), tell);
      });
      answer.on('error', () => {});
    });
    request.on('error', () => {});
    // It does not keep the program alive.
    request.on('socket', (socket) => socket.unref());
  }

  close(): void {
    this.closed = true;
    for (const stream of this.streams) stream.destroy();
  }
}
