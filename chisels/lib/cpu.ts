import type { Host } from 'ts-shark/chisel';

/** One report stands for a second; so one percent of it is this many ns. */
const NS_PER_PERCENT = 1e7;

/** ns of CPU that a procinfo event stands for. */
export function cpuTime(host: Host): () => number | undefined {
  const percent = host.field('thread.cpu');
  return () => {
    const value = percent();
    return value === undefined ? undefined : value * NS_PER_PERCENT;
  };
}
