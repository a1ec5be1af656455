import { ByteWriter } from '../bytes/writer.js';
import { makePlan } from '../engine/plan.js';
import { CHUNK_EVENTS, SharedSink } from '../engine/pool/chunks.js';
import type { Reporting } from '../engine/pool/messages.js';
import type { Job } from '../engine/pool/pool.js';
import { WorkerPort } from '../engine/pool/port.js';
import { NO_LIMITS, runCapture } from '../engine/run.js';
import { type ErrorCode, SharkError } from '../errors.js';
import { openSource } from '../source/open.js';
import { NotShareable } from '../state/context.js';
import type { Options } from './flags.js';
import { eventPrinter } from './print.js';
import { contextFor, makeFilter, makeFormat } from './request.js';

/** One worker's part of printing a capture. */
export interface PrintJob extends Job {
  readonly file: string;
  readonly options: Options;
  readonly formatText: string;
  readonly filterText: string;
  readonly terminal: boolean;
}

/** What came of it: an error is told by value, as classes do not survive the way between threads. */
export interface PrintReport {
  /** Events that passed the filter, in the whole capture. */
  readonly events: number;
  /** As in Outcome. */
  readonly passedOver: string | undefined;
  /** What is printed hangs on what was printed before: one thread must do it. */
  readonly refused: boolean;
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined } | undefined;
}

/** Prints the chunks of a capture that are this worker's. */
export default async function printShare(job: PrintJob & Reporting): Promise<PrintReport> {
  const { file, options, terminal, index, count } = job;
  const ctx = contextFor(options);
  ctx.shared = true;
  const filter = (await makeFilter(job.filterText))?.();
  const format = await makeFormat(job.formatText);
  const out = new ByteWriter(1024 * 1024);
  const port = new WorkerPort(job, out);
  const printer = eventPrinter(ctx, format, options, terminal, undefined, { out, line() {} });
  const sink = new SharedSink(ctx, printer, { index, count, events: CHUNK_EVENTS }, port);
  const never = new AbortController().signal;
  try {
    const { events, passedOver } = await runCapture(
      await openSource(file),
      ctx,
      makePlan(filter, [sink]),
      [sink],
      NO_LIMITS,
      never,
    );
    return { events, passedOver, refused: false, error: undefined };
  } catch (error) {
    if (error instanceof NotShareable) return { events: 0, passedOver: undefined, refused: true, error: undefined };
    if (!(error instanceof SharkError)) throw error;
    return {
      events: 0,
      passedOver: undefined,
      refused: false,
      error: { code: error.code, message: error.message, hint: error.hint },
    };
  } finally {
    sink.finish();
  }
}
