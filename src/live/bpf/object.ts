import { SharkError } from '../../errors.js';
import { type Elf, type ElfSymbol, parseElf, type Section } from './elf.js';

// What an object file asks for, apart from any kernel: maps, programs with all they call, constants.

export interface MapSpec {
  readonly name: string;
  /** BPF_MAP_TYPE_*. */
  readonly type: number;
  readonly keySize: number;
  readonly valueSize: number;
  /** 0: whoever makes the map says how many. */
  readonly entries: number;
}

/** An instruction (by its number) that is to point to a map, or to a place in the map of constants. */
export interface MapReference {
  readonly insn: number;
  readonly map: string;
  /** Place in the value; undefined: the map itself. */
  readonly offset: number | undefined;
}

export interface FunctionPlace {
  readonly name: string;
  readonly insn: number;
}

export interface ProgramSpec {
  readonly name: string;
  /** What it is attached to: the name of its section behind the slash. */
  readonly target: string;
  readonly insns: Buffer;
  readonly maps: readonly MapReference[];
  /** The program itself, then the functions that were placed behind it. */
  readonly functions: readonly FunctionPlace[];
}

export interface ObjectSpec {
  readonly maps: readonly MapSpec[];
  readonly programs: readonly ProgramSpec[];
  /** The constants as they are in the file, all 0, and where each lies. */
  readonly constants: Buffer;
  /** What the kernel is told, which keeps half of its helpers for programs of a free licence. */
  readonly license: string;
  readonly places: ReadonlyMap<string, { readonly offset: number; readonly size: number }>;
}

/** Name of the map that holds the constants. */
export const CONSTANTS = '.rodata';

const R_BPF_64_64 = 1;
const R_BPF_64_32 = 10;
const STT_FUNC = 2;
const INSN = 8;
const LD_IMM64 = 0x18;
const CALL = 0x85;
const PSEUDO_CALL = 1;
const MAP_DEF = 16;

const unexpected = (what: string) => new SharkError('TS_SHARK_LIVE', `the object with the kernel programs has ${what}`);

/** Reads an object file. Throws SharkError(TS_SHARK_LIVE). */
export function parseObject(file: Buffer): ObjectSpec {
  const elf = parseElf(file);
  const named = (name: string) => elf.sections.find((s) => s.name === name);
  const maps = named('maps');
  const constants = named(CONSTANTS);
  const places = new Map<string, { offset: number; size: number }>();
  for (const s of elf.symbols) {
    if (constants && s.section === constants.index && s.name !== '')
      places.set(s.name, { offset: s.value, size: s.size });
  }
  return {
    maps: maps ? elf.symbols.filter((s) => s.section === maps.index && s.name !== '').map((s) => mapSpec(s, maps)) : [],
    programs: elf.sections.filter((s) => s.name.startsWith('raw_tracepoint/')).flatMap((s) => programsOf(elf, s)),
    license: (named('license')?.data.toString('latin1') ?? '').replace(/\0.*$/s, ''),
    constants: constants?.data ?? Buffer.alloc(0),
    places,
  };
}

function mapSpec(symbol: ElfSymbol, section: Section): MapSpec {
  const at = symbol.value;
  if (at + MAP_DEF > section.data.length) throw unexpected(`a map '${symbol.name}' that is cut off`);
  const field = (i: number) => section.data.readUInt32LE(at + 4 * i);
  return { name: symbol.name, type: field(0), keySize: field(1), valueSize: field(2), entries: field(3) };
}

function programsOf(elf: Elf, section: Section): ProgramSpec[] {
  return elf.symbols
    .filter((s) => s.section === section.index && s.type === STT_FUNC)
    .map((s) => new Linker(elf).link(s, section.name.slice(section.name.indexOf('/') + 1)));
}

/** Puts a program and all functions that it calls, directly or not, one behind the other. */
class Linker {
  private readonly order: ElfSymbol[] = [];
  private readonly start = new Map<ElfSymbol, number>();
  private length = 0;

  constructor(private readonly elf: Elf) {}

  link(main: ElfSymbol, target: string): ProgramSpec {
    this.place(main);
    const maps: MapReference[] = [];
    // Grows while it is gone through: what is called is placed behind.
    const parts: Buffer[] = [];
    for (let i = 0; i < this.order.length; i++) parts.push(this.part(this.order[i], maps));
    return {
      name: main.name,
      target,
      insns: Buffer.concat(parts),
      maps,
      functions: this.order.map((s) => ({ name: s.name, insn: this.start.get(s) as number })),
    };
  }

  private place(f: ElfSymbol): number {
    const known = this.start.get(f);
    if (known !== undefined) return known;
    const at = this.length;
    this.start.set(f, at);
    this.order.push(f);
    this.length += f.size / INSN;
    return at;
  }

  private part(f: ElfSymbol, maps: MapReference[]): Buffer {
    const section = this.elf.sections[f.section];
    const insns = Buffer.from(section.data.subarray(f.value, f.value + f.size));
    const base = this.start.get(f) as number;
    for (const { offset, type, symbol } of this.elf.relocationsOf(section)) {
      const at = offset - f.value;
      if (at < 0 || at >= f.size) continue;
      const insn = base + at / INSN;
      if (type === R_BPF_64_64 && insns[at] === LD_IMM64) {
        const holder = this.elf.sections[symbol.section]?.name;
        if (holder === 'maps') maps.push({ insn, map: symbol.name, offset: undefined });
        else if (holder === CONSTANTS)
          maps.push({ insn, map: CONSTANTS, offset: symbol.value + insns.readInt32LE(at + 4) });
        else throw unexpected(`a reference to '${symbol.name}' in ${holder ?? 'nowhere'}`);
      } else if (type === R_BPF_64_32 && insns[at] === CALL) {
        const callee = this.callee(symbol, insns.readInt32LE(at + 4));
        insns[at + 1] = (insns[at + 1] & 15) | (PSEUDO_CALL << 4);
        insns.writeInt32LE(this.place(callee) - insn - 1, at + 4);
      } else {
        throw unexpected(`a relocation of type ${type} in ${f.name}`);
      }
    }
    return insns;
  }

  /** A call names the function, or its section and how far into it. */
  private callee(symbol: ElfSymbol, imm: number): ElfSymbol {
    if (symbol.type === STT_FUNC) return symbol;
    const at = (imm + 1) * INSN;
    const found = this.elf.symbols.find((s) => s.type === STT_FUNC && s.section === symbol.section && s.value === at);
    if (!found) throw unexpected(`a call into nowhere in section ${symbol.section}`);
    return found;
  }
}
