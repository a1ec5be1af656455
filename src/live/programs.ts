import { closeSync, readFileSync } from 'node:fs';
import { SharkError } from '../errors.js';
import { inPackage } from '../source/package.js';
import { Btf } from './bpf/btf.js';
import { CONSTANTS, type MapSpec, type ObjectSpec, type ProgramSpec, parseObject } from './bpf/object.js';
import { kernelOffsets } from './bpf/offsets.js';
import { signaturesOf } from './bpf/signatures.js';
import { Bpf } from './sys/bpf.js';
import type { Libc } from './sys/libc.js';

const OBJECT = 'src/live/bpf/capture.bpf.o';
const KERNEL_TYPES = '/sys/kernel/btf/vmlinux';
const POSSIBLE_CPUS = '/sys/devices/system/cpu/possible';
const EPERM = 1;
const ENOENT = 2;
const EAGAIN = 11;
const TRIES = 10;
const EACCES = 13;
const RDONLY_PROG = 128;
const ARRAY = 2;
const PSEUDO_MAP_FD = 1;
const PSEUDO_MAP_VALUE = 2;

/** What can be done without some tracepoints. */
const HOW_WITHOUT: Readonly<Record<string, string>> = {
  page_fault_user: 'kernels for x86 alone tell of page faults: leave out --page-faults',
};

/** What a run sets, by the names of the constants (bpf/kernel.h). */
export type Settings = Readonly<Record<string, number | bigint>>;

/** CPUs that there are or may be. */
export function possibleCpus(): number {
  const last = /(\d+)\s*$/.exec(readFileSync(POSSIBLE_CPUS, 'latin1'));
  return Number(last?.[1] ?? 0) + 1;
}

function kernelTypes(): Btf {
  let bytes: Buffer;
  try {
    bytes = readFileSync(KERNEL_TYPES);
  } catch {
    throw new SharkError(
      'TS_SHARK_LIVE',
      `live capture is not possible: this kernel does not describe its types (${KERNEL_TYPES} is missing)`,
      'it needs Linux 5.8 or newer, built with CONFIG_DEBUG_INFO_BTF',
    );
  }
  return new Btf(bytes);
}

/** The kernel programs of a capture, with their maps. Everything is gone with `close`, or with the process. */
export class Programs {
  private readonly fds: number[] = [];
  private readonly links: number[] = [];
  private readonly maps = new Map<string, number>();
  private readonly spec: ObjectSpec;
  readonly bpf: Bpf;

  /** Makes the maps; `entries` for those whose size the object leaves open. Throws SharkError(TS_SHARK_LIVE). */
  constructor(
    private readonly libc: Libc,
    entries: Readonly<Record<string, number>>,
  ) {
    this.bpf = new Bpf(libc);
    this.spec = parseObject(readFileSync(inPackage(OBJECT)));
    for (const map of this.spec.maps) this.maps.set(map.name, this.make(map, map.entries || (entries[map.name] ?? 1)));
  }

  /** An answer of the kernel as an fd that is kept, or the error that the user gets to see. */
  private keep(answer: number, what: string): number {
    if (answer < 0) throw this.refused(-answer, what);
    this.fds.push(answer);
    return answer;
  }

  private refused(errno: number, what: string): SharkError {
    if (errno === EPERM || errno === EACCES) {
      return new SharkError(
        'TS_SHARK_LIVE',
        `live capture is not permitted: the kernel refuses ${what} (${this.libc.errorName(errno)})`,
        'run it as root (sudo), or with CAP_BPF, CAP_PERFMON and CAP_SYS_RESOURCE',
      );
    }
    return new SharkError(
      'TS_SHARK_LIVE',
      `live capture is not possible: the kernel refuses ${what} (${this.libc.errorName(errno)})`,
      'it needs Linux 5.8 or newer',
    );
  }

  private make(map: MapSpec, entries: number): number {
    const create = () => this.bpf.createMap(map.name, map.type, map.keySize, map.valueSize, entries);
    let made = create();
    // Before Linux 5.11, maps count as memory that is locked.
    if (made === -EPERM && this.libc.unlimitLocked()) made = create();
    return this.keep(made, `a map (${map.name}, ${entries} entries)`);
  }

  /** The fd of a map. */
  map(name: string): number {
    const fd = this.maps.get(name);
    if (fd === undefined) throw new Error(`no map ${name}`);
    return fd;
  }

  /** Sets one entry of a map. */
  set(name: string, key: number | Buffer, value: Buffer): void {
    const answer = this.bpf.update(this.map(name), typeof key === 'number' ? number32(key) : key, value);
    if (answer < 0) throw this.refused(-answer, `an entry of ${name}`);
  }

  /** Fills in the constants and loads the programs that are attached to `targets`, without attaching them. */
  load(settings: Settings, targets: readonly string[]): ReadonlyMap<string, number> {
    const constants = Buffer.from(this.spec.constants);
    const offsets = kernelOffsets(kernelTypes(), process.arch);
    for (const [name, place] of this.spec.places) {
      const value = settings[name] ?? offsets.get(name);
      if (value === undefined) throw new Error(`nobody sets ${name}`);
      if (place.size === 8) constants.writeBigUInt64LE(BigInt(value), place.offset);
      else constants.writeUInt32LE(Number(value) >>> 0, place.offset);
    }
    const fd = this.keep(
      this.bpf.createMap('rodata', ARRAY, 4, constants.length, 1, RDONLY_PROG),
      'a map of constants',
    );
    this.maps.set(CONSTANTS, fd);
    this.set(CONSTANTS, 0, constants);
    const frozen = this.bpf.freeze(fd);
    if (frozen < 0) throw this.refused(-frozen, 'constants');
    const loaded = new Map<string, number>();
    for (const program of this.spec.programs) {
      if (targets.includes(program.target)) loaded.set(program.target, this.loadOne(program));
    }
    return loaded;
  }

  private loadOne(program: ProgramSpec): number {
    const insns = Buffer.from(program.insns);
    for (const { insn, map, offset } of program.maps) {
      const at = 8 * insn;
      insns[at + 1] = (insns[at + 1] & 15) | ((offset === undefined ? PSEUDO_MAP_FD : PSEUDO_MAP_VALUE) << 4);
      insns.writeInt32LE(this.map(map), at + 4);
      insns.writeInt32LE(offset ?? 0, at + 12);
    }
    const { btf, functions } = signaturesOf(program);
    const types = this.keep(this.bpf.loadBtf(btf), 'the description of a program');
    const request = { name: program.name, insns, btf: types, functions, license: this.spec.license };
    let answer = this.bpf.loadProgram(request);
    // A signal that comes meanwhile makes the kernel give up.
    for (let tries = 0; answer === -EAGAIN && tries < TRIES; tries++) answer = this.bpf.loadProgram(request);
    if (answer >= 0 || -answer === EPERM) return this.keep(answer, `the program ${program.name}`);
    let log = '';
    this.bpf.loadProgram(request, (text) => {
      log = text;
    });
    if (process.env.TS_SHARK_DEBUG) process.stderr.write(`${log}\n`);
    if (log === '') throw this.refused(-answer, `the program ${program.name}`);
    throw new SharkError(
      'TS_SHARK_LIVE',
      `live capture is not possible: the kernel refuses the program ${program.name}: ${log.trimEnd().split('\n').slice(-2)[0].slice(0, 200)}`,
      'please report it with the version of the kernel; TS_SHARK_DEBUG=1 shows all that it says',
    );
  }

  /** Attaches a loaded program to its tracepoint. */
  attach(target: string, program: number): void {
    const answer = this.bpf.attachRawTracepoint(target, program);
    if (answer === -ENOENT) {
      throw new SharkError('TS_SHARK_LIVE', `this kernel has no tracepoint ${target}`, HOW_WITHOUT[target]);
    }
    if (answer < 0) throw this.refused(-answer, `the tracepoint ${target}`);
    this.links.push(answer);
  }

  /** From here on, nothing is recorded any more; what was recorded can still be read. */
  detach(): void {
    for (const fd of this.links.splice(0)) closeSync(fd);
  }

  close(): void {
    this.detach();
    for (const fd of this.fds.splice(0)) closeSync(fd);
  }
}

export function number32(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n >>> 0, 0);
  return bytes;
}
