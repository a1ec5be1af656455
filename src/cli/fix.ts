import { writeSync } from 'node:fs';
import { makePlan } from '../engine/plan.js';
import { Copier } from '../engine/recorder.js';
import { runCapture } from '../engine/run.js';
import { SalvageSource } from '../format/scap/salvage.js';
import { ScapWriter } from '../format/scap/writer.js';
import { CaptureFile } from '../output/capture-file.js';
import { openSource } from '../source/open.js';
import { EventContext } from '../state/context.js';
import { interruption, parsed, subcommand } from './subcommand.js';

const NO_LIMITS = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };

/** `ts-shark fix -w OUT FILE`: all that can be read of a damaged capture, as a whole one. */
export async function fix(argv: readonly string[]): Promise<number> {
  const command = subcommand('fix', 'Copies what can be read of a damaged capture, and says what could not.')
    .argument('<file>', 'capture; - is standard input')
    .requiredOption('-w, --writefile <file>', 'capture to write')
    .option('-z, --compress', 'compress it with gzip');
  if (!parsed(command, argv)) return 0;
  const { writefile, compress } = command.opts<{ writefile: string; compress?: true }>();
  const source = new SalvageSource(await openSource(command.args[0]));
  const out = new CaptureFile(writefile, { gzip: compress === true });
  const ctx = new EventContext();
  const writer = new ScapWriter();
  const copier = new Copier(ctx, { writer, flush: () => out.write(writer) });
  try {
    await runCapture(source, ctx, makePlan(undefined, [copier]), [copier], NO_LIMITS, interruption());
    out.write(writer);
    out.finish();
  } catch (error) {
    out.abandon();
    throw error;
  }
  for (const { offset, length, reason } of source.damages) {
    writeSync(2, `ts-shark: ${source.name}: ${length} bytes at byte ${offset} were left out: ${reason}\n`);
  }
  writeSync(2, `ts-shark: ${out.name} holds ${out.events} events\n`);
  return 0;
}
