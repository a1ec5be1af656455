import type { BufferStyle } from '../bytes/dump.js';
import type { Merge } from '../output/sink.js';
import type { FieldTypes } from './field-types.data.js';
import type { Panel } from './screen.js';

/** What a chisel is written against: `import { defineChisel } from 'ts-shark/chisel'`. docs/writing-chisels.md. */

export { COLOURS, type Colour } from './colours.js';
export { type Row, type TableOptions, tableHooks, topTable } from './top-table.js';
export { decimal, fit, formatBytes, formatDuration, pad, utf8 } from './units.js';
export type { FieldTypes, Merge, Panel };

/** An argument on the command line. */
export interface Arg {
  readonly name: string;
  /** One line for `-i`. */
  readonly doc: string;
  /**
   * `number`: anything else is refused. `field`: must be one. `filter`: must compile, and takes the whole word behind
   * the chisel's name. Absent: text.
   */
  readonly type?: 'text' | 'number' | 'field' | 'filter';
  /** May be left out; behind it all others are optional too. */
  readonly optional?: boolean;
}

/** The arguments by name: numbers as numbers, undefined where an optional one was left out. */
export type ArgValues<A extends readonly Arg[]> = {
  readonly [E in A[number] as E['name']]:
    | (E['type'] extends 'number' ? number : string)
    | (E['optional'] extends true ? undefined : never);
};

/**
 * Reads a field of the current event; undefined: it has no value. Numbers are doubles. Texts are byte strings, one
 * character per byte, so that they print as they were captured; on a terminal their control characters are dots.
 */
export type FieldReader<T> = () => T | undefined;

export type FieldName = keyof FieldTypes & string;

/** The name of a field. One that is spelled out and wrong becomes a type error that says so. */
export type Known<N extends string> = N extends FieldName ? N : string extends N ? N : `there is no field ${N}`;

/** What such a field reads: that of any field, where its name is not known before the run. */
export type FieldValue<N extends string> = FieldTypes[N extends FieldName ? N : string extends N ? FieldName : never];

/** A moment: whole seconds since the epoch, and the ns behind them. */
export interface Moment {
  readonly seconds: number;
  readonly nanos: number;
}

/** The current event. Valid until the next one. */
export interface CurrentEvent extends Moment {
  /** Number in the capture, from 1. */
  readonly number: number;
  readonly cpu: number;
  /** Name of the event, or of the system call. */
  readonly type: string;
}

/** An open fd of a process. Texts are byte strings. */
export interface OpenFd {
  readonly number: number;
  /** file, directory, ipv4, ipv6, unix, pipe ... */
  readonly type: string;
  readonly name: string;
  /** Sockets with addresses only; `client` is absent for one that listens. */
  readonly socket?: {
    readonly protocol: string;
    readonly server: Endpoint;
    readonly client?: Endpoint;
    readonly isServer: boolean;
  };
}

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

/** A thread as of the current event. */
export interface Process {
  readonly tid: number;
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  readonly exe: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  /** -1: not known. */
  readonly fdLimit: number;
  readonly vmSizeKb: number;
  readonly vmRssKb: number;
  readonly vmSwapKb: number;
  readonly majorFaults: number;
  readonly minorFaults: number;
  readonly flags: number;
  readonly children: number;
  /** ns since the epoch; 0 for threads that were there before the capture. */
  readonly created: bigint;
  /** Those that match the filter. */
  readonly fds: readonly OpenFd[];
}

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** docker, podman, lxc ... */
  readonly type: string;
}

/** What ts-shark offers a chisel. Everything that is to be read is asked for in `run`, before the first event. */
export interface Host {
  /** A field of filters and formats by its name. Throws when there is none. */
  field<N extends string>(name: Known<N>): FieldReader<FieldValue<N>>;
  /** The same as text, as `-p` prints it. */
  text(name: string): FieldReader<string>;
  /**
   * The threads of the machine, as of the moment of the call. With a filter, only those with an fd for which it holds,
   * and of their fds only those.
   */
  processes(filter?: string): () => Process[];
  containers(): () => Container[];
  readonly event: CurrentEvent;
  /** Writes a line. */
  print(line: string): void;
  /** Writes text without a line end. */
  write(text: string): void;
  /** Sends what was written on its way, for what draws on a terminal. */
  flush(): void;
  /**
   * A place for lines that are drawn anew at each interval while events come in live: on a terminal in place of those
   * before, elsewhere below them. Also below them where a chisel without such a place prints to the same terminal.
   */
  panel(): Panel;
  /** Ends reading behind the current event; the `end` hook is still called. */
  stop(): void;
  /** Ends ts-shark with a line on standard output. */
  exit(status: number, line: string): never;
  /** Runs ts-shark once more after this run, with these arguments. */
  rerun(args: readonly string[]): void;
  /**
   * Says that the chisel writes files of its own, which a script that runs it may only with --allow-write: throws
   * otherwise. `what`: as in "save buffers".
   */
  willWrite(what: string): void;
  /** -pc or -pk was given: the user wants to see containers. */
  readonly showContainers: boolean;
  /** -j was given. */
  readonly json: boolean;
  /** Size of the terminal, which may change; undefined when standard output is none. */
  readonly terminal: { readonly columns: number; readonly rows: number } | undefined;
  /** Events come in as they happen; known from the first event on. */
  readonly live: boolean;
  /** The input is a pipe, so that events may come in live. */
  readonly streaming: boolean;
  /** The filter on the command line; '' for none. */
  readonly filter: string;
  /** The file that is read, as it was named. */
  readonly source: string;
}

export interface Interval {
  /** ns; 0: never. Looked at once, at the first event. */
  readonly every: number;
  /** Multiples count from the first event; also called for those without events, each with the time it began. */
  readonly precise?: boolean;
  /**
   * While events come in live, it is also called when none come, by the clock of this machine: then `call` must not read
   * fields.
   */
  readonly clock?: boolean;
  call(now: Moment, sinceLast: number): void;
}

/** What a chisel does. */
export interface Hooks {
  /** Events for which it does not hold are not shown to `event`; on top of the filter on the command line. */
  readonly filter?: string;
  /**
   * Fields without which an event is nothing to `event`, and conditions that it has to satisfy, such as
   * `evt.latency > 0`: events whose type never does may be left out.
   */
  readonly requires?: readonly string[];
  /** How `evt.buffer` and `evt.arg.data` show bytes, unless the command line says otherwise. */
  readonly bufferStyle?: BufferStyle;
  /** Called when the capture is open, before its first event. */
  start?(): void;
  /** Called for each event; false: no line is printed for it. */
  event?(): boolean | undefined;
  /** A line that is printed for every event, in the language of `-p`. */
  readonly format?: string;
  /** Called in event time, when a multiple of `every` ns has passed; `sinceLast`: ns since the last call, or the first event. */
  readonly interval?: Interval;
  /**
   * With this, several threads can run the chisel, each over some of the events, where the user asks for it
   * (--threads). `event` only gathers and prints nothing. What the others gathered, their `take` gives, in values that
   * can be sent between threads; `add` takes it in, before `end`.
   */
  readonly merge?: Merge;
  /** Called behind the last event. `duration`: ns from the first event of the capture to its last. */
  end?(last: Moment, duration: number): void;
}

export interface Chisel<A extends readonly Arg[] = readonly Arg[]> {
  /** Heading under which `-cl` lists it. */
  readonly category: string;
  /** One line for `-cl`. */
  readonly summary: string;
  /** For `-i`. */
  readonly description?: string;
  readonly args?: A;
  /** Not listed. */
  readonly hidden?: boolean;
  /** Called once per capture, before its first event. */
  run(host: Host, args: ArgValues<A>): Hooks;
}

/** Gives a chisel its types. The default export of a chisel's file. */
export const defineChisel = <const A extends readonly Arg[] = readonly []>(chisel: Chisel<A>): Chisel<A> => chisel;
