// Records this machine, while strace records the same workload: needs the rights, strace and Python.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { eventTable } from '../../src/event/table.js';
import { PPME } from '../../src/event/tables/ids.data.js';
import { systemCalls } from '../../src/live/calls/table.js';
import { LiveSource } from '../../src/live/source.js';
import { parseStrace } from '../helpers/strace.js';
import { BIN, end, record, shark, sleep, whyNotLive } from './run.js';

const PYTHON = '/usr/bin/python3';
const folder = mkdtempSync(join(tmpdir(), 'ts-shark-live-'));
t.teardown(() => rmSync(folder, { recursive: true }));

const refusal = await whyNotLive();
const skip = refusal || (!existsSync(PYTHON) && 'needs Python') || false;
const skipStrace = skip || (spawnSync('strace', ['-V']).status !== 0 && 'needs strace') || false;

async function lines(file: string, format: string, filter = ''): Promise<string[]> {
  const { status, stdout, stderr } = await shark(['-r', file, '-p', format, ...(filter === '' ? [] : [filter])]);
  if (status !== 0 || stderr !== '') throw new Error(stderr);
  return stdout.toString('latin1').split('\n').slice(0, -1);
}

const CAPTURE = join(folder, 'workload.scap');
const STRACE = join(folder, 'workload.strace');
const WORK = join(folder, 'work');
let hasOverlays = false;

t.test('a workload is recorded', { skip }, async (t) => {
  mkdirSync(WORK);
  const child = await record(CAPTURE, ['-v']);
  const command = [PYTHON, join(import.meta.dirname, 'live-workload.py'), WORK];
  const traced = skipStrace ? command : ['strace', '-f', '-yy', '-s', '200', '-o', STRACE, ...command];
  const { status, stdout, stderr } = spawnSync(traced[0], traced.slice(1), { encoding: 'utf8', timeout: 60_000 });
  hasOverlays = stdout.includes('overlay');
  t.equal(status, 0, stderr);
  t.equal(await end(child, 'SIGINT'), 0);
  t.match(child.err(), /Driver Drops:0\n/);
});

/** Events by the names that strace has for their calls. */
function eventNames(): Map<string, string> {
  const table = eventTable('pairs');
  return new Map(systemCalls(process.arch).map(({ name, type }) => [name, type < 2 ? name : table[type + 1].name]));
}

/** Never come back, or come back without an exit event. */
const NO_EXIT = new Set(['exit', 'exit_group', 'rt_sigreturn']);
/** Their results are addresses, for strace. */
const ADDRESSES = new Set(['mmap', 'brk', 'shmat']);

/** Only their ends are told. */
const NO_ENTER = new Set(
  systemCalls(process.arch)
    .filter(({ enters }) => !enters)
    .map(({ name }) => name),
);
/** Their end is told message by message. */
const MANY = new Set(['sendmmsg', 'recvmmsg']);
/** Calls whose first argument is the fd that their event is about. */
const ON_FD = new Set(
  'read write pread64 pwrite64 readv writev lseek fstat close fchmod fchdir getdents64 ioctl connect bind listen shutdown sendto recvfrom sendmsg recvmsg'.split(
    ' ',
  ),
);
/** Calls whose texts are arguments of their event. */
const WITH_TEXT = new Set(
  'open openat stat lstat newfstatat access mkdir chdir rename link symlink unlink unlinkat chmod chown write pwrite64 sendto execve'.split(
    ' ',
  ),
);

interface Seen {
  name: string;
  result: number | undefined;
  /** Of the call, as strace shows them. */
  traced?: string;
  /** As we show them. */
  args?: string;
  fd?: string;
  fdName?: string;
  pid?: number;
  ppid?: number;
}

/** Both ends of a connection, in any order. */
const ends = (text: string): string => (text.match(/[\w.:[\]]+:\d+/g) ?? []).sort().join(' ');

/** What is not as strace has it; undefined: nothing. */
function differs(call: string, own: Seen): string | undefined {
  const args = own.traced ?? '';
  if (ON_FD.has(call)) {
    const [, fd, name] = /^(-?\d+)<(.*?)>(?=\(deleted\)|,|$)/.exec(args) ?? [];
    if (fd !== undefined && own.fd !== fd) return `fd ${own.fd}, not ${fd}`;
    if (name?.startsWith(WORK) && own.fdName !== name) return `${own.fdName}, not ${name}`;
    const [, addresses] = /^(?:TCP|UDP)(?:v6)?:\[(.*->.*)\]$/.exec(name ?? '') ?? [];
    if (addresses !== undefined && ends(own.fdName ?? '') !== ends(addresses.replace(/[[\]]/g, '')))
      return `${own.fdName}, not ${addresses}`;
  }
  if (WITH_TEXT.has(call)) {
    for (const [, text] of args.matchAll(/"([ -!#-[\]-~]{1,80})"/g))
      if (!own.args?.includes(text)) return `${own.args} without ${text}`;
  }
  return undefined;
}

t.test('no call is missing, none is invented: strace saw the same', { skip: skipStrace }, async (t) => {
  const errors = new Map(Object.entries(constants.errno).map(([name, n]) => [name, n]));
  const names = eventNames();
  const expected = new Map<number, Seen[]>();
  const parents = new Map<number, { tid: number; thread: boolean }>();
  const calledAs = new Map<Seen, string>();
  for (const { tid, name, result, args } of parseStrace(readFileSync(STRACE, 'utf8'), errors)) {
    const list = expected.get(tid) ?? [];
    if (list.length === 0) expected.set(tid, list);
    const call = { name: names.get(name) ?? name, result: ADDRESSES.has(name) ? undefined : result, traced: args };
    calledAs.set(call, name);
    list.push(call);
    if (/^(clone3?|v?fork)$/.test(name) && result !== undefined && result > 0)
      parents.set(result, { tid, thread: args.includes('CLONE_THREAD') });
  }
  const seen = new Map<number, Seen[]>();
  for (const line of await lines(
    CAPTURE,
    '*%thread.tid %evt.dir %evt.type %evt.rawres %proc.pid %proc.ppid %fd.num|%fd.name|%evt.args',
    'not evt.type in (procexit, signaldeliver, container)',
  )) {
    const [head, fdName, ...texts] = line.split('|');
    const [id, dir, name, result, pid, ppid, fd] = head.split(' ');
    const args = texts.join('|');
    const tid = Number(id);
    if (!expected.has(tid)) continue;
    let list = seen.get(tid);
    if (!list) {
      list = [];
      seen.set(tid, list);
    }
    if (dir === '>') list.push({ name, result: undefined, args, pid: Number(pid), ppid: Number(ppid) });
    else {
      if (NO_ENTER.has(name)) list.push({ name, result: undefined, args: '', pid: Number(pid), ppid: Number(ppid) });
      const call = list[list.length - 1];
      // The first that a child does is to come back from what made it.
      if (!call && /^(clone3?|v?fork)$/.test(name)) continue;
      // The kernel calls the end of execveat that of execve, on x86_64.
      const same = name === call?.name || (name === 'execve' && call?.name === 'execveat');
      if (!same) t.fail(`${tid}: ${name} comes back from ${call?.name}`);
      if (!call) continue;
      if (MANY.has(name) && Number(result) > 0) call.result = (call.result ?? 0) + 1;
      else if (result !== '<NA>') call.result = Number(result);
      call.args += args;
      Object.assign(call, { fd, fdName });
    }
  }
  t.ok(expected.size >= 7, 'threads and processes');
  let compared = 0;
  for (const [tid, calls] of expected) {
    const found = seen.get(tid) ?? [];
    // strace itself makes a few calls before it starts the program.
    const start = found.findIndex(({ name }) => name === 'execve');
    const own = calls[0].name === 'execve' ? found.slice(start) : found;
    t.strictSame(
      own.map(({ name }) => name),
      calls.map(({ name }) => name),
      `the calls of ${tid}`,
    );
    calls.forEach(({ name, result }, i) => {
      if (result === undefined || own[i]?.result === undefined || NO_EXIT.has(name)) return;
      compared++;
      if (own[i].result !== result) t.equal(own[i].result, result, `${tid}: result of ${name}, call ${i}`);
    });
  }
  t.ok(compared > 500, `${compared} results are the same`);

  let alike = 0;
  const unlike: string[] = [];
  for (const [tid, calls] of expected) {
    const found = seen.get(tid) ?? [];
    const own = calls[0].name === 'execve' ? found.slice(found.findIndex(({ name }) => name === 'execve')) : found;
    calls.forEach((call, i) => {
      const wrong = own[i] && differs(calledAs.get(call) ?? '', { ...own[i], traced: call.traced });
      if (wrong) unlike.push(`${tid} ${call.name}(${call.traced}): ${wrong}`);
      else alike++;
    });
    const parent = parents.get(tid);
    if (!parent) continue;
    const above = seen.get(parent.tid)?.[0]?.pid;
    for (const { pid, ppid } of own) {
      if (parent.thread ? pid !== above : pid !== tid || ppid !== above)
        unlike.push(`${tid}: process ${pid} of ${ppid}, not of ${above}`);
    }
  }
  t.strictSame(unlike.slice(0, 10), []);
  t.ok(alike > 1000 && parents.size >= 7, `fds, their names, texts, processes of ${alike} calls are the same`);
});

t.test('calls have their arguments, results and the names of their fds', { skip }, async (t) => {
  const all = await lines(CAPTURE, '*%proc.name %evt.dir %evt.type %evt.args', 'proc.name in (python3, echo)');
  const sub = `${WORK}/sub`;
  const file = `<f>${sub}/plain.txt`;
  let at = 0;
  /** What comes next of the workload; `-` stands for what is not the same each time. */
  const next = (line: string) => {
    const pattern = new RegExp(`^${line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/~/g, '.*')} *$`);
    const found = all.findIndex((one, i) => i >= at && pattern.test(one));
    if (found < 0) t.fail(`missing: ${line}`);
    else {
      t.pass(line);
      at = found + 1;
    }
  };
  next(`python3 < chdir res=0 path=${WORK}`);
  next('python3 > mkdir mode=1E8');
  next(`python3 < mkdir res=0 path=sub(${sub})`);
  next('python3 < chdir res=0 path=sub');
  next(
    `python3 < openat fd=3(${file}) dirfd=-100(AT_FDCWD) name=plain.txt(${sub}/plain.txt) flags=20743(O_TRUNC|O_CREAT|O_RDWR|O_CLOEXEC|O_F_CREATED) mode=0640 ~`,
  );
  next(`python3 > write fd=3(${file}) size=24`);
  next('python3 < write res=24 data=hello from the workload.');
  next(`python3 > pwrite fd=3(${file}) size=5 pos=0`);
  next('python3 < read res=24 data=HELLO from the workload.');
  next('python3 < pread res=5 data=from');
  next('python3 < writev res=14 data=one,two,three.');
  next('python3 < readv res=38 size=64 data=HELLO from the workload.one,two,three.');
  next(`python3 < fcntl res=4(${file}) fd=3(${file}) cmd=26(F_DUPFD_CLOEXEC)`);
  next(`python3 < dup res=77(${file})`);
  next(`python3 > mmap addr=0 length=10 prot=3(PROT_READ|PROT_WRITE) flags=1(MAP_SHARED) fd=3(${file}) offset=0`);
  next(`python3 < fchmod res=0 fd=3(${file}) mode=0600(S_IWUSR|S_IRUSR)`);
  next(`python3 < rename res=0 oldpath=hard(${sub}/hard) newpath=harder(${sub}/harder)`);
  next(`python3 < openat fd=-2(ENOENT) dirfd=-100(AT_FDCWD) name=is/not/there(${sub}/is/not/there) ~`);
  next(`python3 < openat fd=4(${file}) dirfd=3(<d>${sub}) name=plain.txt(${sub}/plain.txt) ~`);
  next(`python3 < unlinkat res=0 dirfd=3(<d>${sub}) name=plain.txt(${sub}/plain.txt) flags=0`);
  next('python3 < pipe res=0 fd1=3(<p>) fd2=4(<p>) ~');
  next(`python3 < clone res=0 exe=${PYTHON} args=~live-workload.py.${WORK}. ~`);
  next('echo < execve res=0 exe=echo args=through.the pipe. ~ env=WORKLOAD=1. ~');
  next('echo < write res=17 data=through the pipe.');
  next('echo > procexit status=0 ret=0 sig=0 ~');
  next('python3 > signaldeliver ~ sig=17(SIGCHLD)');
  next('python3 > kill ~(python3) sig=15(SIGTERM)');
  next('python3 > procexit status=15 ret=0 sig=15(SIGTERM) ~');
  next('python3 < execve res=-2(ENOENT) exe=nothing args=at.all. ~');
  next('python3 > setuid uid=65534~');
  next('python3 < getuid uid=65534~');
  next('python3 > procexit status=768 ret=3 ~');
  next('python3 > connect fd=4(<4>) addr=127.0.0.1:~');
  next('python3 < connect res=0 tuple=127.0.0.1:~->127.0.0.1:~ fd=4(<4t>127.0.0.1:~->127.0.0.1:~)');
  next('python3 < accept fd=5(<4t>127.0.0.1:~->127.0.0.1:~) tuple=~ queuepct=0 queuelen=0 queuemax=5');
  next('python3 < recvfrom res=4 data=ping tuple=127.0.0.1:~');
  next('python3 < recvmsg res=4 size=10 data=pong tuple=~ msgcontrol=NULL');
  next('python3 > sendto fd=4(<4>) size=8 tuple=0.0.0.0:0->127.0.0.1:~');
  next(`python3 < connect res=0 tuple=~ ${WORK}/unix.sock fd=4(<u>~ ${WORK}/unix.sock)`);
  next('python3 < connect res=0 tuple=~ abstract-workload fd=4(<u>~ abstract-workload)');
  next('python3 < socketpair res=0 fd1=3(<u>) fd2=4(<u>) source=~ peer=~');
  next('python3 < setsockopt res=0 fd=3(<u>~) level=1(SOL_SOCKET) optname=8(SO_RCVBUF) val=4096 optlen=4');
  next('python3 < getsockopt res=0 fd=3(<u>~) level=1(SOL_SOCKET) optname=4(SO_ERROR) val=0 optlen=4');
  next('python3 < connect res=-111(ECONNREFUSED) ~');
  next('python3 < epoll_wait res=1');
  next('python3 < poll res=1 fds=4:u1');
  next('python3 < eventfd res=~(<e>)');
  next('python3 < inotify_init res=~(<i>)');
  next('python3 < timerfd_create res=~(<t>)');
  next('python3 < sendmmsg res=5 fd=~ size=5 data=first tuple=127.0.0.1:~->127.0.0.1:~');
  next('python3 < sendmmsg res=9 fd=~ size=9 data=the third tuple=~');
  next('python3 < recvmmsg res=6 fd=~ size=6 data=second tuple=~ msgcontrol=NULL');
  next('python3 < sendmmsg res=-9(EBADF) fd=99 size=0 data=NULL tuple=NULL');
  next('python3 > quotactl cmd=64(Q_SETQUOTA) type=1(USRQUOTA) id=1000 quota_fmt=1(QFMT_NOT_USED)');
  next(
    'python3 < quotactl res=~ special=/no/disk quotafilepath=<NA> dqb_bhardlimit=1000 dqb_bsoftlimit=900 dqb_curspace=0 dqb_ihardlimit=50 dqb_isoftlimit=40 dqb_btime=12345~ dqb_itime=23456~ dqi_bgrace=0~ dqi_igrace=0~ dqi_flags=1(DQF_NONE) ~',
  );
  next('python3 > quotactl cmd=1(Q_QUOTAON) type=2(GRPQUOTA) id=2 quota_fmt=4(QFMT_VFS_V0)');
  next('python3 < quotactl res=~ special=/no/disk quotafilepath=/no/aquota.group ~');
  next('python3 > signaldeliver ~ sig=10(SIGUSR1)');
  next('python3 < newfstatat res=0 dirfd=-100(AT_FDCWD) path=/etc/hostname flags=0');
});

t.test('where programs come from', { skip }, async (t) => {
  const format = '%proc.exepath %proc.is_exe_from_memfd %proc.is_exe_upper_layer %proc.is_exe_lower_layer';
  const all = await lines(CAPTURE, format, 'evt.type in (execve, execveat) and evt.dir=< and evt.rawres=0');
  t.ok(all.includes('memfd:program true false false'));
  t.ok(all.includes('/usr/bin/echo false false false') || all.includes('/bin/echo false false false'));
  if (!hasOverlays) return t.comment('overlays cannot be mounted here');
  t.ok(all.includes(`${WORK}/merged/below false false true`), 'lower layer');
  t.ok(all.includes(`${WORK}/merged/above false true false`), 'upper layer');
  const opened = await lines(
    CAPTURE,
    '%evt.arg.flags',
    `evt.type=openat and fd.name=${WORK}/merged/above and evt.dir=<`,
  );
  t.match(opened[0], /O_F_CREATED/);
});

/** Name of the memfd of the workload, a kind that it does not know. */
const MEMFD = 'program';
/** Event types from here on came after sysdig 0.29. */
const FIRST_NEW_TYPE = 336;

t.test(
  'sysdig 0.29 reads the same events, processes, users and fds',
  { skip: skip || (spawnSync('sysdig', ['--version']).status !== 0 && 'needs sysdig') || false },
  async (t) => {
    const format = '%evt.time %thread.tid %proc.name %evt.dir %user.name %evt.rawres|%proc.pid %proc.pname|%fd.name';
    const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' };
    const { stdout } = spawnSync('sysdig', ['-r', CAPTURE, '-p', `*${format}`], {
      env,
      encoding: 'latin1',
      maxBuffer: 1 << 28,
      timeout: 60_000,
    });
    const table = eventTable('pairs');
    const older = new Set(table.slice(0, FIRST_NEW_TYPE).map(({ name }) => name));
    const newer = new Set(
      table
        .slice(FIRST_NEW_TYPE)
        .map(({ name }) => name)
        .filter((name) => !older.has(name)),
    );
    const own = (await lines(CAPTURE, `*%evt.type ${format}`)).flatMap((line) => {
      const blank = line.indexOf(' ');
      const type = line.slice(0, blank);
      // It knows sendmmsg and recvmmsg without their parameters.
      const known = MANY.has(type) ? line.replace(/ -?\d+\|/, ' <NA>|') : line;
      return newer.has(type) ? [] : known.slice(blank + 1);
    });
    const theirs = stdout.split('\n').slice(0, -1);
    t.ok(own.length > 1000);
    t.equal(theirs.length, own.length, 'as many events');
    let names = 0;
    let parents = 0;
    const differing = own.filter((line, i) => {
      const [event, parent, fd] = line.split('|');
      const [theirEvent, theirParent, theirFd] = (theirs[i] ?? '').split('|');
      // Of what it found no process for, it has fewer fields.
      if (parent.startsWith('-1 ')) return false;
      if (fd !== '' && fd === theirFd) names++;
      // It has other parents of threads, and of what outlives its parent, as others on this machine may; and it does not
      // know fds that came after it.
      const [, tid, name] = event.split(' ');
      const hasParent = tid === parent.split(' ')[0] && /^(python3|echo|below|above)$/.test(name);
      if (hasParent) parents++;
      return (
        event !== theirEvent ||
        (hasParent && parent !== theirParent) ||
        (fd !== theirFd && theirFd !== '<NA>' && fd !== '' && fd !== MEMFD)
      );
    });
    t.strictSame(differing.slice(0, 5), []);
    t.ok(names > 200 && parents > 1000, `${names} names of fds, ${parents} parents are the same`);
  },
);

t.test(
  'tshark reads the same events',
  { skip: skip || (spawnSync('tshark', ['-v']).status !== 0 && 'needs tshark') || false },
  async (t) => {
    const fields = ['frame.time_epoch', 'sysdig.event_type', 'sysdig.thread_id'].flatMap((field) => ['-e', field]);
    const { stdout } = spawnSync('tshark', ['-r', CAPTURE, '-T', 'fields', '-E', 'separator=/s', ...fields], {
      encoding: 'latin1',
      maxBuffer: 1 << 28,
      timeout: 60_000,
    });
    const theirs = stdout.split('\n').slice(0, -1);
    const own = await lines(CAPTURE, '*%evt.rawtime.s.%evt.rawtime.ns %thread.tid');
    // What completes the start is no event for us, and reports on CPU times are not shown.
    const hidden: readonly number[] = [PPME.CONTAINER_JSON_2_E, PPME.PROCINFO_E];
    const ends = theirs
      .map((line) => line.split(' '))
      .filter(([, type]) => !hidden.includes(Number(type)))
      .map(([time, , tid]) => `${time} ${tid}`);
    t.equal(ends.length, own.length, 'as many events');
    t.strictSame(own.filter((line, i) => line !== ends[i]).slice(0, 5), []);
  },
);

t.test('a recording ends with a complete file, however it ends', { skip }, async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const file = join(folder, `${signal}.scap`);
    const child = await record(file);
    spawnSync('true');
    t.equal(await end(child, signal), 0, signal);
    t.ok(
      (await lines(file, '%evt.num', 'proc.name=true and evt.type=procexit')).length >= 1,
      'with what was done last',
    );
  }
  const few = await shark(['-n', '10', '-w', join(folder, 'few.scap')]);
  t.equal(few.status, 0, few.stderr);
  t.equal((await lines(join(folder, 'few.scap'), '%evt.num')).length, 10);
  // So slow that reports on CPU times come in between, which do not count.
  const slow = spawn('sh', ['-c', 'while sleep 0.5; do cat /dev/null; done'], { stdio: 'ignore' });
  const execs = await shark(['-n', '4', '-w', join(folder, 'execs.scap'), 'evt.type in (execve, procinfo)']);
  slow.kill();
  t.equal(execs.status, 0, execs.stderr);
  const types = await lines(join(folder, 'execs.scap'), '%evt.type');
  t.strictSame(types, Array(4).fill('execve'), 'what the recording tells of itself does not count');
  const quiet = spawn(process.execPath, [BIN, '-q'], { stdio: ['ignore', 'ignore', 'pipe'] });
  await sleep(1500);
  t.equal(await end(quiet, 'SIGINT'), 0, 'where nobody asks for an event');
  const short = await shark(['-M', '1', '-q', '-S']);
  t.equal(short.status, 0, short.stderr);
  t.match(short.stdout.toString(), /#Calls/);
});

t.test('every kind of file is complete when a recording is ended', { skip }, async (t) => {
  // One behind the other: each would record the others.
  const kinds = [
    ['-C', '1'],
    ['-e', '500', '-W', '3'],
    ['-z', '-E', '-U', 'cat'],
  ];
  for (const kind of kinds) {
    const [letter] = kind;
    const child = await record(join(folder, `kind${letter}.scap`), [...kind, 'proc.name in (cat, ls)']);
    for (let i = 0; i < 4; i++) spawnSync('sh', ['-c', 'cat /etc/hostname; ls /'], { env: { PATH: '/usr/bin:/bin' } });
    t.equal(await end(child, 'SIGTERM'), 0, `${letter}: ${child.err()}`);
    t.equal(child.err(), '', letter);
    const files = readdirSync(folder).filter((name) => name.startsWith(`kind${letter}.scap`));
    t.ok(files.length > 0 && files.every((name) => /\.scap\d*$/.test(name)), `${letter}: ${files.join(' ')}`);
    const names = new Set<string>();
    for (const name of files) for (const line of await lines(join(folder, name), '%proc.name')) names.add(line);
    t.strictSame([...names].sort(), kind.includes('-U') ? ['ls'] : ['cat', 'ls'], letter);
  }
});

t.test(
  'on a terminal, a counter tells how it goes',
  { skip: skip || (spawnSync('script', ['-V']).status !== 0 && 'needs script') || false },
  async (t) => {
    const command = `${process.execPath} ${BIN} -M 3 -w ${join(folder, 'counted.scap')}`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'latin1', timeout: 20_000 });
    t.match(stdout, /\r\d+ events, \d+ a second, 0 dropped, \d+\.\d MB/);
  },
);

t.test('a filter on event types is one of the kernel too', { skip }, async (t) => {
  const file = join(folder, 'execs.scap');
  const child = await record(file, ['-v', 'evt.type=execve']);
  spawnSync('sh', ['-c', 'cat /dev/null; for i in 1 2 3 4 5 6 7 8 9; do :; done; ls / >/dev/null'], {
    env: { PATH: '/usr/bin:/bin' },
  });
  // Twice as many calls, none of which matters; what others do meanwhile is far less.
  spawnSync('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=200000']);
  t.equal(await end(child, 'SIGINT'), 0);
  const seen = Number(/Driver Events:(\d+)/.exec(child.err())?.[1]);
  const names = await lines(file, '%proc.name', 'evt.dir=< and evt.arg.res=0');
  t.ok(names.includes('ls') && names.includes('cat'));
  t.ok(seen > 0 && seen < 200_000, `${seen} events came out of the kernel`);
});

t.test('what the reader cannot keep up with is counted, and told in the file', { skip }, async (t) => {
  const file = join(folder, 'drops.scap');
  const child = await record(file, ['-v', '--buffer-size', '1']);
  child.kill('SIGSTOP');
  spawnSync('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=100000']);
  child.kill('SIGCONT');
  await sleep(500);
  t.equal(await end(child, 'SIGINT'), 0);
  const lost = Number(/Driver Drops:(\d+)/.exec(child.err())?.[1]);
  t.ok(lost > 100_000, `${lost} events were lost`);
  t.match(child.err(), new RegExp(`${lost} events were dropped \\(.*on CPU`));
  const { stdout } = await shark(['-r', file, '-D', '-p', '%evt.arg.ratio', 'evt.type=drop']);
  const told = stdout.toString().split('\n').slice(0, -1);
  t.equal(
    told.reduce((sum, n) => sum + Number(n), 0),
    lost,
    'the drop events of the file say the same',
  );
});

t.test('without the rights, one line says what is missing', { skip: skip || process.getuid?.() !== 0 }, async (t) => {
  const command = ['--reuid=65534', '--clear-groups', process.execPath, BIN, '-n', '1'];
  const { status, stderr } = spawnSync('setpriv', command, { encoding: 'utf8', env: { PATH: process.env.PATH } });
  if (/Cannot find module/.test(stderr)) return t.pass('nobody may not read this folder');
  t.equal(status, 1);
  t.match(stderr, /^ts-shark: live capture is not permitted: .*\(EPERM\); run it as root \(sudo\)/);
});

const docker = (args: readonly string[]) => spawnSync('docker', args, { encoding: 'utf8', timeout: 30_000 });
const container =
  skip || process.env.DOCKER_HOST === undefined
    ? ''
    : (docker(['ps', '--no-trunc', '--format', '{{.ID}} {{.Names}} {{.Image}}']).stdout ?? '').split('\n')[0];

t.test(
  'a real container has its name',
  { skip: !container && 'needs a running container, and DOCKER_HOST' },
  async (t) => {
    const [id, name, image] = container.split(' ');
    const format = '%container.id %container.name %container.image';
    const child = shark(['-n', '1', '-M', '20', '-p', format, `container.name=${name}`]);
    await sleep(3000);
    docker(['exec', name, 'ls', '/']);
    t.equal((await child).stdout.toString(), `${id.slice(0, 12)} ${name} ${image}\n`);
  },
);

/** Records what `work` does into FILE, without the program around. */
async function recordHere(file: string, hooks: boolean, work: () => unknown): Promise<void> {
  const source = await LiveSource.open({
    snaplen: 80,
    bufferBytes: 1 << 23,
    own: false,
    pageFaults: false,
    switches: false,
    cpuTimes: false,
    wanted: () => true,
    ofPids: () => false,
    pids: [],
    hooks,
    idle: () => {},
  });
  work();
  source.stop();
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.alloc(1 << 20);
    const n = await source.read(piece, 0, piece.length);
    if (n === 0) break;
    pieces.push(piece.subarray(0, n));
  }
  await source.close();
  writeFileSync(file, Buffer.concat(pieces));
}

const FAMILY = `
import os, subprocess, threading
if os.fork() == 0: os._exit(0)
os.wait()
subprocess.run(["/bin/echo", "one"], env={"A": "1"})
program = os.open("/bin/true", os.O_RDONLY)
if os.fork() == 0: os.execve(program, ["true", "two"], {})
os.wait()
thread = threading.Thread(target=lambda: os.listdir("/"))
thread.start()
thread.join()
`;

t.test('hooks tell of processes and programs what the ends of calls tell', { skip }, async (t) => {
  const script = join(folder, 'family.py');
  writeFileSync(script, FAMILY);
  const tell = async (hooks: boolean) => {
    const file = join(folder, `hooks-${hooks}.scap`);
    await recordHere(file, hooks, () => spawnSync(PYTHON, [script]));
    const format =
      '*%evt.type %proc.name %proc.pname %proc.exepath %proc.cmdline %evt.arg.flags %proc.cwd %user.uid %proc.is_exe_writable %evt.args';
    const all = await lines(
      file,
      format,
      `evt.type in (clone, clone3, vfork, fork, execve, execveat) and evt.dir=< and evt.rawres=0 and (proc.cmdline contains ${script} or proc.pcmdline contains ${script})`,
    );
    // Without numbers of processes, and what changes between a hook and the first instruction of a process.
    return all.map((line) => line.replace(/\d{3,}(?:\([\w<>]+\))?/g, 'N').replace(/(pgft_\w+|vm_\w+)=\w+/g, '$1'));
  };
  const ends = await tell(false);
  t.equal(ends.length, 7, `${ends.length} ends`);
  // On x86_64 the kernel calls the end of execveat that of execve, and clone3 may have lost its flags by then; a hook
  // knows better.
  const told = (await tell(true)).map((line) =>
    line
      .replace(/^execveat/, 'execve')
      .replace(/(?<=^clone3.*)\|CLONE_(PARENT_SETTID|SYSVSEM|CHILD_CLEARTID|SETTLS)/g, ''),
  );
  t.strictSame(told.sort(), ends.sort());
});

t.test('a filter on processes is one of the kernel too', { skip }, async (t) => {
  const child = spawn('sh', ['-c', 'while :; do cat /dev/null; sleep 0.05; done']);
  const shown = await shark(['-M', '2', '-v', '-p', '%proc.pid %evt.type', `proc.pid=${child.pid} and evt.type=wait4`]);
  child.kill();
  const all = shown.stdout.toString().split('\n').slice(0, -1);
  t.ok(all.length > 10, `${all.length} calls`);
  t.ok(all.every((line) => line === `${child.pid} wait4`));
});
