import { existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BufferStyle } from '../../bytes/dump.js';
import type { FieldReader, OpenFd, Process } from '../api.js';
import type { ChiselHost } from '../host.js';
import { decimal } from '../units.js';
import { formatText } from './format.js';
import { type FromLua, Handle, type HostFunction, Several, type ToLua } from './vm.js';

/** What a script told us while it was set up. */
export interface Answers {
  readonly filters: string[];
  style: BufferStyle | undefined;
  format: string | undefined;
  /** ns of its interval; 0: none. */
  every: number;
  /** The interval is called for each multiple of `every`, not once when some have passed. */
  precise: boolean;
  successor: { readonly name: string; readonly args: readonly string[] } | undefined;
}

const SECOND = 1e9;
const DEFAULT_FORMAT = '*%evt.num %evt.time %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.args';
const STYLES: Readonly<Record<string, BufferStyle>> = {
  normal: 'dots',
  simple: 'dots',
  json: 'dots',
  hex: 'hex',
  hexascii: 'hexascii',
  ascii: 'ascii',
  base64: 'base64',
  jsonbase64: 'base64',
};
const U64 = 1n << 64n;

const text = (value: FromLua): string => (value === undefined ? '' : tostring(value));
const number = (value: FromLua): number => Number(value ?? 0);
const unsigned = (n: number): number => (n < 0 ? n >>> 0 : n);

function tostring(value: FromLua): string {
  if (value === undefined) return 'nil';
  if (typeof value === 'number') return decimal(value);
  if (value instanceof Map) return 'table';
  return typeof value === 'object' ? 'userdata' : String(value);
}

const timestamp = (seconds: FromLua, nanos: FromLua) =>
  BigInt(Math.trunc(number(seconds))) * BigInt(SECOND) + BigInt(Math.trunc(number(nanos)));
const u64 = (n: bigint) => (((n % U64) + U64) % U64).toString();

/** Time stamps are text, as they have more digits than a double. */
const timeArithmetic: Readonly<Record<string, HostFunction>> = {
  make_ts: (seconds, nanos) => u64(timestamp(seconds, nanos)),
  add_ts: (a, b) => u64(BigInt(text(a)) + BigInt(text(b))),
  subtract_ts: (a, b) => u64(BigInt(text(a)) - BigInt(text(b))),
};

function fdTable(fds: readonly OpenFd[], bare: boolean): ReadonlyMap<number, ToLua> {
  return new Map(
    fds.map(({ number: fd, name, type, socket }) => {
      const ends = socket && {
        sip: socket.server.ip,
        sport: socket.server.port,
        l4proto: socket.protocol,
        is_server: socket.isServer,
        ...(socket.client && { cip: socket.client.ip, cport: socket.client.port }),
      };
      return [fd, bare ? { ...ends } : { name, type, ...ends }] as [number, ToLua];
    }),
  );
}

function threadEntry(p: Process, bare: boolean, fds: boolean): ToLua {
  const fdtable = fds ? fdTable(p.fds, bare) : undefined;
  if (bare) return { tid: p.tid, pid: unsigned(p.pid), fdtable };
  return {
    tid: p.tid,
    pid: unsigned(p.pid),
    ptid: unsigned(p.ppid),
    comm: p.name,
    exe: p.exe,
    flags: p.flags,
    fdlimit: unsigned(p.fdLimit),
    uid: p.uid,
    gid: p.gid,
    nchilds: p.children,
    vmsize_kb: p.vmSizeKb,
    vmrss_kb: p.vmRssKb,
    vmswap_kb: p.vmSwapKb,
    pfmajor: p.majorFaults,
    pfminor: p.minorFaults,
    clone_ts: String(p.created),
    username: p.user,
    args: p.args,
    env: p.env,
    fdtable,
  };
}

const noNetwork: HostFunction = () => {
  throw new Error('chisels cannot send over the network in this version');
};

/** Words of a command line, some of them in quotes. */
const wordsOf = (line: string): string[] =>
  Array.from(line.matchAll(/"([^"]*)"|'([^']*)'|\S+/g), ([word, double, single]) => double ?? single ?? word);

/** The next run is another one of the scripts in the same folder, or the same script once more. */
function chiselBeside(folder: string, word: string, before: string | undefined): string {
  const file = join(folder, `${word}.lua`);
  return before === '-c' && existsSync(file) ? file : word;
}

function sysdigTable(host: ChiselHost, answers: Answers, folder: string): Record<string, HostFunction> {
  const threads =
    (bare: boolean, fds: boolean): HostFunction =>
    (filter) =>
      new Map(host.processList(text(filter)).map((p) => [p.tid, threadEntry(p, bare, fds)] as const));
  let json = host.json;
  return {
    ...timeArithmetic,
    set_filter: (filter) => void answers.filters.push(text(filter)),
    // What a capture holds is settled when it is made.
    set_snaplen: () => undefined,
    set_fatfile_dump_mode: () => undefined,
    set_output_format(name) {
      const style = STYLES[text(name)];
      if (!style) throw new Error(`there is no output format '${text(name)}'`);
      answers.style = style;
      json ||= text(name).startsWith('json');
      return undefined;
    },
    is_live: () => host.live,
    is_tty: () => host.terminal !== undefined,
    get_terminal_info: () => ({ width: host.terminal?.columns ?? -1, height: host.terminal?.rows ?? -1 }),
    get_filter: () => host.filter,
    get_machine_info() {
      const { cpus, memoryBytes, maxPid, hostname } = host.ctx.machine;
      return { num_cpus: cpus, memory_size_bytes: Number(memoryBytes), max_pid: Number(maxPid), hostname };
    },
    get_thread_table: threads(false, true),
    get_thread_table_nofds: threads(false, false),
    get_thread_table_barebone: threads(true, true),
    get_thread_table_barebone_nofds: threads(true, false),
    get_container_table: () =>
      host
        .containerList()
        .map(({ id, name, image, type }) => ({ id, name, image, type: type.replace('libvirt-lxc', 'libvirt_lxc') })),
    is_print_container_data: () => host.showContainers,
    get_output_format: () => (json ? 'json' : 'normal'),
    get_evtsource_name: () => (host.streaming ? '' : host.source),
    get_firstevent_ts: () => String(host.timestamp(host.ctx.firstTime)),
    get_lastevent_ts: () => String(host.timestamp(host.ctx.lastTime)),
    get_read_progress: () => host.progress(),
    run_app: (args) =>
      void host.rerun(wordsOf(text(args)).map((word, i, all) => chiselBeside(folder, word, all[i - 1]))),
    end_capture: () => void host.stop(),
    log: (message, severity) =>
      void writeSync(2, `${severity === undefined ? '' : `${text(severity)}: `}${text(message)}\n`, null, 'latin1'),
    // Metrics are for programs that embed the original.
    push_metric: () => undefined,
    udp_setpeername: noNetwork,
    udp_send: noNetwork,
  };
}

function chiselTable(host: ChiselHost, answers: Answers): Record<string, HostFunction> {
  const every =
    (unit: number, precise: boolean): HostFunction =>
    (n) => {
      answers.every = Math.trunc(number(n) * unit);
      answers.precise = precise;
      return undefined;
    };
  return {
    request_field: (name) => new Handle(host.scriptField(text(name))),
    set_filter: (filter) => void (text(filter) !== '' && answers.filters.push(text(filter))),
    set_event_formatter: (format) => {
      const wanted = text(format);
      answers.format = wanted === '' || wanted === 'default' ? DEFAULT_FORMAT : wanted;
      return undefined;
    },
    set_interval_ns: every(1, false),
    set_interval_s: every(SECOND, false),
    set_precise_interval_ns: every(1, true),
    exec: (name, ...args) => {
      answers.successor = { name: text(name), args: args.map(text) };
      return undefined;
    },
  };
}

function evtTable(host: ChiselHost): Record<string, HostFunction> {
  const { event } = host;
  return {
    field(handle) {
      // As in sysdig, anything but a field has no value.
      if (!(handle instanceof Handle)) return undefined;
      const value = (handle.value as FieldReader<ToLua>)();
      return Array.isArray(value) ? (value[0] as ToLua) : value;
    },
    get_num: () => event.number,
    get_ts: () => new Several([event.seconds, event.nanos]),
    get_type: () => event.type,
    get_cpuid: () => event.cpu,
  };
}

/** The tables by which a script reaches the host. */
export const hostTables = {
  format: ((format, ...args) => formatText(text(format), args, tostring)) as HostFunction,
  make: (host: ChiselHost, answers: Answers, folder: string) => ({
    sysdig: sysdigTable(host, answers, folder),
    chisel: chiselTable(host, answers),
    evt: evtTable(host),
  }),
};
