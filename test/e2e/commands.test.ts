// Subcommands, as a user meets them.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
