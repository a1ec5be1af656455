// Names of containers, from engines that answer as Docker, containerd and CRI-O do.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttp2, type ServerHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Containers } from '../../src/live/containers.js';
import { dockerContainer } from '../../src/live/engines/docker.js';
import { field, Message, numberField } from '../../src/live/engines/protobuf.js';
import { parseContainer } from '../../src/state/containers.js';

const ID = '3f9c1a7be25d'.padEnd(64, '0');
const LATER = 'aaaaaaaaaaaa'.padEnd(64, '1');
const inspected = (id: string, name: string) => ({
  Id: id,
  Name: `/${name}`,
  Created: '2026-11-21T10:00:00Z',
  Image: 'sha256:0123456789abcdef',
  Config: { Image: 'lab/web:1.4', Labels: { tier: 'front' }, Env: ['A=1'], User: 'www-data' },
  HostConfig: { Privileged: true, Memory: 1024 },
  NetworkSettings: { IPAddress: '10.0.0.9' },
  Mounts: [{ Source: '/srv', Destination: '/data', Mode: 'ro', RW: false, Propagation: 'rprivate' }],
});

/** A socket where nothing is, so that no engine of this machine answers. */
const NOWHERE = 'unix:///nowhere/engine.sock';
for (const name of ['DOCKER_HOST', 'CONTAINERD_ADDRESS', 'CONTAINER_RUNTIME_ENDPOINT']) process.env[name] = NOWHERE;

const folder = mkdtempSync(join(tmpdir(), 'ts-shark-engine-'));
t.teardown(() => rmSync(folder, { recursive: true }));

t.test('an answer becomes an event that readers understand', async (t) => {
  const info = parseContainer(JSON.stringify({ container: dockerContainer(inspected(ID, 'web-1'), 0) }));
  t.match(info, {
    id: '3f9c1a7be25d',
    fullId: ID,
    name: 'web-1',
    image: 'lab/web:1.4',
    imageRepo: 'lab/web',
    imageTag: '1.4',
    imageId: '0123456789abcdef',
    privileged: true,
    user: 'www-data',
    mounts: [{ source: '/srv', dest: '/data', mode: 'ro', rdwr: false, propagation: 'rprivate' }],
  });
  for (const answer of [undefined, null, 'text', {}, { Id: '../../etc' }, { Id: 7 }]) {
    t.equal(dockerContainer(answer, 0), undefined, JSON.stringify(answer));
  }
  t.ok(dockerContainer({ Id: ID, Config: 3, Mounts: 'x', HostConfig: null }, 0), 'what is not as expected is left out');
});

t.test('those that are there, and those that start', async (t) => {
  const path = join(folder, 'engine.sock');
  let started: (() => void) | undefined;
  const server = createServer((request, answer) => {
    const url = request.url ?? '';
    if (url === '/containers/json') answer.end(JSON.stringify([{ Id: ID }, { Id: 'b'.repeat(64) }, { Id: '../x' }, 5]));
    else if (url === `/containers/${ID}/json`) answer.end(JSON.stringify(inspected(ID, 'web-1')));
    else if (url === `/containers/${LATER}/json`) answer.end(JSON.stringify(inspected(LATER, 'later')));
    else if (url.startsWith('/events')) {
      answer.write('no json\n');
      started = () => answer.write(`${JSON.stringify({ Actor: { ID: LATER } })}\n`);
    } else answer.writeHead(404).end('no such container');
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  process.env.DOCKER_HOST = `unix://${path}`;
  const blocks: Buffer[] = [];
  let told: (() => void) | undefined;
  const containers = new Containers(
    (block) => {
      blocks.push(block);
      told?.();
    },
    () => 5n,
  );
  await containers.begin();
  t.equal(blocks.length, 1, 'what is not found is left out');
  t.match(blocks[0]?.toString('latin1'), /"name":"web-1"/);
  const next = new Promise<void>((resolve) => {
    told = resolve;
  });
  while (!started) await new Promise((resolve) => setTimeout(resolve, 10));
  started();
  await next;
  t.match(blocks[1]?.toString('latin1'), /"name":"later"/);
  const [first] = blocks;
  t.equal(first?.readUInt32LE(0), 0x221);
  t.equal(first?.readUInt32LE(4), first?.length);
  t.equal(first?.readUInt32LE((first?.length ?? 0) - 4), first?.length);
  containers.close();
  server.closeAllConnections();
  server.close();
  process.env.DOCKER_HOST = NOWHERE;
});

t.test('an engine that does not answer holds nothing up for long', async (t) => {
  const path = join(folder, 'mute.sock');
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(path, resolve));
  process.env.DOCKER_HOST = `unix://${path}`;
  const containers = new Containers(
    () => t.fail('there is nothing to tell'),
    () => 0n,
  );
  const began = Date.now();
  await containers.begin();
  t.ok(Date.now() - began < 5000);
  containers.close();
  process.env.DOCKER_HOST = NOWHERE;
  server.closeAllConnections();
  server.close();
});

const map = (number: number, entries: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(
    Object.entries(entries).map(([key, value]) => field(number, Buffer.concat([field(1, key), field(2, value)]))),
  );

t.test('messages are read as they are written', async (t) => {
  const bytes = Buffer.concat([
    field(1, 'text'),
    numberField(2, 2 ** 40 + 5),
    field(3, field(1, 'inner')),
    map(4, { a: 'b', c: 'd' }),
    field(16, 'x'.repeat(300)),
    // 64 and 32 bits, which nobody asks for
    Buffer.from([0x29, 1, 2, 3, 4, 5, 6, 7, 8, 0x35, 1, 2, 3, 4]),
    field(7, 'behind'),
  ]);
  const message = new Message(bytes);
  t.equal(message.text(1), 'text');
  t.equal(message.number(2), 2 ** 40 + 5);
  t.equal(message.message(3).text(1), 'inner');
  t.strictSame(message.texts(4), { a: 'b', c: 'd' });
  t.equal(message.text(16).length, 300);
  t.equal(message.text(7), 'behind');
  t.equal(message.text(99), '');
  for (let end = 0; end < bytes.length; end++) t.doesNotThrow(() => new Message(bytes.subarray(0, end)));
  t.equal(new Message(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])).text(1), '', 'longer than what there is');
});

/** A gRPC server: `answers` by path get the message and the headers of a call; `follow` keeps streams open. */
async function serve(
  path: string,
  answers: Readonly<Record<string, (message: Message, space: string) => Buffer | undefined>>,
  follow: (path: string, send: (message: Buffer) => void) => void = () => {},
): Promise<() => void> {
  const streams = new Set<ServerHttp2Stream>();
  const server = createHttp2();
  server.on('stream', (stream, headers) => {
    streams.add(stream);
    const method = headers[':path'] ?? '';
    const send = (message: Buffer) => {
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(message.length, 1);
      // In pieces, as they may come.
      stream.write(prefix.subarray(0, 3));
      stream.write(Buffer.concat([prefix.subarray(3), message]));
    };
    const chunks: Buffer[] = [];
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      const answer = answers[method]?.(
        new Message(Buffer.concat(chunks).subarray(5)),
        String(headers['containerd-namespace'] ?? ''),
      );
      if (!(method in answers)) return follow(method, send);
      if (answer) send(answer);
      stream.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return () => {
    for (const stream of streams) stream.destroy();
    server.close();
  };
}

/** What is told of the containers of an engine, the `n`th of which comes later. */
async function told(n: number, later: () => void): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let complete: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    complete = resolve;
  });
  const containers = new Containers(
    (block) => {
      const json = block.subarray(block.indexOf('{'), block.lastIndexOf('}') + 1).toString();
      found.push(JSON.parse(json).container);
      if (found.length === n) complete();
    },
    () => 5n,
  );
  await containers.begin();
  later();
  await all;
  containers.close();
  return found;
}

t.test('containerd tells of its containers, in all namespaces', async (t) => {
  const path = join(folder, 'containerd.sock');
  const spec = {
    process: { env: ['A=1'], user: { uid: 7 }, capabilities: { bounding: ['CAP_SYS_ADMIN'] } },
    mounts: [
      { source: '/srv', destination: '/data', type: 'bind', options: ['rbind', 'ro', 'rprivate'] },
      { source: 'proc', destination: '/proc', type: 'proc' },
    ],
    linux: { resources: { memory: { limit: 4096 }, cpu: { shares: 512 } } },
    annotations: { 'io.kubernetes.cri.sandbox-id': 'b'.repeat(64) },
  };
  const container = (id: string, image: string, labels: Record<string, string>) =>
    Buffer.concat([
      field(1, id),
      map(2, labels),
      field(3, image),
      field(5, Buffer.concat([field(1, 'type'), field(2, JSON.stringify(spec))])),
      field(8, numberField(1, 1795000000)),
    ]);
  const kubernetes = {
    'io.cri-containerd.kind': 'container',
    'io.kubernetes.container.name': 'web',
    'io.kubernetes.pod.name': 'web-0',
  };
  const of: Record<string, Buffer[]> = {
    default: [container('hand-made', '', {}), container('../../etc', 'x', {})],
    'k8s.io': [
      container(ID, 'lab.local/web:1.4', kubernetes),
      container('c'.repeat(64), 'lab.local/pause:3', { ...kubernetes, 'io.cri-containerd.kind': 'sandbox' }),
    ],
    moby: [container('d'.repeat(64), '', {})],
  };
  let send: ((message: Buffer) => void) | undefined;
  const service = '/containerd.services';
  const stop = await serve(
    path,
    {
      [`${service}.namespaces.v1.Namespaces/List`]: () =>
        Buffer.concat(['default', 'moby', 'k8s.io', 'empty'].map((name) => field(1, field(1, name)))),
      [`${service}.containers.v1.Containers/List`]: (_, space) =>
        of[space] && Buffer.concat(of[space].map((c) => field(1, c))),
      [`${service}.containers.v1.Containers/Get`]: (asked, space) =>
        field(1, container(asked.text(1), `from/${space}:2`, { 'nerdctl/name': 'later' })),
      [`${service}.images.v1.Images/Get`]: (asked) =>
        asked.text(1).includes('web') ? field(1, field(3, field(2, 'sha256:feed'))) : undefined,
    },
    (method, s) => {
      if (method === `${service}.events.v1.Events/Subscribe`) send = s;
    },
  );
  process.env.CONTAINERD_ADDRESS = path;
  const found = await told(4, () =>
    send?.(
      Buffer.concat([
        field(2, 'default'),
        field(3, '/containers/create'),
        field(4, Buffer.concat([field(1, 'type'), field(2, field(1, 'new-one'))])),
      ]),
    ),
  );
  stop();
  process.env.CONTAINERD_ADDRESS = NOWHERE;
  const [byHand, web, sandbox, later] = found;
  t.match(byHand, { id: 'hand-made', full_id: 'hand-made', type: 7, name: 'hand-made', image: '', User: '7' });
  t.match(web, {
    id: ID.slice(0, 12),
    full_id: ID,
    type: 6,
    name: 'web',
    image: 'lab.local/web:1.4',
    imagerepo: 'lab.local/web',
    imagetag: '1.4',
    imagedigest: 'sha256:feed',
    imageid: 'feed',
    privileged: true,
    is_pod_sandbox: false,
    pod_sandbox_id: 'b'.repeat(64),
    Mounts: [{ Source: '/srv', Destination: '/data', RW: false, Propagation: 'rprivate' }],
    labels: kubernetes,
    env: ['A=1'],
    created_time: 1795000000,
    memory_limit: 4096,
    cpu_shares: 512,
  });
  t.equal((web.Mounts as unknown[]).length, 1);
  t.match(sandbox, { id: 'cccccccccccc', name: 'web-0', is_pod_sandbox: true });
  t.match(later, { id: 'new-one', name: 'later', image: 'from/default:2' });
  t.match(parseContainer(JSON.stringify({ container: web })), { name: 'web', imageTag: '1.4', privileged: true });
});

t.test('CRI-O tells of its containers', async (t) => {
  const path = join(folder, 'crio.sock');
  const container = (id: string, name: string) =>
    Buffer.concat([
      field(1, id),
      field(2, 'e'.repeat(64)),
      field(3, field(1, name)),
      field(4, field(1, 'quay.local/tool:9')),
      field(5, 'sha256:beef'),
      numberField(7, 1795000000 * 1e9),
      map(8, { 'io.kubernetes.pod.name': 'tool-0' }),
    ]);
  let send: ((message: Buffer) => void) | undefined;
  const stop = await serve(
    path,
    {
      '/runtime.v1.RuntimeService/ListContainers': (asked) => {
        const id = asked.message(1).text(1);
        return field(1, id === '' ? container(ID, 'tool') : container(id, 'late'));
      },
    },
    (_, s) => {
      send = s;
    },
  );
  process.env.CONTAINER_RUNTIME_ENDPOINT = `unix://${path}`;
  const [tool, late] = await told(2, () => {
    send?.(Buffer.concat([field(1, LATER), numberField(2, 2)]));
    send?.(Buffer.concat([field(1, LATER), numberField(2, 1)]));
  });
  stop();
  process.env.CONTAINER_RUNTIME_ENDPOINT = NOWHERE;
  t.match(tool, {
    id: ID.slice(0, 12),
    type: 8,
    name: 'tool',
    image: 'quay.local/tool:9',
    imageid: 'beef',
    pod_sandbox_id: 'e'.repeat(64),
    labels: { 'io.kubernetes.pod.name': 'tool-0' },
    created_time: 1795000000,
  });
  t.match(late, { full_id: LATER, name: 'late' });
});

t.test('a gRPC server that does not answer, or speaks otherwise, holds nothing up for long', async (t) => {
  const mute = join(folder, 'mute-grpc.sock');
  const stop = await serve(mute, {});
  const other = join(folder, 'other.sock');
  const server = createServer((_, answer) => answer.end('<html>'));
  await new Promise<void>((resolve) => server.listen(other, resolve));
  for (const path of [mute, other]) {
    process.env.CONTAINERD_ADDRESS = path;
    const containers = new Containers(
      () => t.fail('there is nothing to tell'),
      () => 0n,
    );
    const began = Date.now();
    await containers.begin();
    t.ok(Date.now() - began < 5000, path);
    containers.close();
  }
  process.env.CONTAINERD_ADDRESS = NOWHERE;
  stop();
  server.closeAllConnections();
  server.close();
});
