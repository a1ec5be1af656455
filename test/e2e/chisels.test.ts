// Chisels as a user runs them: found, loaded, given arguments.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { BIN, FIXTURES, type Ran, ROOT, shark } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-shark-chisels-'));
t.teardown(() => rmSync(folder, { recursive: true }));
const cache = join(folder, 'cache');
process.env.XDG_CACHE_HOME = cache;
process.env.TS_SHARK_CHISEL_DIR = folder;

const ATTACK = `${FIXTURES}attack.scap`;
const run = (...args: string[]) => shark(['-r', ATTACK, ...args]);
const out = ({ stdout }: Ran) => stdout.toString('latin1');

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const COUNT = `
import { defineChisel, type Host } from 'ts-shark/chisel';
export default defineChisel({
  category: 'Test',
  summary: 'counts',
  args: [{ name: 'word', doc: 'put in front', optional: true }],
  run(host: Host, args) {
    const pid = host.field('proc.pid');
    let n: number = 0;
    return {
      filter: 'evt.type=execve and evt.dir=<',
      event() { n += (pid() ?? 0) > 0 ? 1 : 0; },
      end() { host.print(\`\${args.word ?? 'execs'} \${n}\`); },
    };
  },
});
`;

t.test('a chisel of the user, in TypeScript', async (t) => {
  const file = write('count.ts', COUNT);
  const first = await run('-c', file);
  t.equal(first.stderr, '');
  t.match(out(first), /^execs \d\d+\n$/);
  t.equal(out(await run('-c', 'count', 'found')), out(first).replace('execs', 'found'), 'by name, with an argument');
  t.equal(out(await run('-c', 'count', 'proc.name=no-such')), 'execs 0\n', 'a filter is no argument');
  const cached = readdirSync(join(cache, 'ts-shark/chisels'));
  t.equal(cached.filter((name) => name.endsWith('.mjs')).length, 1, 'compiled once');
  write('count.ts', COUNT.replace("'execs'", "'changed'"));
  t.match(out(await run('-c', 'count')), /^changed/, 'and again when it changes');
});

t.test('in JavaScript, with a module of its own beside it', async (t) => {
  write('shared.mjs', 'export const word = "from the module";');
  write(
    'plain.mjs',
    `import { word } from './shared.mjs'; import { fit } from 'ts-shark/chisel';
    export default { category: 'Test', summary: 's', run: (host) => ({ end: () => host.print(fit(word, 4)) }) };`,
  );
  const ran = await run('-c', 'plain');
  t.equal(out(ran), 'from\n');
  t.equal(ran.stderr, '');
});

t.test('errors say where', async (t) => {
  const fails = async (name: string, text: string, message: RegExp) => {
    const { status, stderr } = await run('-c', write(name, text));
    t.equal(status, 1, name);
    t.match(stderr, message);
    t.equal(stderr.trimEnd().split('\n').length, 1, 'one line');
  };
  const chisel = (body: string) => `export default { category: 'T', summary: 's',\n run(host) {\n${body}\n} };`;
  await fails('syntax.ts', 'const x: number =\n = 5;', /syntax\.ts:2:2: Unexpected "="/);
  await fails('syntax.mjs', 'const x =\n = 5;', /syntax\.mjs:2:2: Unexpected "="/);
  await fails(
    'throws.ts',
    chisel('return { event() { return (undefined as any).x; } };'),
    /chisel throws: .*throws\.ts:3: Cannot read/,
  );
  await fails(
    'field.ts',
    chisel("host.field('proc.nam'); return {};"),
    /no field 'proc\.nam'; did you mean 'proc\.name'\?|no field 'proc\.nam'; did you mean proc\.name\?/,
  );
  await fails(
    'late.ts',
    chisel("return { event() { host.field('proc.name'); } };"),
    /late\.ts:3: proc\.name was asked for after the first event/,
  );
  await fails('none.mjs', 'export default 5;', /none\.mjs: is no chisel/);
  const wrong = await run('-c', write('filter.ts', chisel("return { filter: 'proc.nam=1' };")));
  t.equal(wrong.status, 1);
  t.match(wrong.stderr, /unknown field 'proc\.nam'/);
});

t.test('events that cannot have what a chisel requires need not come', async (t) => {
  const counting = (requires: string) => `export default { category: 'T', summary: 's', run(host) {
    const dir = host.field('evt.dir');
    const counts = { '>': 0, '<': 0 };
    return { ${requires} event() { counts[dir()]++; }, end: () => host.print(counts['>'] + ' ' + counts['<']) };
  } };`;
  const counts = async (name: string, requires: string, ...args: string[]) =>
    out(await run('-c', write(name, counting(requires)), ...args))
      .trim()
      .split(' ')
      .map(Number);
  const all = await counts('all.mjs', '');
  const some = await counts('some.mjs', "requires: ['evt.rawarg.res'],");
  const having = out(await run('-p', '%evt.rawarg.res')).split('\n').length - 1;
  t.equal(some[0], 0, 'no enter event has a result');
  t.ok(some[1] >= having && some[1] < all[1] && all[0] > 10_000, `all ${all}, some ${some}, having ${having}`);
  const taking = await counts('taking.mjs', "requires: ['evt.latency > 0'],");
  t.same(await counts('dense.mjs', "requires: ['evt.latency>0'],"), taking);
  t.ok(taking[0] > 0 && taking[0] < all[0] / 10, `${taking[0]}: switches, as no time passes before a call begins`);
  t.equal(taking[1], all[1]);
  const { stderr, status } = await run('-c', write('wrong.mjs', counting("requires: ['fd.nam'],")));
  t.equal(status, 1);
  t.match(stderr, /no field 'fd\.nam'/);
});

t.test('arguments and names', async (t) => {
  const fails = async (args: string[], message: RegExp) => {
    const { status, stderr, stdout } = await run(...args);
    t.equal(status, 1, args.join(' '));
    t.match(stderr, message);
    t.equal(stdout.length, 0);
  };
  await fails(['-c', 'fileslower'], /missing arguments for chisel fileslower/);
  await fails(['-c', 'fileslower', 'x'], /min_ms must be a number/);
  await fails(['-c', 'spy_ip', '1 2 3'], /too many parameters/);
  await fails(['-c', 'topfile_bytes'], /no such chisel; did you mean topfiles_bytes\?/);
  await fails(['-c', 'topfiles'], /did you mean topfiles_bytes, topfiles_errors, topfiles_time\?/);
  await fails(['-c', './no/such.lua'], /can't open file/);
  await fails(['-c', 'fdbytes_by', 'fd.nam'], /no field 'fd\.nam'/);
  await fails(['-c', 'ps', 'proc.nam=x'], /unknown field/);
  const old = await run('-c', 'netstat.lua');
  t.strictSame([old.status, out(old)], [0, out(await run('-c', 'netstat'))], 'the old spelling');
  const glued = await run('-qn50', '-ctopscalls', 'evt.type=openat');
  t.match(out(glued), /^# Calls +Syscall +\n-+\n50 +openat\n$/, 'in a cluster, -n counts');
});

t.test('lists', async (t) => {
  const list = await shark(['-cl']);
  t.equal(list.status, 0);
  t.match(out(list), /Category: Net\n-+\n/);
  t.match(out(list), /\ntopfiles_bytes +\S/);
  t.notMatch(out(list), /table_generator/, 'hidden ones are not listed');
  const info = await shark(['-i', 'fileslower']);
  t.match(out(info), /Name: fileslower\n[\s\S]*\[number\] min_ms - /);
  t.equal((await shark(['-i', 'no-such'])).status, 1);
});

t.test('chisel new writes one that works', async (t) => {
  const target = join(folder, 'new');
  mkdirSync(target);
  const at = (...args: string[]) => execFileSync(process.execPath, [BIN, ...args], { cwd: target, encoding: 'latin1' });
  t.match(at('chisel', 'new', 'mine'), /chisels\/mine\.ts is written/);
  t.match(at('-r', ATTACK, '-c', 'mine', '20'), /^(\d+\t\S+\n)+$/);
  t.match(at('-cl'), /Category: Mine\n-+\nmine /);
  const again = await shark(['chisel', 'new', '../x']);
  t.equal(again.status, 1);
  t.match(again.stderr, /'\.\.\/x' cannot be the name of a chisel/);
  t.match((await shark(['chisel', 'new', 'netstat'])).stderr, /netstat is a built-in chisel/);
  t.match((await shark(['chisel', 'new'])).stderr, /expected: ts-shark chisel new NAME, or/);
});

const MISTYPED = COUNT.replace("summary: 'counts'", 'summary: 5').replace('(pid() ?? 0)', 'pid()');

t.test('types are checked where TypeScript is installed', async (t) => {
  const file = write('mistyped.ts', MISTYPED);
  const refused = await run('-c', file);
  t.equal(refused.status, 1);
  t.match(
    refused.stderr,
    /mistyped\.ts:5:3: Type 'number' is not assignable to type 'string'; 1 more: ts-shark chisel check/,
  );
  const check = await shark(['chisel', 'check', file]);
  t.equal(check.status, 1);
  t.match(check.stderr, /:5:3: .*\n.*mistyped\.ts:\d+:\d+: Object is possibly 'undefined'/);
  t.equal(check.stderr.trimEnd().split('\n').length, 2, 'all of them');
  write('mistyped.ts', `// @ts-nocheck\n${MISTYPED.replace('summary: 5', "summary: 'is text'")}`);
  t.match(out(await run('-c', file)), /^execs/, 'unless the chisel wants it otherwise');
  const misspelt = write('misspelt.ts', COUNT.replace('proc.pid', 'proc.pdi'));
  const { stderr } = await shark(['chisel', 'check', misspelt]);
  t.match(stderr, /^\S*misspelt\.ts:8:28: there is no field proc\.pdi; did you mean proc\.pid\?\n$/);
  const usesNode = write(
    'node.ts',
    "import { hostname } from 'node:os'; import { x } from './no-types.mjs';\n" +
      "export default { category: 'T', summary: 's', run: () => ({ end() { console.log(hostname().length > 0, x, process.pid > 0); } }) };",
  );
  write('no-types.mjs', 'export const x = 5;');
  const good = await shark(['chisel', 'check', usesNode]);
  t.strictSame([good.status, good.stderr], [0, '']);
  t.match(out(good), /node\.ts: no mistakes found\n$/);
  t.equal((await shark(['chisel', 'check', write('bad.mjs', 'x = = 1')])).status, 1);
});

t.test('without TypeScript, chisels run unchecked, and check says so', async (t) => {
  const alone = join(folder, 'alone');
  mkdirSync(join(alone, 'node_modules'), { recursive: true });
  for (const part of ['bin', 'dist', 'package.json']) cpSync(`${ROOT}${part}`, join(alone, part), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { dependencies: object };
  for (const name of Object.keys(dependencies)) {
    symlinkSync(`${ROOT}node_modules/${name}`, join(alone, 'node_modules', name));
  }
  const file = write('unchecked.ts', MISTYPED.replace('summary: 5', "summary: 'is text'"));
  const at = (...args: string[]) =>
    execFileSync(process.execPath, [join(alone, 'bin/ts-shark.js'), ...args], { cwd: alone, encoding: 'latin1' });
  t.match(at('-r', ATTACK, '-c', file), /^execs \d+\n$/);
  t.match(at('chisel', 'check', file), /no mistakes found\nIts types were not checked/);
});

t.test('examples run', async (t) => {
  for (const name of readdirSync(`${ROOT}chisels/examples`)) {
    const { status, stderr, stdout } = await run('-c', `${ROOT}chisels/examples/${name}`);
    t.strictSame([status, stderr], [0, ''], name);
    t.ok(stdout.length > 0, name);
  }
});

t.test('a chisel that looks at the whole machine sees the same beside a copy of a part', async (t) => {
  const file = write(
    'machine.ts',
    `
import { defineChisel } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Test',
  summary: 'all fds at the end',
  run(host) {
    const processes = host.processes();
    return {
      end() {
        for (const p of processes()) host.print(\`\${p.tid} \${p.name} \${p.fds.map((fd) => fd.name).join()}\`);
      },
    };
  },
});
`,
  );
  for (const filter of ['proc.name=gzip', 'fd.name contains gshadow']) {
    const alone = out(await run('-c', file, filter));
    t.match(alone, /systemd/, filter);
    t.equal(out(await run('-c', file, '-w', join(folder, 'part.scap'), filter)), alone, filter);
  }
});

t.test('what the arguments of an event show is kept for the types that a chisel sees', async (t) => {
  const text = (hooks: string) => `
export default {
  category: 'Test',
  summary: 'arguments of kill',
  run(host) {
    const info = host.text('evt.info');
    return { filter: 'evt.type=kill', event() { host.print(info()); }, ${hooks} };
  },
};
`;
  const kept = async (file: string) =>
    /^state kept: +(.*)$/m.exec(out(await shark(['--explain-plan', '-c', file])))?.[1];
  const lean = write('kills.mjs', text(''));
  t.equal(await kept(lean), 'threads');
  t.equal(out(await run('-c', lean)), out(await run('-p', '%evt.info', 'evt.type=kill')));
  t.ok(out(await run('-c', lean)).length > 0);
  // What is called at intervals may look at any event.
  t.match(await kept(write('ticks.mjs', text('interval: { every: 1e9, call() {} }'))), /fds/);
});
