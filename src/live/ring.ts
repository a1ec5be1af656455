import type { Mapping } from './sys/libc.js';

// The BPF ring buffer (kernel/bpf/ringbuf.c): a page with the position of the reader, a page with that of the writers,
// then the data, mapped twice in a row, so that no record is broken at the end. A record: u32 length with two flags,
// u32 for the kernel, the bytes; it begins on a multiple of 8.

const BUSY = 0x80000000;
const DISCARDED = 0x40000000;
const LENGTH = 0x3fffffff;
const HEADER = 8;
/** Longer records are copied in one go. */
const LONG = 512;

/** Reads records whose length is a multiple of 4. */
export class Ring {
  private readonly consumer: BigUint64Array;
  private readonly producer: BigUint64Array;
  private readonly words: Uint32Array;
  private readonly data: Uint8Array;
  private position: number;

  /** `reader`: the first page, writable; `writer`: the rest. `size`: bytes of data, a power of 2. */
  constructor(
    private readonly reader: Mapping,
    private readonly writer: Mapping,
    page: number,
    private readonly size: number,
  ) {
    this.consumer = new BigUint64Array(reader.memory, 0, 1);
    this.producer = new BigUint64Array(writer.memory, 0, 1);
    this.words = new Uint32Array(writer.memory, page, size / 2);
    this.data = new Uint8Array(writer.memory, page, 2 * size);
    this.position = Number(Atomics.load(this.consumer, 0));
  }

  /** Copies whole records into `target`, from byte `offset` (a multiple of 4) on; returns how many bytes. */
  read(target: Buffer, offset: number, max: number): number {
    const { words, data, size } = this;
    const out = new Uint32Array(target.buffer, target.byteOffset, target.length >> 2);
    const end = Number(Atomics.load(this.producer, 0));
    let position = this.position;
    let at = offset;
    const limit = offset + max;
    while (position < end) {
      const start = position % size;
      const header = Atomics.load(words, start >> 2);
      if (header & BUSY) break;
      const length = header & LENGTH;
      if ((header & DISCARDED) === 0) {
        if (at + length > limit) break;
        const from = start + HEADER;
        if (length > LONG) {
          target.set(data.subarray(from, from + length), at);
        } else {
          const last = (from + length) >> 2;
          for (let i = from >> 2, o = at >> 2; i < last; i++, o++) out[o] = words[i];
        }
        at += length;
      }
      position += (length + HEADER + 7) & ~7;
    }
    if (position !== this.position) {
      this.position = position;
      Atomics.store(this.consumer, 0, BigInt(position));
    }
    return at - offset;
  }

  /** Bytes that wait to be read. */
  get waiting(): number {
    return Number(Atomics.load(this.producer, 0)) - this.position;
  }

  close(): void {
    this.reader.unmap();
    this.writer.unmap();
  }
}
