// What the program prints for the captures in fixtures/, against what is recorded in fixtures/expected/.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { FIXTURES, shark } from './run.js';

interface Case {
  readonly name: string;
  readonly capture: string;
  readonly args: readonly string[];
  readonly expected: Buffer;
}

const folder = `${FIXTURES}expected/`;
const cases: Case[] = readdirSync(folder).flatMap((capture) =>
  readdirSync(folder + capture).map((file) => {
    const bytes = readFileSync(`${folder}${capture}/${file}`);
    const end = bytes.indexOf('\n');
    return {
      name: `${capture} ${file.replace(/\.txt$/, '')}`,
      capture: `${FIXTURES}${capture}.scap`,
      args: JSON.parse(bytes.toString('utf8', 0, end)),
      expected: bytes.subarray(end + 1),
    };
  }),
);

const hashLine = (bytes: Buffer) => `sha256 ${createHash('sha256').update(bytes).digest('hex')}\n`;

/** Where two outputs part, for the message. */
function difference(got: string, wanted: string): string {
  const a = got.split('\n');
  const b = wanted.split('\n');
  const i = a.findIndex((line, k) => line !== b[k]);
  return i < 0
    ? `${b.length - a.length} lines are missing at the end`
    : `line ${i + 1}\n  got    ${a[i]}\n  wanted ${b[i]}`;
}

t.ok(cases.length > 50, 'there are cases');
t.jobs = 2;
for (const { name, capture, args, expected } of cases) {
  t.test(name, async (t) => {
    const { status, stdout, stderr } = await shark(['-r', capture, ...args]);
    if (!args.includes('-v')) t.equal(stderr, '');
    t.equal(status, 0);
    const wanted = expected.toString('latin1');
    const got = wanted.startsWith('sha256 ') ? hashLine(stdout) : stdout.toString('latin1');
    if (got === wanted) t.pass('the same bytes');
    else t.fail(difference(got, wanted));
  });
}
