import { readFileSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { SharkError } from '../errors.js';
import { helpText, parseCommandLine } from './parse.js';

/** ts-shark has no libraries of sysdig in it; scripts that ask want to know what to expect of the output. */
const LIBS_VERSION = 'falcosecurity/libs version 0.15.1 (none inside; output is compared with that of this version)';

export function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

async function run(argv: readonly string[]): Promise<number> {
  const { options, filter, showFormat } = parseCommandLine(argv);
  if (options.help) {
    writeSync(1, helpText());
    return 0;
  }
  if (options.version) {
    writeSync(1, `ts-shark version ${version()}\n`);
    return 0;
  }
  if (options.libsVersion) {
    writeSync(1, `${LIBS_VERSION}\n`);
    return 0;
  }
  // What prints times, in this thread and in others, asks for the zone later.
  if (options.utc) process.env.TZ = 'UTC';
  if (showFormat) {
    const { chooseFormat } = await import('./print.js');
    writeSync(1, `${await chooseFormat(options, isatty(1))}\n`);
    return 0;
  }
  const { replay } = await import('./replay.js');
  return replay(options, filter);
}

/** Runs ts-shark and ends the process with its exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  let status = 1;
  try {
    status = await run(argv);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') status = 0;
    else if (error instanceof SharkError) {
      const { explain } = await import('./explain.js');
      writeSync(2, explain(error));
    } else {
      const { message, stack } = error as Error;
      writeSync(2, `ts-shark: internal error: ${message}; please report it (TS_SHARK_DEBUG=1 shows where)\n`);
      if (process.env.TS_SHARK_DEBUG) writeSync(2, `${stack}\n`);
    }
  }
  process.exit(status);
}
