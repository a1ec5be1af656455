// How fast ts-shark is, next to sysdig where that is installed: runs both in turn on the same big file.
// usage: npm run bench -- [--events N] [--printed N] [--runs N] [--memory-gb N] [--fixture NAME] [--markdown FILE]
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { grow } from './grow.mjs';

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '10000000' },
    printed: { type: 'string', default: '2000000' },
    runs: { type: 'string', default: '5' },
    'memory-gb': { type: 'string', default: '1' },
    fixture: { type: 'string', default: 'attack.scap' },
    markdown: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const SHARK = [process.execPath, join(root, 'bin/ts-shark.js')];
const SYSDIG = spawnSync('sysdig', ['--version']).status === 0 ? ['sysdig'] : undefined;

/** Work in which little is printed, then work that is all printing. */
const LOOKS = [
  ['nothing but reading', ['-q']],
  ['summary', ['-S', '-q']],
  ['filter on the type, few match', ['evt.type=setns']],
  ['filter on the process, none match', ['proc.name=no-such-process']],
  ['filter on the fd, none match', ['fd.name=no-such-file']],
  ['filter on the process, few match', ['proc.name=gzip']],
  ['filter on the fd, few match', ['fd.name contains gshadow']],
  ['table chisel', ['-c', 'topscalls']],
  ['table chisel over fds', ['-c', 'topfiles_bytes']],
];
const PRINTS = [
  ['default lines', []],
  ['three fields', ['-p', '%evt.num %proc.name %evt.type']],
  ['JSON', ['-j']],
];

/** Peak resident memory of a running process in MB; 0 when it has gone. */
function peak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs a command with its output in a file; seconds, peak memory in MB. */
async function run(command, output) {
  const fd = openSync(output, 'w');
  const start = process.hrtime.bigint();
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', fd, 'inherit'] });
  let memory = 0;
  const poll = setInterval(() => {
    memory = Math.max(memory, peak(child.pid));
  }, 20);
  const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  clearInterval(poll);
  closeSync(fd);
  if (status !== 0) throw new Error(`${command.join(' ')}: ended with ${status}`);
  return { seconds, memory };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Line ends in a file that may not fit into memory. */
function countLines(file) {
  const fd = openSync(file, 'r');
  const buffer = Buffer.alloc(1 << 20);
  let lines = 0;
  for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) {
    for (let i = buffer.indexOf(10); i >= 0 && i < n; i = buffer.indexOf(10, i + 1)) lines++;
  }
  closeSync(fd);
  return lines;
}

/** One row: both programs in turn, so that what else the machine does hits both. */
async function compare(name, args, file, events, dir) {
  const programs = [SHARK, ...(SYSDIG ? [SYSDIG] : [])];
  const outputs = programs.map((_, i) => join(dir, `out${i}`));
  const times = programs.map(() => []);
  let memory = 0;
  for (let i = 0; i < Number(options.runs); i++) {
    for (const [k, program] of programs.entries()) {
      const ran = await run([...program, '-r', file, ...args], outputs[k]);
      times[k].push(ran.seconds);
      if (k === 0) memory = Math.max(memory, ran.memory);
    }
  }
  const lines = outputs.map(countLines);
  // sysdig 0.29.3 leaves out a few events more than those that it does not know.
  if (SYSDIG && Math.abs(lines[0] - lines[1]) > lines[0] / 100)
    throw new Error(`${name}: ${lines[0]} lines, sysdig printed ${lines[1]}`);
  const [own, theirs] = times.map(median);
  return {
    name,
    command: args.length === 0 ? '(no options)' : args.map((a) => (/[ %]/.test(a) ? `'${a}'` : a)).join(' '),
    lines: String(lines[0]),
    rate: (events / own / 1e6).toFixed(1),
    sysdig: theirs === undefined ? '-' : (events / theirs / 1e6).toFixed(1),
    ratio: theirs === undefined ? '-' : `${(theirs / own).toFixed(1)}x`,
    memory: memory.toFixed(0),
  };
}

const HEADS = {
  name: 'work',
  command: 'options',
  lines: 'lines',
  rate: 'M events/s',
  sysdig: 'sysdig',
  ratio: 'ratio',
  memory: 'peak MB',
};

function table(rows) {
  const all = [HEADS, ...rows];
  const keys = Object.keys(HEADS);
  const widths = keys.map((key) => Math.max(...all.map((row) => row[key].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const [head, ...body] = all.map((row) => line(keys.map((key) => row[key])));
  return [head, line(widths.map((w) => '-'.repeat(w))), ...body].join('\n');
}

/** Memory does not grow with the file: the same work on a small and on a large one. */
async function memory(source, dir) {
  const small = join(dir, 'small.scap');
  const large = join(dir, 'large.scap');
  const once = grow(source, small, 1);
  const wanted = (Number(options['memory-gb']) * 1e9 * once) / statSync(small).size;
  grow(source, small, wanted / 16);
  grow(source, large, wanted);
  const lines = [];
  for (const args of [['-S', '-q'], ['fd.name=no-such-file'], ['-p', '%proc.name %fd.name', 'fd.num>=0']]) {
    const peaks = [];
    for (const file of [small, large]) {
      peaks.push((await run([...SHARK, '-r', file, ...args], '/dev/null')).memory);
    }
    const sizes = [small, large].map((file) => (statSync(file).size / 1e6).toFixed(0));
    lines.push(
      `${args.join(' ')}: ${peaks[0].toFixed(0)} MB for ${sizes[0]} MB, ${peaks[1].toFixed(0)} MB for ${sizes[1]} MB`,
    );
  }
  rmSync(large);
  return lines.join('\n');
}

const dir = mkdtempSync(join(tmpdir(), 'ts-shark-bench-'));
try {
  const source = join(root, 'fixtures', options.fixture);
  const file = join(dir, 'big.scap');
  const version = SYSDIG ? spawnSync('sysdig', ['--version']).stdout.toString().trim() : 'sysdig is not installed';
  const intro = [
    `${version}; Node ${process.version}; ${cpus().length} x ${cpus()[0].model}; medians of ${options.runs} runs in turn`,
  ];
  const rows = [];
  for (const [work, wanted] of [
    [LOOKS, options.events],
    [PRINTS, options.printed],
  ]) {
    const events = grow(source, file, Number(wanted));
    const size = (statSync(file).size / 1e6).toFixed(0);
    intro.push(`${work.map(([name]) => name).join(', ')}: ${options.fixture} repeated, ${events} events, ${size} MB`);
    for (const [name, args] of work) {
      rows.push(await compare(name, args, file, events, dir));
      const { rate, ratio } = rows.at(-1);
      console.error(`${name}: ${rate} M events/s, ${ratio}`);
    }
    rmSync(file);
  }
  const printed = table(rows);
  console.log(`${intro.join('\n')}\n\n${printed}`);
  const flat = Number(options['memory-gb']) > 0 ? await memory(source, dir) : '';
  console.log(`\nmemory\n${flat}`);
  if (options.markdown)
    writeFileSync(options.markdown, `${intro.join('\n\n')}\n\n${printed}\n\n\`\`\`\n${flat}\n\`\`\`\n`);
} finally {
  rmSync(dir, { recursive: true });
}
