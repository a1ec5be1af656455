// Runs the program as a user does.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const FIXTURES = `${ROOT}fixtures/`;
export const BIN = `${ROOT}bin/ts-shark.js`;

export interface Ran {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * ts-shark with these arguments; `input` is its standard input, `env` goes over the environment, `cwd` is where it
 * runs. Killed, and so without a status, after 60 s.
 */
export function shark(
  args: readonly string[],
  input?: Buffer,
  env: NodeJS.ProcessEnv = {},
  cwd?: string,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8', NO_COLOR: '', ...env },
      timeout: 60_000,
      cwd,
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (status, signal) =>
      resolve({ status, signal, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }),
    );
    // A program that stops before it has read everything closes the pipe.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** Why nothing can be recorded here; false: it can. */
export async function whyNotLive(): Promise<string | false> {
  if (process.platform !== 'linux') return 'needs Linux';
  const { status, stderr } = await shark(['-n', '1', '-q']);
  return status === 0 ? false : stderr.trim();
}

/** A command line for ts-shark on a terminal of so many rows and columns, for script(1). */
export const onTerminal = (rows: number, columns: number, args: string): readonly string[] => [
  '-qec',
  `stty rows ${rows} cols ${columns}; exec ${process.execPath} ${BIN} ${args}`,
  '/dev/null',
];

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** ts-shark that writes FILE, once it records. */
export async function record(
  file: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProcess & { err: () => string }> {
  const child = spawn(process.execPath, [BIN, '-w', file, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  let err = '';
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const folder = dirname(file);
  const beside = () =>
    readdirSync(folder).filter((name) => join(folder, name).startsWith(file) && name.endsWith('.part'));
  for (let i = 0; i < 200 && !beside().some((name) => statSync(join(folder, name)).size > 0); i++) {
    if (child.exitCode !== null) throw new Error(`ended: ${err}`);
    await sleep(50);
  }
  return Object.assign(child, { err: () => err });
}

/** Ends it with a signal; its status. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  // What was done last is on its way.
  await sleep(100);
  child.kill(signal);
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  return child.exitCode;
}
