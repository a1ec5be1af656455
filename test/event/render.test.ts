import assert from 'node:assert/strict';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { shortest } from '../../src/event/render/params.js';
import { type Dialect, EVENT_TYPES, eventTable } from '../../src/event/table.js';
import { PPME } from '../../src/event/tables/ids.data.js';
import { EventView } from '../../src/event/view.js';
import { type FdEntry, NO_STATE } from '../../src/format/capture.js';
import { ScapReader } from '../../src/format/scap/reader.js';
import { EventContext } from '../../src/state/context.js';
import { PiecesSource, printAll } from '../helpers/read-all.js';
import {
  cstr,
  event,
  fds,
  join,
  latin1,
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

const TID = 100;
const ADDRESSES = '7f0000017f00000134e4a046';
const fd = (n: number, type: number, name: string, socket?: string): FdEntry => ({
  fd: n,
  ino: 0n,
  type,
  name,
  openFlags: 0,
  dev: 0,
  socket: socket === undefined ? undefined : Buffer.from(socket, 'hex'),
});

const MACHINE = join(
  section(),
  users([{ uid: 0, gid: 0, name: 'root', homedir: '/root', shell: '' }], [{ gid: 7, name: 'lp' }], 2),
  processes(
    [process({ tid: TID, pid: TID, cwd: '/home/u/', cgroups: '' }), process({ tid: 42, pid: 42, comm: 'bash' })],
    9,
  ),
  fds(
    TID,
    [
      fd(3, 1, '/etc/passwd'),
      fd(4, 2, '/d'),
      fd(5, 3, '', `${ADDRESSES}02`),
      fd(6, 3, '', `${ADDRESSES}05`),
      fd(7, 7, ''),
      fd(8, 8, '/run/x', '00'.repeat(16)),
      fd(9, 10, ''),
      fd(10, 17, ''),
      fd(11, 20, 'mem'),
      fd(12, 3, '', `${ADDRESSES}03`),
    ],
    { version: 2 },
  ),
);

/** An event that tells the dialect. */
const FIRST: Readonly<Record<Dialect, Buffer>> = {
  pairs: event({ type: PPME.SYSCALL_CLOSE_E, tid: TID, params: [u64(99)] }),
  exits: event({ type: PPME.SYSCALL_CLOSE_X, tid: TID, params: [u64(-9), u64(99)] }),
};

async function render(dialect: Dialect, e: TestEvent, format = '*%evt.args|'): Promise<string> {
  const file = join(MACHINE, FIRST[dialect], event({ tid: TID, ...e }));
  const { lines, error } = await printAll(new PiecesSource(file), format);
  if (error) throw error;
  return lines[1] ?? 'no line';
}

/** What its parameters print as; in exit-only captures the same unless told otherwise. */
type Row = readonly [type: number, params: readonly Buffer[], pairs: string, exits?: string];

const ip4 = (address: number, port: number) => join(u32(address), u16(port));
const v6 = (hex: string, port: number) => join(Buffer.from(hex, 'hex'), u16(port));
const inet = (port: number) => join(u8(2), ip4(0x0100007f, port));
const V6 = '20010db8000000000000000000000003';
const MAPPED = '00000000000000000000ffff0a000001';
const dyn = (variant: number, value: Buffer) => join(u8(variant), value);
const poll = (...list: (readonly [number, number])[]) =>
  join(u16(list.length), ...list.map(([n, flags]) => join(u64(n), u16(flags))));
const FOREVER = 2n ** 64n - 1n;

const NUMBERS: readonly Row[] = [
  [PPME.SOCKET_LISTEN_E, [u64(3), u32(128)], 'fd=3(<f>/etc/passwd) backlog=128'],
  [PPME.SOCKET_LISTEN_E, [u64(99), u32(0xfffffffb)], 'fd=99 backlog=-5'],
  // Unsigned numbers print as signed ones.
  [PPME.SYSCALL_BRK_1_E, [u32(0xffffffff)], 'size=-1'],
  [PPME.SOCKET_ACCEPT_X, [u64(-1), join(u8(16)), u8(255)], 'fd=-1(EPERM) tuple=family 16 queuepct=-1'],
  [PPME.SYSCALL_BRK_1_X, [u64(0x7fa695caf000)], 'res=7FA695CAF000'],
  [PPME.SYSCALL_BRK_1_X, [u64(0)], 'res=0'],
  [PPME.SYSCALL_BRK_1_X, [u64(-1)], 'res=FFFFFFFFFFFFFFFF'],
  [PPME.SYSCALL_MKDIR_E, [cstr('/d'), u32(0o777)], 'path=/d mode=1FF'],
  [PPME.SYSCALL_SIGNALFD_E, [u64(-1), u32(0), u8(0x80)], 'fd=-1(EPERM) mask=0 flags=80'],
  [
    PPME.SYSCALL_SEMOP_X,
    [u64(0), u32(1), u16(0xffff), u16(0xffff), u16(0x803)],
    'res=0 nsops=1 sem_num_0=-1 sem_op_0=-1 sem_flg_0=2051(IPC_NOWAIT|SEM_UNDO)',
  ],
  [PPME.SYSCALL_POLL_E, [poll(), u64(-1)], 'fds= timeout=-1'],
  [PPME.SYSCALL_BPF_E, [u64(2n ** 62n)], 'cmd=4611686018427387904'],
  [PPME.SYSCALL_BPF_E, [u64(-(2n ** 63n))], 'cmd=-9223372036854775808'],
];

const RESULTS: readonly Row[] = [
  [PPME.SYSCALL_MKDIR_X, [u64(0)], 'res=0'],
  [PPME.SYSCALL_MKDIR_X, [u64(-2)], 'res=-2(ENOENT)'],
  [PPME.SYSCALL_MKDIR_X, [u64(-115)], 'res=-115(EINPROGRESS)'],
  [PPME.SYSCALL_MKDIR_X, [u64(-4095)], 'res=-4095'],
  [PPME.SYSCALL_MKDIR_X, [u64(17)], 'res=17'],
  [PPME.SYSCALL_KILL_E, [u64(42), u8(9)], 'pid=42(bash) sig=9(SIGKILL)'],
  [PPME.SYSCALL_KILL_E, [u64(7), u8(64)], 'pid=7 sig=64'],
  [PPME.SYSCALL_SETUID_E, [u32(0)], 'uid=0(root)'],
  [PPME.SYSCALL_SETUID_E, [u32(1000)], 'uid=1000(<NA>)'],
  [PPME.SYSCALL_SETUID_E, [u32(0xffffffff)], 'uid=-1(<NONE>)'],
  [PPME.SYSCALL_SETGID_E, [u32(7)], 'gid=7(lp)'],
  [PPME.SYSCALL_SETGID_E, [u32(8)], 'gid=8(<NA>)'],
  [PPME.GENERIC_E, [u16(2), u16(60)], ''],
];

const fdRow = (n: number, text: string): Row => [PPME.SYSCALL_DUP2_E, [u64(n)], `fd=${n}${text}`];
const FDS: readonly Row[] = [
  fdRow(3, '(<f>/etc/passwd)'),
  fdRow(4, '(<d>/d)'),
  fdRow(5, '(<4t>127.0.0.1:58420->127.0.0.1:18080)'),
  fdRow(6, '(<4r>127.0.0.1:58420->127.0.0.1:18080)'),
  fdRow(7, '(<p>)'),
  fdRow(8, '(<u>/run/x)'),
  fdRow(9, '(<X>)'),
  fdRow(10, '(<b>)'),
  fdRow(11, '(<m>mem)'),
  fdRow(12, '(<4u>127.0.0.1:58420->127.0.0.1:18080)'),
  fdRow(1234, ''),
  fdRow(-100, '(AT_FDCWD)'),
  fdRow(-2, '(ENOENT)'),
  fdRow(-4000, ''),
  [PPME.SYSCALL_POLL_E, [poll([3, 0x41]), u64(4)], 'fds=3:f41 timeout=4'],
  [PPME.SYSCALL_POLL_E, [poll([3, 1], [4, 0xab], [5, 0], [77, 4]), u64(4)], 'fds=3:f1 4:dab 5:40 77:?4 timeout=4'],
];

const TEXTS: readonly Row[] = [
  [PPME.NOTIFICATION_E, [cstr('a'), cstr('b c')], 'id=a desc=b c'],
  [PPME.NOTIFICATION_E, [cstr(''), cstr('(NULL)')], 'id= desc=<NA>'],
  [PPME.NOTIFICATION_E, [latin1('no end'), Buffer.alloc(0)], 'id=no end desc=<NA>'],
  [PPME.SYSCALL_MKDIR_E, [cstr('foo'), u32(0)], 'path=foo(/home/u/foo) mode=0'],
  [PPME.SYSCALL_MKDIR_E, [cstr('../v/./w//x'), u32(0)], 'path=../v/./w//x(/home/v/w/x) mode=0'],
  [PPME.SYSCALL_MKDIR_E, [cstr('/abs/../y'), u32(0)], 'path=/abs/../y mode=0'],
  [PPME.SYSCALL_MKDIR_E, [Buffer.alloc(0), u32(0)], 'path=<NA> mode=0'],
  [
    PPME.SYSCALL_UNLINKAT_2_X,
    [u64(-2), u64(-100), cstr('x'), u32(0)],
    'res=-2(ENOENT) dirfd=-100(AT_FDCWD) name=x(/home/u/x) flags=0',
  ],
  [
    PPME.SYSCALL_UNLINKAT_2_X,
    [u64(0), u64(4), cstr('.hidden'), u32(0)],
    'res=0 dirfd=4(<d>/d) name=.hidden(/d/.hidden) flags=0',
  ],
  [
    PPME.SYSCALL_UNLINKAT_2_X,
    [u64(0), u64(4), cstr('/abs'), u32(512)],
    'res=0 dirfd=4(<d>/d) name=/abs flags=512(AT_REMOVEDIR)',
  ],
];

const BUFFERS: readonly Row[] = [
  [PPME.SYSCALL_READ_X, [u64(5), latin1('\x7fELF\n')], 'res=5 data=.ELF.'],
  [PPME.SYSCALL_READ_X, [u64(0), Buffer.alloc(0)], 'res=0 data=NULL'],
  [PPME.SYSCALL_READ_X, [u64(300), latin1('x'.repeat(300))], `res=300 data=${'x'.repeat(300)}`],
];

const SOCKETS: readonly Row[] = [
  [PPME.SOCKET_BIND_X, [u64(-1), inet(80)], 'res=-1(EPERM) addr=127.0.0.1:80'],
  [PPME.SOCKET_BIND_X, [u64(-1), join(u8(10), v6(V6, 1234))], 'res=-1(EPERM) addr=2001:db8::3:1234'],
  [PPME.SOCKET_BIND_X, [u64(-1), join(u8(1), cstr('/run/nscd/socket'))], 'res=-1(EPERM) addr=/run/nscd/socket'],
  [PPME.SOCKET_BIND_X, [u64(-1), join(u8(17), u32(0))], 'res=-1(EPERM) addr=family 17'],
  [PPME.SOCKET_BIND_X, [u64(-1), join(u8(2), u16(0))], 'res=-1(EPERM) addr=INVALID IPv4'],
  [PPME.SOCKET_CONNECT_X, [u64(-2), Buffer.alloc(0), u64(99)], 'res=-2(ENOENT) tuple=NULL fd=99'],
  [
    PPME.SOCKET_CONNECT_X,
    [u64(-2), join(u8(2), ip4(0x04030201, 5), ip4(0x09080706, 10)), u64(99)],
    'res=-2(ENOENT) tuple=1.2.3.4:5->6.7.8.9:10 fd=99',
  ],
  [
    PPME.SOCKET_CONNECT_X,
    [u64(-2), join(u8(10), v6(V6, 5), v6(`${'0'.repeat(31)}1`, 65535)), u64(99)],
    'res=-2(ENOENT) tuple=2001:db8::3:5->::1:65535 fd=99',
  ],
  [
    PPME.SOCKET_CONNECT_X,
    [u64(-2), join(u8(10), v6(MAPPED, 5), v6('0'.repeat(32), 6)), u64(99)],
    'res=-2(ENOENT) tuple=10.0.0.1:5->0.0.0.0:6 fd=99',
  ],
  [
    PPME.SOCKET_CONNECT_X,
    [u64(-2), join(u8(10), v6(MAPPED, 5), v6(V6, 6)), u64(99)],
    'res=-2(ENOENT) tuple=::ffff:10.0.0.1:5->2001:db8::3:6 fd=99',
  ],
  [
    PPME.SOCKET_CONNECT_X,
    [u64(-2), join(u8(1), u64(0xffff88003c420800n), u64(0), cstr('/run/x')), u64(99)],
    'res=-2(ENOENT) tuple=ffff88003c420800->0 /run/x fd=99',
  ],
];

const TIMES: readonly Row[] = [
  [PPME.SYSCALL_NANOSLEEP_E, [u64(1_500_000_000)], 'interval=1500000000(1.5s)'],
  [PPME.SYSCALL_NANOSLEEP_E, [u64(0)], 'interval=0(0s)'],
  [PPME.SYSCALL_NANOSLEEP_E, [u64(1)], 'interval=1(1e-09s)'],
  [PPME.SYSCALL_NANOSLEEP_E, [u64(10n ** 15n)], 'interval=1000000000000000(1e+06s)'],
  [PPME.SYSCALL_NANOSLEEP_E, [u64(FOREVER)], 'interval=none'],
  [
    PPME.SYSCALL_PPOLL_E,
    [poll(), u64(1_000_000), u32(0b100000000000010)],
    'fds= timeout=1000000(0.001s) sigmask=SIGINT SIGTERM',
  ],
];

const FLAGS: readonly Row[] = [
  [PPME.SYSCALL_ACCESS_X, [u64(0), cstr('/x'), u32(4)], 'res=0 name=/x mode=4(R_OK)'],
  [PPME.SYSCALL_ACCESS_X, [u64(0), cstr('/x'), u32(7)], 'res=0 name=/x mode=7(R_OK|W_OK|X_OK)'],
  [PPME.SYSCALL_ACCESS_X, [u64(0), cstr('/x'), u32(0)], 'res=0 name=/x mode=0(F_OK)'],
  [PPME.SYSCALL_ACCESS_X, [u64(0), cstr('/x'), u32(8)], 'res=0 name=/x mode=8'],
  [PPME.SYSCALL_OPEN_E, [cstr('/x'), u32(4097), u32(0)], 'name=/x flags=4097(O_RDONLY|O_CLOEXEC) mode=0'],
  // Wide values take their bits away from narrow ones.
  [
    PPME.SYSCALL_OPEN_E,
    [cstr('/x'), u32(4 | 3 | 256), u32(0o644)],
    'name=/x flags=263(O_TRUNC|O_CREAT|O_RDWR) mode=0644',
  ],
  [PPME.SYSCALL_OPEN_E, [cstr('/x'), u32(0), u32(0o7777)], 'name=/x flags=0(O_NONE) mode=07777'],
  [
    PPME.SYSCALL_OPEN_E,
    [cstr('/x'), u32(32768 | 1), u32(0)],
    'name=/x flags=32769(O_RDONLY) mode=0',
    'name=/x flags=32769(O_RDONLY|FD_UPPER_LAYER) mode=0',
  ],
  [
    PPME.SYSCALL_QUOTACTL_E,
    [u16(2), u8(1), u32(0), u8(4)],
    'cmd=2(Q_QUOTAOFF) type=1(USRQUOTA) id=0 quota_fmt=4(QFMT_VFS_V0)',
  ],
  [PPME.SOCKET_SHUTDOWN_E, [u64(99), u8(1)], 'fd=99 how=1(SHUT_WR)'],
  [PPME.SOCKET_SHUTDOWN_E, [u64(99), u8(9)], 'fd=99 how=9'],
  [PPME.SOCKET_SOCKET_E, [u32(10), u32(1), u32(6)], 'domain=10(AF_INET6) type=1 proto=6'],
  [PPME.SOCKET_SOCKET_E, [u32(1), u32(1), u32(0)], 'domain=1(AF_LOCAL|AF_UNIX) type=1 proto=0'],
  [
    PPME.SYSCALL_FUTEX_E,
    [u64(0xabc), u16(129), u64(2)],
    'addr=ABC op=129 val=2',
    'addr=ABC op=129(FUTEX_PRIVATE_FLAG|FUTEX_WAKE) val=2',
  ],
  [PPME.SYSCALL_FUTEX_E, [u64(0xabc), u16(1), u64(2)], 'addr=ABC op=1(FUTEX_WAKE) val=2'],
  [PPME.SYSCALL_PTRACE_E, [u16(20), u64(42)], 'request=20(PTRACE_SEIZE) pid=42(bash)'],
  [
    PPME.SYSCALL_CHMOD_X,
    [u64(0), cstr('/x'), u32(0o755)],
    'res=0 filename=/x mode=0755(S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR)',
  ],
  [PPME.SYSCALL_CHMOD_X, [u64(0), cstr('/x'), u32(0o400)], 'res=0 filename=/x mode=0400(S_IRUSR)'],
  [PPME.SYSCALL_CHMOD_X, [u64(0), cstr('/x'), u32(0)], 'res=0 filename=/x mode=0'],
];

const getsockopt = (option: number, value: Buffer, text: string): Row => [
  PPME.SOCKET_GETSOCKOPT_X,
  [u64(0), u64(99), u8(1), u8(option), value, u32(4)],
  `res=0 fd=99 level=1(SOL_SOCKET) optname=${option}(${option === 4 ? 'SO_ERROR' : 'SO_TYPE'}) val=${text} optlen=4`,
];
const ptrace = (value: Buffer, text: string): Row => [
  PPME.SYSCALL_PTRACE_X,
  [u64(0), value, dyn(0, u64(0))],
  `res=0 addr=${text} data=0`,
];
const DYNAMIC: readonly Row[] = [
  getsockopt(4, dyn(1, u64(0)), '0'),
  getsockopt(4, dyn(1, u64(-104)), '-104(ECONNRESET)'),
  getsockopt(3, dyn(2, u32(0xffffffff)), '-1'),
  getsockopt(3, dyn(3, u64(7)), '7'),
  getsockopt(3, dyn(4, u64(2_000_000_000)), '2000000000(2s)'),
  getsockopt(3, dyn(0, latin1('a\0b')), 'a.b'),
  getsockopt(3, dyn(9, u64(7)), 'INVALID DYNAMIC PARAMETER'),
  ptrace(dyn(0, u64(0xbeef)), 'BEEF'),
  ptrace(dyn(1, u8(15)), '15(SIGTERM)'),
];

const NONE = Buffer.alloc(0);
const EMPTY: readonly Row[] = [
  // Parameters that are not there at all are not named either.
  [PPME.SYSCALL_MKDIR_E, [], ''],
  [PPME.SYSCALL_OPEN_E, [cstr('/x')], 'name=/x'],
  [PPME.SYSCALL_POLL_E, [NONE, u64(1)], 'fds=NULL timeout=1'],
];
const EMPTY_BY_DIALECT: readonly Row[] = [
  [PPME.SOCKET_BIND_X, [u64(-1), NONE], 'res=-1(EPERM) addr=NULL', 'res=-1(EPERM) addr=<NA>'],
  [PPME.SOCKET_LISTEN_E, [NONE, NONE], 'fd=NULL backlog=NULL', 'fd=<NA> backlog=<NA>'],
];

async function check(t: Test, rows: readonly Row[]): Promise<void> {
  for (const [type, params, pairs, exits = pairs] of rows) {
    // Older writers' programs leave a blank behind the last parameter.
    t.equal(await render('pairs', { type, params }), pairs === '' ? '|' : `${pairs} |`);
    t.equal(await render('exits', { type, params }), `${exits}|`);
  }
}

for (const [what, rows] of Object.entries({
  numbers: NUMBERS,
  'results, processes, users': RESULTS,
  fds: FDS,
  texts: TEXTS,
  buffers: BUFFERS,
  sockets: SOCKETS,
  times: TIMES,
  flags: FLAGS,
  dynamic: DYNAMIC,
  empty: EMPTY,
})) {
  t.test(what, async (t) => check(t, rows));
}

t.test('empty, each dialect in its way', async (t) => check(t, EMPTY_BY_DIALECT));

t.test('one parameter: what it stands for, or else its value', async (t) => {
  const open: TestEvent = { type: PPME.SYSCALL_UNLINKAT_2_X, params: [u64(-2), u64(4), cstr('f'), u32(512)] };
  const format = '*%evt.arg.res %evt.arg[1] %evt.arg.name %evt.arg.flags';
  for (const dialect of ['pairs', 'exits'] as const) {
    t.equal(await render(dialect, open, format), 'ENOENT <d>/d /d/f AT_REMOVEDIR');
  }
});

t.test('%g', async (t) => {
  for (const [n, wanted] of [
    [0, '0'],
    [1, '1'],
    [0.1, '0.1'],
    [1.5, '1.5'],
    [1e-9, '1e-09'],
    [0.0001, '0.0001'],
    [0.00012345678, '0.000123457'],
    [0.00001, '1e-05'],
    [123456, '123456'],
    [999999.4, '999999'],
    [999999.5, '1e+06'],
    [1234567, '1.23457e+06'],
    [1000, '1000'],
    [1e6, '1e+06'],
    [1e100, '1e+100'],
    [18446744073.709, '1.84467e+10'],
    [0.000099999999, '0.0001'],
  ] as const) {
    t.equal(shortest(n), wanted);
  }
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 52 }), (ns) => {
      const n = ns / 1e9;
      const text = shortest(n);
      assert.equal(Number(text), Number(n.toPrecision(6)));
      assert.ok(text.replace(/e.*/, '').replace('.', '').replace(/^0+/, '').length <= 6, text);
      assert.doesNotMatch(text, /\.\d*0(e|$)/);
    }),
    { numRuns: 500 },
  );
});

t.test('every event type of both dialects can be printed, whatever its parameters hold', async (t) => {
  for (const dialect of ['pairs', 'exits'] as const) {
    for (const length of [0, 1, 2, 4, 7, 8, 20]) {
      const list = [];
      for (let type = 0; type < EVENT_TYPES; type++) {
        const { params } = eventTable(dialect)[type] as { params: readonly unknown[] };
        list.push(
          event({ type, tid: TID, params: params.map((_, i) => Buffer.alloc(length, (i + length) & 1 ? 0xff : 0)) }),
        );
      }
      const { lines, error } = await printAll(
        new PiecesSource(join(MACHINE, FIRST[dialect], ...list)),
        '*%evt.type %evt.args',
      );
      t.equal(error, undefined);
      t.equal(lines.length, EVENT_TYPES + 1);
    }
  }
});

t.test('parameters are found in any order, and anew when the view moves', async (t) => {
  const lengths = [3, 0, 8, 5, 1];
  const make = (shift: number): TestEvent => ({
    type: PPME.SYSCALL_CLONE_20_X,
    tid: TID,
    params: lengths.map((n, i) => Buffer.alloc(n + shift, i + 1)),
  });
  const view = new EventView();
  const reader = new ScapReader(
    new PiecesSource(join(section(), processes([process({ tid: TID })], 9), event(make(0)), event(make(2)))),
    view,
    { section() {}, machine() {}, process() {}, fd() {}, networkInterface() {}, user() {}, group() {}, ready() {} },
  );
  await reader.fill();
  for (const shift of [0, 2]) {
    t.ok(reader.next());
    for (const i of [4, 0, 3, 3, 1, 2, 4, 0]) {
      const from = view.offset(i);
      t.same([...view.u8.subarray(from, from + view.len(i))], Array(lengths[i] + shift).fill(i + 1), `${shift} ${i}`);
    }
  }
  await reader.close();
});

t.test('the second that a moment lies in', (t) => {
  const ctx = new EventContext();
  const at = (ts: bigint) => {
    const bytes = Buffer.alloc(26);
    bytes.writeBigUInt64LE(ts);
    ctx.ev.setMemory(bytes);
    return ctx.time;
  };
  const first = 1_700_000_000_999_999_999n;
  at(first);
  const DAY = 86_400_000_000_000n;
  for (const rest of [
    0n,
    1n,
    -1n,
    999_999_999n,
    -1_000_000_000n,
    90n * DAY,
    90n * DAY - 1n,
    90n * DAY + 1n,
    -7n * DAY,
  ]) {
    const ts = first + rest;
    const time = at(ts);
    t.equal(ctx.nanosOf(time), Number(ts % 1_000_000_000n), `nanoseconds of ${ts}`);
    t.equal(ctx.secondsOf(time), Number(ts / 1_000_000_000n), `seconds of ${ts}`);
  }
  t.end();
});

t.test('numbers of 64 bits are read as they are, small and large', async () => {
  const edges = [
    0n,
    1n,
    -1n,
    2n ** 31n - 1n,
    2n ** 31n,
    -(2n ** 31n),
    -(2n ** 31n) - 1n,
    2n ** 32n,
    2n ** 32n - 1n,
    -100n,
  ];
  const number = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }));
  const view = new EventView();
  const capture = (tid: bigint, value: bigint) => {
    const bytes = Buffer.from(event({ type: PPME.SYSCALL_CLOSE_E, tid: 1, params: [u64(value), u64(value)] }));
    bytes.writeBigInt64LE(tid, bytes.length - 4 - 16 - 4 - 26 + 8);
    return join(section(), bytes);
  };
  await fc.assert(
    fc.asyncProperty(number, number, async (tid, value) => {
      const reader = new ScapReader(new PiecesSource(capture(tid, value)), view, NO_STATE);
      while (!reader.next()) if (!(await reader.fill())) break;
      assert.deepEqual(
        [view.tid, view.first64(), view.i64(0), view.i64(1), view.isNegative(0), view.isNegative(1)],
        [Number(tid), Number(value), Number(value), Number(value), value < 0n, value < 0n],
      );
    }),
  );
});
