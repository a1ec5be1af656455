import { defineChisel } from 'ts-shark/chisel';

const SECOND = 1e9;

/** Who opened a file last, drawn anew every second. */
export default defineChisel({
  category: 'Examples',
  summary: 'the last file that each process opened',
  run(host) {
    const process = host.field('proc.name');
    const file = host.field('fd.name');
    const panel = host.panel();
    const last = new Map<string, string>();
    const lines = () => [...last].map(([name, path]) => `${name}: ${path}`);
    return {
      filter: 'evt.type in (open, openat) and evt.rawres>=0',
      event() {
        last.set(process() ?? '<NA>', file() ?? '<NA>');
      },
      interval: {
        every: SECOND,
        clock: true,
        call() {
          if (host.live) panel.show(lines());
        },
      },
      end() {
        if (!host.live) for (const line of lines()) host.print(line);
      },
    };
  },
});
