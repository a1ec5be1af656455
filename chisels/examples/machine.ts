import { defineChisel } from 'ts-shark/chisel';

/** The machine as of one moment: its threads and their fds. */
export default defineChisel({
  category: 'Examples',
  summary: 'processes with the most open files at the start of the capture',
  run(host) {
    const processes = host.processes();
    return {
      event() {
        host.stop();
      },
      end() {
        const rows = processes().sort((a, b) => b.fds.length - a.fds.length);
        for (const p of rows.slice(0, 5)) host.print(`${p.fds.length}\t${p.name}`);
      },
    };
  },
});
