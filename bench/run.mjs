// How fast ts-shark is, next to sysdig where that is installed: runs both in turn on the same big files.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { grow } from './grow.mjs';
import { countLines, inTurn, OUTPUT, ROOT, run, SHARK, SYSDIG, table } from './measure.mjs';
import { FLAT, LOOKS, MIXES, PRINTS, SIZES, STRAIGHT } from './work.mjs';

const USAGE =
  'usage: npm run bench -- [--events N] [--printed N] [--runs N] [--memory-gb N] [--only TEXT] [--markdown FILE]';

function readOptions() {
  try {
    return parseArgs({
      options: {
        events: { type: 'string', default: '10000000' },
        printed: { type: 'string', default: '2000000' },
        runs: { type: 'string', default: '5' },
        'memory-gb': { type: 'string', default: '1' },
        only: { type: 'string', default: '' },
        markdown: { type: 'string' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}\n`);
    process.exit(2);
  }
}

// Where this is set, every Node reads those certificates as it starts, which takes longer than all else that it does then.
delete process.env.NODE_EXTRA_CA_CERTS;

const options = readOptions();
const runs = Number(options.runs);
const dir = mkdtempSync(join(tmpdir(), 'ts-shark-bench-'));
const big = join(dir, 'big.scap');
const outputs = [join(dir, 'out0'), join(dir, 'out1')];

const HEADS = {
  name: 'work',
  command: 'options',
  lines: 'lines',
  rate: 'M events/s',
  sysdig: 'sysdig',
  ratio: 'ratio',
  memory: 'peak MB',
};

/** One row: both programs in turn. */
async function compare(name, args, file, events) {
  const programs = [SHARK, ...(SYSDIG ? [SYSDIG] : [])];
  const { seconds, memory } = await inTurn(
    programs.map((program) => [...program, '-r', file, ...args]),
    outputs,
    runs,
  );
  const written = args.includes(OUTPUT);
  const lines = written ? [] : programs.map((_, i) => countLines(outputs[i]));
  // sysdig 0.29.3 leaves out a few events more than those that it does not know (users and groups, say).
  if (SYSDIG && !written && Math.abs(lines[0] - lines[1]) > Math.max(3, lines[0] / 50))
    throw new Error(`${name}: ${lines[0]} lines, sysdig printed ${lines[1]}`);
  const [own, theirs] = seconds;
  const row = {
    name,
    command: args.length === 0 ? '(no options)' : args.map((a) => (/[ %]/.test(a) ? `'${a}'` : a)).join(' '),
    lines: written ? '' : String(lines[0]),
    rate: (events / own / 1e6).toFixed(1),
    sysdig: theirs === undefined ? '-' : (events / theirs / 1e6).toFixed(1),
    ratio: theirs === undefined ? '-' : `${(theirs / own).toFixed(1)}x`,
    memory: memory.toFixed(0),
  };
  console.error(`${name}: ${row.rate} M events/s, ${row.ratio}`);
  return row;
}

/** The capture that a mix repeats: a fixture, or what a filter leaves of it. */
function sourceOf({ fixture, filter }) {
  const path = join(ROOT, 'fixtures', fixture);
  if (!filter) return path;
  const part = join(dir, fixture);
  const { status, stderr } = spawnSync(SHARK[0], [SHARK[1], '-r', path, '-w', part, filter]);
  if (status !== 0) throw new Error(stderr.toString());
  return part;
}

const megabytes = (file) => `${(statSync(file).size / 1e6).toFixed(0)} MB`;
const wanted = ([name]) => name.includes(options.only);

async function mixTables(mix) {
  const source = sourceOf(mix);
  const sections = [];
  for (const [work, events] of [
    [LOOKS.filter(wanted), Number(options.events)],
    [PRINTS.filter(wanted), Number(options.printed)],
  ]) {
    if (work.length === 0) continue;
    const made = grow(source, big, events);
    const rows = [];
    for (const [name, args] of work) rows.push(await compare(name, args, big, made));
    sections.push(`${mix.fixture} repeated, ${made} events, ${megabytes(big)}:\n\n${table(HEADS, rows)}`);
    if (work.includes(LOOKS[0])) sections.push(await compressed(made));
    rmSync(big);
  }
  return sections.length === 0 ? [] : [`### ${mix.name}`, ...sections];
}

async function compressed(events) {
  const { status } = spawnSync('gzip', ['-k', '-1', big]);
  if (status !== 0) return 'gzip is not installed';
  const row = await compare('compressed, nothing but reading', ['-q'], `${big}.gz`, events);
  rmSync(`${big}.gz`);
  return `the same, ${row.name}: ${row.rate} M events/s, sysdig ${row.sysdig}, ${row.ratio}`;
}

/** A start with nothing to do, next to one of Node. */
async function starting() {
  const { seconds } = await inTurn(
    [[process.execPath, '-e', '0'], ...['--version', '--help'].map((option) => [...SHARK, option])],
    [outputs[0], outputs[0], outputs[0]],
    5 * runs,
  );
  const [node, version, help] = seconds;
  const times = (part) => `${(part * 1000).toFixed(0)} ms (${(part / node).toFixed(2)}x)`;
  return `node -e 0: ${times(node)}; --version: ${times(version)}; --help: ${times(help)}`;
}

/** Memory does not grow with the file: the same work on a small and on a large one. */
async function memory(source) {
  const small = join(dir, 'small.scap');
  const once = grow(source, small, 1);
  const events = (Number(options['memory-gb']) * 1e9 * once) / statSync(small).size;
  grow(source, small, events / 16);
  grow(source, big, events);
  const lines = [];
  for (const args of FLAT) {
    const peaks = [];
    for (const file of [small, big]) {
      const { memory: peak } = await run([...SHARK, '-r', file, ...args], '/dev/null');
      peaks.push(`${peak.toFixed(0)} MB for ${megabytes(file)}`);
    }
    lines.push(`${args.join(' ') || '(no options)'}: ${peaks.join(', ')}`);
  }
  rmSync(big);
  return lines.join('\n');
}

/** Time grows as the file does: seconds for a million events at each size. */
async function growth(source) {
  const rows = new Map(STRAIGHT.map((args) => [args, []]));
  for (const size of SIZES) {
    const events = grow(source, big, size);
    for (const args of STRAIGHT) {
      const { seconds } = await inTurn([[...SHARK, '-r', big, ...args]], outputs, runs);
      rows.get(args).push(`${((seconds[0] * 1e6) / events).toFixed(3)} s at ${(events / 1e6).toFixed(0)} M`);
    }
    rmSync(big);
  }
  return [...rows].map(([args, parts]) => `${args.join(' ')}: ${parts.join(', ')}`).join('\n');
}

try {
  const version = SYSDIG ? spawnSync('sysdig', ['--version']).stdout.toString().trim() : 'sysdig is not installed';
  const page = [
    `${version}; Node ${process.version}; ${cpus().length} x ${cpus()[0].model}; medians of ${runs} runs in turn`,
  ];
  for (const mix of MIXES) page.push(...(await mixTables(mix)));
  if (options.only === '') {
    const source = sourceOf(MIXES[0]);
    page.push('### Start', await starting());
    page.push('### Peak memory', `\`\`\`\n${await memory(source)}\n\`\`\``);
    page.push('### Seconds for a million events', `\`\`\`\n${await growth(source)}\n\`\`\``);
  }
  console.log(page.join('\n\n'));
  if (options.markdown) writeFileSync(options.markdown, `${page.join('\n\n')}\n`);
} finally {
  rmSync(dir, { recursive: true });
}
