import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import t from 'tap';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** From left to right: a room may lean on itself and on those in front of it. docs/architecture.md has the picture. */
const ROOMS = [
  'errors', 'bytes', 'source', 'event', 'format', 'live', 'state', 'field', 'filter', 'output', 'chisel', 'engine', 'cli',
]; // biome-ignore format: a list of words
/** These two lean on nothing, not on each other either. */
const GROUND = ['errors', 'bytes'];

const DOES_IO =
  /^(source\/.*|live\/(programs|(engines|proc)\/.*)|output\/(stdout|write-all|capture-file)|chisel\/(compile|find|lua\/(chisel|system|tables))|cli\/.*)\.ts$/;
/** Messages between threads. */
const THREADS = /^output\/(background|write-job)\.ts$/;
const IO = /^node:(fs|net|child_process|http|https|http2|dgram|tls|worker_threads)(\/|$)/;
const MOST_LINES = 400;

interface Import {
  readonly from: string;
  readonly target: string;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
  /** import(...), loaded when it is needed. */
  readonly lazy: boolean;
}

const STATIC = /^(?:import|export)\s+(type\s)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const LAZY = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const from = file;
  return [
    ...[...text.matchAll(STATIC)].map((m) => ({ from, target: m[2] as string, typeOnly: !!m[1], lazy: false })),
    ...[...text.matchAll(LAZY)].map((m) => ({ from, target: m[1] as string, typeOnly: false, lazy: true })),
  ];
}

/** A file of src that an import names; undefined for packages. */
function fileOf({ from, target }: Import): string | undefined {
  if (!target.startsWith('.')) return undefined;
  return relative(SRC, resolve(SRC, dirname(from), target.replace(/\.js$/, '.ts')));
}

const roomOf = (file: string): string => (file.split('/')[0] as string).replace(/\.ts$/, '');

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
const IMPORTS = FILES.flatMap(importsOf);
const show = ({ from, target }: Import) => `${from} imports ${target}`;

t.test('imports are found', async (t) => {
  t.ok(FILES.length > 80);
  t.ok(IMPORTS.length > 300);
  const statements = FILES.map(
    (f) => readFileSync(join(SRC, f), 'utf8').match(/^(import|export (type )?[{*][^;]*? from)\b/gm)?.length ?? 0,
  );
  t.equal(
    IMPORTS.filter((i) => !i.lazy).length,
    statements.reduce((a, b) => a + b, 0),
    'all of them',
  );
  // The grammar's file is made by the build.
  const missing = IMPORTS.filter((i) => fileOf(i) !== undefined && !existsSync(join(SRC, fileOf(i) as string)));
  t.strictSame(
    missing.map(show).filter((line) => !line.includes('.gen.js')),
    [],
  );
});

t.test('every file stands in a room', async (t) => {
  t.strictSame(
    FILES.filter((f) => !ROOMS.includes(roomOf(f))),
    [],
  );
});

t.test('imports go one way', async (t) => {
  const wrong = IMPORTS.filter((i) => {
    const file = fileOf(i);
    if (file === undefined) return false;
    const from = roomOf(i.from);
    const to = roomOf(file);
    if (from === to) return false;
    return GROUND.includes(from) || ROOMS.indexOf(to) > ROOMS.indexOf(from);
  });
  t.strictSame(wrong.map(show), []);
});

t.test('nothing imports cli', async (t) => {
  t.strictSame(IMPORTS.filter((i) => roomOf(i.from) !== 'cli' && fileOf(i)?.startsWith('cli/')).map(show), []);
});

const isThreads = ({ from, target }: Import) => target === 'node:worker_threads' && THREADS.test(from);

t.test('few files do input and output', async (t) => {
  t.strictSame(IMPORTS.filter((i) => IO.test(i.target) && !DOES_IO.test(i.from) && !isThreads(i)).map(show), []);
});

t.test('tables of data hold no logic', async (t) => {
  const data = IMPORTS.filter((i) => i.from.endsWith('.data.ts'));
  t.strictSame(data.filter((i) => !i.typeOnly).map(show), []);
});

t.test('what starting up loads', async (t) => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const todo = ['cli/main.ts'];
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const i of IMPORTS) {
      if (i.from !== file || i.typeOnly || i.lazy) continue;
      const next = fileOf(i);
      if (next !== undefined) todo.push(next);
      else if (!i.target.startsWith('node:')) packages.add(i.target);
    }
  }
  t.strictSame([...packages], []);
  t.ok(seen.size < 12, `${seen.size} files: ${[...seen].join(' ')}`);
});

t.test('packages are declared', async (t) => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: object;
    peerDependencies: object;
  };
  const dependencies = { ...manifest.dependencies, ...manifest.peerDependencies };
  const used = IMPORTS.filter((i) => fileOf(i) === undefined && !i.target.startsWith('node:'));
  t.strictSame(used.filter((i) => !(i.target.replace(/^(@[^/]+\/)?([^/]+).*/, '$1$2') in dependencies)).map(show), []);
});

t.test('no file grows too long', async (t) => {
  const long = FILES.filter((f) => !/\.(data|gen)\.ts$/.test(f))
    .map((f) => `${f}: ${readFileSync(join(SRC, f), 'utf8').split('\n').length - 1} lines`)
    .filter((line) => Number(/(\d+) lines$/.exec(line)?.[1]) > MOST_LINES);
  t.strictSame(long, []);
});
