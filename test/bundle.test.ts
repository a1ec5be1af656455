import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';

const CLI = resolve(import.meta.dirname, '../dist/cli');
/** Files of the bundle, apart from what tsc left there. */
const PARTS = readdirSync(CLI).filter((name) => /-[\w-]{8}\.js$/.test(name));
const read = (name: string) => readFileSync(join(CLI, name), 'utf8');

/** What a file and those that it imports at once are made of. */
function loadedBy(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, target] of read(name).matchAll(/^import .*?['"]\.\/([^'"]+)['"];$/gm)) loadedBy(target as string, seen);
  return seen;
}

t.test('every part can be loaded', async (t) => {
  t.ok(PARTS.length > 20);
  for (const name of PARTS) t.ok(execFileSync(process.execPath, ['--check', join(CLI, name)]), name);
});

t.test('a start reads few files', async (t) => {
  t.ok(loadedBy('main.js').size <= 2, [...loadedBy('main.js')].join(' '));
  const core = PARTS.filter((name) => name.startsWith('core-'));
  t.equal(core.length, 1);
  t.equal(loadedBy(core[0] as string).size, 2, [...loadedBy(core[0] as string)].join(' '));
});

t.test('what a capture runs through is constant where it is used', async (t) => {
  const core = read(PARTS.find((name) => name.startsWith('core-')) as string);
  for (const name of ['FDF', 'ACTION', 'PPME', 'EVENT_TYPES', 'Need']) t.ok(core.includes(`\nconst ${name} = `), name);
  t.notMatch(core, /\bPPME\.\w/, 'an object too large for constants: its numbers stand in place of it');
  for (const part of PARTS) {
    const code = read(part);
    const exported = [...(code.match(/^export \{ (.*) \};$/m)?.[1] ?? '').matchAll(/([\w$]+) as /g)].map(
      ([, name]) => name,
    );
    t.strictSame(
      exported.filter((name) => code.includes(`\nconst ${name} = `) && !name?.endsWith('$copy')),
      [],
      part,
    );
  }
});
