import { defineChisel } from 'ts-shark/chisel';

export default defineChisel({
  category: 'I/O',
  summary: 'what processes write to standard output',
  run(host) {
    const data = host.field('evt.rawarg.data');
    return {
      filter: 'fd.num=1 and evt.is_io=true',
      event() {
        const text = data();
        if (text !== undefined) host.print(text);
      },
    };
  },
});
