import fc from 'fast-check';
import t from 'tap';
import { ABSENT, FLAGS, REMOVED } from '../../src/cli/flags.js';
import { readWords } from '../../src/cli/getopt.js';
import { parseCommandLine } from '../../src/cli/parse.js';
import { SharkError } from '../../src/errors.js';

const words = (...argv: string[]) => {
  const { options, operands } = readWords(argv);
  return [...options, '|', ...operands].join(' ');
};

t.test('where values are', async (t) => {
  t.equal(words('-qr', 'F'), '--quiet --readfile=F |');
  t.equal(words('-qrF'), '--quiet --readfile=F |');
  t.equal(words('-n25', '-p%evt.num'), '--numevents=25 --print=%evt.num |');
  t.equal(words('-n', '-5'), '--numevents=-5 |', 'a value may begin with a dash');
  t.equal(words('-p', '--read'), '--print=--read |', 'and is never taken for an option');
  t.equal(words('-p', '--', 'a'), '--print=-- | a');
  t.equal(words('-w', '-', '-r', '-'), '--writefile=- --readfile=- |');
  t.equal(words('--readfile=a=b', '--print='), '--readfile=a=b --print= |');
  t.equal(words('-cl', '-Il'), '--chisel=l --input=l |');
});

t.test('values that may be left out are in the same word', async (t) => {
  t.equal(words('-B', 'a=1'), '--bpf | a=1');
  t.equal(
    words('-Pr', 'F', '-l', '-v', '--progress=1', '--progress', '-q'),
    '--progress --readfile=F --list --verbose --progress=1 --progress --quiet |',
  );
  t.equal(words('-Bprobe', '--bpf=x', '--bpf', 'y'), '--bpf=probe --bpf=x --bpf | y');
});

t.test('words between options', async (t) => {
  t.equal(words('proc.name=a', '-q', 'or', '-n', '3', 'b'), '--quiet --numevents=3 | proc.name=a or b');
  t.equal(words('-q', '--', '-n', '3', '--'), '--quiet | -n 3 --');
  t.equal(words('-'), '| -');
  const { options, filter } = parseCommandLine(['fd.name', '-qr', 'A', 'contains', '--read', 'B', '/etc', '-vv']);
  t.strictSame({ ...options }, { quiet: true, readfile: ['A', 'B'], verbose: true });
  t.equal(filter, 'fd.name contains /etc');
});

t.test('beginnings of long names', async (t) => {
  t.equal(words('--read', 'F', '--num=3', '--snap', '9', '--json'), '--readfile=F --numevents=3 --snaplen=9 --json |');
  t.equal(words('--write=-'), '--writefile=- |');
  const originals = FLAGS.filter((flag) => !('own' in flag));
  for (const { long } of originals) {
    for (let n = 1; n < long.length; n++) {
      const start = long.slice(0, n);
      if ([...originals, ...REMOVED].filter((flag) => flag.long?.startsWith(start)).length > 1) continue;
      const flag = FLAGS.find((f) => f.long === long);
      const value = flag && 'arg' in flag ? '=v' : '';
      t.equal(words(`--${start}${value}`), `--${long}${value} |`, `--${start}: options of our own do not matter`);
    }
  }
});

t.test('-pp ends the command line', async (t) => {
  const line = parseCommandLine(['-pc', '-qpp', '-pk', '--list']);
  t.strictSame([line.showFormat, { ...line.options }], [true, { print: 'c', quiet: true }]);
  t.equal(parseCommandLine(['-p', 'pp']).showFormat, false);
});

t.test('what is wrong', async (t) => {
  const refused = (argv: string[], message: RegExp) =>
    t.throws(() => parseCommandLine(argv), { code: 'TS_SHARK_USAGE', message }, argv.join(' '));
  refused(['-Z'], /^unknown option -Z$/);
  refused(['-qZ'], /^unknown option -Z in -qZ$/);
  refused(['--nosuch'], /^unknown option --nosuch$/);
  refused(['--print-'], /^--print- could be --print-hex, /);
  refused(['-qr'], /^-r, --readfile <FILE>: the value is missing$/);
  refused(['--quiet=yes'], /^--quiet takes no value$/);
  for (const { short, long } of REMOVED) {
    if (short) refused([`-${short}`], new RegExp(`^-${short} is no more: `));
    if (long) refused([`--${long}=1`], new RegExp(`^--${long} is no more: `));
  }
});

t.test('what is not in this version is understood and refused', async (t) => {
  for (const flag of FLAGS) {
    const absent = ABSENT[flag.group];
    const argv = [`--${flag.long}${'arg' in flag ? '=1' : ''}`];
    if (absent) t.throws(() => parseCommandLine(argv), { message: `: this version ${absent}` }, flag.long);
    else t.doesNotThrow(() => parseCommandLine(argv), flag.long);
    if (flag.group === 'Other probes')
      t.doesNotThrow(() => parseCommandLine(['-r', 'F', ...argv]), 'but not for a file');
  }
});

t.test('no command line makes it stumble', async () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('-', '--', '-p', '-B', ...FLAGS.map((flag) => `--${flag.long}`)),
    fc.string().map((text) => `-${text}`),
  );
  fc.assert(
    fc.property(fc.array(word), (argv) => {
      try {
        const { filter } = parseCommandLine(argv);
        return typeof filter === 'string';
      } catch (error) {
        return error instanceof SharkError;
      }
    }),
  );
});

t.test('every option has its own letter and name', async (t) => {
  const all = [...FLAGS, ...REMOVED] as readonly { short?: string; long?: string }[];
  for (const key of ['short', 'long'] as const) {
    const names = all.map((flag) => flag[key]).filter((name) => name !== undefined);
    t.equal(new Set(names).size, names.length);
  }
});
