import { numbersIn, readText } from './read.js';
import { statOf } from './threads.js';

/** How long a thread has had a CPU, in and outside of the kernel, in ticks of the clock: 1/100 s. */
export interface CpuTime {
  readonly tid: number;
  readonly user: number;
  readonly system: number;
}

/** Places in /proc/PID/stat behind the name (proc_pid_stat(5): utime, stime). */
const USER = 11;
const SYSTEM = 12;

/** Of all threads of the machine but those of the process `leftOut`. */
export function readCpuTimes(leftOut: number | undefined): CpuTime[] {
  const times: CpuTime[] = [];
  for (const pid of numbersIn('/proc')) {
    if (pid === leftOut) continue;
    for (const tid of numbersIn(`/proc/${pid}/task`)) {
      const text = readText(`/proc/${pid}/task/${tid}/stat`);
      if (text === undefined) continue;
      const stat = statOf(text);
      times.push({ tid, user: Number(stat[USER]), system: Number(stat[SYSTEM]) });
    }
  }
  return times;
}
