import { defineChisel } from 'ts-shark/chisel';
import { httpHooks } from './lib/http.js';

const MS = 1e6;

export default defineChisel({
  category: 'Application',
  summary: 'HTTP requests, one a line',
  description: 'Lines with > are of clients, with < of servers.',
  run(host) {
    const time = host.field('evt.datetime');
    return httpHooks(host, ({ direction, container, method, url, code, bytes, latency }) => {
      const where = host.showContainers ? ` ${container} ` : ' ';
      const ms = Math.trunc(latency / MS);
      host.print(
        `${time()}${where}${direction} method=${method} url=${url} response_code=${code} latency=${ms}ms size=${bytes}B`,
      );
    });
  },
});
