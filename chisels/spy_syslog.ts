import { COLOURS, defineChisel } from 'ts-shark/chisel';
import { disableColour, palette } from './lib/colour.js';
import { eventExport, exportArgs } from './lib/export.js';

const WARNING = 4;
const WIDTH = 20;

export default defineChisel({
  category: 'Logs',
  summary: 'messages to the system log',
  description: 'On a terminal errors are red, warnings yellow, other messages green, and blue from containers.',
  args: [...exportArgs, disableColour],
  run(host, args) {
    const colours = palette(args.disable_color);
    const facility = host.field('syslog.facility.str');
    const severity = host.field('syslog.severity.str');
    const severityCode = host.field('syslog.severity');
    const message = host.field('syslog.message');
    const tid = host.field('thread.tid');
    const process = host.field('proc.name');
    const container = host.field('container.name');
    const containerId = host.field('container.id');
    const saved = args.dump_file_name ? eventExport(host, args.dump_file_name, args.dump_range_ms) : undefined;

    const colour = () => {
      if (!host.terminal) return '';
      const code = severityCode() ?? WARNING + 1;
      if (code === WARNING) return colours.yellow;
      if (code < WARNING) return colours.red;
      return container() === 'host' ? colours.green : colours.blue;
    };
    const where = () => `${(containerId() ?? '<NA>').padEnd(WIDTH)} ${(container() ?? '<NA>').padEnd(WIDTH)} `;
    return {
      filter: 'fd.name contains /dev/log and evt.is_io_write=true and evt.dir=< and evt.failed=false',
      event() {
        const text = `${facility()}.${severity()} ${process()}[${tid()}] ${message()}`;
        host.print(colour() + (host.showContainers ? where() : '') + text);
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
