import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { defineChisel } from 'ts-shark/chisel';

const FOLDER = './udp_dump_files';

/** The name of a connection as one of a file. */
const fileName = (connection: string) => connection.replace(/:/g, '_').replace(/>/g, '-').replace(/[/\0]/g, '_');

export default defineChisel({
  category: 'I/O',
  summary: 'saves what went through UDP sockets, a file per connection',
  description: `Files are named after the connection, in the folder ${FOLDER}.`,
  run(host) {
    const data = host.field('evt.rawarg.data');
    const name = host.field('fd.name');
    host.willWrite(`write to ${FOLDER}`);
    const files = new Map<string, number>();
    const fileOf = (connection: string) => {
      let fd = files.get(connection);
      if (fd === undefined) {
        mkdirSync(FOLDER, { recursive: true });
        fd = openSync(join(FOLDER, fileName(connection)), 'w');
        files.set(connection, fd);
      }
      return fd;
    };
    return {
      filter: 'evt.dir=< and evt.rawres>=0 and fd.l4proto=udp and evt.is_io=true',
      event() {
        const bytes = data();
        const connection = name();
        if (bytes !== undefined && connection) writeSync(fileOf(connection), Buffer.from(bytes, 'latin1'));
      },
      end() {
        for (const fd of files.values()) closeSync(fd);
      },
    };
  },
});
