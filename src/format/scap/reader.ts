import { Cursor, OutOfBytes } from '../../bytes/cursor.js';
import { signed64 } from '../../bytes/signed64.js';
import { FormatError } from '../../errors.js';
import { EVENT_TYPES, largeTypes } from '../../event/table.js';
import { type EventView, NO_PARAM } from '../../event/view.js';
import type { ByteSource } from '../../source/source.js';
import type { StateSink } from '../capture.js';
import { PassedOver } from '../passed-over.js';
import {
  BLOCK_HEADER,
  BLOCK_TRAILER,
  BLOCKS,
  type BlockInfo,
  BYTE_ORDER_MAGIC,
  CPU_BYTES,
  EVENT_HEADER,
  FOREIGN_BLOCKS,
  isNewerBlock,
  MAJOR_VERSION,
  MAX_BLOCK,
  MAX_EVENT_BODY,
  MIN_BLOCK,
  SHB,
  SMALLEST_EVENT,
} from './blocks.js';
import { readMetadata } from './metadata.js';
import { pointAt } from './point-at.js';
import { ReadAhead } from './read-ahead.js';
import type { Stepper } from './stepper.js';

const EV_V2 = 0x216;
const SHB_MIN = 28;
const SHB_BYTES = Buffer.from('0a0d0d0a', 'hex');

/**
 * Reads .scap sections off a source, block by block, in constant memory. `next` moves the view to the next event
 * that is already in memory; `fill` brings more.
 */
export class ScapReader extends ReadAhead {
  private inMetadata = true;
  private sections = 0;
  /** Events seen so far. */
  events = 0;
  readonly passedOver = new PassedOver();

  constructor(
    source: ByteSource,
    view: EventView,
    private readonly sink: StateSink,
    /** Told every whole block that is not an event known to this program, and where it lies. */
    private readonly other?: (memory: Buffer, start: number, end: number) => void,
  ) {
    super(source, view);
  }

  /** The block of the current event and all that was read behind it. Valid until the next `fill`. */
  current(): Buffer {
    return this.buf.subarray(this.view.block, this.limit);
  }

  protected finish(): false {
    const left = this.limit - this.pos;
    if (this.base + this.limit === 0) throw new FormatError(this.source.name, 0, 'empty file, expected a capture');
    if (left > 0) throw this.truncated(left);
    if (this.events === 0 && !this.source.mayBeQuiet) {
      throw new FormatError(this.source.name, this.offset, 'no events in the file, which ends');
    }
    return false;
  }

  private truncated(left: number): FormatError {
    const start = this.base + this.pos;
    const end = this.base + this.limit;
    if (this.sections === 0 && !this.startsAsCapture(left)) return this.notACapture();
    const needed = left < BLOCK_HEADER ? BLOCK_HEADER : this.buf.readUInt32LE(this.pos + 4);
    return new FormatError(
      this.source.name,
      end,
      `cut off inside the block that begins at byte ${start} (${left} of its ${needed} bytes are there): the file ends`,
      this.events > 0 ? `the ${this.events} events before it were read` : 'it breaks off before the first event',
      'TS_SHARK_TRUNCATED',
    );
  }

  /** Whether the first bytes of the file, be they few, are those of a section header. */
  private startsAsCapture(left: number): boolean {
    const n = Math.min(left, SHB_BYTES.length);
    return this.buf.compare(SHB_BYTES, 0, n, this.pos, this.pos + n) === 0;
  }

  private notACapture(): FormatError {
    const head = this.buf.subarray(this.pos, Math.min(this.limit, this.pos + 4)).toString('hex');
    return this.damaged(
      `not a capture: expected a section header (0a0d0d0a), found ${head}`,
      'ts-shark reads .scap files as sysdig, Falco and Stratoshark write them, plain or compressed with gzip',
    );
  }

  /** An error at the block that begins at `pos`. */
  private damaged(problem: string, hint?: string): FormatError {
    return new FormatError(this.source.name, this.base + this.pos, problem, hint);
  }

  /** The error for an event whose parameters do not fit into it. */
  badParameters(view: EventView): FormatError {
    return new FormatError(
      this.source.name,
      this.base + view.at,
      `damaged event of type ${view.type}: its parameters do not fit into its ${view.end - view.at} bytes,`,
    );
  }

  /** Steps over events as far as the stepper allows. The view stays where it was. */
  step(stepper: Stepper): void {
    const from = this.inMetadata || (this.pos & 3) !== 0 ? this.limit : this.pos;
    const to = stepper.run(this.words, from, this.limit);
    if (stepper.passed === 0) return;
    this.pos = to;
    this.events += stepper.passed;
  }

  /** Puts the view on an event that was stepped over, without going back there. */
  show(at: number): void {
    const { pos, inMetadata, events } = this;
    this.inMetadata = false;
    this.pos = at;
    this.next();
    this.pos = pos;
    this.inMetadata = inMetadata;
    this.events = events;
  }

  /** Moves the view to the next event. False: `fill` is needed. Throws FormatError where the data is damaged. */
  next(): boolean {
    const words = this.words;
    for (;;) {
      const pos = this.pos;
      const left = this.limit - pos;
      if (left < BLOCK_HEADER) return false;
      const w = pos >> 2;
      // Nearly every block of a capture is a plain event, or one with a word of flags in front of it.
      const flagged = words[w] - EV_V2;
      if ((flagged === 0 || flagged === 1) && (pos & 3) === 0 && !this.inMetadata) {
        const length = words[w + 1];
        const least = SMALLEST_EVENT + 4 * flagged;
        if (length <= left && length >= least && (length & 3) === 0 && length <= MAX_EVENT_BODY) {
          const view = this.view;
          const e = w + flagged;
          const typed = words[e + 7];
          const type = typed >>> 16;
          if (type < EVENT_TYPES && largeTypes[type] === 0) {
            const at = pos + BLOCK_HEADER + CPU_BYTES + 4 * flagged;
            const nparams = words[e + 8];
            const mid = words[e + 5];
            const end = at + ((words[e + 6] >>> 16) | (typed << 16));
            const data = at + 26 + 2 * nparams;
            if (nparams >= 0 && data <= end && end <= pos + length - BLOCK_TRAILER) {
              view.at = at;
              view.lengths = at + 26;
              view.data = data;
              view.end = end;
              view.large = false;
              view.nparams = nparams;
              const low = (words[e + 4] >>> 16) | (mid << 16);
              const high = (mid >>> 16) | (words[e + 6] << 16);
              // Where both came together again, the compiler would have floating point numbers.
              if (high === low >> 31) view.tid = low;
              else view.tid = signed64(low, high);
              view.type = type;
              view.cpu = words[w + 2] & 0xffff;
              view.dumpFlags = flagged === 0 ? 0 : (words[w + 2] >>> 16) | (words[w + 3] << 16);
              view.block = pos;
              view.found = NO_PARAM;
              this.pos = pos + length;
              this.events++;
              return true;
            }
          }
        }
      }
      const { buf } = this;
      const type = buf.readUInt32LE(pos);
      const length = buf.readUInt32LE(pos + 4);
      if (this.sections === 0 && type !== SHB) throw this.notACapture();
      if (type !== SHB) this.checkLength(length);
      else if (left >= 12) this.checkSection(length);
      if (left < length || (type === SHB && left < 12)) {
        this.checkBeforeWaiting(type, length);
        return false;
      }
      if (this.readBlock(type, length)) return true;
    }
  }

  private checkLength(length: number): void {
    if (length < MIN_BLOCK || (length & 3) !== 0) {
      throw this.damaged(
        `damaged block: a length of ${length} is impossible (expected a multiple of 4, at least ${MIN_BLOCK}),`,
      );
    }
    if (length > MAX_BLOCK)
      throw this.damaged(`damaged block: a length of ${length} bytes is beyond any real capture,`);
  }

  private checkSection(length: number): void {
    const magic = this.buf.readUInt32LE(this.pos + 8);
    if (magic === 0x4d3c2b1a) {
      throw this.damaged(
        'a capture of a big-endian machine, which is not supported,',
        'convert it on a machine of its byte order, or open it with Wireshark',
      );
    }
    if (magic !== BYTE_ORDER_MAGIC) {
      throw this.damaged(
        `damaged section header: expected the byte-order magic 1a2b3c4d, found ${magic.toString(16)},`,
      );
    }
    this.checkLength(length);
    if (length < SHB_MIN) throw this.damaged(`damaged section header: ${length} bytes are too few`);
  }

  /** An impossible event length is told at once, not after reading so many bytes. */
  private checkBeforeWaiting(type: number, length: number): void {
    const info = BLOCKS.get(type);
    if (info?.kind === 'event' && !info.large && length - BLOCK_HEADER > MAX_EVENT_BODY)
      throw this.eventTooLong(length);
    if (!info && type !== SHB) this.checkUnknown(type);
  }

  private eventTooLong(length: number): FormatError {
    return this.damaged(`damaged event block: ${length - BLOCK_HEADER} bytes (at most ${MAX_EVENT_BODY} are possible)`);
  }

  private checkUnknown(type: number): void {
    if (!this.inMetadata && !FOREIGN_BLOCKS.has(type) && !isNewerBlock(type)) {
      throw this.damaged(`unexpected block of type 0x${type.toString(16)} between the events`);
    }
  }

  /** Handles the whole block at `pos`; true when it was an event that is now in the view. */
  private readBlock(type: number, length: number): boolean {
    const info = BLOCKS.get(type);
    if (info?.kind === 'event') return this.readEvent(info, length);
    if (type === SHB) {
      this.readSection();
    } else if (info) {
      if (!this.inMetadata) throw this.damaged(`unexpected ${info.kind} block between the events`);
      this.readMetadata(info, length);
    } else {
      this.passOver(type, length);
    }
    this.other?.(this.buf, this.pos, this.pos + length);
    this.pos += length;
    return false;
  }

  private passOver(type: number, length: number): void {
    this.checkUnknown(type);
    if (FOREIGN_BLOCKS.has(type)) return;
    const again = this.buf.readUInt32LE(this.pos + length - BLOCK_TRAILER);
    if (again !== length) {
      throw this.damaged(
        `damaged block of unknown type 0x${type.toString(16)}: its two lengths differ (${length}, ${again}),`,
      );
    }
    this.passedOver.blocks.add(type);
  }

  private readSection(): void {
    const major = this.buf.readUInt16LE(this.pos + 12);
    if (major > MAJOR_VERSION) {
      throw this.damaged(
        `a capture of format version ${major}, this program knows version ${MAJOR_VERSION},`,
        'a newer ts-shark may read it',
      );
    }
    this.sections++;
    this.inMetadata = true;
    this.sink.section();
  }

  private readMetadata(info: BlockInfo, length: number): void {
    const end = this.pos + length - BLOCK_TRAILER;
    if (this.buf.readUInt32LE(end) !== length) {
      throw this.damaged(
        `damaged ${info.kind} block: its two lengths differ (${length}, ${this.buf.readUInt32LE(end)}),`,
      );
    }
    const cursor = new Cursor(this.buf, this.pos + BLOCK_HEADER, end);
    try {
      readMetadata(info, cursor, this.sink);
    } catch (error) {
      if (!(error instanceof OutOfBytes)) throw error;
      throw new FormatError(
        this.source.name,
        this.base + error.at,
        `damaged ${info.kind} block (begins at byte ${this.base + this.pos}): an entry reaches over its end,`,
      );
    }
  }

  private readEvent(info: BlockInfo, length: number): boolean {
    if (!info.large && length - BLOCK_HEADER > MAX_EVENT_BODY) throw this.eventTooLong(length);
    if (this.inMetadata) {
      this.inMetadata = false;
      this.sink.ready();
    }
    const { buf, pos, view } = this;
    const blockEnd = pos + length - BLOCK_TRAILER;
    let at = pos + BLOCK_HEADER + CPU_BYTES;
    view.cpu = buf.readUInt16LE(pos + BLOCK_HEADER);
    view.dumpFlags = 0;
    if (info.flags && at + 4 <= blockEnd) {
      view.dumpFlags = buf.readUInt32LE(at);
      at += 4;
    }
    const header = info.nparams ? EVENT_HEADER + 4 : EVENT_HEADER;
    if (at + header > blockEnd) throw this.damaged('damaged event block: too short for an event header,');
    const eventLength = buf.readUInt32LE(at + 16);
    const type = buf.readUInt16LE(at + 20);
    if (eventLength < header || at + eventLength > blockEnd) {
      throw this.damaged(`damaged event: a length of ${eventLength} does not fit its block of ${length} bytes,`);
    }
    this.events++;
    this.pos = pos + length;
    if (type >= EVENT_TYPES) {
      this.passedOver.events.add(type);
      this.sink.unknownEvent?.();
      this.other?.(buf, pos, pos + length);
      return false;
    }
    view.block = pos;
    if (!pointAt(view, info, at, type)) {
      this.pos = pos;
      throw this.badParameters(view);
    }
    return true;
  }
}
