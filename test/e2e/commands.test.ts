// Subcommands, as a user meets them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { FIXTURES, shark } from './run.js';

const ATTACK = `${FIXTURES}attack.scap`;
const folder = mkdtempSync(join(tmpdir(), 'ts-shark-commands-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** The capture with bytes in its middle that are no blocks, and without its end. */
const damaged = readFileSync(ATTACK).subarray(0, 2_000_002);
damaged.fill(0xee, 1_000_000, 1_002_000);
writeFileSync(at('damaged.scap'), damaged);

t.test('info, for people', async (t) => {
  const { stdout, status } = await shark(['info', ATTACK, `${FIXTURES}container.scap`]);
  const text = stdout.toString();
  t.equal(status, 0);
  t.match(text, /^file: +.*attack\.scap$/m);
  t.match(text, /^format: +scap 1\.2, enter and exit events$/m);
  t.match(text, /^machine: +lab01, 2 CPUs/m);
  t.match(text, /^events: +38613$/m);
  t.match(text, /^first: +2026-11-21T03:29:06\.524508613Z$/m);
  t.match(text, /^processes: bash \d+, nmap 5190,/m);
  t.match(text, /^container: 3f9c1a7be25d web-1 \(lab\/web:1\.4\)$/m);
});

t.test('info, for machines', async (t) => {
  const { stdout, status } = await shark(['info', '--json', ATTACK, `${FIXTURES}shell-gz.exit-only.scap`]);
  t.equal(status, 0);
  const [attack, shell] = stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(attack, { events: 38613, hidden: 0, drops: 0, damages: [], compressed: false, processes: { nmap: 5190 } });
  t.equal(attack.duration, '4.475661345');
  t.equal(attack.size, statSync(ATTACK).size);
  t.match(shell, { compressed: true, dialect: 'exit events alone', machine: { hostname: 'lab01' } });
  t.equal(shell.types['> openat'], undefined);
});

t.test('info tells damaged places, and hidden events', async (t) => {
  const broken = await shark(['info', at('damaged.scap')]);
  t.equal(broken.status, 1);
  t.match(broken.stdout.toString(), /^damaged: +\d+ bytes at byte (99\d{4}|1000000): /m);
  t.match(broken.stdout.toString(), /^damaged: +\d+ bytes at byte \d+: cut off$/m);
  await shark(['-r', ATTACK, '-w', at('nmap.scap'), 'proc.name=nmap']);
  t.match(
    (await shark(['info', at('nmap.scap')])).stdout.toString(),
    /^events: +52\d\d, and \d+ for the state alone$/m,
  );
});

t.test('fix', async (t) => {
  const fixed = await shark(['fix', at('damaged.scap'), '-w', at('fixed.scap')]);
  t.equal(fixed.status, 0);
  t.match(fixed.stderr, /\d+ bytes at byte \d+ were left out: /);
  const info = JSON.parse((await shark(['info', '--json', at('fixed.scap')])).stdout.toString());
  t.match(info, { damages: [], sections: 1 });
  t.ok(info.events > 27_000);
  t.match(fixed.stderr, new RegExp(`holds ${info.events} events`));
  t.equal((await shark(['-r', at('fixed.scap'), '-q'])).status, 0);
});

/** All that names something, without numbers, which count what is in the file. */
const NAMES =
  '*%evt.rawtime %evt.cpu %proc.name %proc.pname %proc.cwd %user.name %container.name %thread.tid %evt.dir %evt.type %fd.name';

async function lines(file: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await shark(['-r', file, '-D', '-p', NAMES, ...args]);
  if (status !== 0) throw new Error(stderr);
  return stdout.toString('latin1');
}

t.test('merge', async (t) => {
  const [a, b, out] = [at('a'), at('b'), at('merged')];
  await shark(['-r', ATTACK, '-w', a, '--to', '+1500ms']);
  await shark(['-r', ATTACK, '-w', b, '--from', '+1s']);
  const halves = await shark(['merge', '-w', out, b, a]);
  t.match(halves, {
    status: 0,
    stderr: /holds 38613 events in 1 section; [1-9]\d+ that two captures had were written/,
  });
  t.ok((await lines(out)) === (await lines(ATTACK)), 'two halves that overlap are the whole');

  await shark(['-r', ATTACK, '-w', a, 'proc.name=nmap']);
  await shark(['-r', ATTACK, '-w', b, 'proc.name=curl']);
  await shark(['merge', '-z', '-w', out, a, b]);
  t.strictSame([...readFileSync(out).subarray(0, 2)], [0x1f, 0x8b]);
  const filter = 'proc.name in (nmap, curl) and not evt.type in (procinfo, container, useradded, groupadded)';
  t.ok((await lines(out, '-d', filter)) === (await lines(ATTACK, '-d', filter)), 'by time');

  const container = `${FIXTURES}container.scap`;
  t.match((await shark(['merge', '-w', out, container, ATTACK])).stderr, /in 2 sections$/m);
  t.ok((await lines(out)) === (await lines(ATTACK)) + (await lines(container)), 'the older first, each with its state');
  const other = Buffer.from(readFileSync(ATTACK));
  other.write('lab02', other.indexOf('lab01'));
  writeFileSync(b, other);
  t.match((await shark(['merge', '-w', out, ATTACK, b])).stderr, /holds 77164 events in 2 sections$/m, 'two machines');
  await shark(['merge', '-w', out, ATTACK, ATTACK]);
  t.ok((await lines(out)) === (await lines(ATTACK)), 'a capture with itself');

  t.match(await shark(['merge', '-w', at('no'), ATTACK, at('damaged.scap')]), {
    status: 1,
    stderr: /ts-shark fix.*\n.*damaged event/,
  });
  t.match(await shark(['merge', '-w', at('no'), ATTACK, '-'], Buffer.alloc(0)), { status: 1, stderr: /twice/ });
  t.match(await shark(['merge', '-w', at('no'), at('not there')]), { status: 1, stderr: /no such file/ });
  t.match(await shark(['merge', '-w', at('no')]), { status: 1, stderr: /missing required argument/ });
  t.notOk(readdirSync(folder).some((name) => name.startsWith('no')));
});

t.test('cut', async (t) => {
  const out = at('cut');
  const tree = 'proc.name=payload.sh or proc.aname=payload.sh';
  t.equal((await shark(['cut', ATTACK, '-w', out, '--tree', 'payload.sh'])).status, 0);
  const whole = await lines(ATTACK, '-d', tree);
  t.ok(whole.length > 50_000);
  t.ok((await lines(out, '-d', tree)) === whole);
  const container = `${FIXTURES}container.scap`;
  await shark(['cut', container, '-w', out, '--container', 'web-1', '--from', '+500ms', 'evt.type=openat']);
  const part = await lines(container, '--from', '+500ms', 'container.name=web-1 and evt.type=openat');
  t.ok(part.length > 10_000);
  t.ok((await lines(out, 'evt.type=openat')) === part);
  t.match(await shark(['cut', ATTACK, '-w', out, '--from', 'noon']), { status: 1, stderr: /no place in a capture/ });
  t.match(await shark(['cut', ATTACK]), { status: 1, stderr: /required option '-w/ });
});

t.test('split', async (t) => {
  const named = (start: string) => readdirSync(folder).filter((name) => name.startsWith(start));
  t.equal((await shark(['split', ATTACK, '-w', at('size'), '--size', '1'])).status, 0);
  t.strictSame(named('size'), ['size0', 'size1', 'size2']);
  const parts = await Promise.all(named('size').map((name) => lines(at(name))));
  t.ok(parts.join('') === (await lines(ATTACK)));

  // Two machines, two trees, a container and a host.
  await shark(['merge', '-w', at('both'), ATTACK, `${FIXTURES}container.scap`]);
  const count = async (file: string) => (await lines(file)).split('\n').length - 1;
  const whole = await count(at('both'));
  for (const [by, files] of [
    ['container', ['by.3f9c1a7be25d', 'by.host', 'by.unknown']],
    ['process', ['by.11294', 'by.11988', 'by.unknown']],
  ] as const) {
    const { status, stderr } = await shark(['split', at('both'), '-w', at('by'), '--by', by]);
    t.equal(status, 0, stderr);
    t.strictSame(named('by.'), files);
    const counts = await Promise.all(files.map((name) => count(at(name))));
    t.equal(
      counts.reduce((a, b) => a + b),
      whole,
      by,
    );
    for (const name of files) rmSync(at(name));
  }
  t.match(await shark(['split', ATTACK, '-w', at('x')]), { status: 1, stderr: /one way to split/ });
  t.match(await shark(['split', ATTACK, '-w', at('x'), '--size', '1', '--time', '1']), { status: 1 });
  t.match(await shark(['split', ATTACK, '-w', at('x'), '--by', 'user']), { status: 1, stderr: /container or process/ });
  t.match(await shark(['split', '-', '-w', at('x'), '--by', 'process']), { status: 1, stderr: /several times/ });
});

t.test('wrong arguments', async (t) => {
  t.match(await shark(['info']), { status: 1, stderr: /missing required argument 'file'; ts-shark info -h/ });
  t.match(await shark(['fix', ATTACK]), { status: 1, stderr: /required option '-w/ });
  t.match(await shark(['info', at('nothing')]), { status: 1, stderr: /no such file/ });
  writeFileSync(at('text'), 'this is a text, and no capture of anything');
  t.match(await shark(['info', at('text')]), { status: 1, stderr: /not a capture/ });
  const help = await shark(['fix', '-h']);
  t.match(help, { status: 0 });
  t.match(help.stdout.toString(), /--writefile/);
});
