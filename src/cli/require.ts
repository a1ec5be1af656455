import { createRequire } from 'node:module';

// commander asks for modules of Node by `require`. Bundled with the rest, it finds none, as these are ES modules.
Object.assign(globalThis, { require: createRequire(import.meta.url) });
