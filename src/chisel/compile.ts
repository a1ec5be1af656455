import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { SharkError } from '../errors.js';
import { API, apiModule } from './find.js';

const PRIVATE = 0o700;
const ONLY_API = { filter: new RegExp(`^${API}$`) };

const digest = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** What a chisel was compiled from: its files and what they held. */
type Inputs = Readonly<Record<string, string>>;

function unchanged(inputs: Inputs): boolean {
  try {
    return Object.entries(inputs).every(([file, hash]) => digest(readFileSync(file)) === hash);
  } catch {
    return false;
  }
}

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ts-shark', 'chisels');

/**
 * Compiles a chisel in TypeScript to a module in the cache, unless it is there already; the module's path. Throws
 * SharkError(TS_SHARK_CHISEL) with file, line and reason.
 */
export async function compile(file: string): Promise<string> {
  const { build, version } = await import('esbuild');
  const api = apiModule();
  const stem = join(cacheFolder(), digest(version, api, file));
  const module = `${stem}.mjs`;
  try {
    if (unchanged(JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as Inputs)) return module;
  } catch {
    // It was never compiled.
  }
  const result = await build({
    entryPoints: [file],
    bundle: true,
    plugins: [{ name: 'contract', setup: (on) => on.onResolve(ONLY_API, () => ({ path: api, external: true })) }],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourceRoot: 'file:///',
    sourcesContent: false,
    write: false,
    metafile: true,
    absWorkingDir: '/',
    logLevel: 'silent',
  }).catch((error: BuildFailure) => {
    throw new SharkError('TS_SHARK_CHISEL', describe(error.errors[0], file));
  });
  await checkTypes(file);
  const inputs = Object.keys(result.metafile.inputs).map((input) => `/${input}`);
  mkdirSync(cacheFolder(), { recursive: true, mode: PRIVATE });
  // In place at once, whole: another ts-shark may be looking.
  for (const [path, text] of [
    [module, result.outputFiles[0].contents],
    [`${stem}.json`, JSON.stringify(Object.fromEntries(inputs.map((path) => [path, digest(readFileSync(path))])))],
  ] as const) {
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  }
  return module;
}

/** Types are checked where TypeScript is installed: it is not needed to run a chisel. */
async function checkTypes(file: string): Promise<void> {
  const { typeErrors } = await import('./check-types.js');
  const errors = await typeErrors(file);
  if (!errors || errors.length === 0) return;
  const more = errors.length > 1 ? `${errors.length - 1} more: ts-shark chisel check ${file}` : undefined;
  throw new SharkError('TS_SHARK_CHISEL', errors[0], more);
}

function describe(error: Message | undefined, file: string): string {
  if (!error) return `${file}: cannot be compiled`;
  const { location, text } = error;
  return location ? `/${location.file.replace(/^\//, '')}:${location.line}:${location.column + 1}: ${text}` : text;
}

/** Says where a module does not follow the grammar, which Node keeps to itself. */
export async function explainSyntax(file: string): Promise<void> {
  const { transform } = await import('esbuild');
  await transform(readFileSync(file), { sourcefile: file, logLevel: 'silent' }).catch((error: BuildFailure) => {
    throw new SharkError('TS_SHARK_CHISEL', describe(error.errors[0], file));
  });
}
