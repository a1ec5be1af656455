import { constants, copyFileSync, mkdirSync, writeSync } from 'node:fs';
import { extname, join } from 'node:path';
import { findChisel, isBuiltIn } from '../chisel/find.js';
import { loadFile } from '../chisel/load.js';
import { SharkError } from '../errors.js';
import { inPackage } from '../source/package.js';
import { ioReason } from '../source/source.js';

const SKELETON = inPackage('chisels/examples/skeleton.ts');
const FOLDER = 'chisels';
const HELP = `Usage:
  ts-shark chisel new NAME    writes ${FOLDER}/NAME.ts, a chisel that works, to be changed
  ts-shark chisel check NAME  looks for mistakes in a chisel, by name or path: grammar, types, what it exports
`;

function usage(reason: string): never {
  throw new SharkError('TS_SHARK_USAGE', reason, 'ts-shark chisel -h says more');
}

/** Writes a chisel that works, to be changed. */
function create(name: string): void {
  if (!/^[\w-]+$/.test(name)) usage(`'${name}' cannot be the name of a chisel: letters, digits, _ and - can`);
  if (isBuiltIn(name)) usage(`${name} is a built-in chisel, which would run in place of yours: take another name`);
  const file = join(FOLDER, `${name}.ts`);
  try {
    mkdirSync(FOLDER, { recursive: true });
    copyFileSync(SKELETON, file, constants.COPYFILE_EXCL);
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new SharkError(
      'TS_SHARK_USAGE',
      `cannot write ${file}: ${exists ? 'there is one already' : ioReason(error)}`,
    );
  }
  writeSync(1, `${file} is written. Try it:\n  ts-shark -r CAPTURE -c ${name}\n`);
}

/** Says all that is wrong with a chisel; the exit status. */
async function check(name: string): Promise<number> {
  const file = findChisel(name);
  const typed = extname(file) === '.ts';
  const errors = typed ? await (await import('../chisel/check-types.js')).typeErrors(file) : [];
  if (errors && errors.length > 0) {
    writeSync(2, errors.map((error) => `${error}\n`).join(''));
    return 1;
  }
  await loadFile(file, { exec: false, write: false });
  writeSync(1, `${file}: no mistakes found\n`);
  if (!errors) writeSync(1, 'Its types were not checked, as TypeScript is not installed: npm install -D typescript\n');
  return 0;
}

/** `ts-shark chisel new|check NAME`. */
export async function chiselCommand(words: readonly string[]): Promise<number> {
  const [verb, name, ...rest] = words;
  if (verb === '-h' || verb === '--help') {
    writeSync(1, HELP);
    return 0;
  }
  if ((verb !== 'new' && verb !== 'check') || name === undefined || rest.length > 0) {
    usage('expected: ts-shark chisel new NAME, or ts-shark chisel check NAME');
  }
  if (verb === 'check') return check(name);
  create(name);
  return 0;
}
