// Several threads print what one prints, and stop as one does.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { BIN, FIXTURES, shark } from './run.js';

const ATTACK = `${FIXTURES}attack.scap`;
const threads = (n: number, args: readonly string[], input?: Buffer) => shark([...args, '--threads', String(n)], input);

t.test('the output is the same', async (t) => {
  for (const args of [
    ['-r', ATTACK],
    ['-r', ATTACK, '-j'],
    ['-r', ATTACK, '-X', 'evt.type=write'],
    ['-r', `${FIXTURES}attack.exit-only.scap`, '-p', '*%evt.num %fd.name %proc.aname[2]'],
    ['-r', `${FIXTURES}shell-gz.scap`, '-v', 'proc.name!=bash'],
    ['-r', ATTACK, '-r', `${FIXTURES}container.scap`, '-pc'],
    ['-r', ATTACK, '-c', 'topfiles_bytes'],
    ['-r', ATTACK, '-j', '-c', 'topscalls_time', '-c', 'fdbytes_by', 'fd.name', 'proc.name!=nmap'],
    // These one thread does, whatever is asked for.
    ['-r', ATTACK, '-c', 'topfiles_bytes', '-c', 'spy_users'],
    ['-r', ATTACK, '-c', 'fdcount_by', 'fd.type'],
    ['-r', ATTACK, '-t', 'D', '-n', '500'],
    ['-r', ATTACK, '-S', '-q'],
    ['-r', ATTACK, '-p', '%evt.num %evt.deltatime'],
  ]) {
    const [one, three] = [await threads(1, args), await threads(3, args)];
    t.equal(one.status, 0);
    t.ok(one.stdout.length > 0);
    t.equal(three.status, 0);
    t.ok(three.stdout.equals(one.stdout), args.slice(2).join(' '));
  }
});

t.test('from standard input', async (t) => {
  const capture = readFileSync(ATTACK);
  const [one, two] = [await threads(1, ['-r', '-'], capture), await threads(2, ['-r', '-'], capture)];
  t.ok(one.stdout.length > 0 && two.stdout.equals(one.stdout));
});

t.test('a capture that is cut off', async (t) => {
  const cut = t.testdir({ 'cut.scap': readFileSync(ATTACK).subarray(0, 700_001) });
  for (const args of [
    ['-r', `${cut}/cut.scap`],
    ['-r', `${cut}/cut.scap`, '-c', 'topscalls'],
  ]) {
    const [one, two] = [await threads(1, args), await threads(2, args)];
    t.equal(two.status, 1);
    t.equal(two.stderr, one.stderr);
    t.match(two.stderr, /^[^\n]*cut off[^\n]*at byte 700001[^\n]*\n$/);
    t.ok(one.stdout.length > 0 && two.stdout.equals(one.stdout));
  }
});

t.test('gzip data is inflated once for all', async (t) => {
  // More than the threads have before them at once.
  const packed = gzipSync(Buffer.concat(new Array(4).fill(readFileSync(ATTACK))), { level: 1 });
  const folder = t.testdir({
    'whole.scap': packed,
    'cut.scap': packed.subarray(0, 500_001),
    'damaged.scap': Buffer.concat([packed.subarray(0, 500_000), Buffer.alloc(50), packed.subarray(500_050)]),
  });
  for (const name of ['whole', 'cut', 'damaged']) {
    const args = ['-r', `${folder}/${name}.scap`];
    const [one, two] = [await threads(1, args), await threads(2, args)];
    t.equal(one.status, name === 'whole' ? 0 : 1);
    t.equal(two.status, one.status);
    t.equal(two.stderr, one.stderr, one.stderr);
    t.ok(one.stdout.length > 100_000 && two.stdout.equals(one.stdout), name);
  }
  const { stdout } = spawnSync(
    'sh',
    ['-c', `"$0" "$1" -r "$2" --threads 2 | head -n 9000 | tail -n 1`, process.execPath, BIN, `${folder}/whole.scap`],
    { encoding: 'utf8' },
  );
  t.match(stdout, /^9\d+ /, 'a reader that has enough');
});

t.test('how many', async (t) => {
  for (const wrong of ['0', 'x', '-1', '1.5', '']) {
    const ran = await shark(['-r', ATTACK, `--threads=${wrong}`]);
    t.equal(ran.status, 1);
    t.match(ran.stderr, /number of threads/);
    t.equal(ran.stdout.length, 0);
  }
});

t.test('a large capture gets help by itself', async (t) => {
  const attack = readFileSync(ATTACK);
  const large = join(t.testdir(), 'large.scap');
  writeFileSync(large, Buffer.concat([...Array.from({ length: 5 }, () => attack), attack.subarray(0, 1_000_001)]));
  for (const args of [[], ['-j', '-v'], ['proc.name!=nmap'], ['-X', '-s', '200']]) {
    const [one, two] = [await threads(1, ['-r', large, ...args]), await shark(['-r', large, ...args])];
    t.ok(two.stdout.length > 10_000_000 && two.stdout.equals(one.stdout), args.join(' '));
    t.match(two.stderr, /cut off/);
    t.equal(
      two.stderr.replace(/Elapsed.*(Captured Events: \d+),.*/, '$1'),
      one.stderr.replace(/Elapsed.*(Captured Events: \d+),.*/, '$1'),
    );
  }
  const head = spawnSync(
    'sh',
    ['-c', `"$0" "$1" -r "$2" | head -n 70000 | tail -n 1; "$0" "$1" -r "$2" >/dev/full`, process.execPath, BIN, large],
    { encoding: 'utf8', env: { TZ: 'UTC' } },
  );
  t.match(head.stdout, /^7\d+ /, 'a reader that has enough');
  t.match(head.stderr, /^ts-shark: cannot write to standard output: no space left on device\n$/);
});
