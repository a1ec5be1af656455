import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { readBytes } from '../helpers/read-all.js';
import { BIN, FIXTURES, shark } from './run.js';

const ATTACK = `${FIXTURES}attack.scap`;
const folder = mkdtempSync(join(tmpdir(), 'ts-shark-write-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

t.test('-w writes what is read, and prints nothing', async (t) => {
  const ran = await shark(['-r', ATTACK, '-w', at('copy.scap')]);
  t.match(ran, { status: 0, stdout: Buffer.alloc(0) });
  t.ok(readFileSync(at('copy.scap')).equals(readFileSync(ATTACK)));
  t.strictSame(
    readdirSync(folder).filter((name) => name.includes('part')),
    [],
    'nothing is left beside it',
  );
});

t.test('-w tells how far it is', async (t) => {
  const percents = (stderr: string) => {
    t.match(stderr, /^(\r\d+\.\d\d)+\n$/);
    return stderr.trim().split('\r').map(Number);
  };
  const large = at('large.scap');
  const once = readFileSync(ATTACK);
  writeFileSync(large, Buffer.concat([once, once, once]));
  for (const options of [[], ['proc.name=nmap'], ['-q', '-z']]) {
    const told = percents((await shark(['-r', large, ...options, '-w', at('told.scap')])).stderr);
    t.ok(told.length > 2 && told.every((percent, i) => i === 0 || percent > (told[i - 1] as number)));
    t.equal(told[told.length - 1], 100, 'whether it looks once or twice');
  }
  const piped = await shark(['-r', '-', '-w', at('told.scap')], readFileSync(ATTACK));
  t.equal(piped.stderr, '', 'nobody knows how much is to come');
});

t.test('-w - is standard output, -z compresses', async (t) => {
  const plain = await shark(['-r', ATTACK, '-w', '-']);
  t.ok(plain.stdout.equals(readFileSync(ATTACK)));
  const packed = await shark(['-r', ATTACK, '-z', '--write=-']);
  t.strictSame([...packed.stdout.subarray(0, 2)], [0x1f, 0x8b]);
  t.ok(gunzipSync(packed.stdout).equals(plain.stdout));
});

t.test('a capture can be written over itself', async (t) => {
  const file = at('self.scap');
  writeFileSync(file, readFileSync(ATTACK));
  t.equal((await shark(['-r', file, '-w', file, 'proc.name=nmap'])).status, 0);
  const { stdout } = await shark(['-r', file, '-p', '%proc.name']);
  t.strictSame([...new Set(stdout.toString().split('\n'))], ['nmap', '']);
});

t.test('from a pipe, with a filter: all state is kept', async (t) => {
  const { stdout, status } = await shark(['-r', '-', '-w', '-', 'proc.name=nmap'], gzipSync(readFileSync(ATTACK)));
  t.equal(status, 0);
  const format = ['-p', '*%evt.type %proc.cmdline %proc.pname %fd.name'];
  const expected = await shark(['-r', ATTACK, ...format, 'proc.name=nmap']);
  const found = await shark(['-r', '-', ...format], stdout);
  t.ok(found.stdout.equals(expected.stdout));
});

t.test('-n, -E and several inputs count for what is written too', async (t) => {
  await shark(['-r', ATTACK, '-n', '100', '-w', at('n.scap')]);
  t.match(await shark(['-r', at('n.scap'), '-n', '1000', '-p', 'x', '-q', '-v']), {
    stderr: /Captured Events: 100,/,
  });
  await shark(['-r', ATTACK, '-E', '-w', at('e.scap')]);
  const { told } = await readBytes(readFileSync(at('e.scap')));
  t.notOk(told.some(([what]) => what === 'user'));
  await shark(['-r', at('n.scap'), '-r', ATTACK, '-w', at('both.scap')]);
  t.equal(statSync(at('both.scap')).size, statSync(at('n.scap')).size + statSync(ATTACK).size);
});

t.test('what comes behind the last event is left out', async (t) => {
  writeFileSync(at('thrice'), Buffer.concat([ATTACK, `${FIXTURES}container.scap`, ATTACK].map((f) => readFileSync(f))));
  const copy = async (...filter: string[]) => {
    t.match(await shark(['-r', at('thrice'), '-w', at('short'), ...filter]), { status: 0, stderr: /\r100\.00\n$/ });
    const read = await shark(['-r', at('short'), '-p', '*%evt.rawtime %proc.cmdline %evt.type %fd.name %evt.args']);
    t.equal(read.status, 0);
    return read.stdout.toString('latin1');
  };
  t.equal(await copy('proc.name=nobody-is-called-so'), '', 'a word that is nowhere');
  const [least, most] = [statSync(at('short')).size, statSync(at('thrice')).size];
  t.ok(least < most / 3, `${least} bytes`);
  t.equal(await copy('evt.num<0'), '', 'no word at all');
  t.equal(statSync(at('short')).size, least);
  const early = await copy('evt.num<10000');
  const whole = await shark([
    '-r',
    ATTACK,
    '-p',
    '*%evt.rawtime %proc.cmdline %evt.type %fd.name %evt.args',
    'evt.num<10000',
  ]);
  t.ok(early === whole.stdout.toString('latin1'));
  t.ok(statSync(at('short')).size < most / 3);
  const nmap = await copy('proc.name=nmap');
  const lines = (text: string) => text.split('\n').filter((line) => / nmap /.test(line)).length;
  const once = await shark(['-r', ATTACK, '-p', '*%evt.rawtime %proc.cmdline %evt.type', 'proc.name=nmap']);
  t.ok(lines(once.stdout.toString('latin1')) > 5000);
  t.equal(lines(nmap), 2 * lines(once.stdout.toString('latin1')), 'in the last section too');
});

const LINE = ['-D', '-p', '*%evt.time %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.arg.data %proc.cwd'];

t.test('--from and --to: the part, with the state that it needs', async (t) => {
  for (const part of [
    ['--from', 'evt:20000', '--to', 'evt:21000'],
    ['--from', '+500ms', '--to', '+700ms'],
    ['--from=03:29:09.1', '--to=2026-11-21T03:29:09.2Z', 'fd.type=ipv4'],
  ]) {
    const format = ['-p', '*%evt.reltime.ns %proc.cmdline %evt.info %fd.name %proc.pname %proc.cwd'];
    const expected = await shark(['-r', ATTACK, ...part, ...format]);
    t.ok(expected.stdout.length > 10_000, part.join(' '));
    await shark(['-r', ATTACK, ...part, '-w', at('part.scap')]);
    const found = await shark(['-r', at('part.scap'), ...format]);
    t.equal(found.stdout.toString().slice(0, 100_000), expected.stdout.toString().slice(0, 100_000));
  }
});

t.test('rotation: parts that can be read by themselves, and together are the whole', async (t) => {
  for (const [i, how] of [
    ['-e', '7000'],
    ['-C', '1'],
    ['-G', '1'],
    ['-e', '3000', '-z'],
  ].entries()) {
    const whole = await shark(['-r', ATTACK, ...LINE]);
    await shark(['-r', ATTACK, '-w', at(`rotated${i}-`), ...how]);
    const parts = readdirSync(folder)
      .filter((name) => name.startsWith(`rotated${i}-`))
      .sort((a, b) => Number(/\d+$/.exec(a)?.[0]) - Number(/\d+$/.exec(b)?.[0]));
    t.ok(parts.length > 1, `${how.join(' ')}: ${parts.length} parts`);
    t.equal(parts[0], `rotated${i}-0`);
    const read = await Promise.all(parts.map((name) => shark(['-r', at(name), ...LINE])));
    t.ok(Buffer.concat(read.map((ran) => ran.stdout)).equals(whole.stdout), how.join(' '));
  }
});

t.test('a ring of files keeps the last ones', async (t) => {
  await shark(['-r', ATTACK, '-w', at('ring'), '-e', '5000', '-W', '3']);
  t.strictSame(
    readdirSync(folder).filter((name) => name.startsWith('ring')),
    ['ring0', 'ring1', 'ring2'],
  );
  const last = await shark(['-r', ATTACK, '-D', '-p', '%evt.time']);
  const end = last.stdout.toString().trim().split('\n').pop();
  const ends = await Promise.all(
    ['ring0', 'ring1', 'ring2'].map(async (name) => (await shark(['-r', at(name), '-D', '-p', '%evt.time'])).stdout),
  );
  t.ok(ends.some((text) => text.toString().trim().endsWith(String(end))));
  await shark(['-r', ATTACK, '-w', at('timed-%H%M%S'), '-G', '1', '-W', '2']);
  t.strictSame(
    readdirSync(folder).filter((name) => name.startsWith('timed')),
    ['timed-032909', 'timed-032911'],
  );
  t.match(await shark(['-r', ATTACK, '-w', '-', '-e', '5']), { status: 1, stderr: /cannot be several files/ });
});

t.test('errors: nothing is left behind, one line says what is wrong', async (t) => {
  const missing = await shark(['-r', at('none'), '-w', at('x.scap')]);
  t.match(missing, { status: 1, stderr: /no such file/ });
  t.match(await shark(['-r', ATTACK, '-w', at('no/such/place')]), { status: 1, stderr: /can't write .*no such file/ });
  t.match(await shark(['-r', ATTACK, '-w', at('x.scap'), 'proc.nam=x']), { status: 1, stderr: /did you mean/ });
  t.notOk(readdirSync(folder).some((name) => name.startsWith('x.scap')));
});

t.test('what a damaged capture holds up to the damage is written', async (t) => {
  writeFileSync(at('cut'), readFileSync(ATTACK).subarray(0, 1_000_001));
  for (const filter of [[], ['proc.name exists']]) {
    const ran = await shark(['-r', at('cut'), '-w', at('rescued.scap'), ...filter]);
    t.match(ran, { status: 1, stderr: /cut off inside the block/ });
    const whole = await shark(['-r', at('cut'), '-p', '%evt.type']);
    const copy = await shark(['-r', at('rescued.scap'), '-p', '%evt.type']);
    t.equal(copy.status, 0);
    t.ok(copy.stdout.equals(whole.stdout));
  }
});

/** Starts a copy of what comes from a pipe that stays open, with a part of a capture in it. */
function copyOfOpenPipe(target: string) {
  const child = spawn(process.execPath, [BIN, '-r', '-', '-w', target], { stdio: ['pipe', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.on('error', () => {});
  child.stdin.write(readFileSync(ATTACK).subarray(0, 2_000_001));
  const ended = new Promise<{ status: number | null; stderr: string }>((resolve) =>
    child.on('close', (status) => resolve({ status, stderr })),
  );
  return { child, ended };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
}

const partOf = (name: string) => readdirSync(folder).find((file) => file.startsWith(`${name}.`) && /part$/.test(file));
const sizeOf = (name: string) => {
  const part = partOf(name);
  return part ? statSync(at(part)).size : 0;
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`${signal}: a complete capture, and the number of its events`, async (t) => {
    const name = `${signal}.scap`;
    const { child, ended } = copyOfOpenPipe(at(name));
    await until(() => sizeOf(name) > 1_900_000);
    child.kill(signal);
    const { status, stderr } = await ended;
    t.equal(status, 0);
    const count = Number(/holds (\d+) events/.exec(stderr)?.[1]);
    const { events, told, error } = await readBytes(readFileSync(at(name)));
    t.notOk(error);
    t.ok(told.length > 0);
    t.equal(count, events.length, stderr);
  });
}

t.test('a signal at any moment: whole files, which together are how far it came', async (t) => {
  const whole = (await readBytes(readFileSync(ATTACK))).events.filter(({ dumpFlags }) => dumpFlags === 0);
  let cut = 0;
  for (let i = 0; i < 8; i++) {
    const name = `any${i}-`;
    const delay = Math.floor(Math.random() * 500);
    const child = spawn(process.execPath, [BIN, '-r', ATTACK, '-w', at(name), '-e', '4000'], { stdio: 'ignore' });
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
    setTimeout(() => child.kill(i % 2 ? 'SIGINT' : 'SIGTERM'), delay);
    await ended;
    const files = readdirSync(folder)
      .filter((file) => file.startsWith(name))
      .sort((a, b) => Number(/\d+$/.exec(a)?.[0]) - Number(/\d+$/.exec(b)?.[0]));
    t.strictSame(
      files.filter((file) => file.endsWith('.part')),
      [],
      `after ${delay} ms`,
    );
    const parts = await Promise.all(files.map((file) => readBytes(readFileSync(at(file)))));
    t.notOk(
      parts.some(({ error }) => error),
      `${files.length} files`,
    );
    const found = parts.flatMap(({ events }) => events.filter(({ dumpFlags }) => dumpFlags === 0));
    const same = found.findIndex((event, k) => event.ts !== whole[k]?.ts || event.type !== whole[k]?.type);
    t.equal(same, -1, `${found.length} events`);
    if (found.length < whole.length) cut++;
  }
  t.ok(cut > 0, `${cut} of 8 did not come to the end`);
});

t.test('kill -9: the file beside reads up to the last block', async (t) => {
  const { child, ended } = copyOfOpenPipe(at('killed.scap'));
  await until(() => sizeOf('killed.scap') > 1_900_000);
  child.kill('SIGKILL');
  await ended;
  t.notOk(readdirSync(folder).includes('killed.scap'), 'not under the final name');
  const { events, error } = await readBytes(readFileSync(at(partOf('killed.scap') as string)));
  t.notOk(error);
  t.ok(events.length > 10_000);
});

t.test('a reader that closes early', async (t) => {
  const script = `"${process.execPath}" "${BIN}" -r "${ATTACK}" -w - | head -c 100000 | wc -c`;
  const ran = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  t.equal(ran.stdout.trim(), '100000');
  t.match(ran.stderr, /^(\r[\d.]+)+\nts-shark: standard output was closed; \d+ events were written\n$/);
});

const canMount = process.getuid?.() === 0 && has('mount');
t.test('a full disk', { skip: canMount ? false : 'needs root, for a small file system' }, async (t) => {
  const disk = mkdtempSync(join(tmpdir(), 'ts-shark-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', disk]);
  t.teardown(() => {
    if (mounted.status === 0) spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  if (mounted.status !== 0) {
    t.pass('a small file system cannot be mounted here', { skip: true });
    return;
  }
  for (const options of [[], ['-z', '-r', ATTACK, '-r', `${FIXTURES}container.scap`, '-r', ATTACK]]) {
    const file = join(disk, 'full.scap');
    const ran = await shark(['-r', `${FIXTURES}web-snap2000.scap`, ...options, '-w', file]);
    t.match(ran, { status: 1, stderr: /no space left on device; it holds the \d+ events up to there/ });
    const count = Number(/the (\d+) events/.exec(ran.stderr)?.[1]);
    const bytes = readFileSync(file);
    const { events, error } = await readBytes(options.length > 0 ? gunzipSync(bytes) : bytes);
    t.notOk(error);
    t.equal(count, events.length);
    t.ok(count > 1000);
    rmSync(file);
  }
});
