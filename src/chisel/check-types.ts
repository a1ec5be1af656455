import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type TypeScript from 'typescript';
import { fieldCatalog } from '../field/registry.js';
import { inPackage } from '../source/package.js';
import { API } from './find.js';

type Compiler = typeof TypeScript;

const CONTRACT = inPackage('dist/chisel/api.d.ts');
/** A module or a name of Node whose types are not installed: no mistake of the chisel. */
const TYPES_MISSING: ReadonlySet<number> = new Set([2307, 2580, 2584, 2591, 7016]);

/** How the contract (`Known`) makes TypeScript say that a name is not that of a field. */
const NO_FIELD = /of type '"(there is no field (.*))"'$/;

/** A message of TypeScript in one line. */
function inWords(message: string): string {
  const line = message.replace(/\s+/g, ' ').replace(/\.$/, '');
  const [, reason, name] = NO_FIELD.exec(line) ?? [];
  const near = name && fieldCatalog.nearest(name);
  return near ? `${reason}; did you mean ${near}?` : (reason ?? line);
}

/** The path of a package beside the chisel, or else beside ts-shark. */
function resolveFrom(file: string, name: string): string | undefined {
  for (const place of [file, inPackage('package.json')]) {
    try {
      return createRequire(place).resolve(name);
    } catch {
      // It is not installed there.
    }
  }
  return undefined;
}

async function findCompiler(file: string): Promise<Compiler | undefined> {
  const path = resolveFrom(file, 'typescript');
  if (!path) return undefined;
  const { default: compiler } = (await import(pathToFileURL(path).href)) as { default?: Partial<Compiler> };
  return typeof compiler?.createProgram === 'function' ? (compiler as Compiler) : undefined;
}

/**
 * The type errors of a chisel and of what it imports, each with file, line and reason. Undefined: TypeScript is not
 * installed, so that nobody can say.
 */
export async function typeErrors(file: string): Promise<string[] | undefined> {
  const ts = await findCompiler(file);
  if (!ts) return undefined;
  const node = resolveFrom(file, '@types/node/package.json');
  const program = ts.createProgram([file], {
    noEmit: true,
    strict: true,
    // A chisel is short: parameters may go without a type.
    noImplicitAny: false,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    lib: node ? ['lib.es2023.d.ts'] : ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: node ? ['node'] : [],
    ...(node && { typeRoots: [dirname(dirname(node))] }),
    paths: { [API]: [CONTRACT] },
  });
  return program
    .getSourceFiles()
    .filter((source) => !source.isDeclarationFile)
    .flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])
    .filter(({ code }) => !TYPES_MISSING.has(code))
    .map(({ file: source, start = 0, messageText }) => {
      const reason = inWords(ts.flattenDiagnosticMessageText(messageText, ' '));
      if (!source) return reason;
      const { line, character } = source.getLineAndCharacterOfPosition(start);
      return `${source.fileName}:${line + 1}:${character + 1}: ${reason}`;
    });
}
