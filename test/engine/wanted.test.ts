// What a live capture leaves out in the kernel: it must never be something that a run shows or keeps.
import t from 'tap';
import { makePlan, type Sink } from '../../src/engine/plan.js';
import { WANTED, wantedTypes } from '../../src/engine/wanted.js';
import { PPME } from '../../src/event/tables/ids.data.js';
import { Need } from '../../src/field/def.js';
import { fieldCatalog } from '../../src/field/registry.js';
import { compileFilter } from '../../src/filter/compile.js';

const sink = (needs: number): Sink => ({ needs, event: () => true });
const wanted = (filter: string, needs: number) => {
  const compiled = filter === '' ? undefined : compileFilter(filter, fieldCatalog);
  return wantedTypes(makePlan(compiled, [sink(needs)], false));
};
const pids = (filter: string) => compileFilter(filter, fieldCatalog).pids;

t.test('without a filter, everything', async (t) => {
  for (const type of [PPME.SYSCALL_READ_E, PPME.SYSCALL_READ_X, PPME.GENERIC_E])
    t.equal(wanted('', Need.NONE)[type], WANTED.YES);
});

t.test('types that cannot pass and change nothing are left out', async (t) => {
  const types = wanted('evt.type=execve and evt.dir=<', Need.THREADS);
  t.equal(types[PPME.SYSCALL_READ_X], WANTED.NO);
  t.equal(types[PPME.GENERIC_E], WANTED.NO);
  t.equal(types[PPME.SYSCALL_EXECVE_19_X], WANTED.YES);
  t.equal(types[PPME.SYSCALL_EXECVE_19_E], WANTED.YES, 'the other half of the call');
  t.equal(types[PPME.SYSCALL_CLONE_20_X], WANTED.YES, 'processes are kept');
  t.equal(types[PPME.PROCEXIT_1_E], WANTED.YES);
  t.equal(types[PPME.CONTAINER_JSON_2_E], WANTED.YES);
});

t.test('of processes that the filter names, only theirs', async (t) => {
  const types = wanted('proc.pid=17', Need.THREADS);
  t.equal(types[PPME.SYSCALL_READ_X], WANTED.OF_PIDS);
  t.equal(types[PPME.SYSCALL_CLONE_20_X], WANTED.YES, 'what changes the state is that of all');
  t.strictSame(pids('proc.pid=17'), [17]);
  t.strictSame(pids('proc.pid in (1, 2) and evt.type=read'), [1, 2]);
  t.strictSame(pids('proc.pid=1 or proc.pid=2'), [1, 2]);
  for (const none of [
    'proc.pid!=1',
    'not proc.pid=1',
    'proc.pid=1 or evt.type=read',
    'proc.pid>1',
    'proc.name=a',
    'thread.tid=3',
    'proc.ppid=4',
  ]) {
    t.equal(pids(none), undefined, none);
  }
});
