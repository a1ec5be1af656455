import { defineChisel } from 'ts-shark/chisel';
import { disableColour, palette } from './lib/colour.js';

const ANCESTORS = 16;
const FILTER =
  '((evt.type=execve and evt.dir=<) or (evt.type=chdir and evt.dir=< and proc.name contains sh and not proc.name contains sshd)) and evt.failed=false';

/** A process below an interactive shell. */
interface Place {
  readonly depth: number;
  /** The uppermost shell. */
  readonly shell: number;
}

export default defineChisel({
  category: 'Security',
  summary: 'what users do in their shells: commands and changes of directory',
  description: 'A line has the id of the shell in front. With -pc it is blue for containers, and green for the host.',
  args: [{ name: 'max_depth', optional: true, doc: 'how deep below the shell a command may be' }, disableColour],
  run(host, args) {
    const maxDepth = Number(args.max_depth ?? Number.POSITIVE_INFINITY);
    if (Number.isNaN(maxDepth)) host.exit(0, 'Input max_depth must be a number.');
    const colours = palette(args.disable_color);
    const type = host.field('evt.type');
    const exe = host.field('proc.exe');
    const exeArgs = host.field('proc.args');
    const directory = host.field('evt.arg.path');
    const user = host.field('user.name');
    const time = host.field('evt.time.s');
    const pid = host.field('proc.pid');
    const ppid = host.field('proc.ppid');
    const container = host.field('container.name');
    const names = Array.from({ length: ANCESTORS + 1 }, (_, i) => host.field(`proc.aname[${i}]`));
    const pids = Array.from({ length: ANCESTORS + 1 }, (_, i) => host.field(`proc.apid[${i}]`));
    /** undefined: no shell is above it. */
    const places = new Map<number, Place | undefined>();

    /**
     * sysdig looks for shells one generation nearer after each change of directory, until it finds none: commands of
     * shells that start late are then missing. What is printed is the same here.
     */
    let shift = 0;

    /** The uppermost shell above a process. */
    const findShell = (id: number): Place | undefined => {
      let place: Place | undefined;
      for (let i = 1; i <= ANCESTORS; i++) {
        const name = names[i - shift]?.();
        const ancestor = pids[i - shift]?.();
        if (ancestor === undefined && name === undefined) break;
        if (ancestor === undefined || !name?.endsWith('sh')) continue;
        place = { depth: places.has(ancestor) || ancestor === id ? i - 1 : 0, shell: ancestor };
      }
      return place;
    };
    const placeOf = (id: number): Place | undefined => {
      if (!places.has(id)) places.set(id, findShell(id));
      return places.get(id);
    };
    const colour = () => {
      if (!host.showContainers) return '';
      return container() === 'host' ? colours.green : colours.blue;
    };
    const print = ({ depth, shell }: Place, indent: number, command: string) => {
      const who = (user() ?? '<NA>') + (host.showContainers ? `@${container()}` : '');
      host.print(`${colour()}${' '.repeat(indent * depth)}${shell} ${time()} ${who}) ${command}`);
    };
    return {
      filter: FILTER,
      event() {
        const self = pid();
        const above = ppid();
        if (self === undefined || above === undefined) return;
        if (type() === 'chdir') {
          shift++;
          const place = placeOf(self);
          if (place && place.depth <= maxDepth) print(place, 4, `cd ${directory()}`);
          return;
        }
        const place = placeOf(above);
        if (!place) return;
        if (!places.get(self)) places.set(self, { depth: place.depth + 1, shell: place.shell });
        const own = places.get(self) as Place;
        const shown = { ...own, depth: own.depth - 1 };
        if (shown.depth <= maxDepth) print(shown, host.showContainers ? 4 : 3, `${exe()} ${exeArgs()}`);
      },
      end: () => host.print(colours.reset),
    };
  },
});
