import { defineChisel, formatBytes } from 'ts-shark/chisel';

const DIRECTIONS: Readonly<Record<string, string>> = { R: 'evt.is_io_read=true', W: 'evt.is_io_write=true' };

export default defineChisel({
  category: 'I/O',
  summary: 'reads and writes of files with their data, of all files or of one',
  args: [
    { name: 'read_or_write', doc: 'R: reads alone; W: writes alone; RW: both, as without it', optional: true },
    { name: 'spy_on_file_name', doc: 'path of the one file to watch', optional: true },
  ],
  run(host, args) {
    const data = host.field('evt.arg.data');
    const name = host.field('fd.name');
    const isWrite = host.field('evt.is_io_write');
    const pid = host.field('proc.pid');
    const process = host.field('proc.name');
    const bytes = host.field('evt.rawarg.res');
    const time = host.field('evt.time');
    const file = args.spy_on_file_name;
    const which = file ? `fd.name='${file}'` : '(not fd.name contains /dev/pt and not fd.name contains /dev/tty)';
    const io = DIRECTIONS[args.read_or_write?.toUpperCase() ?? ''] ?? 'evt.is_io=true';
    return {
      filter: `${which} and ${io} and fd.type=file and evt.dir=< and evt.failed=false`,
      bufferStyle: 'ascii',
      event() {
        const size = formatBytes(bytes() ?? 0);
        const direction = isWrite() ? 'W' : 'R';
        host.print(`${time()} ${process()}(${pid()}) ${direction} ${size} ${name()} ${data() ?? 'nil'}`);
      },
    };
  },
});
