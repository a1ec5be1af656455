import { PPME } from '../event/tables/ids.data.js';
import { BlockWriter } from '../format/scap/blocks-out.js';
import { type CpuTime, readCpuTimes } from './proc/cpu-times.js';

const SECOND = 1_000_000_000n;
const EV_V2 = 0x216;
/** Header, two lengths, two values. */
const LENGTH = 26 + 2 * 2 + 2 * 8;

/** As a block of a capture; `ts`: ns since the epoch. */
export function cpuReport({ tid, user, system }: CpuTime, ts: bigint, out = new BlockWriter()): Buffer {
  const start = out.beginBlock(EV_V2);
  out.u16(0);
  out.u64(ts);
  out.i64(tid);
  out.u32(LENGTH);
  out.u16(PPME.PROCINFO_E);
  out.u32(2);
  out.u16(8);
  out.u16(8);
  out.i64(user);
  out.i64(system);
  out.endBlock(start);
  return out.buf.subarray(0, out.pos);
}

/**
 * How long threads have had a CPU so far, as procinfo events at the end of each second: first of all that have had one,
 * then of those for which it has changed.
 */
export class CpuReports {
  private readonly totals = new Map<number, number>();
  /** ns since the epoch. */
  private next = 0n;

  /** `leftOut`: a process that is not reported. */
  constructor(
    private readonly leftOut: number | undefined,
    private readonly read: (leftOut: number | undefined) => CpuTime[] = readCpuTimes,
  ) {}

  /** Blocks that are due at `now`, ns since the epoch; none most of the time. */
  due(now: bigint): Buffer[] {
    if (now < this.next) return [];
    const second = (now / SECOND) * SECOND;
    const begins = this.next === 0n;
    this.next = second + SECOND;
    if (begins) return [];
    const out = new BlockWriter();
    const living = new Set<number>();
    for (const time of this.read(this.leftOut)) {
      const total = time.user + time.system;
      living.add(time.tid);
      if ((this.totals.get(time.tid) ?? 0) === total) continue;
      this.totals.set(time.tid, total);
      // The last moment of the second that they are about.
      cpuReport(time, second - 1n, out);
    }
    for (const tid of this.totals.keys()) if (!living.has(tid)) this.totals.delete(tid);
    return out.pos > 0 ? [Buffer.from(out.buf.subarray(0, out.pos))] : [];
  }
}
