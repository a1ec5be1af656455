import { PPME } from '../../event/tables/ids.data.js';
import type { EventView } from '../../event/view.js';
import type { EventContext } from '../context.js';
import type { ThreadInfo } from '../thread.js';

/** What an event type does to the state. `thread` is the event's own; events without one are not applied. */
export type Apply = (ctx: EventContext, thread: ThreadInfo, deferred: Deferred) => void;

/** An event type that changes the state without having a thread, or whose thread may be unknown. */
export type ApplyAny = (ctx: EventContext, deferred: Deferred) => void;

/** Removals wait for the next event, so that the fields of a close or an exit still resolve. */
export interface Deferred {
  closeFd(thread: ThreadInfo, fd: number): void;
  endThread(tid: number): void;
  /** Looks at the event's thread and fd anew. */
  restart(): void;
}

/** The enter event that belongs to the exit event at hand, as far as the state engine keeps enter events. */
export function enterOf(ctx: EventContext, thread: ThreadInfo): EventView | undefined {
  if (!thread.enterValid || !thread.hasEnter) return undefined;
  const enter = thread.enter as EventView;
  const { type } = ctx.ev;
  if (enter.type === type - 1) return enter;
  // A successful execveat reports the exit of an execve.
  if (isExecve(type) && enter.type === PPME.SYSCALL_EXECVEAT_E) return enter;
  thread.enterValid = false;
  return undefined;
}

/** Exit events that may follow the enter event of execveat. */
export const isExecve = (type: number): boolean =>
  type === PPME.SYSCALL_EXECVE_18_X || type === PPME.SYSCALL_EXECVE_19_X;
