// Writes captures in memory.
import { findKin, isKin } from '../../src/engine/kin.js';
import type { TidSet } from '../../src/engine/kinship.js';
import { makePlan } from '../../src/engine/plan.js';
import { Copier, type CopyOptions, FilteredCopier } from '../../src/engine/recorder.js';
import { type Changes, Rewriter } from '../../src/engine/rewriter.js';
import { runCapture } from '../../src/engine/run.js';
import { findReferences, SanitizedCopier } from '../../src/engine/sanitize.js';
import { fieldCatalog } from '../../src/field/registry.js';
import { compileFilter } from '../../src/filter/compile.js';
import { ScapWriter } from '../../src/format/scap/writer.js';
import { EventContext } from '../../src/state/context.js';
import { PiecesSource } from './read-all.js';

export const NO_LIMITS = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };
const never = () => new AbortController().signal;

export interface Copied {
  readonly bytes: Buffer;
  /** Shown events. */
  readonly events: number;
}

/**
 * What -w makes of a capture. `fat`: with all state, as where the input cannot be read twice. `concerned`: as where the
 * words of the filter tell whose state is needed.
 */
export async function copyCapture(
  input: Buffer,
  filterText?: string,
  {
    fat = false,
    sanitize = false,
    changes,
    concerned,
  }: { fat?: boolean; sanitize?: boolean; changes?: Changes; concerned?: TidSet | undefined } = {},
): Promise<Copied> {
  const ctx = new EventContext();
  const writer = new ScapWriter();
  const pieces: Buffer[] = [];
  const flush = () => {
    writer.settle();
    pieces.push(Buffer.from(writer.out.buf.subarray(0, writer.out.pos)));
    writer.out.pos = 0;
  };
  const rewriter = changes && new Rewriter(changes);
  const options: CopyOptions = { writer, flush, rewriter };
  const make = () => compileFilter(filterText ?? '', fieldCatalog);
  const filter = filterText === undefined ? undefined : make();
  let copier = new Copier(ctx, options);
  if (filter && sanitize) {
    const found = await findReferences(new PiecesSource(input), new EventContext(), make(), NO_LIMITS, never());
    copier = new SanitizedCopier(ctx, options, filter.types, found);
  } else if (filter) {
    let isRelative: ((ctx: EventContext) => boolean) | undefined;
    if (concerned) isRelative = ({ ev }) => concerned[ev.tid] !== 0;
    else if (!fat)
      isRelative = isKin(await findKin(new PiecesSource(input), new EventContext(), make(), NO_LIMITS, never()));
    copier = new FilteredCopier(ctx, options, filter.types, isRelative);
  }
  const plan = { ...makePlan(filter, [copier]), concerned };
  await runCapture(new PiecesSource(input), ctx, plan, [copier], NO_LIMITS, never());
  copier.end();
  flush();
  return { bytes: Buffer.concat(pieces), events: copier.events };
}
