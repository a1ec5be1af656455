import type { Hooks, Host, Process } from 'ts-shark/chisel';

/** Unknown ids are -1, which sysdig shows as the largest number. */
export const unsigned = (n: number): string => String(n < 0 ? n >>> 0 : n);

/** Prints the state of the machine at the first event that passes the filter, and ends there. */
export function snapshot(host: Host, fdFilter: string | undefined, show: (processes: Process[]) => void): Hooks {
  const processes = host.processes(fdFilter);
  let seen = false;
  return {
    event() {
      seen = true;
      host.stop();
      return false;
    },
    end() {
      if (seen) show(processes().sort((a, b) => a.tid - b.tid));
      else host.print('empty capture or no event matching the filter');
    },
  };
}
