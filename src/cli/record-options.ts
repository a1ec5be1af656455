import { SharkError } from '../errors.js';
import type { Options } from './flags.js';
import type { RecordOptions } from './record.js';
import { parseRedactions } from './redact.js';

const MEGABYTE = 1_000_000;
const SECOND = 1e9;
const { POSITIVE_INFINITY } = Number;

/** What the options say about writing to `path`. `positive` reads a number above 0. */
export function recordOptions(
  options: Options,
  path: string,
  positive: (text: string | undefined, what: string) => number,
): RecordOptions {
  const cuts = {
    bytes: positive(options.fileSize, 'the size of a file in MB (-C)') * MEGABYTE,
    events: positive(options.eventLimit, 'the number of events of a file (-e)'),
    duration: positive(options.seconds, 'the number of seconds of a file (-G)') * SECOND,
  };
  const limit = positive(options.limit, 'the number of files (-W)');
  const cut = Object.values(cuts).some((value) => value !== POSITIVE_INFINITY);
  if (cut && path === '-') {
    throw new SharkError('TS_SHARK_USAGE', 'standard output cannot be several files', 'name one with -w FILE');
  }
  if (cut && options.sanitize) {
    throw new SharkError('TS_SHARK_USAGE', '--sanitize writes one file', 'rotate what it wrote with a second command');
  }
  const timed = cuts.duration !== POSITIVE_INFINITY && path.includes('%');
  return {
    path,
    gzip: options.compress === true,
    fat: options.fatfile === true,
    sanitize: options.sanitize === true,
    changes: {
      snaplen: positive(options.snaplen, 'the number of bytes of a buffer (-s)'),
      redactions: parseRedactions(options.redact ?? []),
    },
    rotation: cut ? { cuts, limit, timed, padded: cuts.events === POSITIVE_INFINITY } : undefined,
  };
}
