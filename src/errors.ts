/** Stable names of what can go wrong; scripts match these, never the text. */
export type ErrorCode =
  | 'TS_SHARK_USAGE'
  | 'TS_SHARK_SOURCE'
  | 'TS_SHARK_SINK'
  | 'TS_SHARK_FORMAT'
  | 'TS_SHARK_TRUNCATED'
  | 'TS_SHARK_FILTER'
  | 'TS_SHARK_OUTPUT_FORMAT'
  | 'TS_SHARK_CHISEL'
  | 'TS_SHARK_LIVE';

/** Base of every error that is meant for the user: one line of text, and a hint that says what to do. */
export class SharkError extends Error {
  override readonly name: string = 'SharkError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** A capture that cannot be read on: which file, at which byte (of the uncompressed stream), and what was expected there. */
export class FormatError extends SharkError {
  override readonly name = 'FormatError';

  constructor(
    readonly file: string,
    readonly offset: number,
    problem: string,
    hint?: string,
    code: ErrorCode = 'TS_SHARK_FORMAT',
  ) {
    super(code, `${file}: ${problem} at byte ${offset}`, hint);
  }
}

/**
 * A filter or an output format that does not compile. `start` and `end` are offsets into `text`
 * (`end` is exclusive), and show where the caret goes.
 */
export class FilterError extends SharkError {
  override readonly name = 'FilterError';

  constructor(
    readonly problem: string,
    readonly text: string,
    readonly start: number,
    readonly end: number,
    hint?: string,
    code: ErrorCode = 'TS_SHARK_FILTER',
  ) {
    super(code, problem, hint);
  }
}
