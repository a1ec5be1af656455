import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SharkError } from '../errors.js';
import { nearestName } from '../field/nearest.js';
import { inPackage } from '../source/package.js';

/** The name by which chisels import their contract. */
export const API = 'ts-shark/chisel';
/** Where that is: the URL of its module. */
export const apiModule = (): string => pathToFileURL(inPackage('dist/chisel/api.js')).href;
/** Where the built-in chisels are. */
export const BUILT_IN = inPackage('dist/chisels/');

/** Names in a suggestion. */
const MOST_NAMES = 6;
const LANGUAGES = ['.ts', '.mjs', '.js', '.lua'];

/** Folders that are searched for chisels, built-ins first: a file that lies about cannot take the place of one. */
export function chiselFolders(): string[] {
  const own = [process.env.TS_SHARK_CHISEL_DIR, process.env.SYSDIG_CHISEL_DIR].flatMap((v) => v?.split(':') ?? []);
  return [BUILT_IN, resolve('chisels'), join(homedir(), '.chisels'), ...own.filter((folder) => folder !== '')];
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

function inFolder(folder: string, name: string): string | undefined {
  return LANGUAGES.map((language) => join(folder, name + language)).find(isFile);
}

/**
 * The file of a chisel: a path, or a name that is looked for in the folders (`netstat.lua` finds `netstat`, as old
 * recipes spell it). Throws SharkError(TS_SHARK_CHISEL).
 */
export function findChisel(name: string): string {
  if (name.includes('/') || (LANGUAGES.includes(extname(name)) && isFile(name))) {
    if (isFile(name)) return resolve(name);
    throw new SharkError('TS_SHARK_CHISEL', `can't open file ${name}`, 'there is no such chisel');
  }
  for (const stem of new Set([name, basename(name, extname(name))])) {
    for (const folder of chiselFolders()) {
      const file = inFolder(folder, stem);
      if (file) return file;
    }
  }
  throw new SharkError('TS_SHARK_CHISEL', `can't open file ${name}: there is no such chisel`, suggestion(name));
}

/** The chisels of a folder: name and file. */
export function chiselsIn(folder: string): [name: string, file: string][] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && LANGUAGES.includes(extname(entry.name)) && !entry.name.endsWith('.d.ts'))
    .map((entry) => basename(entry.name, extname(entry.name)));
  return [...new Set(names)].sort().map((name) => [name, inFolder(folder, name) as string]);
}

/** The nearest name, or those that the word is a part of. */
function suggestion(name: string): string {
  const names = chiselNames();
  const near = nearestName(name, names);
  const longer = names.filter((other) => name.length > 2 && other.includes(name));
  const meant = near ? [near] : [...new Set(longer)].slice(0, MOST_NAMES);
  return meant.length > 0 ? `did you mean ${meant.join(', ')}?` : 'ts-shark -cl lists those there are';
}

/** Whether a name is that of a built-in chisel, which comes before all others. */
export const isBuiltIn = (name: string): boolean => inFolder(BUILT_IN, name) !== undefined;

function chiselNames(): string[] {
  return chiselFolders().flatMap((folder) => chiselsIn(folder).map(([name]) => name));
}
