import { createRequire } from 'node:module';

/** commander starts subcommands that are programs of their own with it, and has none here: it is slow to load. */
const NEVER_USED = 'node:child_process';

// commander asks for modules of Node by `require`. Bundled with the rest, it finds none, as these are ES modules.
const load = createRequire(import.meta.url);
Object.assign(globalThis, { require: (name: string) => (name === NEVER_USED ? {} : load(name)) });
