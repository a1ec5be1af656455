import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { homedir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Message } from 'esbuild';
import { SharkError } from '../errors.js';
import { inPackage } from '../source/package.js';
import type { Chisel } from './api.js';
import { API, BUILT_IN, chiselsIn, findChisel } from './find.js';
import { placeOf } from './place.js';
import type { LoadedChisel } from './sink.js';

const PRIVATE = 0o700;

let resolves = false;

/** Lets chisels anywhere on the disk import the contract by its name. */
function offerApi(): void {
  if (resolves) return;
  resolves = true;
  const url = JSON.stringify(pathToFileURL(inPackage('dist/chisel/api.js')).href);
  const hook = `export const resolve = (name, context, next) => name === '${API}'
    ? { url: ${url}, shortCircuit: true } : next(name, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

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

/** Compiles TypeScript to a module in the cache, unless it is there already; the module's path. */
async function compile(file: string): Promise<string> {
  const { build, version } = await import('esbuild');
  const stem = join(cacheFolder(), digest(version, file));
  const module = `${stem}.mjs`;
  try {
    if (unchanged(JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as Inputs)) return module;
  } catch {
    // It was never compiled.
  }
  const result = await build({
    entryPoints: [file],
    bundle: true,
    external: [API],
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

async function importModule(file: string, module: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(module).href)) as { default?: unknown }).default;
  } catch (error) {
    if (error instanceof SyntaxError) await explainSyntax(file);
    throw new SharkError('TS_SHARK_CHISEL', (placeOf(error as Error, file) || `${file}: `) + (error as Error).message);
  }
}

/** Says where a module does not follow the grammar, which Node keeps to itself. */
async function explainSyntax(file: string): Promise<void> {
  const { transform } = await import('esbuild');
  await transform(readFileSync(file), { sourcefile: file, logLevel: 'silent' }).catch((error: BuildFailure) => {
    throw new SharkError('TS_SHARK_CHISEL', describe(error.errors[0], file));
  });
}

/** What was loaded is something else, such as a module that chisels share. */
export class NotAChisel extends SharkError {
  constructor(file: string, hint: string) {
    super('TS_SHARK_CHISEL', `${file}: is no chisel`, hint);
  }
}

function checked(value: unknown, file: string): Chisel {
  const { run, category, summary } = (value ?? {}) as Partial<Chisel>;
  if (typeof run === 'function' && typeof category === 'string' && typeof summary === 'string') return value as Chisel;
  throw new NotAChisel(file, 'its default export must be defineChisel({ category, summary, run })');
}

/** What Lua chisels may do besides reading events. */
export interface Permissions {
  /** Start programs. */
  readonly exec: boolean;
  /** Write, rename and remove files. */
  readonly write: boolean;
}

/** Loads a chisel from its file. Throws SharkError(TS_SHARK_CHISEL) with file, line and reason. */
export async function loadFile(file: string, permissions: Permissions): Promise<LoadedChisel> {
  const language = extname(file);
  const name = basename(file, language);
  if (language === '.lua') {
    const { loadLua, namesIn } = await import('./lua/chisel.js');
    const successors = new Map<string, Chisel>();
    for (const [other, path] of chiselsIn(BUILT_IN)) {
      if (other !== name && namesIn(file).includes(other))
        successors.set(other, (await loadFile(path, permissions)).chisel);
    }
    return { name, file, chisel: loadLua(file, permissions, successors) };
  }
  if (!file.startsWith(BUILT_IN)) {
    offerApi();
    process.setSourceMapsEnabled(true);
  }
  const module = language === '.ts' ? await compile(file) : file;
  return { name, file, chisel: checked(await importModule(file, module), file) };
}

/** Loads a chisel by name or path. */
export const loadChisel = (name: string, permissions: Permissions): Promise<LoadedChisel> =>
  loadFile(findChisel(name), permissions);
