import type { MachineInfo } from '../format/capture.js';
import type { Damage } from '../format/scap/salvage.js';

/** What a capture is and holds. Times are ns since the epoch; texts are byte strings. */
export interface CaptureInfo {
  readonly file: string;
  /** Bytes of the file; null where it is a pipe. */
  readonly size: number | null;
  readonly compressed: boolean;
  /** Version of the section header: major.minor. */
  readonly format: string;
  /** Who wrote it, as far as the layout of the process list and the events tell. */
  readonly writer: string;
  readonly dialect: 'enter and exit events' | 'exit events alone';
  readonly sections: number;
  readonly comments: readonly string[];
  readonly events: number;
  /** Events that are kept for the state alone. */
  readonly hidden: number;
  /** Events of types that this program does not know. */
  readonly unknown: number;
  /** Drop events, and per event type and process name how many there are, most frequent first. */
  readonly drops: number;
  readonly types: readonly (readonly [name: string, count: number])[];
  readonly processes: readonly (readonly [name: string, count: number])[];
  readonly first: bigint | null;
  readonly last: bigint | null;
  readonly machine: MachineInfo;
  readonly startThreads: number;
  readonly containers: readonly { readonly id: string; readonly name: string; readonly image: string }[];
  readonly damages: readonly Damage[];
}

const SECOND = 1_000_000_000n;
const SHOWN = 10;

const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not reach a terminal
const printable = (text: string): string => utf8(text).replace(/[\x00-\x1f\x7f-\x9f]/g, '.');

/** UTC, with all nine digits. */
function isoTime(ns: bigint): string {
  const whole = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19);
  return `${whole}.${String(ns % SECOND).padStart(9, '0')}Z`;
}

const seconds = (ns: bigint): string => `${ns / SECOND}.${String(ns % SECOND).padStart(9, '0')}`;

/** One object for a machine to read; times are texts, as they exceed what many readers of JSON take as a number. */
export function infoJson(info: CaptureInfo): string {
  const { machine, first, last } = info;
  const value = {
    ...info,
    types: Object.fromEntries(info.types),
    processes: Object.fromEntries(info.processes.map(([name, count]) => [utf8(name), count])),
    containers: info.containers.map(({ id, name, image }) => ({ id: utf8(id), name: utf8(name), image: utf8(image) })),
    comments: info.comments.map(utf8),
    first: first === null ? null : isoTime(first),
    last: last === null ? null : isoTime(last),
    duration: first === null || last === null ? null : seconds(last - first),
    machine: {
      hostname: utf8(machine.hostname),
      cpus: machine.cpus,
      memoryBytes: Number(machine.memoryBytes),
      boot: machine.bootTs === 0n ? null : isoTime(machine.bootTs),
    },
  };
  return JSON.stringify(value);
}

const top = (counts: CaptureInfo['types']): string => {
  const shown = counts.slice(0, SHOWN).map(([name, count]) => `${printable(name)} ${count}`);
  return shown.join(', ') + (counts.length > SHOWN ? `, and ${counts.length - SHOWN} more` : '');
};

function machineLine({ hostname, cpus, memoryBytes, bootTs }: MachineInfo): string {
  const memory = memoryBytes > 0n ? `, ${(Number(memoryBytes) / 2 ** 30).toFixed(1)} GiB` : '';
  return `${printable(hostname) || 'unknown'}, ${cpus} CPUs${memory}${bootTs > 0n ? `, up since ${isoTime(bootTs)}` : ''}`;
}

/** Lines for a person to read. */
export function infoText(info: CaptureInfo): string {
  const { first, last } = info;
  const rows: [string, string][] = [
    ['file', printable(info.file)],
    [
      'size',
      `${info.size === null ? 'unknown' : `${info.size} bytes`}${info.compressed ? ', compressed with gzip' : ''}`,
    ],
    ['format', `scap ${info.format}, ${info.dialect}${info.sections > 1 ? `, ${info.sections} sections` : ''}`],
    ['writer', info.writer],
    ...info.comments.map((comment): [string, string] => ['comment', printable(comment)]),
    ['machine', machineLine(info.machine)],
    ['threads', `${info.startThreads} at the start`],
    ['events', `${info.events}${info.hidden > 0 ? `, and ${info.hidden} for the state alone` : ''}`],
  ];
  if (info.unknown > 0) rows.push(['unknown', `${info.unknown} events of types that are newer than this program`]);
  if (first !== null && last !== null) {
    rows.push(['first', isoTime(first)], ['last', isoTime(last)], ['duration', `${seconds(last - first)} s`]);
  }
  rows.push(['types', top(info.types)], ['processes', top(info.processes)]);
  for (const { id, name, image } of info.containers) {
    rows.push(['container', `${printable(id)} ${printable(name)} (${printable(image)})`]);
  }
  rows.push(['drops', info.drops === 0 ? 'none' : `${info.drops} times`]);
  for (const { offset, length, reason } of info.damages) {
    rows.push(['damaged', `${length} bytes at byte ${offset}: ${printable(reason)}`]);
  }
  return rows.map(([name, value]) => `${`${name}:`.padEnd(11)}${value}\n`).join('');
}
