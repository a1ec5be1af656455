import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { FormatError } from '../../src/errors.js';
import { PPME } from '../../src/event/tables/ids.data.js';
import { PLAIN } from '../../src/output/presets.js';
import { PiecesSource, printAll, readAll, readBytes, sharkError } from '../helpers/read-all.js';
import {
  block,
  cstr,
  event,
  fds,
  interfaces,
  join,
  latin1,
  machine,
  process,
  processes,
  section,
  type TestEvent,
  u8,
  u16,
  u32,
  u64,
  users,
} from '../helpers/scap-writer.js';

const BUFFER = 4 * 1024 * 1024;

const V4_SOCK = Buffer.from('0a0000017f00000101bb1f9002', 'hex');
const UNIX_SOCK = Buffer.alloc(16, 7);
const noSocket = { openFlags: 0, dev: 0, ino: 5n, socket: undefined };
const container = {
  container: { id: '3f9c1a7be25d', type: 0, name: 'web-1', image: 'lab/web:1.4', Mounts: [], env: [] },
};

const METADATA: readonly Buffer[] = [
  machine({ cpus: 1, memoryBytes: 1n, maxPid: 1n, hostname: 'h', bootTs: 1n }),
  interfaces([{ type: 1, address: Buffer.alloc(4, 1), netmask: Buffer.alloc(4), name: 'eth0' }], 2),
  users([{ uid: 1000, gid: 1001, name: 'dev', homedir: '/', shell: '' }], [{ gid: 1001, name: 'dev' }], 2),
  processes([process(), process({ tid: 101, comm: 'child' })], 9),
  fds(
    100,
    [
      { ...noSocket, fd: 0, type: 16, name: '/dev/null' },
      { ...noSocket, fd: 3, type: 3, name: '', socket: V4_SOCK },
      { ...noSocket, fd: 4, type: 8, name: '/run/x', socket: UNIX_SOCK },
    ],
    { version: 2 },
  ),
];

const EVENTS: readonly TestEvent[] = [
  { type: PPME.CONTAINER_JSON_2_E, params: [cstr(JSON.stringify(container))] },
  { type: PPME.SYSCALL_OPENAT_2_E, params: [u64(-100), cstr('etc/passwd'), u32(1), u32(0o644)] },
  {
    type: PPME.SYSCALL_OPENAT_2_X,
    params: [u64(5), u64(-100), cstr('etc/passwd'), u32(1), u32(0o644), u32(0xfe00), u64(99)],
  },
  { type: PPME.SYSCALL_READ_E, params: [u64(3), u32(100)] },
  { type: PPME.SYSCALL_READ_X, params: [u64(7), latin1('GET / H')] },
  { type: PPME.SOCKET_CONNECT_E, kind: 'EVF_V2', params: [u64(3), join(u8(2), u32(0x0100007f), u16(80))] },
  {
    type: PPME.SOCKET_CONNECT_X,
    params: [u64(-115), join(u8(2), u32(1), u16(5000), u32(0x0100007f), u16(80)), u64(3)],
    options: [[1, 'connects']],
  },
  { type: PPME.SYSCALL_CLOSE_E, kind: 'EV', params: [u64(5)] },
  { type: PPME.SYSCALL_CLOSE_X, kind: 'EVF', params: [u64(0), u64(5)] },
  { type: PPME.ASYNCEVENT_E, params: [u32(0), cstr('container'), cstr(JSON.stringify(container))] },
  { type: PPME.PLUGINEVENT_E, kind: 'EVF_V2_LARGE', tid: -1, params: [u32(999), latin1('hello')] },
];

const BLOCKS: readonly Buffer[] = [
  section({ options: [[1, 'a comment']] }),
  ...METADATA,
  ...EVENTS.map((e, i) => event({ tid: 100, ts: 1_000_000 + i, ...e })),
];
const FILE = join(...BLOCKS);
const FIRST_EVENT = 1 + METADATA.length;
/** Where each block begins, and where the last one ends. */
const STARTS = [0];
for (const b of BLOCKS) STARTS.push((STARTS.at(-1) as number) + b.length);
const startOf = (i: number) => STARTS[i] as number;
const eventsBefore = (offset: number) => STARTS.filter((s, i) => i > FIRST_EVENT && s <= offset).length;

/** What may be said to a user: one line, with the name of the file and a place in it. */
function checkMessage(error: unknown): FormatError {
  assert.ok(error instanceof FormatError, `not a FormatError: ${(error as Error)?.stack}`);
  assert.match(error.message, /^test\.scap: [ -~]+ at byte \d+$/);
  assert.match(error.hint ?? 'none', /^[ -~]+$/);
  assert.ok(error.message.endsWith(` at byte ${error.offset}`));
  return error;
}

/** FILE with some bytes overwritten. */
function patched(offset: number, bytes: Buffer): Buffer {
  const copy = Buffer.from(FILE);
  bytes.copy(copy, offset);
  return copy;
}

async function errorOf(bytes: Buffer): Promise<FormatError> {
  const source = new PiecesSource(bytes);
  const { error } = await readAll(source);
  assert.ok(source.largestTarget <= BUFFER, `a buffer of ${source.largestTarget} bytes`);
  return checkMessage(error);
}

t.test('the file itself is sound', async (t) => {
  const { events, error } = await readBytes(FILE);
  t.equal(error, undefined);
  t.equal(events.length, EVENTS.length);
  const { lines, error: failure } = await printAll(new PiecesSource(FILE), PLAIN);
  t.equal(failure, undefined);
  t.equal(lines.length, EVENTS.length - 1, 'the container in front is initial state');
});

t.test('no capture at all', async (t) => {
  const empty = await errorOf(Buffer.alloc(0));
  t.match(empty.message, 'test.scap: empty file, expected a capture at byte 0');
  for (const text of ['x', 'PK\x03\x04', '\x7fELF'.padEnd(5000, '\0'), 'hello\n'.repeat(9)]) {
    const error = await errorOf(latin1(text));
    t.match(error.message, /not a capture: expected a section header \(0a0d0d0a\), found [0-9a-f]+ at byte 0$/);
    t.match(error.hint, /gzip/);
  }
  t.match((await errorOf(join(section()))).message, `no events in the file, which ends at byte ${section().length}`);
  const packets = join(section(), block(1, Buffer.alloc(8)), block(6, Buffer.alloc(40)));
  t.match((await errorOf(packets)).message, 'no events in the file');
});

t.test('cut at every byte', async (t) => {
  for (let end = 0; end < FILE.length; end++) {
    const { events, error } = await readBytes(FILE.subarray(0, end), [end % 7 === 0 ? 64 : Number.POSITIVE_INFINITY]);
    const whole = eventsBefore(end);
    assert.equal(events.length, whole, `events of the first ${end} bytes`);
    const border = STARTS.includes(end);
    if (border && whole > 0) {
      assert.equal(error, undefined);
      continue;
    }
    const { offset, code, message } = checkMessage(error);
    assert.equal(offset, end);
    if (end === 0) assert.match(message, /empty file/);
    else if (border) assert.match(message, /no events/);
    else {
      assert.equal(code, 'TS_SHARK_TRUNCATED', `after ${end} bytes: ${message}`);
      assert.match(message, new RegExp(`block that begins at byte ${STARTS.filter((s) => s < end).at(-1)} `));
    }
  }
  t.pass(`${FILE.length} cuts`);
});

t.test('impossible block lengths', async (t) => {
  for (let i = 0; i < BLOCKS.length; i++) {
    for (const length of [0, 3, 8, 13, 2 ** 31, 2 ** 32 - 1]) {
      const bad = patched(startOf(i) + 4, u32(length));
      const error = await errorOf(bad);
      assert.equal(error.offset, startOf(i), error.message);
      const { events } = await readBytes(bad);
      assert.equal(events.length, eventsBefore(startOf(i)));
    }
  }
  t.test('a length that is merely too large', async (t) => {
    for (let i = 0; i < BLOCKS.length; i++) {
      const error = await errorOf(patched(startOf(i) + 4, u32(128 * 1024 * 1024)));
      t.ok([startOf(i), FILE.length].includes(error.offset), error.message);
    }
  });
  t.test('the length behind the block', async (t) => {
    for (let i = 1; i < FIRST_EVENT; i++) {
      const error = await errorOf(patched(startOf(i + 1) - 4, u32(4)));
      t.match(error.message, /its two lengths differ/);
      t.equal(error.offset, startOf(i));
    }
    const { events, error } = await readBytes(patched(startOf(FIRST_EVENT + 1) - 4, u32(4)));
    t.strictSame([events.length, error], [EVENTS.length, undefined], 'is not looked at behind events');
  });
});

t.test('impossible event fields', async (t) => {
  for (let i = FIRST_EVENT; i < BLOCKS.length; i++) {
    const kind = EVENTS[i - FIRST_EVENT]?.kind ?? 'EV_V2';
    const header = startOf(i) + 10 + (kind.startsWith('EVF') ? 4 : 0);
    const bad: Buffer[] = [0, 1, 21, 4096, 65536, 2 ** 31, 2 ** 32 - 1].map((n) => patched(header + 16, u32(n)));
    const numbered = !['EV', 'EVF'].includes(kind);
    if (numbered) bad.push(...[200, 65535, 2 ** 31, 2 ** 32 - 1].map((n) => patched(header + 22, u32(n))));
    bad.push(patched(header + (numbered ? 26 : 22), u16(0xfffe)));
    for (const bytes of bad) {
      const error = await errorOf(bytes);
      assert.ok(error.offset >= startOf(i) && error.offset < startOf(i + 1), error.message);
      assert.equal((await readBytes(bytes)).events.length, i - FIRST_EVENT);
    }
  }
  t.pass();
  t.test('types', async (t) => {
    const { events, unknown } = await readBytes(patched(startOf(FIRST_EVENT + 2) + 10 + 20, u16(0xffff)));
    t.strictSame([events.length, unknown], [EVENTS.length - 1, 1]);
  });
  t.test('too large for its kind of block', async (t) => {
    const large = (kind: TestEvent['kind'], n: number) =>
      event({ type: PPME.SYSCALL_READ_X, kind, params: [u64(0), Buffer.alloc(n)] });
    const most = 65536 - 4 - 2 - 26 - 4 - 8;
    const { error } = await readBytes(join(section(), large('EV_V2', most - 2)));
    t.equal(error, undefined);
    t.match((await errorOf(join(section(), large('EV_V2', most + 4)))).message, 'damaged event block');
  });
});

t.test('section headers', async (t) => {
  const rest = FILE.subarray(startOf(1));
  const of = (s: Parameters<typeof section>[0]) => errorOf(join(section(s), rest));
  t.match((await of({ magic: 0x12345678 })).message, /byte-order magic 1a2b3c4d, found 12345678, at byte 0$/);
  t.match((await of({ magic: 0x4d3c2b1a })).message, /big-endian machine, which is not supported, at byte 0$/);
  t.match((await of({ major: 2, minor: 0 })).message, /format version 2, this program knows version 1, at byte 0$/);
  const { error } = await readBytes(join(section({ major: 1, minor: 9 }), rest));
  t.equal(error, undefined, 'a newer minor version is read');
  const later = join(FILE, section({ magic: 1 }), rest);
  t.equal((await errorOf(later)).offset, FILE.length, 'of a second capture');
});

t.test('blocks in the wrong place', async (t) => {
  for (const metadata of [...METADATA, block(0x7777, Buffer.alloc(4))]) {
    const file = join(FILE, metadata, ...BLOCKS.slice(FIRST_EVENT));
    const { events, error } = await readBytes(file);
    t.equal(events.length, EVENTS.length);
    t.match(checkMessage(error).message, /unexpected .* between the events/);
    t.equal((error as FormatError).offset, FILE.length);
  }
});

t.test('entries that say a wrong length', async (t) => {
  for (let i = 2; i < FIRST_EVENT; i++) {
    // The first entry's length stands behind the thread id in fd lists, else right at the beginning.
    const at = startOf(i) + 8 + (i === FIRST_EVENT - 1 ? 8 : 0);
    for (const length of [0, 1, 4, 7, FILE.readUInt32LE(at) - 1, 4096, 2 ** 31, 2 ** 32 - 1]) {
      const error = await errorOf(patched(at, u32(length)));
      t.match(error.message, /damaged \w+ block/, `block ${i}, length ${length}`);
    }
  }
});

t.test('parameters that reach out of their event, where a filter reads them', async (t) => {
  const type = PPME.SYSCALL_OPENAT_2_X;
  const params = [u64(5), u64(-100), cstr('f'), u32(1), u32(0), u32(0), u64(99)];
  const last = event({ type, params });
  last.writeUInt16LE(0xfff0, 8 + 2 + 26);
  const head = join(section(), event({ type, params }));
  const filler = block(6, Buffer.alloc(BUFFER - head.length - last.length - 12));
  const { lines, error } = await printAll(new PiecesSource(join(head, filler, last)), '%evt.num', 'evt.rawarg.ino=99');
  t.strictSame(lines, ['1']);
  t.equal(checkMessage(error).offset, BUFFER - last.length + 10, 'at the end of the memory');
  const whole = event({ type: PPME.ASYNCEVENT_E, params: [u32(0), cstr('container'), latin1('{}')] });
  for (const first of [head, section()]) {
    const large = Buffer.from(whole);
    large.writeUInt32LE(0xfffffff0, 8 + 2 + 26 + 4);
    const source = new PiecesSource(join(first, large));
    const seen = await printAll(source, '%evt.num', 'evt.rawarg.name=x or evt.rawarg.ino=99');
    t.equal(checkMessage(seen.error).offset, first.length + 10, 'far beyond the memory');
  }
});

t.test('events that do not tell the dialect cost no more than others', { timeout: 20_000 }, async (t) => {
  const one = event({ type: PPME.PLUGINEVENT_E, tid: -1, params: [u32(999), latin1('x')] });
  const { lines } = await printAll(new PiecesSource(join(section(), ...new Array(60_000).fill(one))), '%evt.num');
  t.equal(lines.length, 60_000);
});

t.test('bytes turned at random', async (t) => {
  const flips = fc.array(fc.tuple(fc.nat({ max: FILE.length - 1 }), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  // All of the state, none of it, a filter that reads parameters and state.
  const ways = fc.constantFrom<readonly [format: string, filter?: string]>(
    [PLAIN],
    ['%evt.num %evt.type'],
    ['%evt.num', 'fd.name contains etc or evt.rawarg.ino=98 or evt.arg.name startswith c or evt.buffer contains G'],
  );
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(flips, ways, async (list, [format, filter]) => {
      const copy = Buffer.from(FILE);
      for (const [at, mask] of list) copy[at] = (copy[at] as number) ^ mask;
      const source = new PiecesSource(copy, [500]);
      const { lines, error } = await printAll(source, format, filter);
      assert.ok(source.largestTarget <= BUFFER);
      assert.ok(lines.length <= BLOCKS.length);
      if (error === undefined) return;
      failed++;
      checkMessage(sharkError(error));
    }),
    { numRuns: 1500 },
  );
  t.ok(failed > 100, `${failed} could not be read to the end`);
});
