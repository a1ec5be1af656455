// What /proc says, in the words of a capture.
import t from 'tap';
import { PPME } from '../../src/event/tables/ids.data.js';
import { CpuReports } from '../../src/live/cpu-reports.js';
import { type CpuTime, readCpuTimes } from '../../src/live/proc/cpu-times.js';
import { encodeDevice } from '../../src/live/proc/fds.js';
import { cgroupItems } from '../../src/live/proc/threads.js';
import { Ring } from '../../src/live/ring.js';

t.test('cgroups are told as the events tell them', async (t) => {
  t.equal(
    cgroupItems('0::/user.slice\n'),
    ['cpuset', 'cpu', 'cpuacct', 'io', 'memory'].map((n) => `${n}=/user.slice\0`).join(''),
  );
  t.equal(
    cgroupItems('4:memory:/docker/abc\n3:cpu,cpuacct:/x\n2:blkio:/b\n1:name=systemd:/s\n'),
    'cpuset=/\0cpu=/x\0cpuacct=/x\0io=/b\0memory=/docker/abc\0',
  );
});

t.test('device numbers', async (t) => {
  // major 254, minor 0; major 0, minor 21; minor 0x12345
  t.equal(encodeDevice(0xfe00n), 0xfe00);
  t.equal(encodeDevice(21n), 21);
  t.equal(encodeDevice(0x12300045n), (0x45 | (0x12300 << 12)) >>> 0);
});

const PAGE = 4096;

/** A ring of 4 KiB as the kernel maps it, with its data twice, and a way to put records into it. */
function makeRing() {
  const reader = new ArrayBuffer(PAGE);
  const writer = new ArrayBuffer(3 * PAGE);
  const positions = new BigUint64Array(writer, 0, 1);
  const data = new Uint8Array(writer, PAGE);
  const words = new Uint32Array(writer, PAGE);
  let at = 0;
  const put = (bytes: number[], flags = 0) => {
    const set = (i: number, byte: number) => {
      data[i % PAGE] = byte;
      data[(i % PAGE) + PAGE] = byte;
    };
    bytes.forEach((byte, i) => {
      set(at + 8 + i, byte);
    });
    words[(at % PAGE) >> 2] = (bytes.length | flags) >>> 0;
    words[((at % PAGE) + PAGE) >> 2] = (bytes.length | flags) >>> 0;
    at += (bytes.length + 8 + 7) & ~7;
    positions[0] = BigInt(at);
  };
  const unmap = () => {};
  const ring = new Ring({ memory: reader, unmap }, { memory: writer, unmap }, PAGE, PAGE);
  return {
    ring,
    put,
    read: new BigUint64Array(reader),
    finish: (start: number) => (words[(start % PAGE) >> 2] &= 0x3fffffff),
  };
}

t.test('records are read one behind the other, around the end too', async (t) => {
  const { ring, put, read } = makeRing();
  const target = Buffer.alloc(8192);
  const wanted: number[] = [];
  const got: number[] = [];
  for (let i = 0; i < 500; i++) {
    const bytes = Array.from({ length: 4 * (1 + (i % 200)) }, (_, k) => (i + k) & 255);
    wanted.push(...bytes);
    put(bytes);
    if (i % 3 === 0) put([1, 2, 3, 4], 0x40000000);
    const n = ring.read(target, 4, 4096);
    got.push(...target.subarray(4, 4 + n));
  }
  t.strictSame(got, wanted);
  t.equal(ring.waiting, 0);
  t.ok(read[0] > 4096n, 'the kernel is told how far it was read');
});

t.test('a record that is being written makes the reader wait', async (t) => {
  const { ring, put, finish } = makeRing();
  const target = Buffer.alloc(256);
  put([1, 1, 1, 1]);
  put([2, 2, 2, 2], 0x80000000);
  put([3, 3, 3, 3]);
  t.equal(ring.read(target, 0, 256), 4);
  t.equal(ring.read(target, 0, 256), 0);
  finish(16);
  t.equal(ring.read(target, 0, 256), 8);
  t.strictSame([...target.subarray(0, 8)], [2, 2, 2, 2, 3, 3, 3, 3]);
  put([4, 4, 4, 4, 5, 5, 5, 5]);
  t.equal(ring.read(target, 0, 4), 0, 'what does not fit comes next time');
  t.equal(ring.read(target, 0, 8), 8);
});

/** Events in a block buffer: what they are, whose, when, and their values. */
function reports(blocks: readonly Buffer[]): string[] {
  const found: string[] = [];
  for (const block of blocks) {
    for (let at = 0; at < block.length; at += block.readUInt32LE(at + 4)) {
      const event = block.subarray(at + 10);
      if (event.readUInt16LE(20) !== PPME.PROCINFO_E) throw new Error('no procinfo event');
      const [user, system] = [30, 38].map((place) => event.readBigUInt64LE(place));
      found.push(`${event.readBigUInt64LE(8)} at ${event.readBigUInt64LE(0)}: ${user} ${system}`);
    }
  }
  return found;
}

t.test('times of threads are told at the end of each second', async (t) => {
  let times: CpuTime[] = [
    { tid: 1, user: 5, system: 2 },
    { tid: 2, user: 0, system: 0 },
  ];
  let left: number | undefined;
  const read = (leftOut: number | undefined) => {
    left = leftOut;
    return times;
  };
  const told = new CpuReports(7, read);
  const second = 1_000_000_000n;
  t.strictSame(told.due(99n * second + 5n), [], 'the first second is not over');
  t.strictSame(reports(told.due(100n * second + 5n)), [`1 at ${100n * second - 1n}: 5 2`], 'all that have had any');
  t.equal(left, 7);
  times = [
    { tid: 1, user: 5, system: 2 },
    { tid: 2, user: 0, system: 3 },
  ];
  t.strictSame(reports(told.due(101n * second - 1n)), []);
  t.strictSame(reports(told.due(101n * second)), [`2 at ${101n * second - 1n}: 0 3`], 'of the second that has ended');
  times = [{ tid: 1, user: 6, system: 2 }];
  t.strictSame(reports(told.due(104n * second + 3n)), [`1 at ${104n * second - 1n}: 6 2`], 'once for several');
  times = [{ tid: 2, user: 0, system: 3 }];
  t.strictSame(reports(told.due(105n * second)), [`2 at ${105n * second - 1n}: 0 3`], 'another thread of that number');
});

t.test('times of this process', { skip: process.platform !== 'linux' && 'needs Linux' }, async (t) => {
  const own = readCpuTimes(undefined).find(({ tid }) => tid === process.pid);
  const { user, system } = process.cpuUsage();
  t.ok(own && own.user + own.system > 0, 'it has run');
  // This thread alone, and not the others of the process.
  t.ok(own && own.user + own.system <= (user + system) / 1e4 + 2, `${own?.user} ${own?.system}`);
  t.notOk(readCpuTimes(process.pid).some(({ tid }) => tid === process.pid));
});
