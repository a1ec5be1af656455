import { ByteWriter } from '../bytes/writer.js';
import { SharkError } from '../errors.js';
import { genericCode, syscallName } from '../event/names.js';
import { PPME } from '../event/tables/ids.data.js';
import type { BoundField, Needs, Use, Value } from '../field/def.js';
import { fieldCatalog } from '../field/registry.js';
import { needsFor } from '../field/use.js';
import { compileFilter } from '../filter/compile.js';
import { putterOf } from '../output/format.js';
import type { Stdout } from '../output/stdout.js';
import { defuse } from '../output/terminal.js';
import type { EventContext } from '../state/context.js';
import type { Container, CurrentEvent, FieldReader, Host, Process } from './api.js';
import { kindOf } from './field-kinds.js';
import type { Permissions } from './load.js';
import { listContainers, listProcesses, PROCESS_NEEDS } from './machine.js';
import type { Panel, Screen } from './screen.js';

/** What the command line says that chisels care about. */
export interface Settings {
  readonly stdout: Stdout;
  readonly showContainers: boolean;
  readonly json: boolean;
  readonly terminal: Host['terminal'];
  readonly screen: Screen;
  readonly streaming: boolean;
  /** This machine is recorded. */
  readonly live: boolean;
  readonly filter: string;
  readonly source: string;
  /** What the chisels of the run have in common. `ended`: one of them wants no more. */
  readonly run: { ended: boolean };
  /** What the script may do that asked for the run; undefined: the user did. */
  readonly permissions: Permissions | undefined;
  /** The user chose how buffers are shown. */
  readonly styleChosen: boolean;
  /** Runs ts-shark once more behind this run; within permissions, where scripts have asked for it. */
  rerun(args: readonly string[], permissions?: Permissions): void;
  /** Percent of the input that was read. */
  progress(): number;
}

/** A chisel ends ts-shark; what it had to say is printed. */
export class ChiselExit extends Error {
  constructor(readonly status: number) {
    super(`a chisel ended the run with status ${status}`);
  }
}

const SECOND = 1_000_000_000n;
const SURELY_LIVE_MS = 60_000;
const scratch = new ByteWriter(1024);

function isField(name: string): boolean {
  try {
    return fieldCatalog.resolve(name) !== undefined;
  } catch {
    return false;
  }
}

/** The current event, read off the context when asked. */
class EventReader implements CurrentEvent {
  constructor(private readonly ctx: EventContext) {}

  get number(): number {
    return this.ctx.num;
  }
  get cpu(): number {
    return this.ctx.ev.cpu;
  }
  get seconds(): number {
    return this.ctx.secondsOf(this.ctx.time);
  }
  get nanos(): number {
    return this.ctx.nanosOf(this.ctx.time);
  }
  get type(): string {
    const { ev, info } = this.ctx;
    const generic = ev.type === PPME.GENERIC_E || ev.type === PPME.GENERIC_X;
    return generic ? (syscallName(genericCode(ev)) ?? info.name) : info.name;
  }
}

/** One chisel's view of a run. */
export class ChiselHost implements Host {
  needs: Needs = 0;
  stopped = false;
  /** Some field hangs on the events that it was asked about before: no other thread can take some of them. */
  sequential = false;
  hasPanel = false;
  /** What may be done through this host, when a script drives it or asked for the run; undefined: all. */
  permissions: Permissions | undefined;
  live: boolean;
  readonly event: CurrentEvent;
  readonly showContainers: boolean;
  readonly json: boolean;
  readonly terminal: Host['terminal'];
  readonly streaming: boolean;
  readonly filter: string;
  readonly source: string;
  private sealed = false;
  /** The fields that were asked for. */
  private readonly fields: BoundField[] = [];
  private readonly stdout: Stdout;

  constructor(
    readonly ctx: EventContext,
    private readonly settings: Settings,
  ) {
    this.event = new EventReader(ctx);
    this.stdout = settings.stdout;
    this.showContainers = settings.showContainers;
    this.json = settings.json;
    this.terminal = settings.terminal;
    this.streaming = settings.streaming;
    this.live = settings.live;
    this.permissions = settings.permissions;
    this.filter = settings.filter;
    this.source = settings.source;
  }

  /** From here on nothing can be asked for any more: the plan is made, for those events. */
  seal(use: Use): void {
    this.sealed = true;
    for (const field of this.fields) this.needs |= needsFor(field, use);
  }

  /** To be called with the first event. */
  senseLive(): void {
    this.live ||= this.streaming && Math.abs(Date.now() - this.event.seconds * 1000) < SURELY_LIVE_MS;
  }

  private ask(what: string): void {
    if (this.sealed) throw new Error(`${what} was asked for after the first event; ask for it in run()`);
  }

  private need(needs: Needs, what: string): void {
    this.ask(what);
    this.needs |= needs;
  }

  /** Finds a field by its name; throws a SharkError with what is wrong. */
  bind(name: string): BoundField {
    const bracket = /^([\w.]+)\[(.*)\]$/s.exec(name);
    let field: BoundField | undefined;
    let reason = `there is no field '${name}'`;
    try {
      field = bracket ? fieldCatalog.resolve(bracket[1], bracket[2]) : fieldCatalog.resolve(name);
    } catch (error) {
      reason = (error as Error).message;
    }
    if (!field) {
      const near = fieldCatalog.nearest(bracket?.[1] ?? name);
      throw new SharkError(
        'TS_SHARK_CHISEL',
        reason,
        near && near !== name ? `did you mean ${near}?` : 'ts-shark -l lists all fields',
      );
    }
    if (field.def.filterOnly) throw new SharkError('TS_SHARK_CHISEL', `${name} can be used in filters only`);
    this.ask(name);
    this.fields.push(field);
    this.sequential ||= field.def.sequential === true;
    return field;
  }

  field(name: string): FieldReader<never> {
    const field = this.bind(name);
    return this.reader(field) as FieldReader<never>;
  }

  private reader(field: BoundField): FieldReader<Value> {
    const { get, type, def } = field;
    const { ctx } = this;
    if (type === 'ipaddr' || type === 'ipnet') return this.textReader(field);
    if (def.list) return () => get(ctx);
    switch (kindOf(type)) {
      case 'boolean':
        return () => get(ctx);
      case 'number':
        return () => {
          const value = get(ctx);
          return typeof value === 'bigint' ? Number(value) : value;
        };
      default: {
        if (!this.terminal) return () => get(ctx);
        return () => {
          const value = get(ctx);
          return typeof value === 'string' ? this.clean(value) : value;
        };
      }
    }
  }

  text(name: string): FieldReader<string> {
    return this.textReader(this.bind(name));
  }

  private textReader(field: BoundField): FieldReader<string> {
    const put = putterOf(field);
    const { ctx } = this;
    return () => {
      scratch.pos = 0;
      if (!put(ctx, scratch)) return undefined;
      if (this.terminal) defuse(scratch, 0, true);
      return scratch.slice(0);
    };
  }

  /** A captured text as it can be shown: on a terminal, without control characters but line ends and tabs. */
  readonly clean = (text: string): string => {
    if (!this.terminal) return text;
    scratch.pos = 0;
    scratch.text(text);
    defuse(scratch, 0, true);
    return scratch.slice(0);
  };

  processes(filter?: string): () => Process[] {
    const compiled = filter === undefined ? undefined : compileFilter(filter, fieldCatalog);
    this.need(PROCESS_NEEDS | (compiled?.needs ?? 0), 'the list of processes');
    return () => listProcesses(this.ctx, compiled, this.clean);
  }

  containers(): () => Container[] {
    this.need(PROCESS_NEEDS, 'the list of containers');
    return () => listContainers(this.ctx, this.clean);
  }

  /** For scripts that may list processes whenever they want. */
  needMachine(): void {
    this.need(PROCESS_NEEDS, 'the machine');
  }

  /** As of now; '' is no filter. */
  processList(filter: string): Process[] {
    const compiled = filter === '' ? undefined : compileFilter(filter, fieldCatalog);
    return listProcesses(this.ctx, compiled, this.clean);
  }

  containerList(): Container[] {
    return listContainers(this.ctx, this.clean);
  }

  /**
   * A field as scripts see it: buffers as they print; parameters that no event has, and what tracers once said, have no
   * value instead of being an error, as in sysdig.
   */
  scriptField(name: string): FieldReader<Value> {
    if (/^(evt\.(raw)?arg|span|evtin)\./.test(name) && !isField(name)) return () => undefined;
    const field = this.bind(name);
    return field.def.name === 'evt.buffer' ? this.textReader(field) : this.reader(field);
  }

  /** ns since the epoch of a time in ns after the first event. */
  timestamp(time: number): bigint {
    const t = Number.isNaN(time) ? 0 : time;
    return BigInt(this.ctx.secondsOf(t)) * SECOND + BigInt(this.ctx.nanosOf(t));
  }

  progress(): number {
    return this.settings.progress();
  }

  print(line: string): void {
    const { out } = this.stdout;
    out.text(line);
    out.byte(0x0a);
    this.stdout.line();
  }

  write(text: string): void {
    this.settings.screen.pass(text);
    this.stdout.line();
  }

  flush(): void {
    this.stdout.flush();
  }

  panel(): Panel {
    this.hasPanel = true;
    return this.settings.screen.panel();
  }

  stop(): void {
    this.stopped = true;
  }

  exit(status: number, line: string): never {
    this.print(line);
    throw new ChiselExit(status);
  }

  willWrite(what: string): void {
    if (!this.permissions || this.permissions.write) return;
    throw new SharkError('TS_SHARK_CHISEL', `a script wants ts-shark to ${what}, which needs --allow-write`);
  }

  rerun(args: readonly string[]): void {
    this.settings.rerun(args, this.permissions);
  }
}
