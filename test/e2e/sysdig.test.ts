// What is written, read by real sysdig, where it is installed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { FIXTURES, shark } from './run.js';

const skip = spawnSync('sysdig', ['--version']).status === 0 ? false : 'sysdig is not installed';
const folder = mkdtempSync(join(tmpdir(), 'ts-shark-sysdig-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const COPY = join(folder, 'copy.scap');

/** Debian's sysdig 0.29.3 crashes on %evt.type of system calls that it does not know; all else it prints. */
const FORMAT =
  '*%evt.time %evt.dir %evt.cpu %proc.name %thread.tid %fd.name %proc.pname %proc.exepath %user.name %evt.args';

function sysdig(args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync('sysdig', [...args, '-p', FORMAT], {
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
