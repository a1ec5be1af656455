import { SharkError } from '../errors.js';
import { PPME } from '../event/tables/ids.data.js';
import { BlockWriter } from '../format/scap/blocks-out.js';
import type { ByteSource } from '../source/source.js';
import { needsHooks } from './bpf/offsets.js';
import { callBytes, compatCalls, systemCalls } from './calls/table.js';
import { translationBytes, translations } from './calls/translate.js';
import { Containers } from './containers.js';
import { CpuReports, cpuReport } from './cpu-reports.js';
import { number32, Programs, possibleCpus } from './programs.js';
import { Ring } from './ring.js';
import { livingPids, readProcesses, type StartOptions, writeStart } from './start.js';
import { type Libc, loadLibc } from './sys/libc.js';

export interface LiveOptions {
  /** Bytes of every buffer that are kept. */
  readonly snaplen: number;
  /** Bytes of the buffer between kernel and reader; rounded up to a power of 2. */
  readonly bufferBytes: number;
  /** What ts-shark does itself is recorded too. */
  readonly own: boolean;
  readonly pageFaults: boolean;
  readonly switches: boolean;
  /** Every second, how long each thread has had a CPU. */
  readonly cpuTimes: boolean;
  /** Event types that anybody has a use for; the kernel leaves out the others. */
  readonly wanted: (type: number) => boolean;
  /** Of these types, only those of the processes `pids` are. */
  readonly ofPids: (type: number) => boolean;
  readonly pids: readonly number[];
  /** Hooks tell of new processes and programs, even where the ends of the calls do. */
  readonly hooks?: boolean;
  /** Called when there is nothing to read at once. */
  readonly idle: () => void;
}

/** What happened between kernel and reader so far. */
export interface LiveCounts {
  /** Events that were put into the buffer. */
  readonly events: number;
  /** Events for which there was no room, CPU by CPU. */
  readonly drops: readonly number[];
}

/** Entries of the map `pids` (capture.bpf.c). */
const MOST_PIDS = 1024;
/** Where fewer bytes came than this, the next look waits for more. */
const SCANTY = 64 * 1024;
const PAUSE_MS = 5;
const COUNTS_MS = 200;
/** What an event has room for. */
const MOST_SNAPLEN = 60000;
const CLOCK_GETTIME: Readonly<Record<string, number>> = { x64: 228, arm64: 113 };
const CLOCK_REALTIME = 0;
const CLOCK_BOOTTIME = 7;
const EV_V2 = 0x216;
/** The idle task. */
const NOBODY = { tid: 0, user: 0, system: 0 };

function clock(libc: Libc, which: number): bigint {
  const time = Buffer.alloc(16);
  libc.syscall(CLOCK_GETTIME[process.arch], which, time);
  return time.readBigInt64LE(0) * 1_000_000_000n + time.readBigInt64LE(8);
}

/** The machine, as a capture that is being written. Ends with `stop`, when everything up to there has been read. */
export class LiveSource implements ByteSource {
  readonly name = 'live capture';
  readonly size = undefined;
  readonly mayBeQuiet = true;
  private head: Buffer[] = [];
  private scanty = false;
  private stopped = false;
  private wake: (() => void) | undefined;
  private counted: LiveCounts;
  private nextCount = 0;
  private closed = false;
  private readonly containers = new Containers(
    (block) => this.head.push(block),
    () => clock(this.libc, CLOCK_REALTIME),
  );

  private constructor(
    private readonly libc: Libc,
    private readonly programs: Programs,
    private readonly ring: Ring,
    private readonly cpus: number,
    private readonly idle: () => void,
    private readonly reports: CpuReports | undefined,
  ) {
    this.counted = { events: 0, drops: Array(cpus).fill(0) };
  }

  /** Begins to record. Throws SharkError(TS_SHARK_LIVE) with what is missing and what to do. */
  static async open(options: LiveOptions): Promise<LiveSource> {
    if (process.platform !== 'linux') {
      throw new SharkError(
        'TS_SHARK_LIVE',
        `live capture is not possible on ${process.platform}`,
        'it needs Linux; reading captures works: -r FILE',
      );
    }
    const libc = await loadLibc();
    const cpus = possibleCpus();
    const bootTs = clock(libc, CLOCK_REALTIME) - clock(libc, CLOCK_BOOTTIME);
    const page = libc.pageSize();
    const size = 2 ** Math.ceil(Math.log2(Math.max(options.bufferBytes, page)));
    const programs = new Programs(libc, { scratches: cpus, ring: size });
    try {
      const { wanted } = options;
      for (const call of systemCalls(process.arch))
        programs.set('calls', call.nr, callBytes(call, wanted, options.ofPids));
      for (const [compat, nr] of compatCalls(process.arch)) programs.set('compat_calls', compat, number32(nr));
      translations(process.arch).forEach((t, i) => {
        programs.set('translations', i, translationBytes(t));
      });
      for (const pid of options.pids.slice(0, MOST_PIDS)) programs.set('pids', pid, number32(1));
      const targets = ['sys_enter', 'sys_exit'];
      const byHook = options.hooks ?? needsHooks(process.arch);
      if (byHook) targets.push('sched_process_fork', 'sched_process_exec');
      if (wanted(PPME.PROCEXIT_1_E)) targets.push('sched_process_exit');
      if (wanted(PPME.SIGNALDELIVER_E)) targets.push('signal_deliver');
      if (options.switches && wanted(PPME.SCHEDSWITCH_6_E)) targets.push('sched_switch');
      if (options.pageFaults && wanted(PPME.PAGE_FAULT_E)) targets.push('page_fault_user');
      const settings = {
        own_tgid: options.own ? 0 : process.pid,
        snaplen: Math.min(options.snaplen, MOST_SNAPLEN),
        boot_epoch: bootTs,
        by_hook: Number(byHook),
      };
      const loaded = programs.load(settings, targets);
      const fd = programs.map('ring');
      const ring = new Ring(libc.map(page, true, fd, 0), libc.map(page + 2 * size, false, fd, page), page, size);
      const reports = options.cpuTimes ? new CpuReports(options.own ? undefined : process.pid) : undefined;
      const source = new LiveSource(libc, programs, ring, cpus, options.idle, reports);
      const before = readProcesses();
      for (const [target, program] of loaded) programs.attach(target, program);
      // An event that nobody wants, so that there is a beginning also where nothing happens.
      const first = wanted(PPME.PROCINFO_E) ? undefined : cpuReport(NOBODY, clock(libc, CLOCK_REALTIME));
      await source.begin({ cpus, bootTs, before, living: livingPids() }, size, first);
      return source;
    } catch (error) {
      programs.close();
      throw error;
    }
  }

  /** Reads the state, with the programs running: what happens meanwhile comes behind it. */
  private async begin(start: Omit<StartOptions, 'pause'>, size: number, first: Buffer | undefined): Promise<void> {
    const spilled: Buffer[] = [];
    const pause = () => {
      if (this.ring.waiting < size / 4) return;
      const piece = Buffer.allocUnsafeSlow(size);
      spilled.push(piece.subarray(0, this.ring.read(piece, 0, piece.length)));
    };
    const state = writeStart({ ...start, pause });
    await this.containers.begin();
    this.head = [state, ...this.head, ...spilled];
    if (first) this.head.push(first);
  }

  async read(target: Buffer, offset: number, max: number): Promise<number> {
    for (;;) {
      if (this.closed) return 0;
      const first = this.head[0];
      if (first) {
        const n = first.copy(target, offset, 0, max);
        if (n === first.length) this.head.shift();
        else this.head[0] = first.subarray(n);
        return n;
      }
      if (this.scanty && !this.stopped) await this.pause();
      if (this.closed) return 0;
      if (this.reportsAreDue()) continue;
      const last = this.stopped;
      const n = this.ring.read(target, offset, max);
      this.scanty = n < SCANTY;
      if (n > 0) {
        this.lookAtDrops();
        return n;
      }
      if (last) {
        this.nextCount = 0;
        this.lookAtDrops();
        if (this.head.length === 0) return 0;
      }
    }
  }

  /** Looked at last before the ring: reports on a second come before what happens in the next. */
  private reportsAreDue(): boolean {
    if (this.stopped || !this.reports) return false;
    const blocks = this.reports.due(clock(this.libc, CLOCK_REALTIME));
    this.head.push(...blocks);
    return blocks.length > 0;
  }

  private pause(): Promise<void> {
    this.idle();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSE_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** What was lost is told in the stream itself: a drop event for every CPU that lost something. */
  private lookAtDrops(): void {
    const now = Date.now();
    if (now < this.nextCount) return;
    this.nextCount = now + COUNTS_MS;
    const before = this.counted.drops;
    const { drops } = this.count();
    const out = new BlockWriter();
    drops.forEach((n, cpu) => {
      if (n > before[cpu]) this.writeDrop(out, cpu, n - before[cpu]);
    });
    if (out.pos > 0) this.head.push(Buffer.from(out.buf.subarray(0, out.pos)));
  }

  private writeDrop(out: BlockWriter, cpu: number, lost: number): void {
    const start = out.beginBlock(EV_V2);
    out.u16(cpu);
    out.u64(clock(this.libc, CLOCK_REALTIME));
    out.u64(-1n);
    out.u32(26 + 2 + 4);
    out.u16(PPME.DROP_E);
    out.u32(1);
    out.u16(4);
    out.u32(lost);
    out.endBlock(start);
  }

  /** As of the last look. */
  get counts(): LiveCounts {
    return this.counted;
  }

  /** Asks the kernel how much there was. */
  count(): LiveCounts {
    if (this.closed) return this.counted;
    const values = Buffer.alloc(16 * this.cpus);
    this.programs.bpf.lookup(this.programs.map('counts'), number32(0), values);
    let events = 0;
    const drops: number[] = [];
    for (let cpu = 0; cpu < this.cpus; cpu++) {
      events += Number(values.readBigUInt64LE(16 * cpu));
      drops.push(Number(values.readBigUInt64LE(16 * cpu + 8)));
    }
    this.counted = { events, drops };
    return this.counted;
  }

  /** Nothing new is recorded from here on; what was recorded can still be read, then the source ends. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.programs.detach();
    this.wake?.();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.stop();
    this.count();
    this.closed = true;
    this.containers.close();
    this.ring.close();
    this.programs.close();
  }
}
