import { constants, copyFileSync, mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SharkError } from '../errors.js';
import { inPackage } from '../source/package.js';
import { ioReason } from '../source/source.js';

const SKELETON = inPackage('chisels/examples/skeleton.ts');
const FOLDER = 'chisels';

/** `ts-shark chisel new NAME`: writes a chisel that works, to be changed. */
export function newChisel(words: readonly string[]): number {
  const [verb, name, ...rest] = words;
  if (verb !== 'new' || name === undefined || rest.length > 0 || !/^[\w-]+$/.test(name)) {
    throw new SharkError('TS_SHARK_USAGE', 'expected: ts-shark chisel new NAME', 'NAME has letters, digits, _ and -');
  }
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
  return 0;
}
