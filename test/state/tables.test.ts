import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { ASCII_PATHS, joinPath, PLAIN_PATHS } from '../../src/bytes/path.js';
import { L4, PORT_NUMBERS } from '../../src/bytes/ports.js';
import { FD_TYPE } from '../../src/format/scap/fd-entry.js';
import { internCgroups } from '../../src/state/cgroups.js';
import { ContainerTable, parseContainer } from '../../src/state/containers.js';
import { FdInfo, O_CLOEXEC } from '../../src/state/fd.js';
import { FdTable } from '../../src/state/fd-table.js';
import { fdTypeChar, fdTypeName } from '../../src/state/fd-types.js';
import { IdMap } from '../../src/state/id-map.js';
import { InterfaceTable } from '../../src/state/interfaces.js';
import { LocalUsers } from '../../src/state/local-users.js';
import { ThreadInfo } from '../../src/state/thread.js';
import { ThreadTable } from '../../src/state/thread-table.js';
import { UserTable } from '../../src/state/users.js';

/** Connected IPv4 socket 10.0.0.1:4000 -> 10.0.0.2:80. */
function connection(): FdInfo {
  const fd = new FdInfo(FD_TYPE.IPV4_SOCK);
  fd.addresses().set([10, 0, 0, 1, 10, 0, 0, 2, 0xa0, 0x0f, 80, 0, L4.TCP]);
  return fd;
}

const process = (tid: number, ptid: number): ThreadInfo => {
  const thread = new ThreadInfo(tid);
  thread.pid = tid;
  thread.ptid = ptid;
  thread.vtid = tid;
  thread.vpid = tid;
  return thread;
};

t.test('a map of ids is one, whatever comes and goes', async (t) => {
  // Few ids, so that they come back; far ones, that differ in the high half alone; more than there is room for at first.
  const id = fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constantFrom(2 ** 32, 2 ** 33, -(2 ** 40), 2 ** 53 - 1));
  const change = fc.tuple(id, fc.constantFrom('set', 'delete'));
  const sameAs = (map: IdMap<number>, wanted: Map<number, number>) => {
    assert.deepEqual([...map.values()], [...wanted.values()]);
    assert.equal(map.size, wanted.size);
    for (const [key, value] of wanted) assert.equal(map.get(key), value);
  };
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3000, size: 'max' }), (changes) => {
      const map = new IdMap<number>();
      const wanted = new Map<number, number>();
      changes.forEach(([key, what], i) => {
        if (what === 'set') wanted.set(key, i);
        else wanted.delete(key);
        if (what === 'set') map.set(key, i);
        else map.delete(key);
        assert.equal(map.get(key), wanted.get(key));
      });
      sameAs(map, wanted);
      map.clear();
      sameAs(map, new Map());
    }),
    { numRuns: 30 },
  );
  const many = new IdMap<number>();
  const wanted = new Map<number, number>();
  for (let i = 0; i < 100_000; i++) {
    many.set(i * 2 ** 32, i);
    wanted.set(i * 2 ** 32, i);
    if (i % 3 === 0) many.delete((i / 3) * 2 ** 32);
    if (i % 3 === 0) wanted.delete((i / 3) * 2 ** 32);
  }
  sameAs(many, wanted);
  t.equal(many.get(5), undefined);
});

t.test('a socket reads its ends from its bytes', async (t) => {
  const fd = connection();
  t.equal(fd.tupleText(PORT_NUMBERS), '10.0.0.1:4000->10.0.0.2:80');
  t.equal(fd.sourcePort, 4000);
  fd.swapEnds();
  t.equal(fd.tupleText(PORT_NUMBERS), '10.0.0.2:80->10.0.0.1:4000');
  t.equal(fd.protocolText(PORT_NUMBERS), '10.0.0.2:80->10.0.0.1:4000');
  fd.v4Proto = L4.ICMP;
  t.equal(fd.protocolText(PORT_NUMBERS), '10.0.0.2->10.0.0.1');
  fd.v4Proto = L4.UNKNOWN;
  t.equal(fd.protocolText(PORT_NUMBERS), '<unknown>');
  t.equal(fdTypeChar(fd.type) + fdTypeName(fd.type), '4ipv4');
});

t.test('an IPv6 socket between mapped addresses becomes an IPv4 one', async (t) => {
  const fd = new FdInfo(FD_TYPE.IPV6_SOCK);
  const mapped = (last: number) => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 168, 0, last];
  fd.addresses().set([...mapped(1), ...mapped(2), 1, 0, 2, 0, L4.UDP]);
  fd.narrowMapped();
  t.equal(fd.type, FD_TYPE.IPV4_SOCK);
  t.equal(fd.tupleText(PORT_NUMBERS), '192.168.0.1:1->192.168.0.2:2');
  t.equal(fd.v4Proto, L4.UDP);
});

t.test('copies are their own', async (t) => {
  const fd = connection();
  fd.openFlags = O_CLOEXEC;
  const copy = fd.clone();
  copy.setCloseOnExec(false);
  copy.swapEnds();
  t.equal(fd.closesOnExec, true);
  t.equal(copy.closesOnExec, false);
  t.equal(fd.tupleText(PORT_NUMBERS), '10.0.0.1:4000->10.0.0.2:80');
  const poll = new FdInfo(FD_TYPE.EVENTPOLL);
  poll.openFlags = 1;
  t.equal(poll.closesOnExec, true);
});

t.test('local addresses', async (t) => {
  const table = new InterfaceTable();
  const add = (address: number[], netmask: number[]) =>
    table.add({ name: 'eth0', address: Buffer.from(address), netmask: Buffer.from(netmask) } as Parameters<
      typeof table.add
    >[0]);
  add([10, 0, 0, 1], [255, 255, 255, 0]);
  add([0xfd, ...new Array<number>(14).fill(0), 1], new Array<number>(16).fill(0xff));
  const host = process(7, 1);
  const inside = process(8, 1);
  inside.containerId = 'c';
  const containers = new ContainerTable();
  t.equal(table.isLocal('\x0a\0\0\x01', host, containers), true);
  t.equal(table.isLocal('\x0a\0\0\x02', host, containers), false);
  const v6 = `\xfd${'\0'.repeat(15)}`;
  t.equal(table.isLocal(v6, host, containers), true);
  t.equal(table.isLocal(v6, inside, containers), false);
  table.v6InContainers = true;
  t.equal(table.isLocal(v6, inside, containers), true);
  const fd = connection();
  fd.addresses().fill(0, 0, 4);
  table.complete(fd);
  t.equal(fd.tupleText(PORT_NUMBERS), '10.0.0.1:4000->10.0.0.2:80');
});

t.test('orphans go to the reaper above', async (t) => {
  const threads = new ThreadTable();
  const [init, parent, child] = [process(1, 0), process(10, 1), process(11, 10)];
  for (const thread of [init, parent, child]) threads.add(thread);
  t.equal(threads.parent(child), parent);
  threads.markDead(parent);
  threads.remove(10);
  t.equal(threads.get(10), undefined);
  t.equal(child.ptid, 1);
  const names: number[] = [];
  threads.ancestors(child, (thread) => names.push(thread.tid) > 0);
  t.same(names, [1]);
});

t.test('the main thread outlives its process as long as others of it live', async (t) => {
  const threads = new ThreadTable();
  const main = process(20, 1);
  const worker = process(21, 1);
  worker.pid = 20;
  threads.add(main);
  threads.add(worker);
  threads.markDead(main);
  threads.remove(20);
  t.equal(threads.get(20), main);
  threads.markDead(worker);
  threads.remove(21);
  t.equal(threads.get(20), undefined);
  t.equal(threads.size, 0);
});

t.test('a thread that just ended is remembered for two seconds', async (t) => {
  const threads = new ThreadTable();
  threads.noteExit(process(30, 29), 1e9);
  t.equal(threads.exitedLately(30, 29, 2e9), true);
  t.equal(threads.exitedLately(30, 28, 2e9), false);
  t.equal(threads.exitedLately(30, 29, 4e9), false);
  t.equal(threads.exitedLately(30, 29, 0), false);
});

t.test('users by container', async (t) => {
  const users = new UserTable();
  users.addUser('', { uid: 33, gid: 33, name: 'www-data', homedir: '/var/www', shell: '/bin/sh' });
  t.equal(users.userOrFallback('', 33).name, 'www-data');
  t.equal(users.userOrFallback('c', 33).name, '<NA>');
  t.equal(users.userOrFallback('c', 0).name, 'root');
  users.shared = true;
  t.equal(users.userOrFallback('c', 33).name, 'www-data');
});

t.test('names of the machine that reads', async (t) => {
  const user = (uid: number, name: string) => ({ uid, gid: uid, name, homedir: `/home/${name}`, shell: '/bin/sh' });
  const captured = new UserTable();
  for (const entry of [user(1, 'alice'), user(3, 'bob'), user(5, 'carol')]) captured.addUser('', entry);
  captured.addGroup('', { gid: 5, name: 'staff' });
  let reads = 0;
  const local = new LocalUsers(() => {
    reads++;
    return { users: [user(3, 'bob'), user(5, 'eve')], groups: [{ gid: 5, name: 'games' }] };
  });
  t.equal(reads, 0, 'nothing is read before somebody is to be named');
  const [alice, bob, carol] = [1, 3, 5].map((uid) => local.user(uid, captured));
  t.equal(reads, 1);
  t.equal(bob.name, 'bob');
  t.equal(carol.homedir, '/home/eve');
  t.equal(local.take(), undefined, 'the name was not asked for');
  t.equal(carol.name, 'eve');
  t.equal(alice.name, '<NA>');
  t.same(local.take(), { here: 'eve', captured: 'carol' }, 'the first');
  t.equal(local.take(), undefined, 'once');
  t.equal(local.group(5, captured).name, 'games');
  t.same(local.take(), { here: 'games', captured: 'staff' });

  const without = new LocalUsers(() => ({ users: [], groups: [] }));
  t.equal(without.user(5, captured).name, 'carol', 'a machine without a list leaves it to the capture');
  t.equal(without.group(5, captured).name, 'staff');
});

t.test('containers by cgroup', async (t) => {
  const id = '3f9c1a7be25d';
  const full = id.padEnd(64, '0');
  const containers = new ContainerTable();
  const info = parseContainer(JSON.stringify({ container: { id, type: 0, name: 'web', labels: { app: 'shop' } } }));
  t.equal(info?.labels.get('app'), 'shop');
  t.equal(parseContainer('{'), undefined);
  for (const path of [
    `/docker/${full}`,
    `/system.slice/docker-${full}.scope`,
    `/kubepods/besteffort/pod1/${full}`,
    `/kubepods.slice/cri-containerd-${full}.scope`,
    `/machine.slice/libpod-${full}.scope/container`,
  ]) {
    const thread = process(40, 1);
    thread.cgroups = internCgroups(`cpu=${path}\0`);
    containers.resolve(thread, undefined);
    t.equal(thread.containerId, id, path);
  }
  const thread = process(41, 1);
  thread.cgroups = internCgroups('cpu=/system.slice/ssh.service\0');
  containers.resolve(thread, undefined);
  t.equal(thread.containerId, '');
});

t.test('paths as the two generations join and show them', async (t) => {
  const cases: [string, string, string][] = [
    ['/home/u/', 'a.txt', '/home/u/a.txt'],
    ['/home/u/', '../x/./y//z', '/home/x/y/z'],
    ['/home/u/', '/etc//passwd', '/etc/passwd'],
    ['', '/a/b/..', '/a'],
    ['/', '..', '/'],
    ['/tmp/', '.hidden', '/tmp/.hidden'],
  ];
  for (const [dir, path, joined] of cases) t.equal(joinPath(dir, path), joined, `${dir} + ${path}`);
  t.equal(ASCII_PATHS.join('/tmp/', 'na\xc3\xafve'), '/tmp/na..ve');
  t.equal(PLAIN_PATHS.join('/tmp/', 'na\xc3\xafve'), '/tmp/na\xc3\xafve');
  t.equal(ASCII_PATHS.clean('na\xc3\xafve'), 'nave');
  t.equal(PLAIN_PATHS.clean('na\xc3\xafve'), 'na\xc3\xafve');
  t.match(ASCII_PATHS.join('/', 'x'.repeat(2000)), /TOO_LONG$/);
});

t.test('a table of fds is a map, but for the order', async () => {
  const number = fc.oneof(
    fc.integer({ min: 0, max: 8 }),
    fc.constantFrom(1023, 1024, 70_000, Number.POSITIVE_INFINITY, -1),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('set', 'delete'), number)), (steps) => {
      const table = new FdTable();
      const map = new Map<number, FdInfo>();
      for (const [what, fd] of steps) {
        if (what === 'delete') {
          table.delete(fd);
          map.delete(fd);
        } else {
          const info = new FdInfo(FD_TYPE.FILE);
          table.set(fd, info);
          map.set(fd, info);
        }
      }
      assert.equal(table.size, map.size);
      for (const [fd, info] of map) assert.equal(table.get(fd), info);
      assert.deepEqual(new Set(table.values()), new Set(map.values()));
      const copy = new FdTable();
      copy.set(5, new FdInfo(FD_TYPE.FILE));
      copy.copyFrom(table);
      assert.deepEqual(
        [...copy].map(([fd]) => fd),
        [...table].map(([fd]) => fd),
      );
      for (const [fd, info] of map) assert.notEqual(copy.get(fd), info, 'a copy of its own');
    }),
  );
});
