import type { Hooks, Host } from 'ts-shark/chisel';

const SECOND = 1e9;

/** Local time. */
const timeOfDay = (seconds: number) => new Date(seconds * 1000).toTimeString().slice(0, 8);

/** A line per second with the bytes that were read and written. */
export function ioBytes(host: Host, filter: string): Hooks {
  const bytes = host.field('evt.rawarg.res');
  const isRead = host.field('evt.is_io_read');
  let read = 0;
  let written = 0;
  return {
    filter,
    event() {
      const n = bytes();
      if (n === undefined || n <= 0) return;
      if (isRead()) read += n;
      else written += n;
    },
    interval: {
      every: SECOND,
      clock: true,
      call({ seconds }) {
        host.print(`${timeOfDay(seconds)} in:${read} out:${written} tot:${read + written}`);
        if (host.live) host.flush();
        read = 0;
        written = 0;
      },
    },
  };
}
