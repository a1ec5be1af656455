// Options beside the common ones: what each of them does to the output of a whole run.
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { eventTable } from '../../src/event/table.js';
import { FIELDS } from '../../src/field/registry.js';
import { block } from '../helpers/scap-writer.js';
import { FIXTURES, shark } from './run.js';

const ATTACK = `${FIXTURES}attack.scap`;
const CAPTURES = ['attack', 'attack.exit-only', 'container', 'web-snap2000'].map((name) => `${FIXTURES}${name}.scap`);

const text = async (...args: string[]) => (await shark(args)).stdout.toString();

t.test('-P', async (t) => {
  for (const option of ['-P', '--progress', '--progress=1']) {
    const { status, stdout, stderr } = await shark([option, '-r', ATTACK, '-n', '3']);
    t.equal(status, 0);
    t.equal(stdout.toString().split('\n').length, 4, `${option} takes no other word`);
    t.match(stderr, /^(\r\d+\.\d\d)+\n$/);
  }
  const large = `${t.testdir()}/large.scap`;
  writeFileSync(large, Buffer.concat(new Array<Buffer>(3).fill(readFileSync(ATTACK))));
  const whole = await shark(['-qP', '-r', large, '-r', `${FIXTURES}shell-gz.scap`]);
  const [first, second, rest] = whole.stderr.split('\n');
  for (const line of [first, second]) {
    const parts = line.split('\r').slice(1).map(Number);
    t.ok(parts.length > 2, 'several steps');
    t.same(
      parts,
      [...parts].sort((a, b) => a - b),
    );
    t.equal(parts.at(-1), 100);
  }
  t.equal(rest, '');
  const piped = await shark(['-qP', '-r', '-'], readFileSync(ATTACK));
  t.equal(piped.stderr, '', 'nobody knows how long a pipe is');
});

t.test('-v counts what -U leaves out', async (t) => {
  const all = await shark(['-qvr', ATTACK]);
  const some = await shark(['-qvr', ATTACK, '-U', 'nmap', '-U', 'no-such']);
  const numbers = (stderr: string) => ({
    suppressed: Number(/^Suppressed by Comm:(\d+)$/m.exec(stderr)?.[1]),
    captured: Number(/Captured Events: (\d+), /.exec(stderr)?.[1]),
  });
  const before = numbers(all.stderr);
  const after = numbers(some.stderr);
  t.equal(before.suppressed, 0);
  t.equal(after.suppressed, 5190, 'as sysdig 0.36 counts');
  t.equal(after.captured + after.suppressed, before.captured);
});

t.test('-pp', async (t) => {
  const plain = await text('-pp');
  t.match(plain, /^\*%evt\.num %evt\.outputtime .* %evt\.info\n$/);
  t.match(await text('-pc', '-pp', '-r', '/no/such'), /%container\.name \(%container\.id\)/);
  t.match(await text('-p', '%evt.num', '-pp'), /^%evt\.num\n$/);
  t.equal(await text('-pp', '-pc'), plain);
  t.equal(await text('-pm', '-r', ATTACK, '-n', '20'), await text('-pmesos', '-r', ATTACK, '-n', '20'));
});

t.test('--utc', async (t) => {
  const args = ['-r', ATTACK, '-p', '%evt.time %evt.datetime.s'];
  const zone = { TZ: 'America/New_York' };
  const utc = await shark(args);
  for (const threads of ['1', '2']) {
    const ran = await shark([...args, '--utc', '--threads', threads], undefined, zone);
    t.ok(ran.stdout.equals(utc.stdout), `${threads} threads`);
  }
  const local = await shark([...args, '-n', '3'], undefined, zone);
  t.notOk(utc.stdout.subarray(0, local.stdout.length).equals(local.stdout), 'without it, the zone counts');
});

t.test('-R', async (t) => {
  const args = [
    '-r',
    ATTACK,
    '-p',
    '*%evt.num %fd.name %fd.sproto %evt.arg.tuple',
    'fd.l4proto=tcp and fd.sport in (22, 53, 80)',
  ];
  const names: Record<string, string> = { 22: 'ssh', 53: 'domain', 80: 'http' };
  const numbers = await text(...args);
  const expected = numbers.replace(/(?<=[: ])(22|53|80)(?= |$)/gm, (port) => names[port] as string);
  t.not(expected, numbers);
  t.equal(await text('-R', ...args), expected);
  t.equal(await text('-R', ...args, '--threads', '2'), expected);
  const found = (...options: string[]) =>
    text(...options, '-r', ATTACK, 'fd.name endswith :http').then((s) => s.length);
  t.equal(await found(), 0);
  t.ok((await found('-R')) > 0, 'filters see the names');
});

t.test('--list-markdown and sources', async (t) => {
  const tables = await text('--list-markdown');
  for (const def of FIELDS) {
    if (def.hidden) continue;
    const row = tables.split('\n').find((line) => line.startsWith(`\`${def.name}\` | `));
    t.ok(row && row.split(' | ').length === 3, def.name);
  }
  t.equal(await text('--list-markdown=syscall'), tables);
  t.equal(await text('--list=syscall', '-v'), await text('-lv'));
  const other = await shark(['--list=k8s_audit']);
  t.equal(other.status, 1);
  t.match(other.stderr, /the source 'k8s_audit'/);
});

t.test('--filter-proclist', async (t) => {
  t.match(await shark(['--filter-proclist', '-r', ATTACK]), { status: 1, stderr: /needs a filter/ });
  t.equal(await text('--filter-proclist', '-r', ATTACK, 'evt.num=63'), await text('-r', ATTACK, 'evt.num=63'));
});

interface Property {
  readonly type: string | readonly string[];
  readonly items?: { readonly type: string };
}

function fits(value: unknown, { type, items }: Property): boolean {
  const types = typeof type === 'string' ? [type] : type;
  if (value === null) return types.includes('null');
  if (Array.isArray(value)) {
    return types.includes('array') && value.every((item) => fits(item, { type: items?.type ?? 'none' }));
  }
  if (typeof value === 'number')
    return types.includes('number') || (types.includes('integer') && Number.isInteger(value));
  return types.includes(typeof value);
}

/** Lines that do not fit the schema of their format, as `field: value`. */
async function misfits(format: string, capture: string): Promise<{ lines: number; wrong: string[] }> {
  const schema = JSON.parse(await text('--json-schema', '-p', format));
  const { properties, required } = schema.anyOf ? schema.anyOf[capture.includes('exit-only') ? 1 : 0] : schema;
  const lines = (await text('-j', '-r', capture, '-p', format, '-n', '3000', 'evt.num>600')).split('\n').slice(0, -1);
  const wrong = new Set<string>();
  for (const line of lines) {
    const values: Record<string, unknown> = JSON.parse(line);
    if (Object.keys(values).join() !== required.join()) wrong.add(`keys: ${Object.keys(values)}`);
    for (const [key, value] of Object.entries(values)) {
      if (!properties[key] || !fits(value, properties[key])) wrong.add(`${key}: ${JSON.stringify(value)}`);
    }
  }
  return { lines: lines.length, wrong: [...wrong] };
}

t.test('--json-schema says what -j prints', async (t) => {
  const all = FIELDS.filter((def) => !def.filterOnly && !def.arg?.required);
  const given = ['evt.arg.res', 'evt.arg[0]', 'evt.rawarg.size', 'proc.aname[1]', 'proc.env[PATH]', 'fd.types[0]'];
  // Of a field that takes the rest of the format for itself there can be one, at the end.
  const names = [...all.filter((def) => !def.greedy).map((def) => def.name), ...given, 'fd.types'];
  const format = names.map((name) => `%${name}`).join(' ');
  for (const capture of CAPTURES) {
    const { lines, wrong } = await misfits(`*${format}`, capture);
    t.ok(lines > 1000, `${lines} lines`);
    t.strictSame(wrong.slice(0, 5), [], capture);
  }
  const strict = await misfits('%evt.num %fd.name %proc.aname[2] %evt.is_io', ATTACK);
  t.ok(strict.lines > 100 && strict.wrong.length === 0, 'without a star nothing is null');
  t.match(await text('--json-schema', '-p', 'no field'), /"type": "null"/);
});

t.test('JSON keeps all digits', async (t) => {
  const times = (await text('-r', ATTACK, '-n', '500', '-p', '%evt.rawtime')).split('\n');
  const json = (await text('-j', '-r', ATTACK, '-n', '500', '-p', '%evt.rawtime')).split('\n');
  t.ok(
    times.some((time) => time.length > 1 && BigInt(time) !== BigInt(Number(time))),
    'more than a double has',
  );
  t.strictSame(
    json,
    times.map((time) => time && `{"evt.rawtime":${time}}`),
  );
});

const EVENT_BLOCK = 0x216;

/** The blocks of a capture, each whole. */
function* blocksOf(capture: Buffer): Generator<Buffer> {
  for (let at = 0; at < capture.length; ) {
    const length = capture.readUInt32LE(at + 4);
    yield capture.subarray(at, at + length);
    at += length;
  }
}

/** The same event with a parameter more than anybody knows. */
function withParameter(event: Buffer): Buffer {
  const length = event.readUInt32LE(26);
  const n = event.readUInt32LE(32);
  if (n < eventTable('exits')[event.readUInt16LE(30)].params.length) return event;
  const lengths = 36 + 2 * n;
  const body = Buffer.concat([
    event.subarray(8, lengths),
    Buffer.from([3, 0]),
    event.subarray(lengths, 10 + length),
    Buffer.from('new'),
  ]);
  body.writeUInt32LE(length + 5, 26 - 8);
  body.writeUInt32LE(n + 1, 32 - 8);
  return block(EVENT_BLOCK, body);
}

t.test('a capture of a newer program', async (t) => {
  const dir = t.testdir({});
  const newer = `${dir}/newer.scap`;
  // Events that tell nothing about the others.
  const chosen = (await text('-r', ATTACK, '-n', '3', '-p', '%evt.num', 'evt.type=switch and evt.num>1900'))
    .split('\n', 3)
    .map(Number);
  const parts: Buffer[] = [];
  let events = 0;
  for (const whole of blocksOf(readFileSync(ATTACK))) {
    const isEvent = whole.readUInt32LE(0) === EVENT_BLOCK;
    if (isEvent) events++;
    if (events === 1) parts.push(block(0x231, Buffer.from('metadata')));
    if (isEvent && chosen.includes(events)) {
      const unknown = Buffer.from(whole);
      unknown.writeUInt16LE(900 + chosen.indexOf(events), 30);
      parts.push(unknown, block(0x230, Buffer.from('another kind of block')));
    } else {
      parts.push(isEvent && events > 1900 && events < 4000 ? withParameter(whole) : whole);
    }
  }
  writeFileSync(newer, Buffer.concat(parts));
  const whole = (await text('-r', ATTACK)).split('\n');
  const expected = whole.filter((line) => !chosen.includes(Number.parseInt(line, 10))).join('\n');
  const said = `ts-shark: ${newer}: left out 3 events of unknown type 900, 901, 902 and 4 blocks of unknown type 0x231, 0x230: its writer is newer than this program\n`;
  for (const args of [[], ['--threads', '2'], ['--threads', '1']]) {
    const { status, stdout, stderr } = await shark(['-r', newer, ...args]);
    t.equal(status, 0);
    t.equal(stderr, said);
    t.equal(stdout.toString(), expected, 'all other events, with their numbers');
  }
  for (const filter of [
    'proc.name=nobody-has-this',
    'fd.name contains no-such-word',
    'evt.type=setns',
    'proc.pname=no',
  ]) {
    t.equal((await shark(['-r', newer, filter])).stderr, said, `also where nothing passes: ${filter}`);
  }
  t.equal((await shark(['-qSr', ATTACK])).stderr, '', 'nothing is said of others');
});

t.test('-E takes no names', async (t) => {
  const names = new Set((await text('-E', '-r', ATTACK, '-p', '*%user.name %user.homedir %group.name')).split('\n'));
  t.ok(names.has('<NA> <NA> <NA>'), 'not even that of root');
  const ids = ['-r', ATTACK, '-p', '*%user.uid %group.gid'];
  t.equal(await text('-E', ...ids), await text(...ids));
});

t.test('who was there before the capture has the name of this machine', async (t) => {
  const renamed = `${t.testdir()}/renamed.scap`;
  writeFileSync(renamed, readFileSync(ATTACK, 'latin1').replaceAll('root', 'toor'), 'latin1');
  const said = `ts-shark: ${renamed}: users of processes from before the capture are named by this machine, as sysdig 0.36 does (root, in the capture toor); --capture-users names them by the capture\n`;
  const users = async (args: string[], words = '') => {
    const { stdout, stderr } = await shark(['-r', renamed, ...args]);
    t.equal(stderr, words, args.join(' '));
    const lines = stdout.toString().split('\n');
    return lines.flatMap((line) => line.match(/systemd$/) && line.trim().split(/ +/)[2]).filter(Boolean);
  };
  t.same(await users(['-c', 'ps'], said), ['root']);
  t.same(await users(['-c', 'ps', '--capture-users']), ['toor']);
  t.same(await users(['-c', 'ps', '-E']), ['<NA>'], 'no names are wanted');
  for (const args of [
    ['-c', 'netstat'],
    ['-n', '5'],
    ['-q', 'user.uid=0'],
  ])
    await users(args);

  const events = async (...args: string[]) => {
    const { stdout } = await shark(['-r', renamed, '-p', '%evt.num', ...args]);
    return stdout.toString().split('\n').filter(Boolean).map(Number);
  };
  const [before, later] = [await events('user.name=root'), await events('user.name=toor')];
  t.ok(
    before.length > 1000 && later.length > 1000,
    'filters go by those names; who came later has that of the capture',
  );
  const both = [...before, ...later].sort((a, b) => a - b);
  t.same(await events('user.name=toor', '--capture-users'), both);
  t.same(await events('user.name=root', '--capture-users'), []);
  await users(['user.name=none-has-this'], said);

  const exits = `${t.testdirName}/exits.scap`;
  writeFileSync(exits, readFileSync(`${FIXTURES}attack.exit-only.scap`, 'latin1').replaceAll('root', 'toor'), 'latin1');
  const names = await shark(['-r', exits, '-p', '%user.name', 'user.uid=0 and container.id=host']);
  t.same(
    [new Set(names.stdout.toString().trim().split('\n')), names.stderr],
    [new Set(['toor']), ''],
    'as their readers do',
  );

  for (const how of [[], ['--sanitize']]) {
    const copy = `${t.testdirName}/copy.scap`;
    const { status, stderr } = await shark(['-r', renamed, '-w', copy, ...how, 'user.name=root']);
    t.equal(status, 0);
    t.ok(stderr.endsWith(said));
    const names = await text('-r', copy, '--capture-users', '-p', '%user.name', 'container.id=host');
    t.same(new Set(names.trim().split('\n')), new Set(['toor']), 'what is written has the names of the capture');
  }
});
