import { parseCommandLine } from './parse.js';
import { parsed, subcommand } from './subcommand.js';

const quoted = (value: string) => `"${value.replace(/[\\"]/g, '\\$&')}"`;

/** A filter for one container, by id or name. */
export function containerFilter(container: string): string {
  if (container === 'host') return 'container.id=host';
  return `(container.id=${quoted(container)} or container.name=${quoted(container)})`;
}

/** A filter for a process, by pid or name, and all below it. */
export function treeFilter(process: string): string {
  if (/^\d+$/.test(process)) return `(proc.pid=${process} or proc.apid=${process})`;
  return `(proc.name=${quoted(process)} or proc.aname=${quoted(process)})`;
}

/** `ts-shark cut FILE -w OUT ...`: -w with a filter and a range, put together from the options. */
export async function cut(argv: readonly string[]): Promise<number> {
  const command = subcommand('cut', 'Writes a part of a capture, with the state that its events need.')
    .argument('<file>', 'capture')
    .argument('[filter...]', 'what its events must be besides')
    .requiredOption('-w, --writefile <file>', 'capture to write')
    .option('-z, --compress', 'compress it with gzip')
    .option('--from <when>', 'first event, as for ts-shark --from')
    .option('--to <when>', 'last event')
    .option('-n, --numevents <n>', 'so many events at most')
    .option('--container <id>', 'events of a container, by id or name; host for those of none')
    .option('--tree <process>', 'events of a process, by pid or name, and of all below it')
    .option('--sanitize', 'leave out all other processes');
  if (!parsed(command, argv)) return 0;
  const options = command.opts<Record<string, string | true | undefined>>();
  const [file, ...filter] = command.args;
  const terms = filter.length > 0 ? [`(${filter.join(' ')})`] : [];
  if (typeof options.container === 'string') terms.push(containerFilter(options.container));
  if (typeof options.tree === 'string') terms.push(treeFilter(options.tree));
  const line = ['-r', file, `--writefile=${options.writefile}`];
  for (const name of ['compress', 'sanitize']) if (options[name]) line.push(`--${name}`);
  for (const name of ['from', 'to', 'numevents']) {
    if (options[name] !== undefined) line.push(`--${name}=${options[name]}`);
  }
  const { replay } = await import('./replay.js');
  return replay(parseCommandLine(line).options, terms.join(' and '));
}
