import { defineChisel } from 'ts-shark/chisel';

export default defineChisel({
  category: 'Performance',
  summary: 'flame graphs of tracers, which captures no longer have',
  hidden: true,
  run(host) {
    host.print('This chisel uses tracers and is deprecated.');
    return { filter: 'evt.type=tracer' };
  },
});
