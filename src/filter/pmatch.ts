import { compileGlob, hasWildcard } from './glob.js';

// Paths that begin alike share a branch, so a value is looked at once however many paths there are.
interface Branch {
  readonly names: Map<string, Branch>;
  readonly globs: { readonly pattern: string; readonly test: (name: string) => boolean; readonly branch: Branch }[];
  /** A path ends here, so whatever lies below matches. */
  end: boolean;
}

/** Whether one of the paths is a value or a directory above it, component by component; components may be globs. */
export function compilePathMatch(paths: readonly string[]): (value: string) => boolean {
  const root = branch();
  for (const path of paths) plant(root, path);
  return paths.length === 0 ? () => false : (value) => climb(root, value, 0);
}

function branch(): Branch {
  return { names: new Map(), globs: [], end: false };
}

function plant(root: Branch, path: string): void {
  let at = root;
  for (const name of path.split('/')) {
    if (name !== '') at = hasWildcard(name) ? globBranch(at, name) : nameBranch(at, name);
  }
  at.end = true;
}

function nameBranch(at: Branch, name: string): Branch {
  const known = at.names.get(name);
  if (known !== undefined) return known;
  const made = branch();
  at.names.set(name, made);
  return made;
}

function globBranch(at: Branch, pattern: string): Branch {
  const known = at.globs.find((glob) => glob.pattern === pattern);
  if (known !== undefined) return known.branch;
  const made = branch();
  at.globs.push({ pattern, test: compileGlob(pattern), branch: made });
  return made;
}

function climb(from: Branch, value: string, start: number): boolean {
  let at = from;
  let i = start;
  for (;;) {
    if (at.end) return true;
    while (value.charCodeAt(i) === 47) i++;
    if (i >= value.length) return false;
    const slash = value.indexOf('/', i);
    const end = slash === -1 ? value.length : slash;
    const name = value.slice(i, end);
    // Only where there is a choice does this call itself; a branch is never entered twice, as its depth is its place.
    let next = at.names.get(name);
    for (const glob of at.globs) {
      if (!glob.test(name)) continue;
      if (next !== undefined && climb(next, value, end)) return true;
      next = glob.branch;
    }
    if (next === undefined) return false;
    at = next;
    i = end;
  }
}
