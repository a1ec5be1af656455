// What is written, read by real sysdig and tshark, where they are installed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { FIXTURES, shark } from './run.js';

const missing = (program: string) => spawnSync(program, ['--version']).status !== 0 && `${program} is not installed`;
const skip = missing('sysdig');
const folder = mkdtempSync(join(tmpdir(), 'ts-shark-readers-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const COPY = join(folder, 'copy.scap');

/** Debian's sysdig 0.29.3 crashes on %evt.type of system calls that it does not know; all else it prints. */
const FORMAT =
  '*%evt.time %evt.dir %evt.cpu %proc.name %thread.tid %fd.name %proc.pname %proc.exepath %user.name %evt.args';

function sysdig(args: readonly string[], format = FORMAT): string {
  const { stdout, stderr, status } = spawnSync('sysdig', [...args, '-p', format], {
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  });
  return status === 0 ? stdout : `status ${status}: ${stderr}`;
}

for (const name of ['attack', 'shell-gz', 'web-snap2000', 'container']) {
  t.test(`sysdig reads a copy of ${name} as the original`, { skip }, async (t) => {
    const file = `${FIXTURES}${name}.scap`;
    await shark(['-r', file, '-z', '-w', COPY]);
    const copy = sysdig(['-r', COPY]);
    t.ok(copy.length > 1_000_000);
    t.ok(copy === sysdig(['-r', file]));
  });
}

t.test('sysdig names everything in a filtered copy', { skip }, async (t) => {
  for (const filter of ['proc.name=nmap', 'proc.name=curl', 'proc.name=python3']) {
    await shark(['-r', `${FIXTURES}attack.scap`, '-w', COPY, filter]);
    const copy = sysdig(['-r', COPY]).split('\n');
    // With -d, sysdig itself sees all events before it filters: without, it forgets fds.
    const whole = sysdig(['-r', `${FIXTURES}attack.scap`, '-d', filter]).split('\n');
    t.ok(copy.length > 50, filter);
    t.strictSame(
      copy.filter((line, i) => line !== whole[i]),
      [],
      filter,
    );
  }
});

t.test('sysdig reads the files of a rotation, and what was merged', { skip }, async (t) => {
  const file = `${FIXTURES}shell-gz.scap`;
  await shark(['-r', file, '-w', join(folder, 'part'), '-e', '9000']);
  const parts = [0, 1, 2, 3, 4].map((i) => join(folder, `part${i}`));
  // The state that a part begins with is better than what sysdig has come to by then.
  const format = '*%evt.time %evt.dir %evt.cpu %proc.name %thread.tid %proc.pname %user.name %evt.res';
  const read = parts.map((part) => sysdig(['-r', part], format)).join('');
  t.ok(read.length > 1_000_000);
  t.ok(read === sysdig(['-r', file], format), 'a rotation');
  await shark(['-r', file, '-w', join(folder, 'a'), '--to', 'evt:20000']);
  await shark(['-r', file, '-w', join(folder, 'b'), '--from', 'evt:15000']);
  await shark(['merge', '-w', COPY, join(folder, 'b'), join(folder, 'a')]);
  t.ok(sysdig(['-r', COPY]) === sysdig(['-r', file]), 'two halves that overlap');
});

const FRAME = ['frame.time_epoch', 'sysdig.cpu_id', 'sysdig.thread_id', 'sysdig.event_type', 'sysdig.param.lens'];

/** The thread of what only completes the start. */
const NOBODY = '18446744073709551615';

/** A row for each event: those that are there for the state alone are none to it. */
function tshark(file: string): string[] {
  const fields = [...FRAME, '_ws.col.Info', 'sysdig.param.execve.comm'].flatMap((name) => ['-e', name]);
  const { stdout, status } = spawnSync('tshark', ['-r', file, '-T', 'fields', ...fields], { maxBuffer: 1 << 28 });
  t.equal(status, 0);
  return stdout.toString('latin1').replace(/\n$/, '').split('\n');
}

t.test('tshark reads copies', { skip: missing('tshark') }, async (t) => {
  for (const [name, ...options] of [
    ['shell-gz', '-z'],
    ['attack.exit-only', '-z', '--redact', 'args'],
    ['web-snap2000', '--redact', 'buffers,cwd'],
  ]) {
    const file = `${FIXTURES}${name}.scap`;
    await shark(['-r', file, ...options, '-w', COPY]);
    const rows = tshark(file);
    t.ok(rows.length > 10_000);
    t.ok(rows.join('\n') === tshark(COPY).join('\n'), `${name} ${options.join(' ')}`);
  }
});

t.test('tshark reads parts of captures', { skip: missing('tshark') }, async (t) => {
  const file = `${FIXTURES}attack.scap`;
  const rows = tshark(file);
  /** What completes the start, and the events of a filter. */
  const expected = async (filter: string) => {
    const numbers = (await shark(['-r', file, '-p', '%evt.num', filter])).stdout.toString().trimEnd().split('\n');
    const start = rows.findIndex((row) => row.split('\t')[2] !== NOBODY);
    return [...rows.slice(0, start), ...numbers.map((number) => rows[Number(number) - 1])];
  };
  for (const filter of ['proc.name=nmap', 'fd.name contains /etc', 'evt.type=execve']) {
    await shark(['-r', file, '-w', COPY, filter]);
    const kept = tshark(COPY);
    t.ok(kept.length > 100);
    t.strictSame(kept, await expected(filter), filter);
  }
  await shark(['-r', file, '-w', join(folder, 'tpart'), '-C', '1']);
  const parts = [0, 1, 2].flatMap((i) => tshark(join(folder, `tpart${i}`)));
  t.strictSame(parts, rows, 'a rotation');
});
