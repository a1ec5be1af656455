// The command line, as a user meets it.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { BIN, FIXTURES, type Ran, ROOT, shark } from './run.js';

const ATTACK = `${FIXTURES}attack.scap`;
const ESC = '\x1b';
const BELL = '\x07';
const NMAP = 'proc.name=nmap';

/** Status 1, nothing on standard output, nothing of ours on standard error but what is meant for the user. */
function refused(t: Test, ran: Ran, message: RegExp): void {
  t.equal(ran.status, 1);
  t.equal(ran.stdout.toString(), '');
  t.match(ran.stderr, message);
  t.notMatch(ran.stderr, /^\s+at /m, 'no stack trace');
}

t.test('what it says of itself', async (t) => {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  t.equal((await shark(['--version'])).stdout.toString(), `ts-shark version ${version}\n`);
  const help = await shark(['-h']);
  t.equal(help.status, 0);
  const lines = help.stdout.toString().split('\n');
  t.ok(
    lines.every((line) => line.length <= 80),
    'the help fits into 80 columns',
  );
  for (const letter of 'rnMdDEqSptxXAbjvlL') t.match(help.stdout.toString(), new RegExp(`^ +-${letter}, --`, 'm'));
  t.same((await shark(['--help'])).stdout, help.stdout);
});

t.test('lists', async (t) => {
  const fields = (await shark(['-l'])).stdout.toString();
  for (const name of ['evt.num', 'proc.name', 'user.name', 'group.gid', 'fd.name', 'container.id']) {
    t.match(fields, new RegExp(`^${name}\\b`, 'm'));
  }
  t.match((await shark(['-l', '-v'])).stdout.toString(), /evt\.num[\s\S]*UINT64|evt\.num[\s\S]*uint64/);
  t.match((await shark(['-L'])).stdout.toString(), /openat\(.*name/);
});

t.test('where options and the filter may stand', async (t) => {
  const wanted = (await shark(['-r', ATTACK, '-n', '5', NMAP])).stdout.toString();
  t.equal(wanted.split('\n').length, 6);
  for (const args of [
    [NMAP, '-n', '5', '-r', ATTACK],
    ['-n5', 'proc.name', '-r', ATTACK, '=', 'nmap'],
    ['-n', '5', `-r${ATTACK}`, '--', 'proc.name', '=', 'nmap'],
    ['--numevents=5', '--readfile', ATTACK, NMAP],
    ['--num', '5', '--read', ATTACK, NMAP],
  ]) {
    t.equal((await shark(args)).stdout.toString(), wanted, args.join(' '));
  }
});

t.test('switches in one word', async (t) => {
  const summary = await shark(['-q', '-S', '-r', ATTACK]);
  t.ok(summary.stdout.length > 1000);
  t.ok((await shark(['-qSr', ATTACK])).stdout.equals(summary.stdout));
  const quiet = await shark(['-qr', ATTACK]);
  t.same([quiet.status, quiet.stdout.toString(), quiet.stderr], [0, '', '']);
});

t.test('lines whose fields have no value', async (t) => {
  const lines = async (format: string) =>
    (await shark(['-r', ATTACK, '-n', '300', '-p', format])).stdout.toString().split('\n');
  const strict = await lines('%evt.num %fd.name');
  const all = await lines('*%evt.num %fd.name');
  t.equal(all.length, 301, 'a star keeps them');
  t.same(
    strict,
    all.filter((line) => !line.endsWith(' <NA>')),
    'without a star they are left out',
  );
});

t.test('standard input, several captures', async (t) => {
  const format = ['-p', '%proc.name %evt.type', 'evt.type=execve'];
  const one = await shark(['-r', ATTACK, ...format]);
  for (const capture of [ATTACK, `${FIXTURES}shell-gz.scap`]) {
    const direct = await shark(['-r', capture, ...format]);
    const piped = await shark(['-r', '-', ...format], readFileSync(capture));
    t.equal(piped.status, 0);
    t.ok(piped.stdout.equals(direct.stdout), `${capture} from standard input`);
  }
  const two = await shark(['-r', ATTACK, '-r', ATTACK, ...format]);
  t.ok(two.stdout.equals(Buffer.concat([one.stdout, one.stdout])));
});

t.test('-n stops while more input could come', async (t) => {
  const child = spawn(process.execPath, [BIN, '-r', '-', '-n', '3'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stdin.on('error', () => {});
  // The pipe is not closed: only the limit can end the run.
  child.stdin.write(readFileSync(ATTACK));
  const status = await new Promise((resolve) => child.on('close', resolve));
  child.stdin.destroy();
  t.equal(status, 0);
  t.equal(printed.split('\n').length, 4);
});

t.test('a filter that is wrong', async (t) => {
  const attempt = (filter: string) => shark(['-r', ATTACK, filter]);
  refused(t, await attempt('proc.nam=nmap'), /unknown field 'proc\.nam'\n +proc\.nam=nmap\n +\^{8}\n.*'proc\.name'/);
  refused(t, await attempt('proc.name='), /expected a value after '='\n +proc\.name=\n +\^\n/);
  refused(t, await attempt('evt.num=x'), /x is not a valid number\n +evt\.num=x\n +\^/);
  refused(t, await attempt('(evt.num=1'), /\)[\s\S]*\^/);
  refused(t, await shark(['-r', ATTACK, '-p', '%foo.bar']), /unknown field 'foo\.bar'\n +%foo\.bar\n +\^/);
});

t.test('options that are wrong', async (t) => {
  refused(t, await shark(['--from', '+1s']), /--from needs a capture that is there; record first, with -w FILE/);
  refused(t, await shark(['-r']), /-r, --readfile <FILE>/);
  refused(t, await shark(['--no-such']), /unknown option --no-such/);
  refused(t, await shark(['-r', ATTACK, '-n', 'x']), /-n.*'x'/);
  refused(t, await shark(['-r', ATTACK, '-t', 'z']), /-t.*'z'/);
  refused(t, await shark(['-r', ATTACK, '-x', '-A']), /only one of/);
});

t.test('files that are wrong', async (t) => {
  const dir = t.testdir({ empty: '', text: 'this is not a capture\n', 'bad\nname': 'x' });
  refused(t, await shark(['-r', `${dir}/none`]), /^ts-shark: .*\/none: no such file\n$/);
  refused(t, await shark(['-r', dir]), /is a directory\n$/);
  refused(t, await shark(['-r', `${dir}/empty`]), /\/empty: empty file.* at byte 0\n$/);
  refused(t, await shark(['-r', `${dir}/text`]), /\/text: not a capture.* at byte 0; .*\n$/);
  refused(t, await shark(['-r', `${dir}/bad\nname`]), /^ts-shark: [^\n]*\n$/);
  refused(t, await shark(['-r', '-'], Buffer.from('x')), /not a capture/);

  const whole = readFileSync(ATTACK);
  writeFileSync(`${dir}/cut`, whole.subarray(0, 1_500_001));
  const cut = await shark(['-r', `${dir}/cut`]);
  t.equal(cut.status, 1);
  t.match(cut.stderr, /^ts-shark: .*\/cut: .*the file ends at byte 1500001[^\n]*\n$/);
  const all = (await shark(['-r', ATTACK])).stdout;
  t.ok(
    cut.stdout.length > 100_000 && all.subarray(0, cut.stdout.length).equals(cut.stdout),
    'whole events are printed',
  );
  const counted = await shark(['-r', `${dir}/cut`, '-S', '-q']);
  t.equal(counted.status, 1);
  t.match(counted.stdout.toString(), /^Event +#Calls$/m, 'the summary of what was read');
  t.equal(counted.stderr, cut.stderr);

  // A length that wants 2 GiB, in the middle of the events.
  const long = Buffer.from(whole.subarray(0, 2_000_000));
  const at = long.indexOf(Buffer.from('21020000', 'hex'), 1_600_000);
  long.writeUInt32LE(0x80000000, at + 4);
  writeFileSync(`${dir}/long`, long);
  const child = spawnSync('/bin/sh', [
    '-c',
    'ulimit -v 3000000; exec "$@"',
    '-',
    process.execPath,
    BIN,
    '-r',
    `${dir}/long`,
    '-q',
  ]);
  t.equal(child.status, 1);
  t.match(child.stderr.toString(), /^ts-shark: .*\/long: [^\n]* at byte \d+[^\n]*\n$/);

  const packed = readFileSync(`${FIXTURES}shell-gz.scap`);
  writeFileSync(`${dir}/cut.gz`, packed.subarray(0, 200_000));
  const cutPacked = await shark(['-r', `${dir}/cut.gz`]);
  t.equal(cutPacked.status, 1);
  t.match(cutPacked.stderr, /the \d+ events before it were read/);
  t.ok(cutPacked.stdout.length > 100_000);

  // One bad capture does not hold up the next.
  const both = await shark(['-r', `${dir}/empty`, '-r', ATTACK, '-n', '3']);
  t.equal(both.status, 1);
  t.equal(both.stdout.toString().split('\n').length, 4);
});

t.test('a reader that goes away', async (t) => {
  const child = spawn(process.execPath, [BIN, '-r', ATTACK], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (code, sig) => resolve([code, sig]));
  });
  t.equal(status, 0);
  t.equal(signal, null);
  t.equal(complaint, '');
});

t.test('Ctrl-C while the input waits', async (t) => {
  for (const capture of [ATTACK, `${FIXTURES}shell-gz.scap`]) {
    const child = spawn(process.execPath, [BIN, '-r', '-', '--unbuffered', '-S'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let printed = '';
    const some = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        printed += chunk;
        resolve();
      });
    });
    // The pipe stays open: more may come.
    child.stdin.write(readFileSync(capture).subarray(0, 200_000));
    await some;
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.on('close', resolve));
    t.equal(status, 0);
    t.match(printed, /^Event +#Calls$/m, 'the summary of what was read');
    child.stdin.destroy();
  }
});

t.test('output that cannot be written', { skip: process.platform !== 'linux' && 'needs /dev/full' }, async (t) => {
  const ran = spawnSync('/bin/sh', ['-c', '"$@" > /dev/full', '-', process.execPath, BIN, '-r', ATTACK, '-n', '5']);
  t.equal(ran.status, 1);
  t.match(ran.stderr.toString(), /^ts-shark: [^\n]*no space left[^\n]*\n$/i);
});

t.test('--explain-plan', async (t) => {
  const { stdout, status } = await shark(['--explain-plan', '-q', '-S', 'evt.type=execve']);
  t.equal(status, 0);
  t.match(stdout.toString(), /state kept: +none/);
  t.match(stdout.toString(), /types let in: +.*execve/);
  t.match(stdout.toString(), /first look: +none/);
  const named = await shark(['--explain-plan', '-r', ATTACK, 'fd.name contains shadow']);
  t.match(named.stdout.toString(), /first look: +for shadow in all texts; where few/);
});

const script = spawnSync('script', ['--version']).status === 0;
t.test('a terminal', { skip: !script && 'needs script (util-linux)' }, async (t) => {
  const terminal = (env: object, ...args: string[]) => {
    const command = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
    return spawnSync('script', ['-qec', command, '/dev/null'], { env: { ...process.env, TZ: 'UTC', ...env } });
  };
  const coloured = terminal({ NO_COLOR: '' }, '-r', ATTACK, '-n', '3').stdout.toString();
  t.ok(coloured.includes(`${ESC}[9`), 'lines are coloured');
  const plain = terminal({ NO_COLOR: '1' }, '-r', ATTACK, '-n', '3').stdout.toString();
  t.notOk(plain.includes(`${ESC}[9`), 'unless NO_COLOR is set');

  // A process that calls itself ESC c could clear the screen of whoever looks at it.
  const dir = t.testdir({});
  const bytes = readFileSync(ATTACK);
  for (let i = bytes.indexOf('nmap\0'); i >= 0; i = bytes.indexOf('nmap\0', i + 1))
    bytes.write(`${ESC}c${BELL}p`, i, 'latin1');
  writeFileSync(`${dir}/evil.scap`, bytes);
  const args = ['-r', `${dir}/evil.scap`, '-p', '%proc.name', 'evt.type=connect'];
  const shown = terminal({}, ...args).stdout.toString('latin1');
  t.notOk(shown.includes(`${ESC}c`), 'control characters do not reach the terminal');
  t.notOk(shown.includes(BELL));
  t.ok(shown.length > 100);
  t.ok((await shark(args)).stdout.includes(`${ESC}c${BELL}p`), 'a pipe gets the bytes as they are');
});

t.test('installed beside other packages', async (t) => {
  const dir = t.testdir({});
  mkdirSync(`${dir}/elsewhere`);
  copyFileSync(ATTACK, `${dir}/elsewhere/a.scap`);
  const ran = spawnSync(process.execPath, [BIN, '-r', 'a.scap', '-n', '1'], { cwd: `${dir}/elsewhere` });
  t.equal(ran.status, 0, 'it runs from any directory');
});
