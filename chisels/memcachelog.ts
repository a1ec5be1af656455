import { defineChisel } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Application',
  summary: 'commands to memcached, one a line',
  args: [
    { name: 'method', optional: true, doc: 'get or set: these alone' },
    { name: 'size', type: 'number', optional: true, doc: 'with set: objects of at least so many bytes' },
  ],
  run(host, args) {
    const data = host.field('evt.arg[1]');
    const time = host.field('evt.datetime');
    return {
      filter: '(fd.sport=11211 or proc.name=memcached) and evt.is_io=true',
      event() {
        const [method, key, , , length] = (data() ?? '').split(' ');
        if (!/^[gs]et/.test(method) || key === undefined) return;
        if (args.method !== undefined && args.method !== method) return;
        const size = Number(length) || 0;
        if (args.method === 'set' && size < (args.size ?? 0)) return;
        host.print(`${time()} method=${method} size=${size}B key=${key}`);
      },
    };
  },
});
