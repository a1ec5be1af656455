// The built-in chisels: each runs, several at once, live, on a terminal.
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
import { BIN, FIXTURES, onTerminal, type Ran, ROOT, shark } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-shark-chisels-'));
t.teardown(() => rmSync(folder, { recursive: true }));

const ATTACK = `${FIXTURES}attack.scap`;
const run = (...args: string[]) => shark(['-r', ATTACK, ...args]);
const out = ({ stdout }: Ran) => stdout.toString('latin1');

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

t.test('one that ends early ends the others, as in sysdig', async (t) => {
  const HEADER = /^# Calls +Syscall +\n-{80}\n/;
  const [before, behind] = await Promise.all([
    run('-c', 'topscalls', '-c', 'lscontainers'),
    run('-c', 'lscontainers', '-c', 'topscalls'),
  ]);
  t.match(out(before), new RegExp(`${HEADER.source}1 +\\S+\ncontainer\\.type`), 'the event at which it ends counts');
  const tables = out(behind).split(/(?=# Calls)/);
  t.match(tables[0], /^container\.type/);
  t.equal(tables[1].replace(HEADER, ''), '', 'but not for those behind it');
});

t.test('events that no chisel wants are passed over, and nothing else changes', async (t) => {
  for (const chisel of ['topfiles_bytes', 'topfiles_errors', 'stdout']) {
    for (const capture of ['attack', 'attack.exit-only']) {
      const args = ['-r', `${FIXTURES}${capture}.scap`, '-c', chisel];
      // Where events are counted, each is delivered.
      const [lean, whole] = await Promise.all([shark(args), shark(['-n', '1000000000', ...args])]);
      t.equal(out(lean), out(whole), `${chisel} ${capture}`);
    }
  }
  const { stdout } = await shark(['--explain-plan', '-c', 'topfiles_bytes']);
  t.match(stdout.toString(), /types let in: .*\bread\b/);
  t.match(stdout.toString(), /types left out: .*\bswitch\b|and \d+ more/);
});

t.test('every built-in chisel is listed and runs', async (t) => {
  const ARGUMENTS: Record<string, string> = {
    around: join(folder, 'around.scap'), fdbytes_by: 'fd.name', fdcount_by: 'fd.type', fdtime_by: 'fd.name', fileslower: '1',
    netlower: '1', scallslower: '1', spy_ip: '127.0.0.1', spy_port: '80',
    table_generator: 'proc.name Name evt.count N evt.type=open 3 none',
  }; // biome-ignore format: as pairs
  const TERMINAL = ['spectrogram', 'subsecoffset'];
  const HIDDEN = ['table_generator', 'flame'];
  /** Held to the byte by chisel-golden.test.ts. */
  const recorded = readdirSync(`${FIXTURES}expected/attack`).map((file) =>
    file.replace(/^(chisel|table)-|\.txt$/g, ''),
  );
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
      if (name === 'around' || name === 'udp_extract' || recorded.includes(name)) return;
      const words = ARGUMENTS[name] ? [ARGUMENTS[name]] : [];
      const { status, stderr, stdout } = await run('-c', name, ...words, '-n', '2000');
      t.equal(status, TERMINAL.includes(name) ? 1 : 0);
      t.equal(stderr, '');
      if (TERMINAL.includes(name)) t.match(stdout.toString(), /only works on ANSI terminals/);
    });
  }
});

t.test('udp_extract writes files', async (t) => {
  const UDP = `${FIXTURES}shell-gz.scap`;
  const target = join(folder, 'udp');
  mkdirSync(target);
  const { status } = spawnSync(process.execPath, [BIN, '-r', UDP, '-c', 'udp_extract'], { cwd: target });
  t.equal(status, 0);
  const expected = out(
    await shark(['-r', UDP, '-p', '%fd.name', 'fd.l4proto=udp and evt.is_io=true and evt.dir=< and evt.rawres>=0']),
  );
  const files = existsSync(join(target, 'udp_dump_files')) ? readdirSync(join(target, 'udp_dump_files')) : [];
  t.ok(files.length > 1);
  t.equal(files.length, new Set(expected.split('\n').filter((line) => line !== '')).size);
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
  const shown = (TERM: string) =>
    execFileSync('script', ['-qec', command, '/dev/null'], {
      encoding: 'latin1',
      input: '',
      env: { ...process.env, TERM },
    });
  const terminal = shown('xterm');
  t.equal(terminal.split('\x1b[H').length, 3, 'on a terminal in place');
  t.equal(terminal.split('\x1b[2J').length, 2, 'which is cleared once');
  t.ok(terminal.includes('\x1b[?25l') && terminal.includes('\x1b[?25h'), 'hides the cursor and brings it back');
  const dumb = shown('dumb');
  t.notOk(dumb.includes('\x1b[H') || dumb.includes('\x1b[?25l'), 'scrolls where the cursor cannot be moved');
  t.equal(dumb.match(/^# Calls/gm)?.length, 2);
});

t.test('a heat map needs time', async (t) => {
  if (spawnSync('script', ['--version']).status !== 0) {
    t.comment(NO_TERMINAL);
    return;
  }
  const { stdout } = spawnSync('script', onTerminal(24, 80, `-r ${ATTACK} -c spectrogram 0`), { encoding: 'latin1' });
  t.match(stdout, /^refresh_time must be a number above 0, not 0\r\n/);
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
