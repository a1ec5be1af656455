import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Plan } from '../engine/plan.js';
import { WANTED, wantedTypes } from '../engine/wanted.js';
import { SharkError } from '../errors.js';
import { PPME } from '../event/tables/ids.data.js';
import type { LiveCounts, LiveSource } from '../live/source.js';
import type { Options } from './flags.js';

const MEGABYTE = 1 << 20;
const DEFAULT_BUFFER_MB = 32;
const MOST_BUFFER_MB = 1024;
const DEFAULT_SNAPLEN = 80;
const COUNTER_MS = 1000;

/** The machine as a capture: what -r is for files. */
export class Live {
  private source: LiveSource | undefined;
  private timer: NodeJS.Timeout | undefined;
  private before = 0;
  private width = 0;
  private stopped = false;

  private constructor(
    private readonly options: Options,
    private readonly bufferMb: number,
    private readonly snaplen: number,
    private readonly seconds: number,
  ) {}

  /** Looks through the options. Throws SharkError(TS_SHARK_USAGE). */
  static prepare(options: Options, positive: (text: string | undefined, what: string) => number): Live {
    for (const [name, given] of [
      ['--sanitize', options.sanitize],
      ['--from', options.from],
      ['--to', options.to],
    ] as const) {
      if (given)
        throw new SharkError('TS_SHARK_USAGE', `${name} needs a capture that is there`, 'record first, with -w FILE');
    }
    const mb = positive(
      options.bufferSize ?? String(DEFAULT_BUFFER_MB),
      'the size of the buffer in MB (--buffer-size)',
    );
    if (mb > MOST_BUFFER_MB) {
      throw new SharkError(
        'TS_SHARK_USAGE',
        `the buffer (--buffer-size) can have at most ${MOST_BUFFER_MB} MB, not ${mb}`,
      );
    }
    const snaplen = positive(options.snaplen ?? String(DEFAULT_SNAPLEN), 'the number of bytes of a buffer (-s)');
    return new Live(options, mb, snaplen, positive(options.secondsMax, 'the number of seconds (-M)'));
  }

  /**
   * Begins to record what the plan has a use for. `idle` is called whenever there is nothing more to read at once;
   * `written` tells how many bytes of a file have been written, if one is.
   */
  async open(plan: Plan, idle: () => void, written: () => number | undefined): Promise<LiveSource> {
    const { LiveSource } = await import('../live/source.js');
    const { options } = this;
    const wanted = wantedTypes(plan);
    this.source = await LiveSource.open({
      snaplen: this.snaplen,
      bufferBytes: this.bufferMb * MEGABYTE,
      own: options.debug === true,
      pageFaults: options.pageFaults === true,
      switches: options.switches === true,
      cpuTimes: wanted[PPME.PROCINFO_E] !== WANTED.NO && this.showsHidden,
      wanted: (type) => wanted[type] !== WANTED.NO,
      ofPids: (type) => wanted[type] === WANTED.OF_PIDS,
      pids: plan.pids ?? [],
      idle,
    });
    if (this.stopped) this.source.stop();
    // A quiet machine has no event that would show the time.
    if (Number.isFinite(this.seconds)) setTimeout(() => this.stop(), this.seconds * 1000).unref();
    if (isatty(2) && (options.writefile !== undefined || options.quiet)) {
      this.timer = setInterval(() => this.tell(written()), COUNTER_MS);
    }
    return this.source;
  }

  /** Somebody gets to see events that are not printed as lines. */
  private get showsHidden(): boolean {
    const { writefile, chisel, summary, debug } = this.options;
    return writefile !== undefined || chisel !== undefined || summary === true || debug === true;
  }

  /** Ends the recording; what was recorded before is still read. */
  stop(): void {
    this.stopped = true;
    this.source?.stop();
  }

  get counts(): LiveCounts {
    return this.source?.counts ?? { events: 0, drops: [] };
  }

  private tell(written: number | undefined): void {
    if (!this.source) return;
    const { events } = this.source.count();
    const size = written === undefined ? '' : `, ${(written / 1e6).toFixed(1)} MB`;
    const text = `${events} events, ${events - this.before} a second, ${dropsOf(this.counts)} dropped${size}`;
    this.before = events;
    writeSync(2, `\r${text.padEnd(this.width)}`);
    this.width = text.length;
  }

  /** Ends the counter, and says so where something was lost. */
  end(): void {
    clearInterval(this.timer);
    if (this.width > 0) writeSync(2, '\n');
    const lost = dropsOf(this.counts);
    if (lost === 0) return;
    const cpus = this.counts.drops.flatMap((n, cpu) => (n > 0 ? `${n} on CPU ${cpu}` : []));
    writeSync(
      2,
      `ts-shark: ${lost} events were dropped (${cpus.join(', ')}): a larger --buffer-size, or a filter on event types, helps\n`,
    );
  }
}

export const dropsOf = (counts: LiveCounts): number => counts.drops.reduce((sum, n) => sum + n, 0);
