/** Every option, once: what is parsed, what --help says. */

export type FlagGroup =
  | 'Input'
  | 'What is printed'
  | 'How it is printed'
  | 'Lists'
  | 'Writing'
  | 'Chisels'
  | 'Live capture'
  | 'Other probes'
  | 'Plugins'
  | 'Other';

/** Groups that are not in this version, and what it does not do for that. Their options are understood, so that no value is misread. */
export const ABSENT: Partial<Record<FlagGroup, string>> = {
  'Other probes': 'captures live with its own programs alone',
  Plugins: 'does not load plugins',
};

export interface Flag {
  /** Letter, without the dash. */
  readonly short?: string;
  /** Name, without the dashes. Unambiguous beginnings of it are understood too. */
  readonly long: string;
  /** Name of its argument; absent: a switch. */
  readonly arg?: string;
  /** The argument may be left out, and is never the next word. */
  readonly optional?: boolean;
  /** Only the long name has the argument. */
  readonly letterAlone?: boolean;
  /** May be given several times, all of them count; otherwise the last one does. */
  readonly repeat?: boolean;
  /** Not in sysdig under this name: never makes a beginning that sysdig understands ambiguous. */
  readonly own?: boolean;
  readonly group: FlagGroup;
  readonly doc: string;
}

export const FLAGS = [
  {
    short: 'r',
    long: 'readfile',
    arg: 'FILE',
    repeat: true,
    group: 'Input',
    doc: 'capture to read, plain or gzip; - reads standard input; several are read one after another',
  },
  {
    short: 'n',
    long: 'numevents',
    arg: 'N',
    group: 'What is printed',
    doc: 'stop after N events that pass the filter',
  },
  {
    short: 'M',
    long: 'seconds-max',
    arg: 'SEC',
    own: true,
    group: 'What is printed',
    doc: 'stop SEC seconds after the first event, in the time of the capture',
  },
  {
    long: 'from',
    arg: 'PLACE',
    own: true,
    group: 'What is printed',
    doc: 'begin there: evt:1000, +5s (also ms, m, h) after the first event, 03:29:07.5, 2026-11-21T03:29:07Z',
  },
  { long: 'to', arg: 'PLACE', own: true, group: 'What is printed', doc: 'end there, with what happens at that moment' },
  {
    short: 'd',
    long: 'displayflt',
    group: 'What is printed',
    doc: 'filter what is printed alone: summary and -n see every event',
  },
  {
    short: 'D',
    long: 'debug',
    group: 'What is printed',
    doc: 'print internal events too; live, also what ts-shark does itself',
  },
  { short: 'E', long: 'exclude-users', group: 'Input', doc: 'do not take users and groups from the capture' },
  {
    long: 'capture-users',
    own: true,
    group: 'Input',
    doc: "name users of processes that ran before the capture began as it does; else as sysdig 0.36, by this machine's /etc/passwd",
  },
  {
    short: 'U',
    long: 'suppress-comm',
    arg: 'NAME',
    repeat: true,
    group: 'What is printed',
    doc: 'leave out processes of this name and their children altogether; may be given several times',
  },
  {
    long: 'filter-proclist',
    group: 'Input',
    doc: 'needs a filter and, as in sysdig 0.36, does nothing with it',
  },
  { short: 'q', long: 'quiet', group: 'What is printed', doc: 'print no events' },
  {
    short: 'S',
    long: 'summary',
    group: 'What is printed',
    doc: 'at the end, a table of how often each event occurred',
  },
  {
    short: 'p',
    long: 'print',
    arg: 'FORMAT',
    group: 'How it is printed',
    doc: "fields and text of a line, such as '%evt.num %proc.name'; a * in front keeps lines with missing values; -pc shows containers, -pk pods; -pp shows the format in use",
  },
  {
    short: 't',
    long: 'timetype',
    arg: 'h|a|r|d|D',
    group: 'How it is printed',
    doc: 'time as: h local time of day (default), a seconds since 1970, r seconds since the first event, d duration of the call, D since the line before',
  },
  { short: 'x', long: 'print-hex', group: 'How it is printed', doc: 'show buffers in hexadecimal' },
  { short: 'X', long: 'print-hex-ascii', group: 'How it is printed', doc: 'show buffers in hexadecimal and as text' },
  {
    short: 'A',
    long: 'print-ascii',
    group: 'How it is printed',
    doc: 'show the readable text of buffers, with its line ends',
  },
  { short: 'b', long: 'print-base64', group: 'How it is printed', doc: 'show buffers in base64' },
  { short: 'j', long: 'json', group: 'How it is printed', doc: 'one JSON object a line' },
  {
    short: 'v',
    long: 'verbose',
    group: 'How it is printed',
    doc: 'do not shorten buffers; at the end, numbers of events and time on standard error',
  },
  {
    short: 'P',
    long: 'progress',
    arg: 'N',
    optional: true,
    letterAlone: true,
    group: 'How it is printed',
    doc: 'on standard error, how many percent of the capture have been read',
  },
  {
    short: 'R',
    long: 'resolve-ports',
    group: 'How it is printed',
    doc: 'ports by the names of their services, as this machine knows them',
  },
  { long: 'utc', own: true, group: 'How it is printed', doc: 'times in UTC instead of the local zone' },
  { long: 'unbuffered', group: 'How it is printed', doc: 'write every line at once' },
  {
    short: 'c',
    long: 'chisel',
    arg: 'NAME',
    repeat: true,
    group: 'Chisels',
    doc: "run a chisel instead of printing events; its arguments are the next word, quoted: -c fileslower '1'; -cl lists them",
  },
  {
    short: 'i',
    long: 'chisel-info',
    arg: 'NAME',
    group: 'Chisels',
    doc: 'what a chisel does and what arguments it takes',
  },
  { long: 'list-chisels', group: 'Chisels', doc: 'the chisels there are' },
  { long: 'allow-exec', own: true, group: 'Chisels', doc: 'let Lua chisels start programs' },
  { long: 'allow-write', own: true, group: 'Chisels', doc: 'let Lua chisels write files' },
  {
    short: 'w',
    long: 'writefile',
    arg: 'FILE',
    group: 'Writing',
    doc: 'write the events that pass the filter to a capture, instead of printing them; - is standard output',
  },
  { short: 'z', long: 'compress', group: 'Writing', doc: 'compress what is written with gzip' },
  {
    short: 's',
    long: 'snaplen',
    arg: 'N',
    group: 'Writing',
    doc: 'keep no more than N bytes of every buffer; live, 80 unless said otherwise',
  },
  {
    long: 'sanitize',
    own: true,
    group: 'Writing',
    doc: 'write only the processes, fds, users and containers that the events refer to',
  },
  {
    long: 'redact',
    arg: 'WHAT[=REGEX]',
    repeat: true,
    own: true,
    group: 'Writing',
    doc: 'blank args, env, buffers or cwd (several with commas between them); with a regular expression, those alone in which it is found',
  },
  {
    short: 'C',
    long: 'file-size',
    arg: 'MB',
    group: 'Writing',
    doc: 'begin a new file when one has so many million bytes (before compression): FILE0, FILE1, ...; each can be read by itself',
  },
  {
    short: 'G',
    long: 'seconds',
    arg: 'SEC',
    group: 'Writing',
    doc: 'begin a new file after so many seconds of the capture; %H, %M and so on in FILE stand for the time',
  },
  { short: 'e', long: 'event-limit', arg: 'N', group: 'Writing', doc: 'begin a new file after N events' },
  { short: 'W', long: 'limit', arg: 'N', group: 'Writing', doc: 'keep the last N of these files' },
  {
    short: 'F',
    long: 'fatfile',
    group: 'Writing',
    doc: 'keep all events that change the state, hidden, whatever the filter says',
  },
  {
    short: 'l',
    long: 'list',
    arg: 'SOURCE',
    optional: true,
    letterAlone: true,
    group: 'Lists',
    doc: 'fields for filters and -p; with -v their types; the only source is syscall',
  },
  {
    long: 'list-markdown',
    arg: 'SOURCE',
    optional: true,
    group: 'Lists',
    doc: 'fields as tables in Markdown',
  },
  { short: 'L', long: 'list-events', group: 'Lists', doc: 'events with their arguments' },
  {
    long: 'threads',
    arg: 'N',
    own: true,
    group: 'Other',
    doc: 'threads that print a capture together, or run its tables; unless told, up to four print where it is much',
  },
  {
    long: 'json-schema',
    own: true,
    group: 'Lists',
    doc: 'a JSON Schema of the lines that -j prints with the format of -p',
  },
  { long: 'explain-plan', own: true, group: 'Lists', doc: 'what the filter and the format make ts-shark look at' },
  {
    long: 'buffer-size',
    arg: 'MB',
    own: true,
    group: 'Live capture',
    doc: 'how much the kernel keeps for ts-shark, which reads it as fast as it can; 32 unless said otherwise',
  },
  { long: 'page-faults', group: 'Live capture', doc: 'record page faults, too' },
  { long: 'switches', own: true, group: 'Live capture', doc: 'record context switches, too' },
  { long: 'modern-bpf', group: 'Live capture', doc: 'as sysdig has it: the only way there is here' },
  { short: 'B', long: 'bpf', arg: 'PROBE', optional: true, group: 'Other probes', doc: 'capture with this probe' },
  { long: 'cpus-for-each-buffer', arg: 'N', group: 'Other probes', doc: 'CPUs that share a buffer' },
  { short: 'g', long: 'gvisor-config', arg: 'FILE', group: 'Other probes', doc: 'capture from gVisor' },
  {
    long: 'gvisor-generate-config',
    arg: 'SOCKET',
    optional: true,
    group: 'Other probes',
    doc: 'print a configuration for gVisor',
  },
  { long: 'gvisor-root', arg: 'DIR', group: 'Other probes', doc: 'root directory of gVisor' },
  { long: 'cri', arg: 'SOCKET', repeat: true, group: 'Other probes', doc: 'where to ask about containers' },
  { long: 'cri-timeout', arg: 'MS', group: 'Other probes', doc: 'how long to wait for an answer about containers' },
  { long: 'large-environment', group: 'Other probes', doc: 'take environments above 4 KiB from /proc' },
  { long: 'log-level', arg: 'LEVEL', group: 'Other probes', doc: 'what the capturing library says' },
  { short: 'H', long: 'plugin', arg: 'NAME', repeat: true, group: 'Plugins', doc: 'load a plugin' },
  { short: 'I', long: 'input', arg: 'NAME', group: 'Plugins', doc: 'take events from a plugin; -Il lists plugins' },
  { long: 'plugin-config-file', arg: 'FILE', group: 'Plugins', doc: 'plugins to load' },
  { long: 'plugin-info', arg: 'NAME', group: 'Plugins', doc: 'what a plugin does' },
  { long: 'libs-version', group: 'Other', doc: 'version of the sysdig libraries that the output is measured by' },
  { long: 'version', group: 'Other', doc: 'version of ts-shark' },
  { short: 'h', long: 'help', group: 'Other', doc: 'this text' },
] as const satisfies readonly Flag[];

type Known = (typeof FLAGS)[number];
type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

/** What the command line said, option by option. */
export type Options = {
  readonly [F in Known as Camel<F['long']>]?: F extends { repeat: true }
    ? readonly string[]
    : F extends { optional: true }
      ? string | true
      : F extends { arg: string }
        ? string
        : true;
};

/** An option that sysdig once had, or has and refuses. */
export interface Removed {
  readonly short?: string;
  readonly long?: string;
  readonly gone: string;
  readonly instead?: string;
}

const POD_NAMES = 'names of pods come from the labels of containers in the capture (-pk)';

export const REMOVED: readonly Removed[] = [
  { short: 'a', gone: 'it showed times in seconds since 1970', instead: 'use -t a' },
  { short: 'N', gone: 'port numbers stay numbers without it', instead: 'leave it out; -R shows names' },
  { short: 'k', long: 'k8s-api', gone: 'the client of the Kubernetes API was removed', instead: POD_NAMES },
  { short: 'K', long: 'k8s-api-cert', gone: 'the client of the Kubernetes API was removed', instead: POD_NAMES },
  { long: 'node-name', gone: 'the client of the Kubernetes API was removed', instead: POD_NAMES },
  { short: 'm', long: 'mesos-api', gone: 'the client of the Mesos API was removed' },
  { short: 'T', long: 'force-tracers-capture', gone: 'tracers were removed' },
  { short: 'u', long: 'udig', gone: 'capturing with ptrace was removed' },
];
