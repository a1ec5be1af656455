// What live capture costs: the table of docs/live.md. Needs root; redis and a C compiler where they are there.
// usage: node bench/live.mjs [workload...]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BIN = new URL('../bin/ts-shark.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'ts-shark-bench-'));
const PORT = '7399';
const TICKS = 100;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const has = (command) => spawnSync('which', [command]).status === 0;

const SOURCES = 200;
function sources() {
  const text = `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/socket.h>\nint f(int n) { return printf("%d", n); }\n`;
  for (let i = 0; i < SOURCES; i++) writeFileSync(join(folder, `s${i}.c`), text);
}

/** By name: what it needs, what runs it, the program that does most of it, what has to be there meanwhile. */
const WORKLOADS = {
  dd: {
    title: '`dd bs=1`, 1.5 million blocks',
    needs: 'dd',
    command: ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=1500000'],
  },
  redis: {
    title: 'redis-benchmark, 120,000 requests',
    needs: 'redis-benchmark',
    command: ['redis-benchmark', '-p', PORT, '-q', '-n', '60000', '-t', 'set,get'],
    server: ['redis-server', '--port', PORT, '--save', '', '--appendonly', 'no'],
  },
  gcc: {
    title: `${SOURCES} files compiled by two gcc`,
    needs: 'gcc',
    command: ['sh', '-c', `cd ${folder} && ls s*.c | xargs -P 2 -n 1 gcc -O2 -c`],
    program: 'cc1',
    prepare: sources,
  },
};
const MODES = [['-w', 'FILE'], ['-w', 'FILE', 'evt.type=execve'], ['-w', 'FILE', 'proc.name=PROGRAM'], []];

function timed(command) {
  const started = process.hrtime.bigint();
  const { status } = spawnSync(command[0], command.slice(1), { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${command[0]} failed`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** CPU seconds of a process so far. */
function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const cells = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(cells[11]) + Number(cells[12])) / TICKS;
}

async function recorded(command, program, mode) {
  const file = join(folder, 'load.scap');
  const args = mode.map((arg) => (arg === 'FILE' ? file : arg.replace('PROGRAM', program)));
  const child = spawn(process.execPath, [BIN, ...args, '-v'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const begun = () =>
    readdirSync(folder).some((name) => name.includes('.part') && statSync(join(folder, name)).size > 0);
  for (let i = 0; mode.length > 0 && i < 100 && !begun(); i++) await sleep(50);
  await sleep(mode.length > 0 ? 300 : 2000);
  const before = cpuOf(child.pid);
  const seconds = timed(command);
  await sleep(500);
  const cpu = cpuOf(child.pid) - before;
  child.kill('SIGINT');
  await new Promise((resolve) => child.once('exit', resolve));
  const count = (what) => Number(new RegExp(`Driver ${what}:(\\d+)`).exec(err)?.[1]);
  return { seconds, cpu, events: count('Events'), drops: count('Drops') };
}

const n = (value) => Math.round(value).toLocaleString('en-US');
console.log('| workload | without | with | events/s | drops | CPU s of ts-shark | CPU s per million events |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
const asked = process.argv.slice(2);
for (const [name, { title, needs, command, program = command[0], server, prepare }] of Object.entries(WORKLOADS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (!has(needs)) {
    console.log(`| ${title}: needs ${needs} | | | | | | |`);
    continue;
  }
  prepare?.();
  const beside = server && spawn(server[0], server.slice(1), { stdio: 'ignore' });
  await sleep(500);
  const alone = Math.min(timed(command), timed(command), timed(command));
  for (const mode of MODES) {
    const { seconds, cpu, events, drops } = await recorded(command, program, mode);
    const per = events > 100_000 ? (cpu / (events / 1e6)).toFixed(2) : '-';
    const how = mode.length === 0 ? 'lines to /dev/null' : mode.join(' ').replace('PROGRAM', program);
    console.log(
      `| ${title}, ${how} | ${alone.toFixed(2)} s | ${seconds.toFixed(2)} s | ${n(events / seconds)} | ${n(drops)} | ${cpu.toFixed(2)} | ${per} |`,
    );
  }
  beside?.kill();
}
rmSync(folder, { recursive: true });
