import { defineChisel, pad } from 'ts-shark/chisel';

/** A function in the environment: what a bash that is not patched runs. */
const EXPLOIT = /\(\) ?\{./s;
const WIDTHS = [22, 22, 8];

export default defineChisel({
  category: 'Security',
  summary: 'attempts to run commands through the shellshock bug of bash',
  description: 'For each: the time, the process that started the shell, its id, and the command that was smuggled in.',
  run(host) {
    const parent = host.field('proc.pname');
    const parentPid = host.field('proc.ppid');
    const environment = host.field('evt.arg.env');
    const env = host.field('proc.env');
    const time = host.field('evt.time');
    const line = (cells: readonly string[], last: string) =>
      cells.map((cell, i) => pad(cell, WIDTHS[i])).join('') + last;
    host.print(line(['TIME', 'PROCNAME', 'PID'], 'FUNCTION'));
    return {
      filter: '(proc.name=bash or proc.name=sh) and evt.type=execve',
      event() {
        if (!EXPLOIT.test(environment() ?? '')) return;
        const command = /\(\).+/s.exec(env() ?? environment() ?? '')?.[0] ?? '';
        host.print(line([time() ?? '<NA>', parent() ?? '<NA>', String(parentPid() ?? '<NA>')], command));
      },
    };
  },
});
