// Records a container of containerd, one of our own: needs the rights, containerd, runc and a C compiler.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { end, record, shark, sleep } from './run.js';

// Names of sockets have few bytes.
const folder = mkdtempSync(join(tmpdir(), 'ts-shark-cd-'));
const SOCKET = join(folder, 'c.sock');
const IMAGE = 'lab.local/hello:1.4';

const PROGRAM = `
#include <fcntl.h>
#include <unistd.h>
int main(void) {
  for (int i = 0; i < 1200; i++) { close(open("/greeting", O_CREAT | O_WRONLY, 0644)); usleep(50000); }
  return 0;
}
`;

const CONFIG = `
version = 2
root = "${folder}/root"
state = "${folder}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
  address = "${SOCKET}"
[ttrpc]
  address = "${SOCKET}.ttrpc"
`;

const runs = (command: string, args: readonly string[]) => spawnSync(command, args).status === 0;
const ctr = (...args: string[]) => spawnSync('ctr', ['-a', SOCKET, ...args], { encoding: 'utf8', timeout: 20_000 });

async function whyNot(): Promise<string | false> {
  if (process.platform !== 'linux') return 'needs Linux';
  for (const command of ['containerd', 'ctr', 'runc']) if (!runs(command, ['--version'])) return `needs ${command}`;
  writeFileSync(join(folder, 'hello.c'), PROGRAM);
  if (!runs('cc', ['-static', '-O', '-o', join(folder, 'hello'), join(folder, 'hello.c')])) return 'needs a C compiler';
  const { status, stderr } = await shark(['-n', '1', '-q']);
  return status === 0 ? false : stderr.trim();
}

/** An image (github.com/opencontainers/image-spec) with one file, as a tar file. */
function makeImage(): string {
  const at = join(folder, 'image');
  mkdirSync(join(at, 'blobs/sha256'), { recursive: true });
  const blob = (bytes: Buffer) => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(at, 'blobs/sha256', hex), bytes);
    return { digest: `sha256:${hex}`, size: bytes.length };
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const type = (name: string) => ({ mediaType: `application/vnd.oci.image.${name}` });
  spawnSync('tar', ['-C', folder, '-cf', join(folder, 'layer.tar'), 'hello']);
  const layer = blob(readFileSync(join(folder, 'layer.tar')));
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const rootfs = { type: 'layers', diff_ids: [layer.digest] };
  const config = blob(json({ architecture, os: 'linux', config: { Cmd: ['/hello'] }, rootfs }));
  const manifest = blob(
    json({
      schemaVersion: 2,
      ...type('manifest.v1+json'),
      config: { ...type('config.v1+json'), ...config },
      layers: [{ ...type('layer.v1.tar'), ...layer }],
    }),
  );
  const annotations = { 'io.containerd.image.name': IMAGE };
  writeFileSync(
    join(at, 'index.json'),
    json({ schemaVersion: 2, manifests: [{ ...type('manifest.v1+json'), ...manifest, annotations }] }),
  );
  writeFileSync(join(at, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }));
  const file = join(folder, 'image.tar');
  spawnSync('tar', ['-C', at, '-cf', file, '.']);
  return file;
}

const children: ChildProcess[] = [];
function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: 'ignore' });
  children.push(child);
  return child;
}

const skip = await whyNot();

t.teardown(async () => {
  if (!skip) for (const name of ['before', 'later']) ctr('task', 'kill', '-s', 'SIGKILL', name);
  await sleep(300);
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

t.test('containers have their names and images, those that run and those that start', { skip }, async (t) => {
  writeFileSync(join(folder, 'config.toml'), CONFIG);
  start('containerd', ['-c', join(folder, 'config.toml')]);
  for (let i = 0; i < 100 && !(existsSync(SOCKET) && ctr('version').status === 0); i++) await sleep(100);
  const imported = ctr('image', 'import', '--snapshotter', 'native', makeImage());
  t.equal(imported.status, 0, imported.stderr);
  const run = (name: string) =>
    start('ctr', ['-a', SOCKET, 'run', '--rm', '--snapshotter', 'native', '--label', `tier=${name}`, IMAGE, name]);
  const before = run('before');
  const running = (name: string) => new RegExp(`^${name} .*RUNNING`, 'm').test(ctr('task', 'ls').stdout);
  for (let i = 0; i < 100 && !running('before'); i++) await sleep(100);
  if (before.exitCode !== null) return t.comment('containers cannot be run here');
  const file = join(folder, 'c.scap');
  const recording = await record(file, [], { CONTAINERD_ADDRESS: SOCKET });
  run('later');
  for (let i = 0; i < 200 && !running('later'); i++) await sleep(100);
  // Its programs open a file every 50 ms, and its name has to be asked for.
  await sleep(2000);
  t.equal(await end(recording, 'SIGINT'), 0, recording.err());
  const format = '%container.id %container.name %container.image %container.type %container.label.tier %proc.name';
  const shown = await shark(['-r', file, '-p', format, 'evt.type=open or evt.type=openat']);
  const lines = new Set(shown.stdout.toString().split('\n'));
  t.ok(lines.has(`before before ${IMAGE} containerd before hello`), 'it ran already');
  t.ok(lines.has(`later later ${IMAGE} containerd later hello`), 'it started meanwhile');
  const line = await shark(['-r', file, '-pc', '-n', '1', 'proc.name=hello and evt.type in (open, openat)']);
  t.match(line.stdout.toString(), / before \(before\) hello \(\d+:1\) > open/);
});
