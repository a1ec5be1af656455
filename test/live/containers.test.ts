// Names of containers, from an engine that answers as Docker does.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Containers, containerJson } from '../../src/live/containers.js';
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

const folder = mkdtempSync(join(tmpdir(), 'ts-shark-engine-'));
t.teardown(() => rmSync(folder, { recursive: true }));

t.test('an answer becomes an event that readers understand', async (t) => {
  const info = parseContainer(JSON.stringify(containerJson(inspected(ID, 'web-1'), 0)));
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
    t.equal(containerJson(answer, 0), undefined, JSON.stringify(answer));
  }
  t.ok(containerJson({ Id: ID, Config: 3, Mounts: 'x', HostConfig: null }, 0), 'what is not as expected is left out');
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
  const before = process.env.DOCKER_HOST;
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
  if (before === undefined) delete process.env.DOCKER_HOST;
  else process.env.DOCKER_HOST = before;
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
  delete process.env.DOCKER_HOST;
  server.closeAllConnections();
  server.close();
});
