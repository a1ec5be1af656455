// Chisels as a user runs them: found, loaded, given arguments, live, and those of sysdig where it is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { PPME } from '../../src/event/tables/ids.data.js';
import {
  join as bytes,
  event,
  machine,
  process as processEntry,
  processes,
  section,
  u64,
} from '../helpers/scap-writer.js';
import { BIN, FIXTURES, type Ran, ROOT, shark } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-shark-chisels-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const cache = join(folder, 'cache');
process.env.XDG_CACHE_HOME = cache;
process.env.TS_SHARK_CHISEL_DIR = folder;

const ATTACK = `${FIXTURES}attack.scap`;
const run = (...args: string[]) => shark(['-r', ATTACK, ...args]);
const out = ({ stdout }: Ran) => stdout.toString('latin1');

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const COUNT = `
import { defineChisel, type Host } from 'ts-shark/chisel';
export default defineChisel({
  category: 'Test',
  summary: 'counts',
  args: [{ name: 'word', doc: 'put in front', optional: true }],
  run(host: Host, args) {
    const pid = host.field('proc.pid');
    let n: number = 0;
    return {
      filter: 'evt.type=execve and evt.dir=<',
      event() { n += (pid() ?? 0) > 0 ? 1 : 0; },
      end() { host.print(\`\${args.word ?? 'execs'} \${n}\`); },
    };
  },
});
`;

t.test('a chisel of the user, in TypeScript', async (t) => {
  const file = write('count.ts', COUNT);
  const first = await run('-c', file);
  t.equal(first.stderr, '');
  t.match(out(first), /^execs \d\d+\n$/);
  t.equal(out(await run('-c', 'count', 'found')), out(first).replace('execs', 'found'), 'by name, with an argument');
  t.equal(out(await run('-c', 'count', 'proc.name=no-such')), 'execs 0\n', 'a filter is no argument');
  const cached = readdirSync(join(cache, 'ts-shark/chisels'));
  t.equal(cached.filter((name) => name.endsWith('.mjs')).length, 1, 'compiled once');
  write('count.ts', COUNT.replace("'execs'", "'changed'"));
  t.match(out(await run('-c', 'count')), /^changed/, 'and again when it changes');
});

t.test('in JavaScript, with a module of its own beside it', async (t) => {
  write('shared.mjs', 'export const word = "from the module";');
  write(
    'plain.mjs',
    `import { word } from './shared.mjs'; import { fit } from 'ts-shark/chisel';
    export default { category: 'Test', summary: 's', run: (host) => ({ end: () => host.print(fit(word, 4)) }) };`,
  );
  t.equal(out(await run('-c', 'plain')), 'from\n');
});

t.test('errors say where', async (t) => {
  const fails = async (name: string, text: string, message: RegExp) => {
    const { status, stderr } = await run('-c', write(name, text));
    t.equal(status, 1, name);
    t.match(stderr, message);
    t.equal(stderr.trimEnd().split('\n').length, 1, 'one line');
  };
  const chisel = (body: string) => `export default { category: 'T', summary: 's',\n run(host) {\n${body}\n} };`;
  await fails('syntax.ts', 'const x: number =\n = 5;', /syntax\.ts:2:2: Unexpected "="/);
  await fails('syntax.mjs', 'const x =\n = 5;', /syntax\.mjs:2:2: Unexpected "="/);
  await fails(
    'throws.ts',
    chisel('return { event() { return (undefined as any).x; } };'),
    /chisel throws: .*throws\.ts:3: Cannot read/,
  );
  await fails(
    'field.ts',
    chisel("host.field('proc.nam'); return {};"),
    /no field 'proc\.nam'; did you mean 'proc\.name'\?|no field 'proc\.nam'; did you mean proc\.name\?/,
  );
  await fails(
    'late.ts',
    chisel("return { event() { host.field('proc.name'); } };"),
    /late\.ts:3: proc\.name was asked for after the first event/,
  );
  await fails('none.mjs', 'export default 5;', /none\.mjs: is no chisel/);
  const wrong = await run('-c', write('filter.ts', chisel("return { filter: 'proc.nam=1' };")));
  t.equal(wrong.status, 1);
  t.match(wrong.stderr, /unknown field 'proc\.nam'/);
});

t.test('arguments and names', async (t) => {
  const fails = async (args: string[], message: RegExp) => {
    const { status, stderr, stdout } = await run(...args);
    t.equal(status, 1, args.join(' '));
    t.match(stderr, message);
    t.equal(stdout.length, 0);
  };
  await fails(['-c', 'fileslower'], /missing arguments for chisel fileslower/);
  await fails(['-c', 'fileslower', 'x'], /min_ms must be a number/);
  await fails(['-c', 'spy_ip', '1 2 3'], /too many parameters/);
  await fails(['-c', 'topfile_bytes'], /no such chisel; did you mean topfiles_bytes\?/);
  await fails(['-c', './no/such.lua'], /can't open file/);
  await fails(['-c', 'fdbytes_by', 'fd.nam'], /no field 'fd\.nam'/);
  await fails(['-c', 'ps', 'proc.nam=x'], /unknown field/);
  const old = await run('-c', 'netstat.lua');
  t.strictSame([old.status, out(old)], [0, out(await run('-c', 'netstat'))], 'the old spelling');
  const glued = await run('-qn50', '-ctopscalls', 'evt.type=openat');
  t.match(out(glued), /^# Calls +Syscall +\n-+\n50 +openat\n$/, 'in a cluster, -n counts');
});

t.test('several at once, and what they share', async (t) => {
  const one = out(await run('-c', 'iobytes'));
  const two = out(await run('-c', 'topscalls', 'proc.name=cat'));
  const both = out(await run('-c', 'iobytes', '-c', 'topscalls'));
  t.ok(both.startsWith(one), 'intervals, then what comes at the end');
  t.not(two, '');
  const filtered = out(await run('-c', 'iobytes', 'proc.name=no-such-process'));
  t.match(filtered, /^\d\d:\d\d:\d\d in:0 out:0 tot:0\n/, 'seconds pass without events that match');
  const json = JSON.parse(out(await run('-j', '-c', 'topprocs_net')));
  t.strictSame(
    json.info.map((column: { name: string }) => column.name),
    ['proc.name', 'proc.pid', 'evt.rawarg.res'],
  );
  t.ok(json.data.length > 3 && json.data.every((row: unknown[]) => typeof row[2] === 'number'));
});

t.test('lists', async (t) => {
  const list = await shark(['-cl']);
  t.equal(list.status, 0);
  t.match(out(list), /Category: Net\n-+\n/);
  t.match(out(list), /\ntopfiles_bytes +\S/);
  t.notMatch(out(list), /table_generator/, 'hidden ones are not listed');
  const info = await shark(['-i', 'fileslower']);
  t.match(out(info), /Name: fileslower\n[\s\S]*\[number\] min_ms - /);
  t.equal((await shark(['-i', 'no-such'])).status, 1);
});

t.test('every built-in chisel is listed and runs', async (t) => {
  const ARGUMENTS: Record<string, string> = {
    around: join(folder, 'around.scap'), fdbytes_by: 'fd.name', fdcount_by: 'fd.type', fdtime_by: 'fd.name', fileslower: '1',
    netlower: '1', scallslower: '1', spy_ip: '127.0.0.1', spy_port: '80',
    table_generator: 'proc.name Name evt.count N evt.type=open 3 none',
  }; // biome-ignore format: as pairs
  const TERMINAL = ['spectrogram', 'subsecoffset'];
  const HIDDEN = ['table_generator', 'flame'];
  const listed = out(await shark(['-cl']));
  const names = readdirSync(`${ROOT}chisels`)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3));
  t.ok(names.length > 45);
  t.jobs = 2;
  for (const name of names) {
    t.test(name, async (t) => {
      t.ok(listed.includes(`\n${name} `) || HIDDEN.includes(name), 'listed');
      // Saving events needs -w; udp_extract writes where it is started.
      if (name === 'around' || name === 'udp_extract') return;
      const words = ARGUMENTS[name] ? [ARGUMENTS[name]] : [];
      const { status, stderr, stdout } = await run('-c', name, ...words, '-n', '2000');
      t.equal(status, TERMINAL.includes(name) ? 1 : 0);
      t.equal(stderr, '');
      if (TERMINAL.includes(name)) t.match(stdout.toString(), /only works on ANSI terminals/);
    });
  }
});

t.test('udp_extract writes files', async (t) => {
  const target = join(folder, 'udp');
  mkdirSync(target);
  const { status } = spawnSync(process.execPath, [BIN, '-r', ATTACK, '-c', 'udp_extract'], { cwd: target });
  t.equal(status, 0);
  const expected = out(
    await run('-p', '%fd.name', 'fd.l4proto=udp and evt.is_io=true and evt.dir=< and evt.rawres>=0'),
  );
  const files = existsSync(join(target, 'udp_dump_files')) ? readdirSync(join(target, 'udp_dump_files')) : [];
  t.equal(files.length, new Set(expected.split('\n').filter((line) => line !== '')).size);
});

t.test('chisel new writes one that works', async (t) => {
  const target = join(folder, 'new');
  mkdirSync(target);
  const at = (...args: string[]) => execFileSync(process.execPath, [BIN, ...args], { cwd: target, encoding: 'latin1' });
  t.match(at('chisel', 'new', 'mine'), /chisels\/mine\.ts is written/);
  t.match(at('-r', ATTACK, '-c', 'mine', '20'), /^(\d+\t\S+\n)+$/);
  t.match(at('-cl'), /Category: Mine\n-+\nmine /);
  const again = await shark(['chisel', 'new', '../x']);
  t.equal(again.status, 1);
  t.match(again.stderr, /expected: ts-shark chisel new NAME/);
});

t.test('examples run', async (t) => {
  for (const name of readdirSync(`${ROOT}chisels/examples`)) {
    const { status, stderr, stdout } = await run('-c', `${ROOT}chisels/examples/${name}`);
    t.strictSame([status, stderr], [0, ''], name);
    t.ok(stdout.length > 0, name);
  }
});

const NO_TERMINAL = 'left out: there is no script(1) to make a terminal';
const EXIT = PPME.SYSCALL_CLOSE_X;

/** Events that seem to happen now: three in this second, two in the next, one in the third. */
function liveCapture(): Buffer {
  const now = BigInt(Math.floor(Date.now() / 1000)) * 1_000_000_000n;
  const times = [0n, 1n, 2n, 1_000n, 1_001n, 2_000n].map((ms) => now + ms * 1_000_000n);
  const events = times.map((ts) => event({ ts, tid: 100, type: EXIT, params: [u64(0)] }));
  const info = { cpus: 1, memoryBytes: 0n, maxPid: 0n, hostname: 'x', bootTs: 0n };
  return bytes(section(), machine(info), processes([processEntry()], 9), ...events);
}

t.test('live: a table every second', async (t) => {
  const piped = await shark(['-r', '-', '-c', 'topscalls'], liveCapture());
  t.strictSame(
    out(piped)
      .match(/^\d+ +close$/gm)
      ?.map((row) => row[0]),
    ['3', '2'],
    'scrolls in a pipe',
  );
  const old = await shark(['-r', '-', '-c', 'topscalls', '-n', '10'], readFileSync(ATTACK));
  t.equal(out(old).match(/^# Calls/gm)?.length, 1, 'what was recorded long ago is summed up, also from a pipe');

  const file = join(folder, 'live.scap');
  if (spawnSync('script', ['--version']).status !== 0) {
    t.comment(NO_TERMINAL);
    return;
  }
  writeFileSync(file, liveCapture());
  const command = `cat ${file} | ${process.execPath} ${BIN} -r - -c topscalls`;
  const terminal = execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'latin1', input: '' });
  t.equal(terminal.split('\x1b[2J').length, 3, 'clears the screen for each on a terminal');
  t.ok(terminal.includes('\x1b[?25l') && terminal.includes('\x1b[?25h'), 'hides the cursor and brings it back');
});

t.test('captured text cannot steer a terminal', async (t) => {
  if (spawnSync('script', ['--version']).status !== 0) {
    t.comment(NO_TERMINAL);
    return;
  }
  const info = { cpus: 1, memoryBytes: 0n, maxPid: 0n, hostname: 'x', bootTs: 0n };
  const file = join(folder, 'evil.scap');
  const evil = processEntry({ comm: 'a\x1b]0;owned\x07b' });
  writeFileSync(
    file,
    bytes(section(), machine(info), processes([evil], 9), event({ ts: 1, tid: 100, type: EXIT, params: [u64(0)] })),
  );
  for (const chisel of ['ps', 'scallslower -1', 'fdcount_by proc.name']) {
    const command = `${process.execPath} ${BIN} -r ${file} -c ${chisel}`;
    const terminal = execFileSync('script', ['-qec', command, '/dev/null'], { encoding: 'latin1', input: '' });
    t.notOk(terminal.includes('\x1b]0'), chisel);
  }
});
