/** Every option, once: what is parsed, what --help says. */

export type FlagGroup = 'Input' | 'Writing' | 'Chisels' | 'What is printed' | 'How it is printed' | 'Lists' | 'Other';

export interface Flag {
  /** Letter, without the dash. */
  readonly short?: string;
  /** Name, without the dashes. Unambiguous beginnings of it are understood too. */
  readonly long: string;
  /** Name of its argument; absent: a switch. */
  readonly arg?: string;
  /** May be given several times, all of them count; otherwise the last one does. */
  readonly repeat?: boolean;
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
    group: 'What is printed',
    doc: 'stop SEC seconds after the first event, in the time of the capture',
  },
  {
    long: 'from',
    arg: 'PLACE',
    group: 'What is printed',
    doc: 'begin there: evt:1000, +5s (also ms, m, h) after the first event, 03:29:07.5, 2026-11-21T03:29:07Z',
  },
  { long: 'to', arg: 'PLACE', group: 'What is printed', doc: 'end there, with what happens at that moment' },
  {
    short: 'd',
    long: 'displayflt',
    group: 'What is printed',
    doc: 'filter what is printed alone: summary and -n see every event',
  },
  { short: 'D', long: 'debug', group: 'What is printed', doc: 'print internal events too' },
  { short: 'E', long: 'exclude-users', group: 'Input', doc: 'do not take users and groups from the capture' },
  {
    short: 'U',
    long: 'suppress-comm',
    arg: 'NAME',
    repeat: true,
    group: 'What is printed',
    doc: 'leave out processes of this name and their children altogether; may be given several times',
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
  { long: 'allow-exec', group: 'Chisels', doc: 'let Lua chisels start programs' },
  { long: 'allow-write', group: 'Chisels', doc: 'let Lua chisels write files' },
  {
    short: 'w',
    long: 'writefile',
    arg: 'FILE',
    group: 'Writing',
    doc: 'write the events that pass the filter to a capture, instead of printing them; - is standard output',
  },
  { short: 'z', long: 'compress', group: 'Writing', doc: 'compress what is written with gzip' },
  { short: 's', long: 'snaplen', arg: 'N', group: 'Writing', doc: 'keep no more than N bytes of every buffer' },
  {
    long: 'sanitize',
    group: 'Writing',
    doc: 'write only the processes, fds, users and containers that the events refer to',
  },
  {
    long: 'redact',
    arg: 'WHAT[=REGEX]',
    repeat: true,
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
  { short: 'l', long: 'list', group: 'Lists', doc: 'fields for filters and -p; with -v their types' },
  { short: 'L', long: 'list-events', group: 'Lists', doc: 'events with their arguments' },
  {
    long: 'threads',
    arg: 'N',
    group: 'Other',
    doc: 'threads that print a large capture together; one unless asked for more, which take about 60 MB each',
  },
  { long: 'explain-plan', group: 'Lists', doc: 'what the filter and the format make ts-shark look at' },
  { long: 'version', group: 'Other', doc: 'version of ts-shark' },
  { short: 'h', long: 'help', group: 'Other', doc: 'this text' },
] as const satisfies readonly Flag[];

type Known = (typeof FLAGS)[number];
type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

/** What the command line said, option by option. */
export type Options = {
  readonly [F in Known as Camel<F['long']>]?: F extends { repeat: true }
    ? readonly string[]
    : F extends { arg: string }
      ? string
      : true;
};

/** Completes beginnings of long options: `--read` is `--readfile`, unless it could be another as well. */
export function expandPrefixes(argv: readonly string[], flags: readonly Flag[] = FLAGS): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, i) => {
    const m = /^--([a-z][a-z0-9-]*)(=.*)?$/s.exec(word);
    if (!m || (end >= 0 && i > end) || flags.some((f) => f.long === m[1])) return word;
    const matches = flags.filter((f) => f.long.startsWith(m[1]));
    return matches.length === 1 ? `--${matches[0].long}${m[2] ?? ''}` : word;
  });
}
