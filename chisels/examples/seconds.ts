import { defineChisel } from 'ts-shark/chisel';

const SECOND = 1e9;

/** Something every second, in the time of the capture. */
export default defineChisel({
  category: 'Examples',
  summary: 'forks per second',
  run(host) {
    const clock = host.field('evt.time.s');
    let forks = 0;
    return {
      filter: 'evt.type in (clone, clone3, fork, vfork) and evt.rawres=0',
      event() {
        forks++;
      },
      interval: {
        every: SECOND,
        call() {
          host.print(`${clock()} ${forks}`);
          forks = 0;
        },
      },
    };
  },
});
