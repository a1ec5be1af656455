// Chisels over this machine as it runs: needs the rights to record, and script(1) for a terminal.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { BIN, onTerminal, shark, whyNotLive } from './run.js';

const skip = await whyNotLive();
const noTerminal = skip || (spawnSync('script', ['--version']).status !== 0 && 'needs script(1)') || false;

/** A process that keeps a CPU busy. */
function busy(): { pid: number; end(): void } {
  const child = spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  return { pid: child.pid as number, end: () => child.kill('SIGKILL') };
}

/** The process that script(1) runs. */
const childOf = (pid: number | undefined): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());

/** All that a command prints on a terminal until it gets the signal, after so many drawings of the screen. */
function drawn(command: readonly string[], drawings: number, signal: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('script', command, { stdio: ['pipe', 'pipe', 'ignore'], timeout: 60_000 });
    let text = '';
    let told = false;
    child.stdout.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (told || text.split('\x1b[H').length <= drawings) return;
      told = true;
      if (signal === 'keys') child.stdin.write('\x03');
      else process.kill(childOf(child.pid), signal as NodeJS.Signals);
    });
    child.on('close', () => resolve(text));
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const SEQUENCE = /\x1b\[[^A-Za-z]*[A-Za-z]/g;

/** The last screen: lines behind the last move to its beginning. */
const lastScreen = (text: string): string[] =>
  text.slice(text.lastIndexOf('\x1b[H')).replace(SEQUENCE, '').split('\r\n');

t.test('tables in a pipe: one a second, also where nothing happens', { skip }, async (t) => {
  const { status, stdout, stderr } = await shark(['-c', 'topfiles_bytes', '-M', '4', 'proc.name=no-such-process']);
  t.equal(stderr, '');
  t.equal(status, 0);
  const tables = stdout.toString().match(/^Bytes +Filename +\n-{80}$/gm)?.length ?? 0;
  t.ok(tables >= 3 && tables <= 5, `${tables} tables`);
  const lines = await shark(['-c', 'iobytes', '-M', '4', 'proc.name=no-such-process']);
  t.match(lines.stdout.toString(), /^(\d\d:\d\d:\d\d in:0 out:0 tot:0\n){3,5}$/);
});

t.test('topprocs_cpu knows who keeps a CPU busy', { skip }, async (t) => {
  const { pid, end } = busy();
  const { stdout } = await shark(['-c', 'topprocs_cpu', '-M', '6']);
  end();
  const rows = [...stdout.toString().matchAll(/^(\d+\.\d\d)% +\S+ +(\d+)$/gm)].filter((row) => Number(row[2]) === pid);
  t.ok(rows.length >= 3, `${rows.length} seconds`);
  t.ok(Math.max(...rows.map((row) => Number(row[1]))) > 20, rows.map((row) => row[1]).join(' '));
  t.ok(Math.max(...rows.map((row) => Number(row[1]))) < 130);
});

t.test('a recording has the times of processes, too', { skip }, async (t) => {
  const { pid, end } = busy();
  const file = `${t.testdir({})}/now.scap`;
  await shark(['-w', file, '-M', '5', 'evt.type=procinfo']);
  end();
  const { stdout } = await shark(['-r', file, '-c', 'topprocs_cpu']);
  t.match(stdout.toString(), new RegExp(`^[1-9][0-9.]*% +\\S+ +${pid}$`, 'm'));
});

for (const signal of ['keys', 'SIGTERM']) {
  t.test(`two tables share a terminal until ${signal}`, { skip: noTerminal }, async (t) => {
    const { end } = busy();
    const text = await drawn(onTerminal(14, 50, '-c topprocs_cpu -c topscalls'), 5, signal);
    end();
    t.equal(text.split('\x1b[?25l').length, 2, 'the cursor is hidden once');
    t.ok(text.lastIndexOf('\x1b[?25h') > text.lastIndexOf('\x1b[H'), 'and comes back at the end');
    const screen = lastScreen(text);
    t.ok(screen.length <= 14, `${screen.length} lines`);
    t.ok(
      screen.every((line) => line.length <= 50),
      'within the width',
    );
    t.match(screen[0], /^CPU% +Process +PID/);
    t.ok(
      screen.some((line) => line.startsWith('# Calls')),
      'both are there',
    );
  });
}

t.test('a terminal that changes its size', { skip: noTerminal }, async (t) => {
  const program = `${process.execPath} ${BIN} -c topscalls -M 5`;
  const command = `stty rows 20 cols 100; (sleep 3; stty rows 6 cols 30 < /dev/tty) & exec ${program}`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'latin1', timeout: 60_000 });
  const screens = stdout.split('\x1b[H').map((text) => lastScreen(`\x1b[H${text}`));
  t.equal(screens[1][1], '-'.repeat(80));
  const last = screens[screens.length - 1];
  t.equal(last[1], '-'.repeat(30));
  t.ok(last.length <= 6, `${last.length} lines`);
});

t.test('stopped and continued, the cursor is where it belongs', { skip: noTerminal }, async (t) => {
  const child = spawn('script', onTerminal(14, 50, '-c topscalls'), { stdio: ['pipe', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  const until = async (done: () => boolean) => {
    for (let i = 0; i < 200 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    t.ok(done());
  };
  const count = (sequence: string) => text.split(sequence).length - 1;
  await until(() => count('\x1b[H') >= 2);
  const pid = childOf(child.pid);
  process.kill(pid, 'SIGTSTP');
  await until(() => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
  // script(1) stops with it, sooner or later, and lets it go on.
  await until(() => {
    for (const stopped of [child.pid as number, pid]) process.kill(stopped, 'SIGCONT');
    return count('\x1b[?25h') === 1 && count('\x1b[?25l') === 2;
  });
  await until(() => count('\x1b[?25l') === 2 && count('\x1b[2J') === 2);
  process.kill(pid, 'SIGTERM');
  await new Promise((resolve) => child.once('close', resolve));
  t.equal(count('\x1b[?25h'), 2);
});

t.test('a heat map', { skip: noTerminal }, async (t) => {
  const { stdout, status } = spawnSync('script', onTerminal(12, 60, '-c spectrogram -M 3'), {
    encoding: 'latin1',
    timeout: 60_000,
  });
  t.equal(status, 0);
  const rows = stdout.split('\x1b[1F').length - 1;
  t.ok(rows >= 4 && rows <= 9, `${rows} rows in 3 s`);
  t.ok(stdout.endsWith('\x1b[?25h'));
});
