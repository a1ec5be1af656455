import { defineChisel } from 'ts-shark/chisel';

export default defineChisel({
  category: 'I/O',
  summary: 'what processes read from standard input',
  run(host) {
    const data = host.field('evt.rawarg.data');
    return {
      filter: 'fd.num=0 and evt.is_io=true',
      event() {
        const text = data();
        if (text !== undefined) host.print(text);
      },
    };
  },
});
