import { KIND } from './btf.js';
import type { ProgramSpec } from './object.js';

// Functions that the kernel is to verify by themselves have to be described to it as global ones, in BTF. All of ours
// have one signature (STEP in kernel.h): int f(u64, u64, u64).

const GLOBAL = 1;
const STATIC = 0;
const ID = { INT: 1, U64: 2, STEP: 3, VOID_PTR: 4, MAIN: 5, FIRST_FUNCTION: 6 } as const;

export interface Signatures {
  readonly btf: Buffer;
  /** struct bpf_func_info[]: u32 instruction, u32 type. */
  readonly functions: Buffer;
}

/** Describes the functions of one program. */
export function signaturesOf(program: ProgramSpec): Signatures {
  const strings: Buffer[] = [Buffer.from([0])];
  let stringBytes = 1;
  const name = (text: string): number => {
    const at = stringBytes;
    const bytes = Buffer.from(`${text}\0`, 'latin1');
    strings.push(bytes);
    stringBytes += bytes.length;
    return at;
  };
  const words: number[] = [];
  const type = (nameAt: number, kind: number, n: number, rest: number, ...tail: number[]) => {
    words.push(nameAt, (kind << 24) | n, rest, ...tail);
  };
  type(name('int'), KIND.INT, 0, 4, (1 << 24) | 32);
  type(name('u64'), KIND.INT, 0, 8, 64);
  const args = ['a', 'b', 'c'].flatMap((arg) => [name(arg), ID.U64]);
  type(0, KIND.FUNC_PROTO, 3, ID.INT, ...args);
  type(0, KIND.PTR, 0, 0);
  type(0, KIND.FUNC_PROTO, 1, ID.INT, name('ctx'), ID.VOID_PTR);
  const functions = Buffer.alloc(8 * program.functions.length);
  program.functions.forEach((f, i) => {
    type(name(f.name), KIND.FUNC, i === 0 ? STATIC : GLOBAL, i === 0 ? ID.MAIN : ID.STEP);
    functions.writeUInt32LE(f.insn, 8 * i);
    functions.writeUInt32LE(ID.FIRST_FUNCTION + i, 8 * i + 4);
  });
  const header = Buffer.alloc(24);
  header.writeUInt16LE(0xeb9f, 0);
  header[2] = 1;
  header.writeUInt32LE(24, 4);
  header.writeUInt32LE(4 * words.length, 12);
  header.writeUInt32LE(4 * words.length, 16);
  header.writeUInt32LE(stringBytes, 20);
  const types = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => {
    types.writeUInt32LE(word >>> 0, 4 * i);
  });
  return { btf: Buffer.concat([header, types, ...strings]), functions };
}
