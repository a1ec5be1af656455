import type { TypeSet } from '../../field/def.js';
import type { EventContext } from '../../state/context.js';
import type { Sink } from '../plan.js';

/** Events of a chunk: some hundred kilobytes of lines. */
export const CHUNK_EVENTS = 4096;

/** Which chunks are one worker's: those whose number leaves `index` when divided by `count`. */
export interface Share {
  readonly index: number;
  readonly count: number;
  /** Events of a chunk. */
  readonly events: number;
}

/** Takes what a worker makes of its chunks. */
export interface ChunkPort {
  /** Waits until the chunk is near enough to what was written last; false: nobody wants more. */
  admits(chunk: number): boolean;
  /** All that this worker has to say about the chunks before `next` has been said. */
  done(next: number): void;
  /** The output of one chunk is whole. */
  put(chunk: number): void;
}

/**
 * A sink that looks at the events of its own chunks alone. Every worker walks through the whole capture and keeps the
 * state; what costs most, turning events into text, is done once for each event. Chunks are counted in events of the
 * capture, so all workers cut at the same places.
 */
export class SharedSink implements Sink {
  private chunk = 0;
  private open = false;

  constructor(
    private readonly ctx: EventContext,
    private readonly inner: Sink,
    private readonly share: Share,
    private readonly port: ChunkPort,
  ) {}

  get needs(): number {
    return this.inner.needs;
  }

  get types(): TypeSet | undefined {
    return this.inner.types;
  }

  event(): boolean {
    const { share } = this;
    const chunk = Math.floor((this.ctx.num - 1) / share.events);
    if (chunk !== this.chunk && !this.enter(chunk)) return false;
    if (chunk % share.count !== share.index) return true;
    this.open = true;
    return this.inner.event();
  }

  private enter(chunk: number): boolean {
    this.finish(chunk);
    this.chunk = chunk;
    return chunk % this.share.count !== this.share.index || this.port.admits(chunk);
  }

  /** Hands the chunk at hand over; all before `next` are complete. */
  finish(next = Number.POSITIVE_INFINITY): void {
    if (this.open) this.port.put(this.chunk);
    this.open = false;
    this.port.done(next);
  }
}
