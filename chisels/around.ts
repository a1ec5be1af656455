import { COLOURS, defineChisel } from 'ts-shark/chisel';
import { eventExport, exportArgs } from './lib/export.js';

export default defineChisel({
  category: 'Misc',
  summary: 'saves what a thread did around events that pass the filter',
  description: "For example: -c around out.scap 'evt.type=open and evt.failed=true'.",
  args: [{ name: 'dump_file_name', doc: 'file to write' }, exportArgs[1]],
  run(host, args) {
    if (host.filter === '') host.exit(1, 'around needs a filter: it says around what to save');
    const process = host.field('proc.name');
    const tid = host.field('thread.tid');
    const time = host.field('evt.time');
    const saved = eventExport(host, args.dump_file_name, args.dump_range_ms);
    return {
      event() {
        host.print(`${time()} ${process() ?? '<NA>'}(${tid()})`);
        saved.add();
      },
      end() {
        if (host.terminal) host.print(COLOURS.reset);
        host.print(`\nSaving events around ${saved.size} matches to ${args.dump_file_name}`);
        saved.save();
      },
    };
  },
});
