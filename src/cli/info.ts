import { statSync, writeSync } from 'node:fs';
import { survey } from '../engine/survey.js';
import { SharkError } from '../errors.js';
import { infoJson, infoText } from '../output/info.js';
import { GzipSource } from '../source/gzip.js';
import { openSource } from '../source/open.js';
import { explain } from './explain.js';
import { interruption, parsed, subcommand } from './subcommand.js';

/** `ts-shark info FILE...`: what captures are and hold. Status 1 where one is damaged or cannot be read. */
export async function info(argv: readonly string[]): Promise<number> {
  const command = subcommand('info', 'What captures are and hold: format, writer, times, events, machine, damage.')
    .argument('<file...>', 'captures; - is standard input')
    .option('--json', 'one JSON object a line');
  if (!parsed(command, argv)) return 0;
  const { json } = command.opts<{ json?: true }>();
  const interrupted = interruption();
  let status = 0;
  let before = false;
  for (const file of command.args) {
    try {
      const source = await openSource(file);
      const size = file === '-' ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
      const found = await survey(source, { size, compressed: source instanceof GzipSource }, interrupted);
      if (found.damages.length > 0) status = 1;
      writeSync(1, json ? `${infoJson(found)}\n` : `${before ? '\n' : ''}${infoText(found)}`);
      before = true;
    } catch (error) {
      if (!(error instanceof SharkError)) throw error;
      writeSync(2, explain(error));
      status = 1;
    }
  }
  return status;
}
