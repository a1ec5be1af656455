import { type EventView, STATE_ONLY } from '../../event/view.js';
import { BLOCK_HEADER, BLOCKS, CPU_BYTES, EVENT_HEADER, MIN_BLOCK } from './blocks.js';
import { BlockWriter } from './blocks-out.js';

const EV_V2 = 0x216;
const EVF_V2 = 0x217;
const EV_V2_LARGE = 0x221;
const EVF_V2_LARGE = 0x222;

const LENGTH = 16;

/**
 * Composes a capture: copies blocks as they lie in another one, and writes events anew where something about them
 * changes. Blocks that lie one behind the other are copied together. Whoever takes what is composed does so between
 * blocks; `out` then begins anew.
 */
export class ScapWriter {
  readonly out = new BlockWriter(256 * 1024);
  private memory: Buffer | undefined;
  private from = 0;
  private to = 0;

  /** Bytes that are composed, or noted to be copied. */
  get size(): number {
    return this.out.pos + this.to - this.from;
  }

  /** A whole block of another capture. Its bytes are taken with the next other block, or by `settle`. */
  block(memory: Buffer, start: number, end: number): void {
    if (start === this.to && memory === this.memory) {
      this.to = end;
      return;
    }
    this.settle();
    this.memory = memory;
    this.from = start;
    this.to = end;
  }

  /** Takes the bytes of all blocks so far: to be called before their memory changes, and before `out` is looked at. */
  settle(): void {
    if (this.memory && this.to > this.from) this.out.copy(this.memory, this.from, this.to);
    this.memory = undefined;
    this.from = 0;
    this.to = 0;
  }

  /** Takes back all that was composed behind the first `size` bytes. */
  cut(size: number): void {
    this.settle();
    this.out.pos = Math.min(this.out.pos, size);
  }

  /** The event of a view, as it is. */
  event(view: EventView): void {
    const start = view.block;
    this.block(view.u8, start, start + view.u8.readUInt32LE(start + 4));
  }

  /**
   * The event with other dump flags, and with other bytes for some of its parameters: `replaced` has them by the
   * parameter's number. Always in the newest kind of block; comments on the event are left behind.
   */
  rewritten(view: EventView, dumpFlags: number, replaced: readonly (Buffer | undefined)[] = []): void {
    this.settle();
    const { out } = this;
    const plain = dumpFlags === 0;
    const type = view.large ? (plain ? EV_V2_LARGE : EVF_V2_LARGE) : plain ? EV_V2 : EVF_V2;
    const start = out.beginBlock(type);
    out.u16(view.cpu);
    if (!plain) out.u32(dumpFlags);
    const header = out.pos;
    if (replaced.length === 0 && view.lengths === view.at + EVENT_HEADER + 4) out.copy(view.u8, view.at, view.end);
    else this.composed(view, replaced);
    out.buf.writeUInt32LE(out.pos - header, header + LENGTH);
    out.endBlock(start);
  }

  /** Header, lengths and parameters, where they do not lie in memory as they are to be written. */
  private composed(view: EventView, replaced: readonly (Buffer | undefined)[]): void {
    const { out } = this;
    out.copy(view.u8, view.at, view.at + EVENT_HEADER);
    out.u32(view.nparams);
    for (let i = 0; i < view.nparams; i++) {
      const length = replaced[i]?.length ?? view.len(i);
      if (view.large) out.u32(length);
      else out.u16(length);
    }
    if (replaced.length === 0) {
      out.copy(view.u8, view.data, view.end);
      return;
    }
    for (let i = 0; i < view.nparams; i++) {
      const bytes = replaced[i];
      if (bytes) out.copy(bytes, 0, bytes.length);
      else out.copy(view.u8, view.offset(i), view.offset(i) + view.len(i));
    }
  }
}

/** How much of what was composed is whole blocks, if it breaks off after `length` bytes, and the shown events in that. */
export function wholeBlocks(bytes: Buffer, length: number): { readonly bytes: number; readonly events: number } {
  let pos = 0;
  let events = 0;
  while (pos + MIN_BLOCK <= length) {
    const size = bytes.readUInt32LE(pos + 4);
    if (size < MIN_BLOCK || pos + size > length) break;
    if (isShown(bytes, pos)) events++;
    pos += size;
  }
  return { bytes: pos, events };
}

/** Whether the block at `pos` is an event that is not there for the state alone. */
function isShown(bytes: Buffer, pos: number): boolean {
  const info = BLOCKS.get(bytes.readUInt32LE(pos));
  if (info?.kind !== 'event') return false;
  return !info.flags || (bytes.readUInt32LE(pos + BLOCK_HEADER + CPU_BYTES) & STATE_ONLY) === 0;
}
