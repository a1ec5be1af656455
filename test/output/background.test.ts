// Output that another thread writes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { BackgroundWriter } from '../../src/output/background.js';
import { PIECE, PIECES } from '../../src/output/ring.js';
import { ShortWrite } from '../../src/output/write-all.js';
import { BIN, FIXTURES } from '../e2e/run.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-shark-background-'));
t.after(() => rmSync(folder, { recursive: true }));

t.test('bytes come in their order, whatever the size of what is given', async () => {
  const file = join(folder, 'out');
  const source = Buffer.from(Array.from({ length: 3 * PIECE }, (_, i) => (i * 7919) >> 5));
  const sizes = fc.array(fc.oneof(fc.nat(5000), fc.nat(source.length)), { maxLength: 30 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const fd = openSync(file, 'w');
      const writer = new BackgroundWriter(fd);
      const given = Buffer.alloc(source.length);
      const all = createHash('sha256');
      for (const [i, n] of lengths.entries()) {
        const from = Math.min(i, n);
        source.copy(given, 0, 0, n);
        all.update(given.subarray(from, n));
        writer.write(given, from, n);
        // What was given belongs to us again.
        given.fill(0, 0, n);
      }
      writer.drain();
      closeSync(fd);
      return createHash('sha256').update(readFileSync(file)).digest('hex') === all.digest('hex');
    }),
    { numRuns: 12 },
  );
});

t.test('what cannot be written is heard of, and nobody waits for it', (t) => {
  const fd = openSync(join(folder, 'readable'), 'w+');
  closeSync(fd);
  const writer = new BackgroundWriter(openSync(join(folder, 'readable'), 'r'));
  const much = Buffer.alloc(PIECE);
  const failure = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (error instanceof ShortWrite) return error.reason;
      throw error;
    }
    return 'nothing';
  };
  const reason = failure(() => {
    for (let i = 0; i < PIECES + 2; i++) writer.write(much, 0, much.length);
    writer.drain();
  });
  t.match(reason, /^bad file descriptor/);
  t.equal(
    failure(() => writer.drain()),
    reason,
    'once more',
  );
  t.end();
});

t.test('a thread that cannot start', (t) => {
  const file = join(folder, 'alone');
  const fd = openSync(file, 'w');
  const writer = new BackgroundWriter(
    fd,
    new URL('data:text/javascript,Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0)'),
  );
  const much = Buffer.alloc(PIECE + 1, 'a');
  for (let i = 0; i < PIECES; i++) writer.write(much, 0, much.length);
  writer.drain();
  closeSync(fd);
  t.equal(readFileSync(file).length, PIECES * much.length);
  t.end();
});

t.test('a run that prints much', { skip: process.platform !== 'linux' && 'needs a shell and /dev/full' }, (t) => {
  const lines = (rest: string) => {
    // Three times the capture is some 30 MB of lines.
    const command = `"$0" "$1" -v -X -r "$2" -r "$2" -r "$2" ${rest}`;
    const attack = `${FIXTURES}attack.scap`;
    return spawnSync('/bin/sh', ['-c', command, process.execPath, BIN, attack], { encoding: 'latin1', maxBuffer: 1e8 });
  };
  const whole = lines('2>/dev/null');
  t.ok(whole.stdout.length > 12e6, `${whole.stdout.length} bytes`);
  const piped = lines('2>/dev/null | cat');
  t.ok(piped.stdout === whole.stdout, 'into a pipe that somebody reads slowly');
  t.match(lines('>/dev/full'), { status: 1, stderr: /^ts-shark: cannot write to standard output: no space left/ });
  const head = lines('2>&1 | { head -c 11000000 | tail -c 3; }');
  t.equal(head.stdout, whole.stdout.slice(11e6 - 3, 11e6), 'nobody reads the rest: quiet');
  t.end();
});
