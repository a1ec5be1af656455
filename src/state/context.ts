import type { PathStyle } from '../bytes/path.js';
import { TWO32 } from '../bytes/signed64.js';
import { ArgsRenderer } from '../event/render/args.js';
import { type Dialect, type EventInfo, eventTable } from '../event/table.js';
import { EventView } from '../event/view.js';
import type { MachineInfo } from '../format/capture.js';
import { ContainerTable } from './containers.js';
import type { FdInfo } from './fd.js';
import { InterfaceTable } from './interfaces.js';
import type { LocalUsers } from './local-users.js';
import { Need, type Needs } from './needs.js';
import { StateResolver } from './resolver.js';
import type { Suppressor } from './suppress.js';
import type { ThreadInfo } from './thread.js';
import { ThreadTable } from './thread-table.js';
import { UserTable } from './users.js';

const SECOND = 1_000_000_000;

export type TimeMode = 'h' | 'a' | 'r' | 'd' | 'D';

const NO_MACHINE: MachineInfo = { cpus: 0, memoryBytes: 0n, maxPid: 0n, hostname: '', bootTs: 0n };

/** Thrown where a value depends on what was printed before, while other threads print some of the events. */
export class NotShareable extends Error {}

/**
 * The current event and the machine it happened on, as of that moment. One object, moved from event to event: what a
 * field reads off it is valid until the next one.
 */
export class EventContext {
  readonly ev = new EventView();
  /** Number of the event in the capture, from 1. */
  num = 0;
  dialect: Dialect = 'pairs';
  table: readonly EventInfo[] = eventTable('pairs');

  readonly threads = new ThreadTable();
  readonly users = new UserTable();
  /** Names, in place of those, the users of processes that were there before the capture; undefined: those do. */
  localUsers: LocalUsers | undefined;
  readonly containers = new ContainerTable();
  readonly interfaces = new InterfaceTable();
  machine: MachineInfo = NO_MACHINE;
  /** Names behind fds, pids and uids, and how byte buffers are shown. */
  readonly resolver = new StateResolver(this);
  /** Parameters as text. */
  args = new ArgsRenderer('pairs', this.resolver);
  /** What `evt.outputtime` shows: h local time, a seconds since the epoch, r since the first event, d latency, D delta. */
  timeMode: TimeMode = 'h';

  /** Leaves out the events of some threads; undefined: none. */
  suppressor: Suppressor | undefined;
  /** Other threads print some of the events. */
  shared = false;
  /** Parts of the state that are kept. */
  needs: Needs = Need.NONE;

  /** The thread of the event; undefined where the state engine does not look at it (switches, drops, meta events). */
  own: ThreadInfo | undefined;
  /** The fd that the event works on. */
  fd: FdInfo | undefined;
  /** The event changed the name of its fd. */
  fdNameChanged = false;
  /** An fd was created in the middle of a close of the same number: the ends of calls are looked at for that. */
  closesCanceled = false;
  /** What the event writes to; undefined: it does not write. */
  written: FdInfo | undefined;

  /** Time stamp of the very first event, in two parts, and the one that relative times count from. */
  private baseLow = 0;
  private baseHigh = 0;
  private baseSeconds = 0;
  private baseNanos = 0;
  private hasBase = false;
  /** The second that was asked for last, and the event time at which it begins. */
  private second = 0;
  private secondStart = Number.NaN;
  /** Time of the first event that is not a meta event, ns after the very first; NaN before it came. */
  firstTime = Number.NaN;
  /** Time of the last event that was read, ns after the very first; NaN before there was one. */
  lastTime = Number.NaN;

  /** The event is a write to the system log. */
  get toSyslog(): boolean {
    return this.written?.isSyslog === true;
  }

  /** Makes one of the fds that are there the event's, which may then change its name. */
  useFd(fd: FdInfo | undefined): void {
    if (fd !== undefined) fd.oldName = fd.name;
    this.fd = fd;
  }

  get info(): EventInfo {
    return this.table[this.ev.type];
  }

  useDialect(dialect: Dialect): void {
    this.dialect = dialect;
    this.table = eventTable(dialect);
    this.resolver.useDialect(dialect);
    this.users.shared = dialect === 'exits';
    this.interfaces.v6InContainers = dialect === 'exits';
    this.args = new ArgsRenderer(dialect, this.resolver);
  }

  /** How paths are joined and shown in this dialect. */
  get paths(): PathStyle {
    return this.resolver.paths;
  }

  /** The thread whose fields the event shows; for events outside the state engine, whoever has the tid. */
  get thread(): ThreadInfo | undefined {
    return this.own ?? this.threads.get(this.ev.tid);
  }

  /** Event time in ns after the capture's very first event: exact for a hundred days either way. */
  get time(): number {
    const low = this.ev.tsLow;
    const high = this.ev.tsHigh;
    if (!this.hasBase) this.setBase(low, high);
    return (high - this.baseHigh) * TWO32 + (low - this.baseLow);
  }

  private setBase(low: number, high: number): void {
    this.hasBase = true;
    this.baseLow = low;
    this.baseHigh = high;
    const ts = (BigInt(high) << 32n) | BigInt(low);
    this.baseSeconds = Number(ts / BigInt(SECOND));
    this.baseNanos = Number(ts % BigInt(SECOND));
    this.secondStart = Number.NaN;
  }

  /** Whole seconds since the epoch of a time in ns after the first event. */
  secondsOf(time: number): number {
    this.findSecond(time);
    return this.second;
  }

  /** The ns part that goes with `secondsOf`. */
  nanosOf(time: number): number {
    this.findSecond(time);
    return time - this.secondStart;
  }

  private findSecond(time: number): void {
    const rest = time - this.secondStart;
    if (rest >= 0 && rest < SECOND) return;
    let whole = Math.floor((this.baseNanos + time) / SECOND);
    // The quotient may have been rounded up to the next second.
    if (whole * SECOND > this.baseNanos + time) whole--;
    this.second = this.baseSeconds + whole;
    this.secondStart = whole * SECOND - this.baseNanos;
  }

  /** Forgets everything: another capture follows in the same stream. Event numbers go on. */
  resetMachine(): void {
    this.threads.clear();
    this.users.clear();
    this.containers.clear();
    this.interfaces.clear();
    this.machine = NO_MACHINE;
    this.own = undefined;
    this.fd = undefined;
    this.firstTime = Number.NaN;
    this.closesCanceled = false;
  }
}
