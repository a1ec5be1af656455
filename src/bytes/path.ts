import { latest, SLOTS } from './intern.js';

/** Longest path the original keeps, its buffer's size. */
const MAX_PATH = 1024;
const SLASH = 0x2f;
const DOT = 0x2e;

const printable = (c: number) => c >= 0x20 && c < 0x7f;

/** Most paths need nothing done: no dot or slash behind a slash, nothing unprintable, no slash at the end. */
function isClean(path: string): boolean {
  let last = 0;
  for (let i = 0; i < path.length; i++) {
    const c = path.charCodeAt(i);
    if (!printable(c) || ((c === DOT || c === SLASH) && (last === SLASH || i === 0) && !(c === SLASH && i === 0))) {
      return false;
    }
    last = c;
  }
  return path.length < 2 || last !== SLASH;
}

/** How paths are joined and shown: writers and readers of the two generations treat unprintable bytes differently. */
export interface PathStyle {
  /** Directory and path as one. */
  join(dir: string, path: string): string;
  /** A path (or a name) as it is shown. */
  clean(path: string): string;
  /** `clean` leaves printable ASCII alone. */
  readonly ascii: boolean;
}

/** The style of older programs: printable ASCII alone. */
export const ASCII_PATHS: PathStyle = { join: remembered(false), clean: sanitize, ascii: true };

/** The style of newer ones: bytes stay as they are. */
export const PLAIN_PATHS: PathStyle = { join: remembered(true), clean: (path) => path, ascii: false };

/**
 * `joinPath`, with the results of late: the same files are opened again and again, from few directories. A path has mostly
 * just been read from an event, so that its slot there tells where its result is.
 */
function remembered(keep: boolean): PathStyle['join'] {
  const known: string[] = new Array(3 * SLOTS).fill('');
  return (dir, path) => {
    const at = 3 * latest;
    const base = path.charCodeAt(0) === SLASH ? '' : dir;
    if (known[at] === path && known[at + 1] === base) return known[at + 2];
    if (dir.length + path.length >= MAX_PATH) return joinPath(dir, path, keep);
    const made = joinPath(base, path, keep);
    known[at] = path;
    known[at + 1] = base;
    known[at + 2] = made;
    return made;
  };
}

/**
 * Directory and path joined as the original does it: an absolute path stands for itself; `.`, `..` and repeated
 * slashes are resolved in the second part only, where `..` may eat components of the first; unprintable bytes
 * become dots unless they are to be kept. Too long a result is a text that says so.
 */
export function joinPath(dir: string, path: string, keep = false): string {
  if (dir.length + path.length + 1 > MAX_PATH) return keep ? '/DIR_TOO_LONG/FILENAME_TOO_LONG' : '/PATH_TOO_LONG';
  const base = path.length > 0 && path.charCodeAt(0) !== SLASH ? dir : '';
  if (path.length > 0 && isClean(path) && (base === '' || base.charCodeAt(base.length - 1) === SLASH))
    return base + path;
  return resolve(base, path, keep);
}

function resolve(base: string, path: string, keep: boolean): string {
  const out: number[] = [];
  for (let i = 0; i < base.length; i++) out.push(base.charCodeAt(i));
  const emptyBase = out.length === 0;
  const rewind = () => {
    if (out.length <= 1) return;
    out.pop();
    while (out.length >= 1 && out[out.length - 1] !== SLASH) out.pop();
  };
  let i = 0;
  while (i < path.length) {
    const c = path.charCodeAt(i);
    const next = path.charCodeAt(i + 1);
    const atStart = out.length === 0 || out[out.length - 1] === SLASH;
    if (c === DOT && atStart && next === DOT && (path.charCodeAt(i + 2) === SLASH || i + 2 === path.length)) {
      rewind();
      i += 3;
    } else if (c === DOT && atStart && (next === SLASH || i + 1 === path.length)) {
      i += 2;
    } else if (c === SLASH) {
      if (out.length === 0 ? emptyBase : out[out.length - 1] !== SLASH) out.push(c);
      i++;
    } else {
      out.push(keep || printable(c) ? c : DOT);
      i++;
    }
  }
  if (out.length > 1 && out[out.length - 1] === SLASH) out.pop();
  return Buffer.from(out).toString('latin1');
}

/** Where what is known of a path is kept: by its length and two of its characters. */
const slotOf = (path: string): number =>
  (67 * path.length + 7 * path.charCodeAt(path.length >> 1) + path.charCodeAt(path.length - 1)) & (SLOTS - 1);

/** Paths that were found to be printable of late. */
const seen: string[] = new Array(SLOTS).fill('');

/** The path without bytes that are not printable ASCII. */
export function sanitize(s: string): string {
  const n = s.length;
  if (n === 0 || n > MAX_PATH) return withoutRest(s);
  const slot = slotOf(s);
  if (seen[slot] === s) return s;
  const made = withoutRest(s);
  if (made === s) seen[slot] = s;
  return made;
}

/** Paths whose directory was asked for of late, and that: one text for many events, whose hash is known. */
const entries: string[] = new Array(SLOTS).fill('');
const directories: string[] = new Array(SLOTS).fill('/');

/** Everything before the last slash, or the path where it ends in one; `/` when that is the first or there is none. */
export function directory(path: string): string {
  const slot = slotOf(path);
  if (entries[slot] === path) return directories[slot];
  const slash = path.lastIndexOf('/');
  const made = slash <= 0 ? '/' : slash < path.length - 1 ? path.slice(0, slash) : path;
  if (path.length <= MAX_PATH) {
    entries[slot] = path;
    directories[slot] = made;
  }
  return made;
}

function withoutRest(s: string): string {
  for (let i = 0; i < s.length; i++) {
    if (!printable(s.charCodeAt(i))) return s.replace(/[^\x20-\x7e]/g, '');
  }
  return s;
}
