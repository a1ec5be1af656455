import { SharkError } from '../../errors.js';

// An object file as clang writes it for BPF: 64 bits, little-endian, relocatable (elf(5)).

export interface Section {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly data: Buffer;
  /** SHT_REL: the section that the entries are about. */
  readonly info: number;
}

export interface ElfSymbol {
  readonly name: string;
  /** Offset in its section. */
  readonly value: number;
  readonly size: number;
  /** STT_*: 1 object, 2 function, 3 section. */
  readonly type: number;
  readonly section: number;
}

export interface Relocation {
  /** Offset of the instruction in the section that is changed. */
  readonly offset: number;
  readonly type: number;
  readonly symbol: ElfSymbol;
}

export interface Elf {
  readonly sections: readonly Section[];
  readonly symbols: readonly ElfSymbol[];
  relocationsOf(section: Section): Relocation[];
}

const EM_BPF = 247;
const SHT_SYMTAB = 2;
const SHT_NOBITS = 8;
const SHT_REL = 9;
const HEADER = 64;
const SECTION_ENTRY = 64;
const SYMBOL_ENTRY = 24;
const REL_ENTRY = 16;

const damaged = (what: string) =>
  new SharkError('TS_SHARK_LIVE', `the object with the kernel programs is damaged: ${what}`);

function textAt(table: Buffer, offset: number): string {
  const end = table.indexOf(0, offset);
  if (offset > table.length || end < 0) throw damaged(`a name at ${offset}`);
  return table.toString('latin1', offset, end);
}

/** Takes an object file apart. Throws SharkError(TS_SHARK_LIVE). */
export function parseElf(file: Buffer): Elf {
  if (file.length < HEADER || file.readUInt32BE(0) !== 0x7f454c46) throw damaged('no ELF file');
  if (file[4] !== 2 || file[5] !== 1 || file.readUInt16LE(18) !== EM_BPF) throw damaged('not for BPF');
  const table = Number(file.readBigUInt64LE(40));
  const count = file.readUInt16LE(60);
  if (table + count * SECTION_ENTRY > file.length) throw damaged('its section table');
  const raw = Array.from({ length: count }, (_, index) => {
    const at = table + index * SECTION_ENTRY;
    const type = file.readUInt32LE(at + 4);
    const offset = Number(file.readBigUInt64LE(at + 24));
    const size = Number(file.readBigUInt64LE(at + 32));
    if (type !== SHT_NOBITS && offset + size > file.length) throw damaged(`section ${index}`);
    const data = type === SHT_NOBITS ? Buffer.alloc(0) : file.subarray(offset, offset + size);
    return {
      index,
      nameAt: file.readUInt32LE(at),
      type,
      data,
      link: file.readUInt32LE(at + 40),
      info: file.readUInt32LE(at + 44),
    };
  });
  const names = raw[file.readUInt16LE(62)]?.data;
  if (!names) throw damaged('no section names');
  const sections = raw.map((s) => ({
    index: s.index,
    name: textAt(names, s.nameAt),
    type: s.type,
    data: s.data,
    info: s.info,
  }));
  const symtab = raw.find((s) => s.type === SHT_SYMTAB);
  const strings = symtab && raw[symtab.link]?.data;
  if (!symtab || !strings) throw damaged('no symbols');
  const symbols: ElfSymbol[] = [];
  for (let at = 0; at + SYMBOL_ENTRY <= symtab.data.length; at += SYMBOL_ENTRY) {
    const d = symtab.data;
    symbols.push({
      name: textAt(strings, d.readUInt32LE(at)),
      type: d[at + 4] & 15,
      section: d.readUInt16LE(at + 6),
      value: Number(d.readBigUInt64LE(at + 8)),
      size: Number(d.readBigUInt64LE(at + 16)),
    });
  }
  const relocationsOf = (section: Section): Relocation[] => {
    const found: Relocation[] = [];
    for (const { type, info, data } of raw) {
      if (type !== SHT_REL || info !== section.index) continue;
      for (let at = 0; at + REL_ENTRY <= data.length; at += REL_ENTRY) {
        const symbol = symbols[data.readUInt32LE(at + 12)];
        if (!symbol) throw damaged('a relocation without a symbol');
        found.push({ offset: Number(data.readBigUInt64LE(at)), type: data.readUInt32LE(at + 8), symbol });
      }
    }
    return found;
  };
  return { sections, symbols, relocationsOf };
}
