import { defineChisel } from 'ts-shark/chisel';

/** sysdig prints the shell once for each thing that it remembers of it: id, name and id of the container. */
const LINES = 3;

export default defineChisel({
  category: 'Security',
  summary: 'the login shell that ran a command last',
  description:
    'Prints its id, by which spy_users can be restricted: proc.loginshellid=ID. The id appears three times, as it does in sysdig.',
  args: [
    { name: 'command', optional: true, doc: 'part of the name of the command; * for any' },
    { name: 'arguments', optional: true, doc: 'part of its arguments' },
  ],
  run(host, args) {
    const shell = host.field('proc.loginshellid');
    const exe = host.field('evt.arg.exe');
    const exeArgs = host.field('evt.arg.args');
    const name = host.field('container.name');
    const id = host.field('container.id');
    const command = args.command === '*' ? undefined : args.command;
    let found: string | undefined;
    return {
      filter: 'evt.type=execve',
      event() {
        const sid = shell();
        const program = exe();
        if (sid === undefined || program === undefined) return;
        if (command !== undefined && !program.includes(command)) return;
        const rest = exeArgs();
        if (args.arguments !== undefined && rest !== undefined && !rest.includes(args.arguments)) return;
        found = host.showContainers ? `${sid} ${name()} ${id()}` : String(sid);
      },
      end() {
        host.print(command === undefined ? 'All shells:' : `Shells containing ${command}:`);
        if (found !== undefined) for (let i = 0; i < LINES; i++) host.print(found);
      },
    };
  },
});
