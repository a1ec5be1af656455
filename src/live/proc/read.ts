import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

// Files of /proc, which may be gone or forbidden at any moment: then there is nothing in them.

/** Text of a file as a byte string; undefined: it is not there. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/** What a link points to, as a byte string; undefined: it is not there. */
export function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path, 'buffer').toString('latin1');
  } catch {
    return undefined;
  }
}

/** Numbers among the names in a directory, in rising order. */
export function numbersIn(path: string): number[] {
  try {
    return readdirSync(path)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}
