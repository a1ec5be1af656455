import { writeSync } from 'node:fs';
import { clustersOf, mergeParts, type Part, partsOf } from '../engine/merge.js';
import { FormatError, SharkError } from '../errors.js';
import { ScapWriter } from '../format/scap/writer.js';
import { CaptureFile } from '../output/capture-file.js';
import { ClosedPipe } from '../output/stdout.js';
import { canReopen, openSource } from '../source/open.js';
import { interruption, parsed, subcommand } from './subcommand.js';

const DOC =
  'Writes several captures as one, by time. What one machine told at overlapping times becomes one section, in which ' +
  'events that two captures saw stand once; other machines and other times keep a section, and so a state, of their own.';

/** The sections of all captures, each of which is read twice. */
async function allParts(files: readonly string[]): Promise<Part[]> {
  const parts: Part[] = [];
  for (const file of files) {
    const source = await openSource(file);
    if (!canReopen(file)) {
      const problem = `merge reads every capture twice, which ${source.name} cannot be`;
      throw new SharkError('TS_SHARK_USAGE', problem, 'save it first');
    }
    parts.push(...(await partsOf(source)));
  }
  return parts;
}

/** `ts-shark merge -w OUT FILE...`. */
export async function merge(argv: readonly string[]): Promise<number> {
  const command = subcommand('merge', DOC)
    .argument('<files...>', 'captures')
    .requiredOption('-w, --writefile <file>', 'capture to write; - is standard output')
    .option('-z, --compress', 'compress it with gzip');
  if (!parsed(command, argv)) return 0;
  const { writefile, compress } = command.opts<{ writefile: string; compress?: true }>();
  let clusters: Part[][];
  try {
    clusters = clustersOf(await allParts(command.args));
  } catch (error) {
    if (error instanceof FormatError) writeSync(2, 'ts-shark: nothing was merged; ts-shark fix makes captures whole\n');
    throw error;
  }
  const until = interruption();
  const out = new CaptureFile(writefile, { gzip: compress === true });
  const writer = new ScapWriter();
  let common = 0;
  try {
    for (const [i, cluster] of clusters.entries()) {
      const open = ({ file }: Part) => openSource(file);
      common += await mergeParts(cluster, open, writer, () => out.write(writer), i === 0, until);
      if (until.aborted) break;
    }
    out.write(writer);
  } catch (error) {
    if (!(error instanceof ClosedPipe)) {
      out.abandon();
      throw error;
    }
    writeSync(2, `ts-shark: ${out.name} was closed; ${out.events} events were written\n`);
    return 0;
  }
  out.finish();
  const sections = `${clusters.length} ${clusters.length === 1 ? 'section' : 'sections'}`;
  const twice = common > 0 ? `; ${common} that two captures had were written once` : '';
  const how = until.aborted ? 'interrupted; ' : '';
  writeSync(2, `ts-shark: ${how}${out.name} holds ${out.events} events in ${sections}${twice}\n`);
  return 0;
}
