import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join as joinPath } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { FormatError } from '../../src/errors.js';
import { EVENT_TYPES } from '../../src/event/table.js';
import { EVENT_ROWS } from '../../src/event/tables/events.data.js';
import type { FdEntry, ProcessEntry } from '../../src/format/capture.js';
import { GzipSource } from '../../src/source/gzip.js';
import { openSource } from '../../src/source/open.js';
import { PiecesSource, printAll, readAll, readBytes, type SeenEvent, sharkError } from '../helpers/read-all.js';
import {
  block,
  cstr,
  type EventKind,
  event,
  FOREIGN_BLOCKS,
  fds,
  type Interface,
  interfaces,
  join,
  kindOf,
  machine,
  options,
  PRIVATE_BLOCKS,
  process,
  processes,
  renumber,
  section,
  TAILS,
  type TestEvent,
  u64,
  users,
} from '../helpers/scap-writer.js';

const NOTIFICATION = 280;
const INFRASTRUCTURE = 286;
const CLOSE_X = 5;
const BRK_X = 11;
const PLUGIN = 322;

const paramsOf = (type: number): number => {
  const list = EVENT_ROWS[type]?.[3] ?? '';
  return list === '' ? 0 : list.split(' ').length;
};

/** What a reader is to make of an event. */
function expected(e: TestEvent): SeenEvent {
  return {
    type: e.type,
    tid: Number(e.tid ?? 0),
    ts: BigInt(e.ts ?? 0),
    cpu: e.cpu ?? 0,
    dumpFlags: kindOf(e).startsWith('EVF') ? (e.dumpFlags ?? 0) : 0,
    params: e.params.map((p) => p.toString('hex')),
  };
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((a) => Buffer.from(a));

const common = {
  ts: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  tid: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 4_194_304 }), fc.maxSafeInteger()),
  cpu: fc.integer({ min: 0, max: 0xffff }),
  dumpFlags: fc.integer({ min: 0, max: 7 }),
  options: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.string({ unit: 'grapheme-ascii', maxLength: 9 })), {
    maxLength: 2,
  }),
};

const newEvent: fc.Arbitrary<TestEvent> = fc.record({
  ...common,
  kind: fc.constantFrom<EventKind>('EV_V2', 'EV_V2', 'EVF_V2', 'EV_V2_LARGE', 'EVF_V2_LARGE'),
  type: fc.oneof(fc.integer({ min: 0, max: EVENT_TYPES - 1 }), fc.constantFrom(322, 324, 402)),
  params: fc.array(fc.oneof(bytes(12), bytes(300)), { maxLength: 9 }),
});

// Their number of parameters is not in the file: it is what the event type has.
const oldEvent: fc.Arbitrary<TestEvent> = fc
  .tuple(
    fc.integer({ min: 0, max: EVENT_TYPES - 1 }),
    fc.constantFrom<EventKind>('EV', 'EVF'),
    fc.record(common),
    fc.infiniteStream(bytes(12)),
  )
  .map(([type, kind, rest, stream]) => ({
    ...rest,
    type,
    kind,
    params: Array.from({ length: paramsOf(type) }, () => stream.next().value as Buffer),
    excess: type === NOTIFICATION || type === INFRASTRUCTURE ? 3 : 0,
  }));

const anyEvent = fc.oneof({ weight: 3, arbitrary: newEvent }, { weight: 1, arbitrary: oldEvent });
const pieces = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3000 })), {
  minLength: 1,
  maxLength: 12,
});

t.test('events are read as they were written', async (t) => {
  const captures = fc.tuple(fc.array(anyEvent, { minLength: 1, maxLength: 25 }), pieces);
  await fc.assert(
    fc.asyncProperty(captures, async ([list, sizes]) => {
      const file = join(section(), ...list.map(event));
      const source = new PiecesSource(file, sizes);
      const seen = await readAll(source);
      assert.equal(seen.error, undefined);
      assert.deepEqual(seen.events, list.map(expected));
      assert.equal(seen.counted, list.length);
      assert.equal(source.served, file.length);
    }),
    { numRuns: 120 },
  );
  t.test('byte by byte', async (t) => {
    const list: TestEvent[] = [
      { type: CLOSE_X, params: [u64(-2)], ts: 1n, tid: 7, cpu: 3 },
      { type: BRK_X, params: [], kind: 'EVF_V2', dumpFlags: 1 },
      { type: PLUGIN, params: [Buffer.from('abcd'), Buffer.alloc(0), Buffer.from('x')] },
    ];
    const seen = await readBytes(join(section(), ...list.map(event)), [1]);
    t.strictSame(seen.events, list.map(expected));
  });
});

t.test('blocks larger than the read buffer', async (t) => {
  const big = (mebibytes: number, fill: number): TestEvent => ({
    type: PLUGIN,
    params: [Buffer.from('id__'), Buffer.alloc(mebibytes * 1024 * 1024 + 1, fill)],
  });
  const small: TestEvent = { type: CLOSE_X, params: [u64(1)] };
  const list = [small, big(5, 1), small, small, big(9, 2), small, big(3, 3), big(3, 4)];
  const file = join(section(), ...list.map(event));
  for (const sizes of [[Number.POSITIVE_INFINITY], [1_000_003, 65_536, 1]]) {
    const source = new PiecesSource(file, sizes);
    const { events, error } = await readAll(source);
    t.equal(error, undefined);
    t.equal(events.length, list.length);
    t.ok(events.every((e, i) => e.params.join() === expected(list[i] as TestEvent).params.join()));
    t.equal(source.served, file.length, 'every byte is read once');
    t.ok(source.largestTarget <= 32 * 1024 * 1024);
  }
  const source = new PiecesSource(file);
  await readAll(source);
  t.ok(source.reads < 30, 'in large pieces');
});

t.test('the number of parameters of old events', async (t) => {
  // Writers of their time knew fewer parameters than the table of today.
  const open = (...params: Buffer[]): TestEvent => ({ type: 3, kind: 'EV', params });
  const list = [
    open(),
    open(u64(3)),
    open(u64(3), cstr('/etc/passwd'), Buffer.alloc(4), Buffer.alloc(4)),
    open(u64(3), cstr('/etc/passwd'), Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(4, 1), u64(9)),
  ];
  const { events, error } = await readBytes(join(section(), ...list.map(event)));
  t.equal(error, undefined);
  t.strictSame(events, list.map(expected));
});

t.test('events newer than this program are passed over', async (t) => {
  const known: TestEvent = { type: CLOSE_X, params: [u64(0)] };
  const list = [known, { ...known, type: EVENT_TYPES }, { ...known, type: 0xffff }, known];
  const { events, counted, unknown } = await readBytes(join(section(), ...list.map(event)));
  t.strictSame([events.length, counted, unknown], [2, 4, 2]);
});

t.test('blocks of other programs and options', async (t) => {
  const e: TestEvent = {
    type: CLOSE_X,
    params: [u64(0)],
    options: [
      [1, 'a comment'],
      [2988, ''],
    ],
  };
  const foreign = FOREIGN_BLOCKS.map((type) => block(type, Buffer.alloc(type & 31)));
  const unknown = block(0x7777, Buffer.alloc(9));
  const head = section({
    minor: 0,
    options: [
      [1, 'File-level comment'],
      [4, 'editcap'],
    ],
  });
  const file = join(head, unknown, ...foreign, event(e), ...foreign, event(e), ...foreign);
  const { events, error } = await readBytes(file, [5, 77]);
  t.equal(error, undefined);
  t.strictSame(events, [expected(e), expected(e)]);
});

/** An entry as it reads after a version has left out what it does not know. */
function asVersion(p: ProcessEntry, version: number, tail: number): ProcessEntry {
  const read = { ...p };
  if (version < 2) Object.assign(read, { vmsizeKb: 0, vmrssKb: 0, vmswapKb: 0, pfmajor: 0, pfminor: 0 });
  if (version < 3) read.env = '';
  if (version < 4) Object.assign(read, { vtid: -1, vpid: -1, cgroups: '' });
  if (version < 5) read.root = '';
  if (version < 6) read.sid = -1;
  if (version < 7) read.exepath = '';
  if (version < 8) read.vpgid = -1;
  const length = version < 9 ? 0 : tail;
  if (length < 67) {
    Object.assign(read, { pidnsInitStartTs: 0n, tty: 0, exeUpperLayer: false });
    Object.assign(read, { exeIno: 0n, exeInoCtime: 0n, exeInoMtime: 0n, exeFromMemfd: false });
  }
  if (length < 76) Object.assign(read, { exeLowerLayer: false, pgid: -1 });
  if (length < 29) Object.assign(read, { capInheritable: 0n, capPermitted: 0n, capEffective: 0n });
  if (length < 5) Object.assign(read, { loginuid: 0xffffffff, exeWritable: false });
  return read;
}

const ANY_EVENT = event({ type: CLOSE_X, params: [u64(0)] });
const told = async (...blocks: Buffer[]) => {
  const { told, error } = await readBytes(join(section(), ...blocks, ANY_EVENT), [13, 200]);
  if (error) throw error;
  return told.slice(1, -1);
};

t.test('process lists', async (t) => {
  const list = [process(), process({ tid: 101, comm: '', exe: '', args: '', env: '', cgroups: '', root: '/jail' })];
  for (let version = 1; version <= 9; version++) {
    for (const tail of version === 9 ? TAILS : [0]) {
      const wanted = list.map((p) => ['process', asVersion(p, version, tail)]);
      t.strictSame(await told(processes(list, version, tail)), wanted, `version ${version}, tail of ${tail} bytes`);
    }
  }
  const grown = processes(list, 9, 76, Buffer.from('of tomorrow'));
  t.strictSame(
    await told(grown),
    list.map((p) => ['process', p]),
    'with fields of tomorrow',
  );
  const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  const u32 = fc.nat({ max: 0xffffffff });
  const big = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const text = fc.string({ unit: 'binary-ascii', maxLength: 40 });
  const entry = fc.record({
    tid: fc.maxSafeInteger(),
    fdlimit: fc.maxSafeInteger(),
    pgid: i32,
    sid: i32,
    flags: u32,
    uid: u32,
    loginuid: u32,
    vmrssKb: u32,
    pfmajor: fc.maxSafeInteger(),
    capPermitted: big,
    exeIno: big,
    comm: text,
    args: text,
    env: text,
    cwd: text,
    exeWritable: fc.boolean(),
    exeLowerLayer: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (changes) => {
      const entries = changes.map(process);
      assert.deepEqual(
        await told(processes(entries, 9)),
        entries.map((p) => ['process', p]),
      );
    }),
    { numRuns: 30 },
  );
});

const V4_SOCK = Buffer.from('0a0000017f00000101bb1f9002', 'hex');
const V6_SOCK = Buffer.from(`${'20010db8'.padEnd(32, '0')}${'1'.padStart(32, '0')}01bb1f9003`, 'hex');
const sized: Readonly<Record<number, Buffer>> = {
  3: V4_SOCK,
  4: V6_SOCK,
  5: Buffer.from('0a00000101bb02', 'hex'),
  6: Buffer.from(`${'20010db8'.padEnd(32, '0')}01bb02`, 'hex'),
  8: Buffer.from('00887cff0000ffff11887cff0000ffff', 'hex'),
};

function fdOfType(type: number): FdEntry {
  const socket = sized[type];
  const name = socket && type !== 8 ? '' : `name of ${type}`;
  const file = type === 16;
  return {
    fd: type + 2,
    ino: BigInt(type) << 40n,
    type,
    name,
    openFlags: file ? 4097 : 0,
    dev: file ? 0xfe00 : 0,
    socket,
  };
}

t.test('fd lists', async (t) => {
  const list = Array.from({ length: 21 }, (_, i) => fdOfType(i + 1));
  const wanted = (entries: readonly FdEntry[]) =>
    entries.map((e) => ['fd', 100, { ...e, socket: e.socket?.toString('hex') }]);
  const noDevice = list.map((e) => ({ ...e, dev: 0 }));
  t.strictSame(await told(fds(100, list, { version: 1 })), wanted(noDevice), 'version 1');
  t.strictSame(await told(fds(100, list, { version: 2, device: false })), wanted(noDevice), 'version 2 of 2019');
  t.strictSame(await told(fds(100, list, { version: 2 })), wanted(list), 'version 2');
  const future = Buffer.from('later');
  t.strictSame(await told(fds(100, list, { version: 2, future })), wanted(list), 'with fields of tomorrow');
  t.strictSame(await told(fds(100, [], { version: 2 })), [], 'a thread without fds');
  const strange = { ...fdOfType(1), type: 99 };
  const read = { ...strange, type: 10, name: 'unknown-type:[99]' };
  t.strictSame(await told(fds(100, [strange, fdOfType(2)], { version: 2 })), wanted([read, fdOfType(2)]));
});

t.test('machine, interfaces, users', async (t) => {
  const info = { cpus: 4, memoryBytes: 2n ** 34n, maxPid: 4194304n, hostname: 'lab01', bootTs: 1_600_000_000n };
  t.strictSame(await told(machine(info)), [['machine', info]]);
  const whole = { ...info, hostname: 'h'.repeat(128) };
  t.strictSame(await told(machine(whole)), [['machine', whole]], 'a host name without an end');
  const v4 = { address: Buffer.from([10, 0, 0, 1]), netmask: Buffer.from([255, 0, 0, 0]) };
  const v6 = { address: Buffer.alloc(16, 0x20), netmask: Buffer.alloc(16, 0xff) };
  const list: Interface[] = [
    { type: 1, ...v4, name: 'eth0' },
    { type: 2, ...v6, name: 'eth0' },
    { type: 3, ...v4, name: 'lo' },
    { type: 4, ...v6, name: '' },
  ];
  const wanted = list.map((e) => ['networkInterface', e.address.toString('hex'), e.netmask.toString('hex'), e.name]);
  for (const version of [1, 2] as const) t.strictSame(await told(interfaces(list, version)), wanted);
  t.strictSame(await told(interfaces(list, 2, Buffer.from('more'))), wanted, 'with fields of tomorrow');
  const strange: Interface = { type: 9, ...v4, name: 'x' };
  t.strictSame(await told(interfaces([strange, list[0] as Interface], 2)), wanted.slice(0, 1));
  const people = [
    { uid: 0, gid: 0, name: 'root', homedir: '/root', shell: '/bin/sh' },
    { uid: 0xfffffffe, gid: 7, name: '', homedir: '', shell: '' },
  ];
  const groups = [
    { gid: 0, name: 'root' },
    { gid: 7, name: '' },
  ];
  const names = [...people.map((u) => ['user', u]), ...groups.map((g) => ['group', g])];
  for (const version of [1, 2] as const) t.strictSame(await told(users(people, groups, version)), names);
  t.strictSame(await told(users(people, groups, 2, Buffer.from('more'))), names, 'with fields of tomorrow');
});

t.test('private block numbers of old writers', async (t) => {
  const e: TestEvent = { type: CLOSE_X, kind: 'EV', params: [u64(0), u64(3)] };
  const info = { cpus: 1, memoryBytes: 1n, maxPid: 1n, hostname: 'h', bootTs: 0n };
  const blocks = [
    machine(info),
    ...[1, 2, 3].map((version) => processes([process()], version)),
    fds(100, [fdOfType(1)], { version: 1 }),
    interfaces([{ type: 3, address: Buffer.alloc(4, 1), netmask: Buffer.alloc(4), name: 'lo' }], 1),
    users([], [{ gid: 0, name: 'root' }], 1),
    event(e),
  ];
  const old = blocks.map((b) => renumber(b, PRIVATE_BLOCKS.get(b.readUInt32LE(0)) as number));
  t.strictSame(await readBytes(join(section(), ...old)), await readBytes(join(section(), ...blocks)));
});

t.test('captures one behind the other', async (t) => {
  const list = (...names: string[]) =>
    processes(
      names.map((comm, i) => process({ tid: i + 1, pid: i + 1, comm })),
      9,
    );
  const of = (tid: number) => event({ type: BRK_X, tid, ts: 5n, params: [u64(0)] });
  const one = join(section(), list('first', 'second'), of(1), of(2));
  const two = join(section(), list('other'), of(1), of(2));
  const format = '*%evt.num %proc.name';
  const { lines, error } = await printAll(new PiecesSource(join(one, two, one), [7]), format);
  t.equal(error, undefined);
  t.strictSame(lines, ['1 first', '2 second', '3 other', '4 <NA>', '5 first', '6 second']);
  const { told } = await readBytes(join(one, two));
  t.strictSame(
    told.map(([what]) => what),
    ['section', 'process', 'process', 'ready', 'section', 'process', 'ready'],
  );
});

t.test('captures of both dialects one behind the other', async (t) => {
  const tid = 100;
  const list = processes([process({ tid })], 9);
  const close = [event({ type: CLOSE_X - 1, tid, params: [u64(9)] }), event({ type: CLOSE_X, tid, params: [u64(0)] })];
  const pairs = join(section(), list, ...close);
  const exits = join(section(), list, event({ type: CLOSE_X, tid, params: [u64(0), u64(9)] }));
  const { lines } = await printAll(new PiecesSource(join(pairs, exits, pairs)), '%evt.dir%evt.args.');
  t.strictSame(lines, ['>fd=9 .', '<res=0 .', '<res=0 fd=9.', '>fd=9 .', '<res=0 .']);
});

t.test('gzip', async (t) => {
  const list = Array.from(
    { length: 300 },
    (_, i): TestEvent => ({
      type: CLOSE_X,
      ts: i,
      tid: i * 7919,
      params: [u64(i ** 4), Buffer.alloc(i % 50, i)],
    }),
  );
  const plain = join(section(), ...list.map(event));
  const whole = (await readBytes(plain)).events;
  const open = (data: Buffer, sizes?: readonly number[]) => readAll(new GzipSource(new PiecesSource(data, sizes)));
  const single = gzipSync(plain);
  const cut = plain.length >> 1;
  const members = join(
    gzipSync(plain.subarray(0, cut)),
    gzipSync(plain.subarray(cut, cut + 1)),
    gzipSync(plain.subarray(cut + 1)),
  );
  for (const [what, data] of Object.entries({ single, members })) {
    for (const sizes of [undefined, [1000], [11, 1]]) {
      const seen = await open(data, sizes);
      t.equal(seen.error, undefined);
      t.strictSame(seen.events, whole, `${what}, in pieces of ${sizes ?? 'any size'}`);
    }
  }

  t.test('cut', async (t) => {
    for (let end = 20; end < single.length; end += 97) {
      const inflated = gunzipSync(single.subarray(0, end), { finishFlush: constants.Z_SYNC_FLUSH });
      const wanted = await readBytes(inflated);
      const seen = await open(single.subarray(0, end), [333]);
      t.strictSame(seen.events, wanted.events, `after ${end} bytes: ${wanted.events.length} events`);
      t.equal(String(seen.error), String(wanted.error));
    }
    const { events, error } = await open(single.subarray(0, -8));
    t.strictSame([events.length, error], [list.length, undefined], 'the checksum alone is missing');
  });

  t.test('damaged', async (t) => {
    const bad = Buffer.from(single);
    bad.fill(0xff, 200, 240);
    const { error } = await open(bad);
    t.match(sharkError(error).message, /^test\.scap: the gzip data is damaged: [^\n]+$/);
  });

  t.test('is recognised by its content', async (t) => {
    const dir = t.testdir({ 'plain.gz': plain, 'zipped.scap': single, tiny: 'x', empty: '' });
    for (const name of ['plain.gz', 'zipped.scap']) {
      t.strictSame((await readAll(await openSource(joinPath(dir, name)))).events, whole);
    }
    for (const name of ['tiny', 'empty']) {
      t.type((await readAll(await openSource(joinPath(dir, name)))).error, FormatError);
    }
    // Sources that are left early must not go on reading: the next one may have got their fd.
    const noise = randomBytes(4 * 1024 * 1024);
    const large = t.testdir({ 'large.gz': gzipSync(join(plain, noise), { level: 1 }) });
    for (let i = 0; i < 30; i++) {
      const left = await openSource(joinPath(large, 'large.gz'));
      await left.read(Buffer.alloc(100), 0, 100);
      await left.close();
      const next = await openSource(joinPath(large, 'large.gz'));
      const all: Buffer[] = [];
      const chunk = Buffer.alloc(1 << 20);
      for (let n = await next.read(chunk, 0, chunk.length); n > 0; n = await next.read(chunk, 0, chunk.length)) {
        all.push(Buffer.from(chunk.subarray(0, n)));
      }
      await next.close();
      assert.ok(join(...all).equals(join(plain, noise)), `read ${i}`);
    }
    await t.rejects(openSource(joinPath(dir, 'none')), { code: 'TS_SHARK_SOURCE', message: /none: no such file$/ });
    await t.rejects(openSource(dir), { code: 'TS_SHARK_SOURCE', message: /: is a directory$/ });
  });
});

t.test('options end with their mark', async (t) => {
  t.equal(options([[1, 'ab']]).toString('hex'), '01000200616200000000' + '0000');
});
