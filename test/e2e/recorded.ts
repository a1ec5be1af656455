// Compares what the program prints for the captures in fixtures/ with what is recorded in fixtures/expected/.
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
const CASES: Case[] = readdirSync(folder).flatMap((capture) =>
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

/** Rows of a table without what a random order of equal values decides: which of them come, and in which order. */
function tableOf(text: string): string {
  const [heading, rule, ...rows] = text.trimEnd().split('\n');
  const value = (row: string) => row.slice(0, 20);
  const last = rows.length > 0 ? value(rows[rows.length - 1]) : '';
  const above = rows.filter((row) => value(row) !== last).sort();
  return [heading, rule, ...rows.map(value), ...above].join('\n');
}

/** Runs the recorded commands whose names begin with one of these, or with none of them. */
export function compareRecorded(prefixes: readonly string[], wanted: boolean, least: number): void {
  const cases = CASES.filter(({ name }) => prefixes.some((prefix) => name.includes(` ${prefix}`)) === wanted);
  t.ok(cases.length > least, 'there are cases');
  t.jobs = 2;
  for (const { name, capture, args, expected } of cases) {
    t.test(name, async (t) => {
      const { status, stdout, stderr } = await shark(['-r', capture, ...args]);
      if (!args.includes('-v')) t.equal(stderr, '');
      t.equal(status, 0);
      const wanted = expected.toString('latin1');
      const got = wanted.startsWith('sha256 ') ? hashLine(stdout) : stdout.toString('latin1');
      if (name.includes(' table-')) t.equal(tableOf(got), tableOf(wanted));
      else if (got === wanted) t.pass('the same bytes');
      else t.fail(difference(got, wanted));
    });
  }
}
