import { statSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { PPME } from '../event/tables/ids.data.js';
import { BlockWriter } from '../format/scap/blocks-out.js';

// Names and images of containers, as the engines tell them over their sockets (Docker Engine API: plain HTTP; podman
// speaks it, too), in the form of the original's events.

/** CT_* numbers of the format. */
const DOCKER = 0;
const PODMAN = 11;

interface Engine {
  readonly socket: string;
  readonly type: number;
}

const PATIENCE_MS = 1000;
const EV_V2_LARGE = 0x221;
const EVENT_HEADER = 26;
const NO_CPU = 0xffff;
const SHORT_ID = 12;
/** No answer about one container is longer. */
const MOST_ANSWER = 4 * 1024 * 1024;
const MOST_CONTAINERS = 10_000;

function isSocket(path: string): boolean {
  try {
    return statSync(path).isSocket();
  } catch {
    return false;
  }
}

/** The engines of this machine; DOCKER_HOST says where Docker's is, if it is not where it always is. */
function engines(): Engine[] {
  const docker = /^unix:\/\/(.+)$/.exec(process.env.DOCKER_HOST ?? '')?.[1] ?? '/var/run/docker.sock';
  const known = [
    { socket: docker, type: DOCKER },
    { socket: '/run/podman/podman.sock', type: PODMAN },
  ];
  return known.filter(({ socket }) => isSocket(socket));
}

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
      answer.on('end', () => {
        try {
          resolve(answer.statusCode === 200 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined);
        } catch {
          resolve(undefined);
        }
      });
      answer.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

type Json = Readonly<Record<string, unknown>>;
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What an engine says of a container, in the words of the original's event. */
export function containerJson(inspected: unknown, type: number): Json | undefined {
  const c = object(inspected);
  const id = text(c.Id);
  if (!/^[0-9a-f]{12,}$/.test(id)) return undefined;
  const config = object(c.Config);
  const host = object(c.HostConfig);
  const image = text(config.Image);
  const tag = /^(.*?)(?::([^:/]+))?$/.exec(image.replace(/@.*$/, ''));
  return {
    container: {
      id: id.slice(0, SHORT_ID),
      full_id: id,
      type,
      name: text(c.Name).replace(/^\//, ''),
      image,
      imageid: text(c.Image).replace(/^sha256:/, ''),
      imagerepo: tag?.[1] ?? '',
      imagetag: tag?.[2] ?? '',
      imagedigest: image.includes('@') ? image.slice(image.indexOf('@') + 1) : '',
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
      env: list(config.Env).filter((e) => typeof e === 'string'),
      User: text(config.User),
      created_time: Math.floor((Date.parse(text(c.Created)) || 0) / 1000),
      memory_limit: Number(host.Memory ?? 0),
      swap_limit: Number(host.MemorySwap ?? 0),
      cpu_shares: Number(host.CpuShares ?? 0),
      cpu_quota: Number(host.CpuQuota ?? 0),
      cpu_period: Number(host.CpuPeriod ?? 0),
    },
  };
}

/** A container event, as a block. `ts`: ns since the epoch. */
export function containerBlock(json: Json, ts: bigint): Buffer {
  const bytes = Buffer.from(`${JSON.stringify(json)}\0`);
  const out = new BlockWriter();
  const start = out.beginBlock(EV_V2_LARGE);
  out.u16(NO_CPU);
  out.u64(ts);
  out.u64(-1n);
  out.u32(EVENT_HEADER + 4 + bytes.length);
  out.u16(PPME.CONTAINER_JSON_2_E);
  out.u32(1);
  out.u32(bytes.length);
  out.copy(bytes, 0, bytes.length);
  out.endBlock(start);
  return Buffer.from(out.buf.subarray(0, out.pos));
}

/** The containers of this machine, those that are there and those that start. */
export class Containers {
  private readonly streams: IncomingMessage[] = [];
  private closed = false;

  /** `tell` gets a block for each container; `now`: ns since the epoch. */
  constructor(
    private readonly tell: (block: Buffer) => void,
    private readonly now: () => bigint,
  ) {}

  /** Asks about all that are there; what starts later is told when it does. */
  async begin(): Promise<void> {
    await Promise.all(
      engines().map(async (engine) => {
        this.follow(engine);
        for (const c of list(await ask(engine.socket, '/containers/json')).slice(0, MOST_CONTAINERS)) {
          await this.inspect(engine, text(object(c).Id));
        }
      }),
    );
  }

  private async inspect({ socket, type }: Engine, id: string): Promise<void> {
    if (!/^[0-9a-f]+$/.test(id)) return;
    const json = containerJson(await ask(socket, `/containers/${id}/json`), type);
    if (json && !this.closed) this.tell(containerBlock(json, this.now()));
  }

  /** The engine's own events: one line of JSON each. */
  private follow(engine: Engine): void {
    const filters = encodeURIComponent(JSON.stringify({ type: ['container'], event: ['create', 'start'] }));
    const options = { socketPath: engine.socket, path: `/events?filters=${filters}`, headers: { host: 'engine' } };
    const request = get(options, (answer) => {
      this.streams.push(answer);
      if (this.closed) answer.destroy();
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) void this.inspect(engine, idIn(line));
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

function idIn(line: string): string {
  try {
    const event = object(JSON.parse(line));
    return text(object(event.Actor).ID) || text(event.id);
  } catch {
    return '';
  }
}
