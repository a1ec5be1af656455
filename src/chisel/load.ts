import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SharkError } from '../errors.js';
import type { Chisel } from './api.js';
import { API, apiModule, BUILT_IN, chiselsIn, findChisel } from './find.js';
import { placeOf } from './place.js';
import type { LoadedChisel } from './sink.js';

let resolves = false;

type Resolve = <C>(name: string, context: C, next: (name: string, context: C) => unknown) => unknown;

/** What Node has for who wants a say in how modules are found. */
interface ModuleHooks {
  /** Starts a thread for it; deprecated since Node 26. */
  register(module: string): void;
  /** Since Node 22.15. */
  registerHooks?(hooks: { resolve: Resolve }): void;
}

/** Lets chisels in JavaScript anywhere on the disk import the contract by its name. */
async function offerApi(): Promise<void> {
  if (resolves) return;
  resolves = true;
  const url = apiModule();
  const node: ModuleHooks = await import('node:module');
  if (node.registerHooks) {
    node.registerHooks({
      resolve: (name, context, next) => (name === API ? { url, shortCircuit: true } : next(name, context)),
    });
    return;
  }
  const hook = `export const resolve = (name, context, next) => name === '${API}'
    ? { url: ${JSON.stringify(url)}, shortCircuit: true } : next(name, context);`;
  node.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

async function importModule(file: string, module: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(module).href)) as { default?: unknown }).default;
  } catch (error) {
    if (error instanceof SyntaxError) await (await import('./compile.js')).explainSyntax(file);
    throw new SharkError('TS_SHARK_CHISEL', (placeOf(error as Error, file) || `${file}: `) + (error as Error).message);
  }
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
  let module = file;
  if (language === '.ts') module = await (await import('./compile.js')).compile(file);
  else if (!file.startsWith(BUILT_IN)) await offerApi();
  if (!file.startsWith(BUILT_IN)) process.setSourceMapsEnabled(true);
  return { name, file, chisel: checked(await importModule(file, module), file) };
}

/** Loads a chisel by name or path. */
export const loadChisel = (name: string, permissions: Permissions): Promise<LoadedChisel> =>
  loadFile(findChisel(name), permissions);
