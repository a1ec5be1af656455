import type { Libc } from './libc.js';

// bpf(2). Layouts from union bpf_attr, include/uapi/linux/bpf.h.

const NR: Readonly<Record<string, number>> = { x64: 321, arm64: 280 };
const CMD = {
  MAP_CREATE: 0,
  MAP_LOOKUP: 1,
  MAP_UPDATE: 2,
  PROG_LOAD: 5,
  RAW_TRACEPOINT_OPEN: 17,
  BTF_LOAD: 18,
  MAP_FREEZE: 22,
} as const;
const PROG_TYPE_RAW_TRACEPOINT = 17;
const ATTR = 144;
const NAME = 15;
const LOG = 1 << 20;

/** What the kernel answered: an fd or 0, or a negated error number. */
export type Answer = number;

export interface ProgramToLoad {
  readonly name: string;
  readonly insns: Buffer;
  readonly btf: number;
  /** struct bpf_func_info[]. */
  readonly functions: Buffer;
  readonly license: string;
}

export class Bpf {
  private readonly nr: number;

  constructor(private readonly libc: Libc) {
    this.nr = NR[process.arch] ?? -1;
  }

  private call(cmd: number, attr: Buffer): Answer {
    return this.libc.syscall(this.nr, cmd, attr, attr.length);
  }

  private name(attr: Buffer, at: number, name: string): void {
    attr.write(name.replace(/[^A-Za-z0-9_.]/g, '_').slice(0, NAME), at, 'latin1');
  }

  createMap(name: string, type: number, keySize: number, valueSize: number, entries: number, flags = 0): Answer {
    const attr = Buffer.alloc(ATTR);
    [type, keySize, valueSize, entries, flags].forEach((n, i) => {
      attr.writeUInt32LE(n, 4 * i);
    });
    this.name(attr, 28, name);
    return this.call(CMD.MAP_CREATE, attr);
  }

  private element(cmd: number, map: number, key: Buffer, value: Buffer): Answer {
    const attr = Buffer.alloc(ATTR);
    attr.writeUInt32LE(map, 0);
    attr.writeBigUInt64LE(this.libc.address(key), 8);
    attr.writeBigUInt64LE(this.libc.address(value), 16);
    return this.call(cmd, attr);
  }

  update(map: number, key: Buffer, value: Buffer): Answer {
    return this.element(CMD.MAP_UPDATE, map, key, value);
  }

  /** Reads into `value`, which has room for the value, of maps per CPU for one of each. */
  lookup(map: number, key: Buffer, value: Buffer): Answer {
    return this.element(CMD.MAP_LOOKUP, map, key, value);
  }

  freeze(map: number): Answer {
    const attr = Buffer.alloc(ATTR);
    attr.writeUInt32LE(map, 0);
    return this.call(CMD.MAP_FREEZE, attr);
  }

  loadBtf(btf: Buffer): Answer {
    const attr = Buffer.alloc(ATTR);
    attr.writeBigUInt64LE(this.libc.address(btf), 0);
    attr.writeUInt32LE(btf.length, 16);
    return this.call(CMD.BTF_LOAD, attr);
  }

  /** Loads a program for a tracepoint. Where it is turned down, `log` gets the last lines of what the verifier says. */
  loadProgram(program: ProgramToLoad, log?: (text: string) => void): Answer {
    const license = Buffer.from(`${program.license}\0`, 'latin1');
    const attr = Buffer.alloc(ATTR);
    attr.writeUInt32LE(PROG_TYPE_RAW_TRACEPOINT, 0);
    attr.writeUInt32LE(program.insns.length / 8, 4);
    attr.writeBigUInt64LE(this.libc.address(program.insns), 8);
    attr.writeBigUInt64LE(this.libc.address(license), 16);
    const text = log ? Buffer.alloc(LOG) : undefined;
    if (text) {
      attr.writeUInt32LE(1, 24);
      attr.writeUInt32LE(text.length, 28);
      attr.writeBigUInt64LE(this.libc.address(text), 32);
    }
    this.name(attr, 48, program.name);
    attr.writeUInt32LE(program.btf, 72);
    attr.writeUInt32LE(8, 76);
    attr.writeBigUInt64LE(this.libc.address(program.functions), 80);
    attr.writeUInt32LE(program.functions.length / 8, 88);
    const answer = this.call(CMD.PROG_LOAD, attr);
    if (text) log?.(text.toString('latin1', 0, text.indexOf(0)));
    return answer;
  }

  attachRawTracepoint(name: string, program: number): Answer {
    const text = Buffer.from(`${name}\0`, 'latin1');
    const attr = Buffer.alloc(ATTR);
    attr.writeBigUInt64LE(this.libc.address(text), 0);
    attr.writeUInt32LE(program, 8);
    return this.call(CMD.RAW_TRACEPOINT_OPEN, attr);
  }
}
