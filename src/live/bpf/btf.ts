import { SharkError } from '../../errors.js';

// What the kernel says of its own types (Documentation/bpf/btf.rst): a header, types one behind the other, names.

const MAGIC = 0xeb9f;
export const KIND = {
  INT: 1,
  PTR: 2,
  ARRAY: 3,
  STRUCT: 4,
  UNION: 5,
  ENUM: 6,
  TYPEDEF: 8,
  FUNC: 12,
  FUNC_PROTO: 13,
  ENUM64: 19,
} as const;
const TYPE = 12;
const HEADER = 24;

const unreadable = () => new SharkError('TS_SHARK_LIVE', 'what the kernel says of its types is not readable');

/** Bytes behind the common 12 of a type, by its kind and number of members. */
function tailOf(kind: number, n: number): number {
  switch (kind) {
    case 1: // int
    case 14: // variable
    case 17: // tag of a declaration
      return 4;
    case 3: // array
      return 12;
    case 4: // struct
    case 5: // union
    case 15: // section
    case 19: // 64-bit enum
      return 12 * n;
    case 6: // enum
    case 13: // signature
      return 8 * n;
    case 2: // pointer
    case 7: // forward declaration
    case 8: // typedef
    case 9: // volatile
    case 10: // const
    case 11: // restrict
    case 12: // function
    case 16: // float
    case 18: // tag of a type
      return 0;
    default:
      throw new SharkError('TS_SHARK_LIVE', `the kernel describes its types in a way that is too new (kind ${kind})`);
  }
}

/** Finds members of structures in BTF. */
export class Btf {
  private readonly at: number[] = [0];
  private readonly byName = new Map<string, number[]>();
  private readonly strings: number;

  /** Throws SharkError(TS_SHARK_LIVE) where the data is none of this. */
  constructor(private readonly data: Buffer) {
    if (data.length < HEADER || data.readUInt16LE(0) !== MAGIC) throw unreadable();
    const header = data.readUInt32LE(4);
    const start = header + data.readUInt32LE(8);
    const end = start + data.readUInt32LE(12);
    this.strings = header + data.readUInt32LE(16);
    if (end > data.length || this.strings + data.readUInt32LE(20) > data.length) throw unreadable();
    for (let at = start; at < end; ) {
      const info = data.readUInt32LE(at + 4);
      const kind = (info >>> 24) & 31;
      if (kind === KIND.STRUCT || kind === KIND.UNION || kind === KIND.ENUM || kind === KIND.ENUM64) {
        const name = this.text(data.readUInt32LE(at));
        if (name !== '') {
          const known = this.byName.get(name);
          if (known) known.push(this.at.length);
          else this.byName.set(name, [this.at.length]);
        }
      }
      this.at.push(at);
      at += TYPE + tailOf(kind, info & 0xffff);
      if (at > end) throw unreadable();
    }
  }

  private text(offset: number): string {
    const from = this.strings + offset;
    return this.data.toString('latin1', from, this.data.indexOf(0, from));
  }

  private kind(id: number): number {
    return (this.data.readUInt32LE(this.at[id] + 4) >>> 24) & 31;
  }

  /** Through typedefs, const and the like. */
  private bare(id: number): number {
    let now = id;
    for (;;) {
      const kind = this.kind(now);
      if ((kind < 8 || kind > 11) && kind !== 18) return now;
      now = this.data.readUInt32LE(this.at[now] + 8);
    }
  }

  /** Bytes of a structure; undefined: there is none of this name. */
  sizeOf(name: string): number | undefined {
    const id = this.byName.get(name)?.find((i) => this.kind(i) === KIND.STRUCT);
    return id === undefined ? undefined : this.data.readUInt32LE(this.at[id] + 8);
  }

  /** Value of an enumerator of a named enum. */
  enumerator(name: string, member: string): number | undefined {
    for (const id of this.byName.get(name) ?? []) {
      const at = this.at[id];
      const n = this.data.readUInt32LE(at + 4) & 0xffff;
      if (this.kind(id) !== KIND.ENUM) continue;
      for (let i = 0; i < n; i++) {
        const entry = at + TYPE + 8 * i;
        if (this.text(this.data.readUInt32LE(entry)) === member) return this.data.readInt32LE(entry + 4);
      }
    }
    return undefined;
  }

  /** Offset in bytes of `struct.member.member...`, also through unnamed members; undefined: it is not there. */
  offsetOf(path: string): number | undefined {
    const [name, ...members] = path.split('.');
    for (const id of this.byName.get(name) ?? []) {
      const found = this.walk(id, members);
      if (found) return found.offset;
    }
    return undefined;
  }

  /** Whether the type of a member is an array. */
  isArray(path: string): boolean {
    const [name, ...members] = path.split('.');
    for (const id of this.byName.get(name) ?? []) {
      const found = this.walk(id, members);
      if (found) return this.kind(found.type) === KIND.ARRAY;
    }
    return false;
  }

  private walk(id: number, members: readonly string[]): { offset: number; type: number } | undefined {
    let offset = 0;
    let type = id;
    for (const member of members) {
      const step = this.member(type, member);
      if (!step) return undefined;
      offset += step.offset;
      type = this.bare(step.type);
    }
    return { offset, type };
  }

  private member(id: number, name: string): { offset: number; type: number } | undefined {
    const kind = this.kind(id);
    if (kind !== KIND.STRUCT && kind !== KIND.UNION) return undefined;
    const at = this.at[id];
    const info = this.data.readUInt32LE(at + 4);
    const bitfields = info >>> 31 === 1;
    for (let i = 0; i < (info & 0xffff); i++) {
      const entry = at + TYPE + 12 * i;
      const own = this.text(this.data.readUInt32LE(entry));
      const type = this.data.readUInt32LE(entry + 4);
      const bits = this.data.readUInt32LE(entry + 8) & (bitfields ? 0xffffff : 0xffffffff);
      if (own === name) return { offset: bits >>> 3, type };
      if (own === '') {
        const inner = this.member(this.bare(type), name);
        if (inner) return { offset: (bits >>> 3) + inner.offset, type: inner.type };
      }
    }
    return undefined;
  }
}
