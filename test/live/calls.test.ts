// The descriptions of system calls that the kernel programs walk along.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { eventTable } from '../../src/event/table.js';
import { FLAG_TABLES } from '../../src/event/tables/enums.data.js';
import { KINDS, RESULT, TABLES } from '../../src/live/calls/kinds.js';
import { CALL_BYTES, callBytes, compatCalls, systemCalls } from '../../src/live/calls/table.js';
import { TRANSLATION_BYTES, translationBytes, translations } from '../../src/live/calls/translate.js';

const table = eventTable('pairs');
/** Composed in one piece by the programs. */
const isComposed = (special: number) => special !== 0;

t.test('every call has the parameters that its events have', async (t) => {
  for (const arch of ['x64', 'arm64']) {
    const calls = systemCalls(arch);
    t.ok(calls.length > 300);
    for (const { name, type, desc, special } of calls) {
      const enter = table[type].params.length;
      const exit = table[type + 1].params.length;
      if (desc.enter.length !== enter && type > 1)
        t.fail(`${arch} ${name}: ${desc.enter.length} enter parameters, not ${enter}`);
      // Readers take a shorter exit event for an older form of it.
      if (!isComposed(special) && desc.exit.length > exit)
        t.fail(`${arch} ${name}: ${desc.exit.length} exit parameters, not ${exit}`);
      for (const [, a] of [...desc.enter, ...desc.exit]) if (a > RESULT) t.fail(`${name}: argument ${a}`);
    }
    t.equal(new Set(calls.map(({ nr }) => nr)).size, calls.length, 'each number once');
  }
});

t.test('the programs number kinds and tables as we do', async (t) => {
  const read = (name: string) => readFileSync(join(import.meta.dirname, '../../src/live/bpf', name), 'latin1');
  const [, kinds] = /enum kind \{(.*?)\};/s.exec(read('params.h')) ?? [];
  t.strictSame(
    [...(kinds ?? '').matchAll(/^ {2}K_(\w+),/gm)].map(([, name]) => name),
    [...KINDS],
  );
  const sources = ['capture.bpf.c', 'process.h', 'quota.h'].map(read).join('\n');
  const numbers = [...sources.matchAll(/#define TRANSLATE_(\w+) (\d+)/g)];
  t.ok(numbers.length >= 4);
  for (const [, name, n] of numbers)
    t.equal(
      TABLES[Number(n)],
      name.toLowerCase().replace(/_(.)/g, (_, c) => c.toUpperCase()),
      name,
    );
});

t.test('what is not wanted is left out', async (t) => {
  for (const call of systemCalls('x64')) {
    t.equal(callBytes(call, () => true).length, CALL_BYTES);
    t.equal(callBytes(call, () => false)[6], 0, call.name);
  }
  const exit = systemCalls('x64').find(({ name }) => name === 'exit_group');
  t.equal(exit && callBytes(exit, () => true)[6], 1, 'a call that never comes back has no exit event');
});

t.test('sysdig 0.29 gets no number that it crashes on', async (t) => {
  for (const call of systemCalls('x64')) {
    const bytes = callBytes(call, () => true);
    t.ok(bytes.readUInt16LE(8) < 329, call.name);
    if (call.type === 0 && call.sc >= 329) t.equal(bytes[5], 2, `${call.name}: the native number comes with the exit`);
  }
});

t.test('numbers of 32-bit programs', async (t) => {
  t.ok(
    compatCalls('x64').some(([compat, nr]) => compat === 1 && nr === 60),
    'exit',
  );
  t.strictSame(compatCalls('arm64'), []);
});

/** As the programs do it. */
function translate(arch: string, name: (typeof TABLES)[number], value: number): number {
  const { pairs, otherwise } = translations(arch)[TABLES.indexOf(name)];
  let out = 0;
  let found = false;
  for (const p of pairs) {
    if ((value & p.mask) >>> 0 !== p.bits >>> 0) continue;
    out |= p.out;
    found = true;
  }
  return found ? out : otherwise === 0xffffffff ? value : otherwise;
}

t.test('flags come out as the format has them', async (t) => {
  const value = (tableName: string, name: string) =>
    Number(new RegExp(`(?:^| )\\+?${name}=(\\d+)`).exec(FLAG_TABLES[tableName])?.[1]);
  t.equal(translate('x64', 'open', 0o102), value('file_flags', 'O_RDWR') | value('file_flags', 'O_CREAT'));
  t.equal(translate('x64', 'open', 0o200000), value('file_flags', 'O_DIRECTORY') | value('file_flags', 'O_RDONLY'));
  t.equal(translate('arm64', 'open', 0o40000), value('file_flags', 'O_DIRECTORY') | value('file_flags', 'O_RDONLY'));
  t.equal(translate('x64', 'mmap', 0x22), value('mmap_flags', 'MAP_PRIVATE') | value('mmap_flags', 'MAP_ANONYMOUS'));
  t.equal(translate('x64', 'clone', 0x10000), value('clone_flags', 'CLONE_THREAD'));
  t.equal(translate('x64', 'clone', 0x80000000), value('clone_flags', 'CLONE_IO'));
  t.equal(translate('x64', 'fcntl', 0), value('fcntl_commands', 'F_DUPFD'));
  t.equal(translate('x64', 'fcntl', 12345), 0, 'unknown');
  t.equal(translate('x64', 'sockOption', 8), 8, 'the same number');
  t.equal(translate('x64', 'ptrace', 0x4206), value('ptrace_requests', 'PTRACE_SEIZE'));
  for (const translation of translations('x64')) t.equal(translationBytes(translation).length, TRANSLATION_BYTES);
});
