import { unlinkSync, writeSync } from 'node:fs';
import { findKin, isKin, NO_KIN } from '../engine/kin.js';
import type { TidSet } from '../engine/kinship.js';
import type { Limits } from '../engine/limits.js';
import { type Cuts, Parts } from '../engine/parts.js';
import { Copier, FilteredCopier } from '../engine/recorder.js';
import { type Changes, Rewriter } from '../engine/rewriter.js';
import { findReferences, SanitizedCopier } from '../engine/sanitize.js';
import { findWords } from '../engine/words.js';
import { SharkError } from '../errors.js';
import { ALL_TYPES } from '../field/use.js';
import type { CompiledFilter } from '../filter/compile.js';
import { ScapWriter } from '../format/scap/writer.js';
import { CaptureFile } from '../output/capture-file.js';
import { PartNames, type PartNaming } from '../output/part-names.js';
import { canReopen, openSource } from '../source/open.js';
import type { ByteSource } from '../source/source.js';
import type { EventContext } from '../state/context.js';

/** How a recording came to its end. */
export type End = 'complete' | 'interrupted' | 'closed';

export interface RecordOptions {
  readonly path: string;
  readonly gzip: boolean;
  /** All state is kept, whatever the filter says. */
  readonly fat: boolean;
  /** Nothing is kept but what the events refer to. */
  readonly sanitize: boolean;
  readonly changes: Changes;
  /** It goes into several files; undefined: into one. */
  readonly rotation: (PartNaming & { readonly cuts: Cuts }) | undefined;
}

/** A capture that is copied. */
export interface Copied {
  /** As it was named. */
  readonly source: string;
  /** Undefined: all of it is copied. */
  readonly makeFilter: (() => CompiledFilter) | undefined;
  readonly limits: Limits;
  readonly interrupted: AbortSignal;
  /** Opens it for a first look, and makes what that looks with. */
  readonly open: () => Promise<ByteSource>;
  readonly context: () => EventContext;
  /** What that look tells about the filter is all that matters: no option changes what it sees, nobody else looks on. */
  readonly plain: boolean;
}

const events = (n: number) => `${n} ${n === 1 ? 'event' : 'events'}`;

/** What -w writes: one capture or several, whatever number of them is read. */
export class Recording {
  private readonly writer = new ScapWriter();
  private readonly rewriter: Rewriter | undefined;
  private readonly names: PartNames | undefined;
  private file: CaptureFile | undefined;
  /** Names of timed parts, oldest first. */
  private readonly written: string[] = [];
  /** Events and bytes of the files that are complete. */
  private completed = 0;
  private completedBytes = 0;

  constructor(private readonly options: RecordOptions) {
    const { changes, rotation, path } = options;
    const any = changes.redactions.length > 0 || changes.snaplen !== Number.POSITIVE_INFINITY;
    this.rewriter = any ? new Rewriter(changes) : undefined;
    if (rotation) this.names = new PartNames(path, rotation);
  }

  /** Makes the file. To be called when everything else about the command line is known to be right. */
  begin(): void {
    // The name of a timed part is known with its first event.
    if (!this.options.rotation?.timed) this.open(new Date(0));
  }

  private open(time: Date): void {
    const { path, gzip, rotation } = this.options;
    const name = this.names?.next(time) ?? path;
    if (rotation?.timed) {
      if (this.written[this.written.length - 1] !== name) this.written.push(name);
      if (this.written.length > rotation.limit) unlinkSync(this.written.shift() as string);
    }
    this.file = new CaptureFile(name, { gzip });
  }

  /**
   * The sink that writes one capture, and what `Plan.concerned` says of it. With a filter, a look at the whole capture
   * finds whose state matters.
   */
  async copier(ctx: EventContext, capture: Copied): Promise<[Copier, concerned?: TidSet]> {
    const { source, makeFilter, limits, interrupted, open, context, plain } = capture;
    const follows = !canReopen(source);
    const options = {
      writer: this.writer,
      flush: () => this.flush(ctx),
      eager: follows,
      rewriter: this.rewriter,
      parts: this.parts(ctx),
    };
    const filter = makeFilter?.();
    if (this.options.sanitize) {
      if (follows)
        throw new SharkError('TS_SHARK_USAGE', `--sanitize reads a capture twice, which ${source} cannot be`);
      const found = await findReferences(await open(), context(), makeFilter?.(), limits, interrupted);
      return [new SanitizedCopier(ctx, options, filter?.types ?? ALL_TYPES, found)];
    }
    if (!filter && !limits.range?.skips) return [new Copier(ctx, options)];
    const types = filter?.types ?? ALL_TYPES;
    if (follows || this.options.fat) return [new FilteredCopier(ctx, options, types, undefined)];
    const where =
      plain && filter?.words ? await findWords(await openSource(source), filter.words, interrupted) : 'anywhere';
    // Every part of several begins with the state of all.
    if (typeof where !== 'string' && !this.options.rotation) {
      return [new FilteredCopier(ctx, options, types, ({ ev }) => where[ev.tid] !== 0), where];
    }
    const kin =
      where === 'nowhere' ? NO_KIN : await findKin(await open(), context(), makeFilter?.(), limits, interrupted);
    return [new FilteredCopier(ctx, options, types, isKin(kin), plain ? kin.events : undefined)];
  }

  private parts(ctx: EventContext): Parts | undefined {
    const { rotation } = this.options;
    if (!rotation) return undefined;
    const bytes = () => (this.file?.bytes ?? 0) + this.writer.size;
    return new Parts(rotation.cuts, () => this.rotate(ctx), bytes);
  }

  private rotate(ctx: EventContext): void {
    this.flush(ctx);
    this.close();
    this.open(timeOf(ctx));
  }

  private flush(ctx: EventContext): void {
    if (!this.file) this.open(timeOf(ctx));
    this.file?.write(this.writer);
  }

  private close(): void {
    this.file?.finish();
    this.completed += this.file?.events ?? 0;
    this.completedBytes += this.file?.bytes ?? 0;
  }

  /** Bytes that were written so far, before compression. */
  get bytes(): number {
    return this.completedBytes + (this.file?.bytes ?? 0);
  }

  /** Completes the file. A recording that was cut short says how much of it there is. */
  end(how: End): void {
    if (!this.file && this.writer.size > 0) this.open(new Date());
    const { file } = this;
    if (!file) return;
    if (how !== 'closed') file.write(this.writer);
    if (file.bytes === 0) {
      file.abandon();
      if (how !== 'complete') writeSync(2, `ts-shark: ${how} before anything was written to ${file.name}\n`);
      return;
    }
    this.close();
    const name = this.names ? this.options.path : file.name;
    if (how === 'interrupted') writeSync(2, `ts-shark: interrupted; ${name} holds ${events(this.completed)}\n`);
    if (how === 'closed') writeSync(2, `ts-shark: ${name} was closed; ${events(this.completed)} were written\n`);
  }
}

const timeOf = (ctx: EventContext): Date => new Date(Number(ctx.ev.ts / 1_000_000n));
