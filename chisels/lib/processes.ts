import type { Host } from 'ts-shark/chisel';

/**
 * The columns of a table of processes; with -pc their containers, too. `inside`: the field with the number that a process
 * has in its container.
 */
export const processKeys = (host: Host, inside: 'proc.vpid' | 'thread.vtid'): Record<string, string> =>
  host.showContainers
    ? { 'proc.name': 'Process', 'proc.pid': 'Host_pid', [inside]: 'Container_pid', 'container.name': 'container.name' }
    : { 'proc.name': 'Process', 'proc.pid': 'PID' };
