import { Cursor, OutOfBytes } from '../../bytes/cursor.js';
import { FormatError, SharkError } from '../../errors.js';
import { EVENT_TYPES } from '../../event/table.js';
import { EventView } from '../../event/view.js';
import type { ByteSource } from '../../source/source.js';
import { NO_STATE } from '../capture.js';
import {
  BLOCK_HEADER,
  BLOCK_TRAILER,
  BLOCKS,
  type BlockInfo,
  BYTE_ORDER_MAGIC,
  CPU_BYTES,
  EVENT_HEADER,
  FOREIGN_BLOCKS,
  MAJOR_VERSION,
  MAX_EVENT_BODY,
  MIN_BLOCK,
  SHB,
} from './blocks.js';
import { BlockWriter } from './blocks-out.js';
import { readMetadata } from './metadata.js';
import { writeSection } from './metadata-out.js';
import { pointAt } from './point-at.js';

const CHUNK = 1024 * 1024;
/** A block that claims to be larger counts as damaged. */
const MOST = 64 * 1024 * 1024;
const WORD = 4;

/** A stretch of a capture that cannot be read, in bytes of the (inflated) stream. */
export interface Damage {
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
}

function sectionHeader(): Buffer {
  const out = new BlockWriter(64);
  writeSection(out);
  return out.buf.subarray(0, out.pos);
}

/**
 * What can be read of a damaged capture, as a capture: whole blocks alone. Behind a damaged place it goes on at the
 * next two blocks that follow each other. In a stream without a section header, one is put in front.
 */
export class SalvageSource implements ByteSource {
  readonly size = undefined;
  readonly damages: Damage[] = [];
  private buf: Buffer = Buffer.allocUnsafeSlow(CHUNK);
  private pos = 0;
  /** Up to here everything is good. */
  private good = 0;
  private limit = 0;
  /** Offset of buf[0] in the stream. */
  private base = 0;
  private ended = false;
  /** The first good block was found. */
  private begun = false;
  /** Comes in front of it. */
  private prefix: Buffer = Buffer.alloc(0);
  private inMetadata = true;
  private broken: { readonly offset: number; readonly reason: string } | undefined;
  private readonly view = new EventView();

  constructor(private readonly inner: ByteSource) {}

  get name(): string {
    return this.inner.name;
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    while (this.pos === this.good) {
      if (!(await this.advance())) return this.end();
    }
    if (this.prefix.length > 0) {
      const n = this.prefix.copy(target, offset, 0, max);
      this.prefix = this.prefix.subarray(n);
      return n;
    }
    const n = this.buf.copy(target, offset, this.pos, Math.min(this.good, this.pos + max));
    this.pos += n;
    return n;
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private end(): number {
    if (!this.begun && this.damages.length > 0) {
      throw new FormatError(this.name, 0, 'not a capture: there is no block of one in it, searched from its first');
    }
    return 0;
  }

  /** Reads until `n` bytes are there behind `pos`; false: the stream ends before. */
  private async have(n: number): Promise<boolean> {
    while (this.limit - this.pos < n && !this.ended) {
      if (this.limit === this.buf.length) this.makeRoom();
      try {
        const got = await this.inner.read(this.buf, this.limit, this.buf.length - this.limit);
        this.ended = got === 0;
        this.limit += got;
      } catch (error) {
        if (!(error instanceof SharkError) || this.base + this.limit <= 0) throw error;
        this.ended = true;
        this.broken ??= { offset: this.base + this.limit, reason: error.message };
      }
    }
    return this.limit - this.pos >= n;
  }

  private makeRoom(): void {
    const left = this.limit - this.pos;
    const target = left * 2 > this.buf.length ? Buffer.allocUnsafeSlow(this.buf.length * 2) : this.buf;
    this.buf.copy(target, 0, this.pos, this.limit);
    this.base += this.pos;
    this.buf = target;
    this.limit = left;
    this.pos = 0;
    this.good = 0;
  }

  /** Finds the next good block, over damage if need be; false: there is none. */
  private async advance(): Promise<boolean> {
    const reason = await this.problem();
    if (reason === undefined) {
      this.accept();
      return true;
    }
    const from = this.base + this.pos;
    if (!(await this.have(1))) {
      if (this.broken) this.damages.push({ ...this.broken, length: 0 });
      this.broken = undefined;
      return false;
    }
    let found = false;
    while (!found && (await this.have(1 + MIN_BLOCK))) {
      this.pos++;
      if (!this.looksLikeBlock()) continue;
      this.align();
      found = (await this.problem()) === undefined && (await this.isFollowed());
    }
    if (!found) this.pos = this.limit;
    this.good = this.pos;
    this.damages.push({ offset: Math.max(from, 0), length: this.base + this.pos - from, reason });
    return true;
  }

  /** Events are looked at in words of two bytes; what was lost need not be a whole number of them. */
  private align(): void {
    if ((this.pos & 1) === 0) return;
    this.buf.copyWithin(this.pos - 1, this.pos, this.limit);
    this.pos--;
    this.limit--;
    this.base++;
  }

  private looksLikeBlock(): boolean {
    const type = this.buf.readUInt32LE(this.pos);
    return type === SHB || BLOCKS.has(type);
  }

  /** Whether the good block at `pos` has a good one behind it, or the end. */
  private async isFollowed(): Promise<boolean> {
    const length = this.buf.readUInt32LE(this.pos + 4);
    if (!(await this.have(length + MIN_BLOCK))) return this.limit - this.pos === length;
    // All of the next block comes first: whatever brings more memory forgets what lies in front of `pos`.
    await this.have(length + Math.min(this.buf.readUInt32LE(this.pos + length + 4), MOST));
    const was = this.inMetadata;
    if (BLOCKS.get(this.buf.readUInt32LE(this.pos))?.kind === 'event') this.inMetadata = false;
    this.pos += length;
    const fine = (await this.problem()) === undefined;
    this.pos -= length;
    this.inMetadata = was;
    return fine;
  }

  private accept(): void {
    const type = this.buf.readUInt32LE(this.pos);
    if (!this.begun && type !== SHB) this.prefix = sectionHeader();
    this.begun = true;
    if (type === SHB) this.inMetadata = true;
    else if (BLOCKS.get(type)?.kind === 'event') this.inMetadata = false;
    this.good = this.pos + this.buf.readUInt32LE(this.pos + 4);
  }

  /** What is wrong with the block at `pos`; undefined: nothing. */
  private async problem(): Promise<string | undefined> {
    if (!(await this.have(MIN_BLOCK))) return 'cut off';
    const type = this.buf.readUInt32LE(this.pos);
    const length = this.buf.readUInt32LE(this.pos + 4);
    const info = BLOCKS.get(type);
    if (type !== SHB && !info && !FOREIGN_BLOCKS.has(type) && !this.inMetadata) return 'no block of a known type';
    const most = info?.kind === 'event' && !info.large ? MAX_EVENT_BODY + BLOCK_HEADER : MOST;
    if (length < MIN_BLOCK || length % WORD !== 0 || length > most) return `a block of ${length} bytes`;
    if (!(await this.have(length))) return 'cut off';
    const end = this.pos + length - BLOCK_TRAILER;
    if (this.buf.readUInt32LE(end) !== length) return 'the two lengths of a block differ';
    if (type === SHB) return this.sectionProblem(length);
    if (!info) return undefined;
    if (info.kind === 'event') return this.eventProblem(info, end);
    return this.inMetadata ? this.metadataProblem(info, end) : 'a block of the start between the events';
  }

  private sectionProblem(length: number): string | undefined {
    const fine =
      length >= 28 &&
      this.buf.readUInt32LE(this.pos + 8) === BYTE_ORDER_MAGIC &&
      this.buf.readUInt16LE(this.pos + 12) <= MAJOR_VERSION;
    return fine ? undefined : 'no section header that is known';
  }

  private metadataProblem(info: BlockInfo, end: number): string | undefined {
    const cursor = new Cursor(this.buf, this.pos + BLOCK_HEADER, end);
    try {
      readMetadata(info, cursor, NO_STATE);
    } catch (error) {
      if (!(error instanceof OutOfBytes)) throw error;
      return `an entry of the ${info.kind} block reaches over its end`;
    }
    return undefined;
  }

  private eventProblem(info: BlockInfo, blockEnd: number): string | undefined {
    const { buf, view } = this;
    const at = this.pos + BLOCK_HEADER + CPU_BYTES + (info.flags ? 4 : 0);
    const header = info.nparams ? EVENT_HEADER + 4 : EVENT_HEADER;
    if (at + header > blockEnd) return 'an event without a header';
    const length = buf.readUInt32LE(at + 16);
    if (length < header || at + length > blockEnd) return `an event of ${length} bytes`;
    if (view.u8 !== buf) view.setMemory(buf);
    const type = buf.readUInt16LE(at + 20);
    const fine = type >= EVENT_TYPES || (pointAt(view, info, at, type) && view.fits());
    return fine ? undefined : 'parameters that do not fit into their event';
  }
}
