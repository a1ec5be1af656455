// The loader of the kernel programs, apart from any kernel.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { SharkError } from '../../src/errors.js';
import { Btf } from '../../src/live/bpf/btf.js';
import { parseElf } from '../../src/live/bpf/elf.js';
// @ts-expect-error: a script
import { hashOfSources } from '../../src/live/bpf/make.mjs';
import { CONSTANTS, parseObject } from '../../src/live/bpf/object.js';
import { kernelOffsets } from '../../src/live/bpf/offsets.js';
import { signaturesOf } from '../../src/live/bpf/signatures.js';

const OBJECT = readFileSync(join(import.meta.dirname, '../../src/live/bpf/capture.bpf.o'));
const MAKE = join(import.meta.dirname, '../../src/live/bpf/make.mjs');
const LD_IMM64 = 0x18;
const CALL = 0x85;

t.test('the object has its programs, each with all it calls', async (t) => {
  const spec = parseObject(OBJECT);
  t.strictSame(spec.programs.map((p) => p.target).sort(), [
    'page_fault_user',
    'sched_process_exec',
    'sched_process_exit',
    'sched_process_fork',
    'sched_switch',
    'signal_deliver',
    'sys_enter',
    'sys_exit',
  ]);
  for (const program of spec.programs) {
    const starts = new Set(program.functions.map((f) => f.insn));
    t.equal(program.functions[0].name, program.name);
    const n = program.insns.length / 8;
    for (let i = 0; i < n; i++) {
      const at = 8 * i;
      const source = program.insns[at + 1] >> 4;
      // Calls of helpers have source 0; those of functions lead to the first instruction of one.
      if (program.insns[at] === CALL && source === 1) {
        const target = i + 1 + program.insns.readInt32LE(at + 4);
        if (!starts.has(target)) t.fail(`${program.name}: a call at ${i} leads to ${target}`);
      }
      if (program.insns[at] === LD_IMM64) i++;
    }
    for (const { insn, map, offset } of program.maps) {
      if (program.insns[8 * insn] !== LD_IMM64) t.fail(`${map}: no load at ${insn}`);
      if (offset === undefined)
        t.ok(
          spec.maps.some((m) => m.name === map),
          map,
        );
      else t.ok(map === CONSTANTS && offset < spec.constants.length);
    }
  }
  t.ok(spec.places.size > 80, 'constants');
  t.equal(spec.license, 'GPL', 'which the kernel asks for');
});

t.test('the object was made of these sources', async (t) => {
  const textOf = (file: Buffer) =>
    parseElf(file)
      .sections.find(({ name }) => name === 'sources')
      ?.data.toString();
  t.equal(textOf(OBJECT), `${hashOfSources()}\0`, 'npm run build:bpf');
  if (spawnSync('clang', ['--version']).status !== 0) return t.comment('no clang to make another one');
  const folder = mkdtempSync(join(tmpdir(), 'ts-shark-bpf-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'other.o');
  const made = spawnSync(process.execPath, [MAKE, file], { encoding: 'utf8' });
  t.equal(made.stderr, '', 'without a warning');
  const { programs, ...rest } = parseObject(readFileSync(file));
  const { programs: ours, ...ourRest } = parseObject(OBJECT);
  // Another compiler has other instructions.
  t.strictSame(rest.maps, ourRest.maps);
  t.strictSame([...rest.places.keys()].sort(), [...ourRest.places.keys()].sort());
  t.strictSame(
    programs.map(({ target }) => target),
    ours.map(({ target }) => target),
  );
});

t.test('damage is an error, never anything else', async () => {
  const numbers = fc.integer({ min: 0, max: OBJECT.length - 1 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(numbers, fc.integer({ min: 0, max: 255 })), { maxLength: 5 }),
      numbers,
      (changes, end) => {
        const bytes = Buffer.from(OBJECT.subarray(0, end));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          parseElf(bytes);
          return true;
        } catch (error) {
          return error instanceof SharkError;
        }
      },
    ),
    { numRuns: 300 },
  );
});

/** A section of types with these structures: members are [name, bit offset, type number]. */
function makeBtf(structs: [string, [string, number, number][]][]): Buffer {
  const strings = [''];
  const place = (text: string) => {
    const at = strings.reduce((n, s) => n + s.length + 1, 0);
    strings.push(text);
    return at;
  };
  const words: number[] = [place('int'), 1 << 24, 4, 32];
  for (const [name, members] of structs) {
    words.push(name === '' ? 0 : place(name), (4 << 24) | members.length, 64);
    for (const [member, bits, type] of members) words.push(member === '' ? 0 : place(member), type, bits);
  }
  const text = Buffer.from(`${strings.join('\0')}\0`);
  const header = Buffer.alloc(24);
  header.writeUInt16LE(0xeb9f, 0);
  header.writeUInt32LE(24, 4);
  header.writeUInt32LE(4 * words.length, 12);
  header.writeUInt32LE(4 * words.length, 16);
  header.writeUInt32LE(text.length, 20);
  return Buffer.concat([header, Buffer.from(Uint32Array.from(words).buffer), text]);
}

t.test('members are found, through unnamed ones too', async (t) => {
  const btf = new Btf(
    makeBtf([
      ['', [['inner', 64, 1]]],
      ['outer', [['first', 0, 1], ['', 128, 2], ['nested', 256, 2]]], // biome-ignore format: members
    ]),
  );
  t.equal(btf.offsetOf('outer.first'), 0);
  t.equal(btf.offsetOf('outer.inner'), 24);
  t.equal(btf.offsetOf('outer.nested.inner'), 40);
  t.equal(btf.offsetOf('outer.missing'), undefined);
  t.equal(btf.offsetOf('missing.first'), undefined);
  t.equal(btf.sizeOf('outer'), 64);
  const whole = makeBtf([['outer', [['first', 0, 1]]]]);
  for (let end = 0; end < whole.length; end++)
    t.throws(() => new Btf(whole.subarray(0, end)), { code: 'TS_SHARK_LIVE' }, `${end} bytes`);
  t.throws(() => new Btf(Buffer.from('not types at all, just text')), { code: 'TS_SHARK_LIVE' });
  t.throws(() => kernelOffsets(btf, 'x64'), {
    code: 'TS_SHARK_LIVE',
    message: /this kernel has no mm_struct.rss_stat/,
  });
});

t.test('what describes our functions is itself readable', async (t) => {
  for (const program of parseObject(OBJECT).programs) {
    const { btf, functions } = signaturesOf(program);
    t.doesNotThrow(() => new Btf(btf), program.name);
    t.equal(functions.length, 8 * program.functions.length);
    t.equal(functions.readUInt32LE(0), 0, 'the program begins at 0');
  }
});

const KERNEL = '/sys/kernel/btf/vmlinux';
t.test(
  'this kernel has all that the programs look at',
  { skip: existsSync(KERNEL) ? false : `no ${KERNEL}` },
  async (t) => {
    const offsets = kernelOffsets(new Btf(readFileSync(KERNEL)), process.arch);
    const set = new Set(['own_tgid', 'snaplen', 'boot_epoch']);
    for (const name of parseObject(OBJECT).places.keys()) t.ok(set.has(name) || offsets.has(name), name);
    // The registers of the other one lie within what the programs read of them (struct scratch in event.h).
    for (const arch of ['x64', 'arm64']) {
      const other = kernelOffsets(new Btf(readFileSync(KERNEL)), arch);
      for (const [name, offset] of other)
        if (/^regs_(arg|nr|ip)/.test(name)) t.ok(offset + 8 <= (other.get('regs_size') ?? 0), `${arch} ${name}`);
      t.ok((other.get('regs_size') ?? 512) < 512);
    }
    t.throws(() => kernelOffsets(new Btf(readFileSync(KERNEL)), 'riscv64'), { message: /not possible on riscv64/ });
  },
);
