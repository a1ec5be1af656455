import { FormatError } from '../errors.js';
import { TYPE_LIMIT } from '../event/table.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { ByteSource } from '../source/source.js';
import type { EventContext } from '../state/context.js';
import { Need } from '../state/needs.js';
import type { Limits } from './limits.js';
import { CLONES } from './meaning.js';
import { makePlan, type Sink } from './plan.js';
import { runCapture } from './run.js';

/** Processes whose fds the events of a filter may need. */
export interface Kin {
  /** Those of the events, and all they descend from since the capture began: a process has the fds of who made it. */
  readonly withAncestors: ReadonlySet<number>;
  /** Events that pass; undefined where the capture could not be read to its end, or holds what is newer than we are. */
  readonly events: number | undefined;
}

/** Where nothing passes. */
export const NO_KIN: Kin = { withAncestors: new Set(), events: 0 };

/** Whether the event at hand is one of those whose fds the events of the filter may need. */
export const isKin =
  ({ withAncestors }: Kin) =>
  ({ own }: EventContext): boolean =>
    own !== undefined && withAncestors.has(own.pid);

/** Whose events pass a filter, found by a look at the capture, as far as it can be read. */
export async function findKin(
  source: ByteSource,
  ctx: EventContext,
  filter: CompiledFilter | undefined,
  limits: Limits,
  interrupted: AbortSignal,
): Promise<Kin> {
  const own = new Set<number>();
  const makers = new Map<number, Set<number>>();
  let last = Number.NaN;
  let events: number | undefined;
  const note = (child: number, maker: number) => {
    const known = makers.get(child);
    if (known) known.add(maker);
    else makers.set(child, new Set([maker]));
  };
  const noteClone = () => {
    const { ev } = ctx;
    const result = ev.i64(0);
    if (result > 0) note(result, ctx.own?.pid ?? ev.tid);
    // In a pid namespace the maker has another number for its child; the child knows both.
    else if (result === 0) note(ev.i64(4), ctx.threads.get(ev.i64(5))?.pid ?? ev.i64(5));
  };
  const sink: Sink = {
    needs: Need.THREADS,
    watches: new Uint8Array(TYPE_LIMIT).map((_, type) => (CLONES.has(type) ? 1 : 0)),
    event() {
      const pid = ctx.own?.pid ?? -1;
      if (pid !== last) {
        last = pid;
        own.add(pid);
      }
      if (CLONES.has(ctx.ev.type)) noteClone();
      return true;
    },
    unseen() {
      if (CLONES.has(ctx.ev.type)) noteClone();
    },
  };
  try {
    const outcome = await runCapture(source, ctx, makePlan(filter, [sink]), [sink], limits, interrupted);
    if (!interrupted.aborted && outcome.passedOver === undefined) events = outcome.events;
  } catch (error) {
    // Where the capture is damaged is told when it is copied.
    if (!(error instanceof FormatError)) throw error;
  }
  return { withAncestors: closure(own, makers), events };
}

function closure(own: ReadonlySet<number>, makers: ReadonlyMap<number, ReadonlySet<number>>): Set<number> {
  const all = new Set(own);
  for (const pid of all) for (const maker of makers.get(pid) ?? []) all.add(maker);
  return all;
}
