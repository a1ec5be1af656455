import { COLOURS, defineChisel } from 'ts-shark/chisel';
import { disableColour, palette } from './lib/colour.js';
import { eventExport, exportArgs } from './lib/export.js';

const LOG_FILES =
  '(fd.name contains .log or fd.name contains _log or fd.name contains /var/log) and not (fd.name contains .gz or fd.name contains .tgz)';

export default defineChisel({
  category: 'Logs',
  summary: 'what is written to log files, line by line',
  description:
    'Log files are those with .log, _log or /var/log in their names. On a terminal errors are red, warnings yellow, other lines green.',
  args: [...exportArgs, disableColour],
  run(host, args) {
    const colours = palette(args.disable_color);
    const buffer = host.text('evt.buffer');
    const process = host.field('proc.name');
    const file = host.field('fd.name');
    const container = host.field('container.name');
    const saved = args.dump_file_name ? eventExport(host, args.dump_file_name, args.dump_range_ms) : undefined;

    const colourOf = (message: string) => {
      if (message.toLowerCase().includes('warn')) return colours.yellow;
      return message.includes('err') ? colours.red : colours.green;
    };
    const onTerminal = (message: string, rest: string) => {
      const colour = colourOf(message);
      if (!host.showContainers) return `${colour} ${rest}`;
      const where = container() ?? '<NA>';
      return `${colour} ${where === 'host' ? colour : colours.blue} ${where} ${colour} ${rest}`;
    };
    return {
      filter: `(${LOG_FILES}) and evt.is_io_write=true and evt.dir=< and evt.failed=false`,
      bufferStyle: 'ascii',
      event() {
        for (const message of (buffer() ?? '').split('\n')) {
          if (message === '') continue;
          const rest = `${process()} ${file()} ${message}`;
          if (host.terminal) host.print(onTerminal(message, rest));
          else host.print(host.showContainers ? `${container()} ${rest}` : rest);
        }
        saved?.add();
      },
      end() {
        if (host.terminal) host.print(COLOURS.reset);
        if (!saved) return;
        host.print(`Writing events for ${saved.size} log entries`);
        saved.save();
      },
    };
  },
});
