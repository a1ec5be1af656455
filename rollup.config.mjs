// Bundles what tsc has made of the program. Two things matter. What a capture runs through stands in one file, as
// V8 takes for a constant what it can see is one: a `const` of the same file, neither a `var` nor what is imported.
// And what is needed rarely stands in files of its own, which are loaded then.
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import resolve from '@rollup/plugin-node-resolve';

const module = (name) => fileURLToPath(new URL(`dist/${name}.js`, import.meta.url));

const { PPME } = await import(module('event/tables/ids.data'));

/** The modules from which the parts are reached, at once and not by import(). What several need is in the first of them. */
const PARTS = {
  start: ['cli/main'],
  help: ['cli/help'],
  core: ['cli/replay', 'filter/compile', 'filter/operand'],
  chisels: ['cli/chisels', 'cli/parse-chisels'],
};

/** What packages that are not ES modules need, commander as well as nearley. */
const HELPERS = '\0commonjsHelpers.js';

function partsOf(getModuleInfo) {
  const parts = new Map([[HELPERS, 'start']]);
  for (const [name, roots] of Object.entries(PARTS)) {
    const found = roots.map(module);
    for (const id of found) {
      const info = getModuleInfo(id);
      if (parts.has(id) || info.isExternal) continue;
      parts.set(id, name);
      found.push(...info.importedIds);
    }
  }
  return parts;
}

/** commander starts subcommands that are programs of their own with it, and has none here: it is slow to load. */
const withoutChildProcess = {
  name: 'without-child-process',
  resolveId: (source, importer) =>
    source === 'node:child_process' && /[\\/]commander[\\/]/.test(importer) ? '\0nothing' : null,
  load: (id) => (id === '\0nothing' ? 'export default {};' : null),
};

/** An object of 128 properties or more is a dictionary to V8 since Node 26, and none of them a constant. */
const eventTypeNumbers = {
  name: 'event-type-numbers',
  transform: (code) => ({ code: code.replaceAll(/\bPPME\.(\w+)/g, (text, name) => PPME[name] ?? text), map: null }),
};

/** What a module exports is no constant to V8 within it either: others get copies. */
const exportCopies = {
  name: 'export-copies',
  renderChunk(code) {
    const copies = new Set();
    const renamed = code.replace(/(?<=^export \{ ).*(?= \};$)/m, (list) =>
      list.replaceAll(/(?<=^|, )([\w$]+)(?: as ([\w$]+))?/g, (item, name, outside = name) => {
        if (!code.includes(`\nconst ${name} = `)) return item;
        copies.add(`const ${name}$copy = ${name};\n`);
        return `${name}$copy as ${outside}`;
      }),
    );
    return renamed.replace(/^(?=export \{)/m, [...copies].join(''));
  },
};

let parts;

export default {
  input: ['main', 'shared-job', 'merge-job', 'inflate-job'].map((name) => module(`cli/${name}`)),
  external: ['esbuild', 'fengari', 'koffi', 'piscina', 'typescript'],
  plugins: [withoutChildProcess, eventTypeNumbers, resolve({ preferBuiltins: true }), commonjs(), exportCopies],
  output: {
    dir: 'dist/cli',
    chunkFileNames: '[name]-[hash].js',
    generatedCode: 'es2015',
    manualChunks(id, { getModuleInfo }) {
      parts ??= partsOf(getModuleInfo);
      return parts.get(id);
    },
  },
};
