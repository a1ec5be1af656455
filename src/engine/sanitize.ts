import { FormatError } from '../errors.js';
import { PPME } from '../event/tables/ids.data.js';
import type { TypeSet } from '../field/def.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { FdEntry, GroupEntry, ProcessEntry, UserEntry } from '../format/capture.js';
import { BLOCKS, SHB } from '../format/scap/blocks.js';
import { writeFds, writeProcesses, writeUsers } from '../format/scap/metadata-out.js';
import type { ByteSource } from '../source/source.js';
import { METADATA } from '../state/apply/metadata.js';
import type { EventContext } from '../state/context.js';
import { fdEntry, processEntry } from '../state/snapshot.js';
import type { ThreadInfo } from '../state/thread.js';
import type { UserTable } from '../state/users.js';
import type { Limits } from './limits.js';
import { ALL_NEEDS } from './parts.js';
import { makePlan, type Sink } from './plan.js';
import { type CopyOptions, FilteredCopier } from './recorder.js';
import { runCapture } from './run.js';

/** What the events of one process in one section refer to. */
interface Process {
  /** Numbers of its first and last event that passed. */
  readonly first: number;
  last: number;
  /** Its fds as of its first event. */
  readonly fds: ReadonlyMap<number, FdEntry>;
  /** Those of them that an event works on. */
  readonly used: Set<number>;
}

/** What the events that pass refer to, for one section of a capture. */
interface References {
  readonly processes: Map<number, Process>;
  /** Threads as of their first event, and the main threads that go with them. */
  readonly threads: Map<number, ProcessEntry>;
  readonly users: Map<number, UserEntry>;
  readonly groups: Map<number, GroupEntry>;
  readonly containers: Set<string>;
}

const noReferences = (): References => ({
  processes: new Map(),
  threads: new Map(),
  users: new Map(),
  groups: new Map(),
  containers: new Set(),
});

/** Looks through a capture for all that the events that pass refer to, section by section. */
export async function findReferences(
  source: ByteSource,
  ctx: EventContext,
  filter: CompiledFilter | undefined,
  limits: Limits,
  interrupted: AbortSignal,
): Promise<readonly References[]> {
  const sections: References[] = [];
  let current = noReferences();
  const sink: Sink = {
    needs: ALL_NEEDS,
    event() {
      const thread = ctx.own;
      if (thread && !thread.isInvalid) refer(current, ctx, thread);
      return true;
    },
    other(memory, start) {
      if (memory.readUInt32LE(start) !== SHB) return;
      current = noReferences();
      sections.push(current);
    },
  };
  try {
    await runCapture(source, ctx, makePlan(filter, [sink]), [sink], limits, interrupted);
  } catch (error) {
    // Where the capture is damaged is told when it is copied.
    if (!(error instanceof FormatError)) throw error;
  }
  return sections;
}

function refer(found: References, ctx: EventContext, thread: ThreadInfo): void {
  const { num } = ctx;
  let process = found.processes.get(thread.pid);
  if (!process) {
    const fds = new Map<number, FdEntry>();
    for (const [fd, info] of thread.fdTable ?? []) fds.set(fd, fdEntry(fd, info));
    process = { first: num, last: num, fds, used: new Set() };
    found.processes.set(thread.pid, process);
  }
  process.last = num;
  if (ctx.fd) process.used.add(thread.lastFd);
  for (const one of [thread.main, thread]) {
    if (!one || found.threads.has(one.tid)) continue;
    const entry = processEntry(one);
    if (entry) found.threads.set(one.tid, entry);
  }
  if (thread.containerId !== '') found.containers.add(thread.containerId);
  referToNames(found, ctx.users, thread);
}

/** Entries of the capture's list, which is that of the host: containers tell theirs in events. */
function referToNames(found: References, users: UserTable, { containerId, user, loginuser, group }: ThreadInfo): void {
  if (containerId !== '' && !users.shared) return;
  for (const { uid } of [user, loginuser]) {
    const entry = users.user('', uid);
    if (entry) found.users.set(uid, entry);
  }
  const entry = users.group('', group.gid);
  if (entry) found.groups.set(entry.gid, entry);
}

/**
 * Copies events with nothing around them but what they refer to: their processes as of their first event, the fds that
 * are used, users, groups and containers. Who made these processes, and everybody else, is left out.
 */
export class SanitizedCopier extends FilteredCopier {
  private section = -1;
  private headed = false;

  constructor(
    ctx: EventContext,
    options: CopyOptions,
    types: TypeSet,
    private readonly sections: readonly References[],
  ) {
    // All that is kept of the processes in question lies between their first and last event.
    super(ctx, options, types, () => true);
  }

  private get references(): References {
    return this.sections[this.section] ?? noReferences();
  }

  override event(): boolean {
    this.head();
    return super.event();
  }

  override unseen(): void {
    const { ctx } = this;
    const { processes, containers, users, groups } = this.references;
    const { ev } = ctx;
    if (METADATA.has(ev.type)) {
      const container = ev.type === PPME.CONTAINER_E ? ev.str(0) : ctx.own?.containerId;
      const user = ev.type === PPME.USER_ADDED_E && users.has(ev.u32(0));
      const group = ev.type === PPME.GROUP_ADDED_E && groups.has(ev.u32(0));
      if (!user && !group && (container === undefined || !containers.has(container))) return;
      this.head();
      this.hide(ev);
      return;
    }
    const process = ctx.own && processes.get(ctx.own.pid);
    if (process && ctx.num > process.first && ctx.num < process.last) super.unseen();
  }

  override other(memory: Buffer, start: number, end: number): void {
    const type = memory.readUInt32LE(start);
    if (type === SHB) {
      this.section++;
      this.headed = false;
    }
    const kind = BLOCKS.get(type)?.kind;
    if (kind === 'users' || kind === 'processes' || kind === 'fds') return;
    super.other(memory, start, end);
  }

  /** In front of the first event of a section. */
  private head(): void {
    if (this.headed) return;
    this.headed = true;
    const { processes, threads, users, groups } = this.references;
    this.writer.settle();
    const { out } = this.writer;
    if (!this.ctx.users.ignored) writeUsers(out, users.values(), groups.values());
    const entries = [...threads.values()];
    const { rewriter } = this;
    writeProcesses(out, rewriter ? entries.map((entry) => rewriter.process(entry)) : entries);
    for (const [pid, { fds, used }] of processes) {
      writeFds(
        out,
        pid,
        [...fds.values()].filter(({ fd }) => used.has(fd)),
      );
    }
  }
}
