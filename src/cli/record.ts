import { writeSync } from 'node:fs';
import { findKin } from '../engine/kin.js';
import { Copier, FilteredCopier } from '../engine/recorder.js';
import { type Changes, Rewriter } from '../engine/rewriter.js';
import type { Limits } from '../engine/run.js';
import type { CompiledFilter } from '../filter/compile.js';
import { ScapWriter } from '../format/scap/writer.js';
import { CaptureFile } from '../output/capture-file.js';
import { canReopen, openSource } from '../source/open.js';
import type { EventContext } from '../state/context.js';
import type { Options } from './flags.js';

/** How a recording came to its end. */
export type End = 'complete' | 'interrupted' | 'closed';

const events = (n: number) => `${n} ${n === 1 ? 'event' : 'events'}`;

/** What -w writes: one capture, whatever number of them is read. */
export class Recording {
  private readonly writer = new ScapWriter();
  private file: CaptureFile | undefined;
  private readonly rewriter: Rewriter | undefined;

  constructor(
    private readonly path: string,
    private readonly options: Options,
    changes: Changes,
  ) {
    const any = changes.redactions.length > 0 || changes.snaplen !== Number.POSITIVE_INFINITY;
    this.rewriter = any ? new Rewriter(changes) : undefined;
  }

  /** Makes the file. To be called when everything else about the command line is known to be right. */
  begin(): void {
    this.file = new CaptureFile(this.path, { gzip: this.options.compress === true });
  }

  /** The sink that writes one capture. With a filter, a look at the whole capture finds whose state matters. */
  async copier(
    source: string,
    ctx: EventContext,
    makeFilter: (() => CompiledFilter) | undefined,
    limits: Limits,
    interrupted: AbortSignal,
  ): Promise<Copier> {
    const follows = !canReopen(source);
    const flush = () => this.flush();
    const filter = makeFilter?.();
    if (!makeFilter || !filter) return new Copier(ctx, this.writer, flush, follows, this.rewriter);
    const known = !follows && !this.options.fatfile;
    const kin = known ? await findKin(await openSource(source), makeFilter(), limits, interrupted) : undefined;
    return new FilteredCopier(ctx, this.writer, flush, follows, filter, kin?.withAncestors, this.rewriter);
  }

  private flush(): void {
    this.file?.write(this.writer);
  }

  /** Completes the file. A recording that was cut short says how much of it there is. */
  end(how: End): void {
    const { file } = this;
    if (!file) return;
    if (how !== 'closed') this.flush();
    if (file.bytes === 0) {
      file.abandon();
      if (how !== 'complete') writeSync(2, `ts-shark: ${how} before anything was written to ${file.name}\n`);
      return;
    }
    file.finish();
    if (how === 'interrupted') writeSync(2, `ts-shark: interrupted; ${file.name} holds ${events(file.events)}\n`);
    if (how === 'closed') writeSync(2, `ts-shark: ${file.name} was closed; ${events(file.events)} were written\n`);
  }
}
