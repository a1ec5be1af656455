import { fileURLToPath } from 'node:url';

// Two folders below the package's root: here, where tsc puts it, and where the bundle is.
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file or folder of the installed package: `path` from its root, as `dist/chisels/`. */
export const inPackage = (path: string): string => ROOT + path;
