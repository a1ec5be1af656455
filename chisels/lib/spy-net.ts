import { formatBytes, type Hooks, type Host } from 'ts-shark/chisel';
import { palette } from './colour.js';

/** The data that passes through sockets; a heading whenever the direction turns. */
export function spyNet(host: Host, which: string, written: string, disableColour: string | undefined): Hooks {
  const colours = palette(disableColour === 'disable_color' ? undefined : disableColour);
  const data = host.text('evt.arg.data');
  const isRead = host.field('evt.is_io_read');
  const bytes = host.field('evt.rawarg.res');
  let reading: boolean | undefined;
  let heading = '';
  return {
    filter: `evt.is_io=true and (fd.type=ipv4 or fd.type=ipv6) and ${which}`,
    event() {
      const n = bytes();
      const text = data();
      if (n === undefined || n <= 0 || text === undefined) return;
      const read = isRead() === true;
      if (read !== reading) {
        heading = read
          ? `${colours.red}------ Read ${formatBytes(n)}`
          : `${colours.blue}------ ${written} ${formatBytes(n)}`;
        reading = read;
      }
      host.print(heading);
      host.print(text);
    },
    end: () => host.print(colours.reset),
  };
}
