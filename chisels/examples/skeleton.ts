import { defineChisel } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Mine',
  summary: 'counts what each process opens',
  args: [{ name: 'least', type: 'number', optional: true, doc: 'leave out processes with fewer files than this' }],
  run(host, args) {
    // Ask for everything that is to be read here, before the first event.
    const process = host.field('proc.name');
    const counts = new Map<string, number>();
    return {
      filter: 'evt.is_open_read=true or evt.is_open_write=true',
      event() {
        const name = process() ?? '<NA>';
        counts.set(name, (counts.get(name) ?? 0) + 1);
      },
      end() {
        for (const [name, count] of counts) {
          if (count >= (args.least ?? 1)) host.print(`${count}\t${name}`);
        }
      },
    };
  },
});
