import { PrintedChunks, type SharedPrint } from '../engine/pool/chunks.js';
import { runChunks } from '../engine/pool/run-chunks.js';
import { type ErrorCode, SharkError } from '../errors.js';
import { ALL_TYPES } from '../field/use.js';
import { ClosedPipe, Stdout } from '../output/stdout.js';
import { openSource } from '../source/open.js';
import { type SharedInput, SharedSource } from '../source/shared.js';
import { NotShareable } from '../state/context.js';
import type { Options } from './flags.js';
import { eventPrinter } from './print.js';
import { contextFor, makeFilter, makeFormat } from './request.js';

/** What a thread is told that helps to print a capture. */
export interface PrintJob {
  readonly file: string;
  readonly options: Options;
  readonly formatText: string;
  readonly filterText: string;
  readonly shared: SharedPrint;
  /** Where another thread puts what the file holds, and which of its readers this is; undefined: it is read here. */
  readonly input: { readonly shared: SharedInput; readonly reader: number } | undefined;
}

/**
 * What came of it, told by value, as classes do not survive the way between threads. `refused`: what is printed hangs
 * on what was printed before, so one thread must do it. `closed`: nobody reads any more.
 */
export type PrintReport =
  | { readonly end: 'done' | 'refused' | 'closed' }
  | { readonly end: 'failed'; readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined };

/** Prints chunks of a capture, beside others who do the same. */
export default async function printShare(job: PrintJob): Promise<PrintReport> {
  const { file, options, shared, input } = job;
  const ctx = contextFor(options);
  ctx.shared = true;
  const filter = (await makeFilter(job.filterText))?.();
  const stdout = new Stdout(false);
  const chunks = new PrintedChunks(shared, stdout.out, (bytes, start, end) => stdout.direct(bytes, start, end));
  const format = await makeFormat(job.formatText);
  const printer = eventPrinter(ctx, filter?.types ?? ALL_TYPES, format, options, false, undefined, chunks);
  try {
    const source = input ? new SharedSource(file, input.shared, input.reader) : await openSource(file);
    await runChunks(source, ctx, filter, printer, chunks, new AbortController().signal);
    return { end: 'done' };
  } catch (error) {
    if (error instanceof NotShareable) return { end: 'refused' };
    if (error instanceof ClosedPipe) return { end: 'closed' };
    if (!(error instanceof SharkError)) throw error;
    return { end: 'failed', code: error.code, message: error.message, hint: error.hint };
  }
}
