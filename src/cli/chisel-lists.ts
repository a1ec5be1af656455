import { writeSync } from 'node:fs';
import type { Arg } from '../chisel/api.js';
import { usageOf } from '../chisel/args.js';
import { chiselFolders, chiselsIn } from '../chisel/find.js';
import { loadChisel, loadFile, NotAChisel, type Permissions } from '../chisel/load.js';
import { SharkError } from '../errors.js';
import { explain } from './explain.js';
import { wrap } from './wrap.js';

const NAME_WIDTH = 20;
const LINE = 80;
const INDENT = '    ';

interface Entry {
  readonly name: string;
  readonly category: string;
  readonly summary: string;
}

/** All chisels that are found, those that cannot be loaded with their reason on standard error. */
async function allChisels(permissions: Permissions): Promise<Entry[]> {
  const found = new Map<string, Entry>();
  for (const folder of chiselFolders()) {
    for (const [name, file] of chiselsIn(folder)) {
      if (found.has(name)) continue;
      try {
        const { chisel } = await loadFile(file, permissions);
        if (!chisel.hidden) found.set(name, { name, category: chisel.category, summary: chisel.summary });
      } catch (error) {
        if (error instanceof NotAChisel) continue;
        if (!(error instanceof SharkError)) throw error;
        writeSync(2, explain(error));
      }
    }
  }
  return [...found.values()];
}

/** -cl: chisels by category. */
export async function listChisels(permissions: Permissions): Promise<number> {
  const entries = await allChisels(permissions);
  let text = '';
  for (const category of [...new Set(entries.map((e) => e.category))].sort()) {
    const heading = `Category: ${category}`;
    text += `\n${heading}\n${'-'.repeat(heading.length)}\n`;
    for (const { name, summary } of entries.filter((e) => e.category === category)) {
      text += `${name.padEnd(NAME_WIDTH)}${wrap(summary, LINE - NAME_WIDTH, ' '.repeat(NAME_WIDTH))}\n`;
    }
  }
  writeSync(1, `${text}\nts-shark -i NAME says more about one of them.\n`);
  return 0;
}

function argText({ name, type = 'text', optional, doc }: Arg): string {
  return `${wrap(`[${type}] ${name} - ${doc}${optional ? ' (optional)' : ''}`, LINE - INDENT.length, INDENT)}\n`;
}

/** -i NAME: what a chisel is for and what arguments it takes. */
export async function printChiselInfo(name: string, permissions: Permissions): Promise<number> {
  const { name: stem, chisel } = await loadChisel(name, permissions);
  const args = (chisel.args ?? []) as readonly Arg[];
  const parts = [
    '',
    `Category: ${chisel.category}`,
    `Name: ${stem}`,
    '',
    wrap(`${chisel.summary}.`, LINE, ''),
    ...(chisel.description ? ['', wrap(chisel.description, LINE, '')] : []),
    '',
    wrap(`Usage: ts-shark -r CAPTURE ${usageOf(stem, args)} [FILTER]`, LINE - INDENT.length, INDENT),
    '',
    args.length === 0 ? 'Args:\n(None)' : `Args:\n${args.map(argText).join('')}`.trimEnd(),
    '',
  ];
  writeSync(1, `${parts.join('\n')}\n`);
  return 0;
}
