import { writeSync } from 'node:fs';
import { eventTable } from '../event/table.js';
import type { LiveCounts } from '../live/source.js';
import { ClosedPipe } from '../output/stdout.js';
import { LIVE } from '../source/open.js';
import type { Renamed } from '../state/local-users.js';
import { explain, printable } from './explain.js';
import type { Options } from './flags.js';
import { explainRun, readCapture } from './read.js';
import { BY_USER, makeRequest, type Origin, type Request } from './request.js';

const SECOND = 1e9;

/** Reads captures, filters and prints them: what ts-shark does without a subcommand. The exit status. */
export async function replay(options: Options, filterText: string, origin: Origin = BY_USER): Promise<number> {
  if (options.list || options.listEvents || options.listMarkdown) {
    const { printLists } = await import('./lists.js');
    return printLists(options);
  }
  const request = await makeRequest(options, filterText, origin);
  if (options.jsonSchema) {
    const { jsonSchema } = await import('../output/json-schema.js');
    writeSync(1, `${JSON.stringify(jsonSchema(request.format), null, 2)}\n`);
    return 0;
  }
  if (options.explainPlan) {
    writeSync(1, explainRun(request, options.readfile?.[0]));
    return 0;
  }
  return readAll(options.readfile ?? [LIVE], request);
}

async function readAll(files: readonly string[], request: Request): Promise<number> {
  const { options, stdout, summary, terminal, format } = request;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      if (!request.live) stop.abort();
      else request.live.stop();
      // Asked once more, it does not wait for what is still to be read.
      process.once(signal, () => stop.abort());
    });
  }
  const started = process.hrtime.bigint();
  request.recording?.begin();
  let status = 0;
  let events = 0;
  let suppressed = 0;
  let table = eventTable('pairs');
  try {
    for (const file of files) {
      const { job, outcome, error } = await readCapture(file, request, stop.signal);
      events += outcome?.events ?? 0;
      // What was read is printed before the complaint about the rest.
      if (error || outcome?.passedOver) stdout.flush();
      if (outcome?.passedOver) writeSync(2, passedOverText(file, outcome.passedOver));
      if (error) {
        writeSync(2, explain(error));
        status = 1;
      }
      for (const sink of job.sinks) sink.end?.();
      const renamed = request.localUsers?.take();
      if (renamed) {
        stdout.flush();
        writeSync(2, renamedText(file, renamed));
      }
      table = job.ctx.table;
      suppressed += job.ctx.suppressor?.count ?? 0;
      if (stop.signal.aborted) break;
    }
    const coloured = format.pieces.some((piece) => typeof piece === 'string' && piece.includes('\x1b'));
    if (terminal && coloured && !options.quiet && !options.json) stdout.out.text('\x1b[00m');
    summary?.put(stdout.out, table);
    stdout.flush();
  } catch (error) {
    if (error instanceof ClosedPipe) {
      request.recording?.end('closed');
      return 0;
    }
    stdout.flush();
    if (error instanceof Error && 'status' in error) return error.status as number;
    throw error;
  }
  request.recording?.end(stop.signal.aborted ? 'interrupted' : 'complete');
  if (options.verbose) writeStatistics(events, suppressed, started, request.live?.counts);
  return status;
}

const passedOverText = (file: string, what: string) =>
  `${printable(`ts-shark: ${file}: left out ${what}: its writer is newer than this program`)}\n`;

const renamedText = (file: string, { here, captured }: Renamed) =>
  `${printable(`ts-shark: ${file}: users of processes from before the capture are named by this machine, as sysdig 0.36 does (${here}, in the capture ${captured}); --capture-users names them by the capture`)}\n`;

function writeStatistics(events: number, suppressed: number, started: bigint, live: LiveCounts | undefined): void {
  const seconds = Number(process.hrtime.bigint() - started) / SECOND;
  const rate = (events / seconds).toFixed(2);
  writeSync(
    2,
    `Driver Events:${live?.events ?? 0}\nDriver Drops:${live?.drops.reduce((sum, n) => sum + n, 0) ?? 0}\nSuppressed by Comm:${suppressed}\n`,
  );
  writeSync(2, `Elapsed time: ${seconds.toFixed(3)}, Captured Events: ${events}, ${rate} eps\n`);
}
