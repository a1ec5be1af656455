// How long commands take and how much memory: one after the other, so that what else the machine does hits all.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const SHARK = [process.execPath, join(ROOT, 'bin/ts-shark.js')];
export const SYSDIG = spawnSync('sysdig', ['--version']).status === 0 ? ['sysdig'] : undefined;

/** Stands in a command for the file that it writes. */
export const OUTPUT = '{output}';

/** Peak resident memory of a running process in MB; 0 when it has gone. */
function peak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs a command whose output goes to a file; seconds, peak memory in MB. */
export async function run(command, output) {
  const words = command.map((word) => (word === OUTPUT ? output : word));
  const fd = words.includes(output) ? 'ignore' : openSync(output, 'w');
  const start = process.hrtime.bigint();
  const child = spawn(words[0], words.slice(1), { stdio: ['ignore', fd, 'ignore'] });
  let memory = 0;
  const poll = setInterval(() => {
    memory = Math.max(memory, peak(child.pid));
  }, 20);
  const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  clearInterval(poll);
  if (fd !== 'ignore') closeSync(fd);
  if (status !== 0) throw new Error(`${words.join(' ')}: ended with ${status}`);
  return { seconds, memory };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Commands in turn, `runs` times; each one's median of seconds, and the first one's peak memory in MB. */
export async function inTurn(commands, outputs, runs) {
  const times = commands.map(() => []);
  let memory = 0;
  for (let i = 0; i < runs; i++) {
    for (const [k, command] of commands.entries()) {
      const ran = await run(command, outputs[k]);
      times[k].push(ran.seconds);
      if (k === 0) memory = Math.max(memory, ran.memory);
    }
  }
  return { seconds: times.map(median), memory };
}

/** Line ends in a file that may not fit into memory. */
export function countLines(file) {
  const fd = openSync(file, 'r');
  const buffer = Buffer.alloc(1 << 20);
  let lines = 0;
  for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) {
    for (let i = buffer.indexOf(10); i >= 0 && i < n; i = buffer.indexOf(10, i + 1)) lines++;
  }
  closeSync(fd);
  return lines;
}

/** Rows of texts as a table in Markdown; `heads` names the columns by their keys. */
export function table(heads, rows) {
  const all = [heads, ...rows];
  const keys = Object.keys(heads);
  const widths = keys.map((key) => Math.max(...all.map((row) => row[key].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const [head, ...body] = all.map((row) => line(keys.map((key) => row[key])));
  return [head, line(widths.map((w) => '-'.repeat(w))), ...body].join('\n');
}
