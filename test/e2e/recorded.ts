// Compares what the program prints for the captures in fixtures/ with what is recorded in fixtures/expected/.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { canonical } from '../../fixtures/canonical.mjs';
import { FIXTURES, shark } from './run.js';

export interface Case {
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
      // What this machine calls its users must not matter.
      args: ['--capture-users', ...JSON.parse(bytes.toString('utf8', 0, end))],
      expected: bytes.subarray(end + 1),
    };
  }),
);

const hashLine = (text: string) => `sha256 ${createHash('sha256').update(text, 'latin1').digest('hex')}\n`;

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

const sorted = (text: string) => text.split('\n').sort().join('\n');

/** Holds output against the recorded one, apart from what sysdig itself decides at random. */
export function compare(t: Test, { name, expected }: Case, output: Buffer): void {
  const wanted = expected.toString('latin1');
  const kind = /^(table|lines|lua)-/.exec(name.slice(name.indexOf(' ') + 1))?.[1];
  const text = output.toString('latin1');
  const got = kind === 'lua' ? hashLine(canonical(text)) : wanted.startsWith('sha256 ') ? hashLine(text) : text;
  if (kind === 'table') t.equal(tableOf(got), tableOf(wanted));
  else if (kind === 'lines') t.equal(sorted(got), sorted(wanted));
  else if (got === wanted) t.pass('the same bytes');
  else t.fail(difference(got, wanted));
}

/** The recorded commands whose names begin with one of these, or with none of them. */
export const recorded = (prefixes: readonly string[], wanted: boolean): Case[] =>
  CASES.filter(({ name }) => prefixes.some((prefix) => name.includes(` ${prefix}`)) === wanted);

/** Runs the commands; there must be more than `least`. */
export function compareRecorded(prefixes: readonly string[], wanted: boolean, least: number): void {
  const cases = recorded(prefixes, wanted);
  t.ok(cases.length > least, 'there are cases');
  t.jobs = 2;
  for (const entry of cases) {
    t.test(entry.name, async (t) => {
      const { status, stdout, stderr } = await shark(['-r', entry.capture, ...entry.args]);
      if (!entry.args.includes('-v')) t.equal(stderr, '');
      t.equal(status, 0);
      compare(t, entry, stdout);
    });
  }
}
