// Makes numbers.data.ts beside it from the facts of the formats: syscalls.json.
// usage: node src/live/calls/make.mjs FACTS_DIR
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const facts = process.argv[2];
if (!facts) {
  console.error('usage: node src/live/calls/make.mjs FACTS_DIR');
  process.exit(2);
}
const calls = JSON.parse(readFileSync(join(facts, 'syscalls.json'), 'utf8'));
const row = ({ nr, name, event, sc }) => `${nr}=${name}:${event.replace(/^(SYSCALL|SOCKET)_/, '')}:${sc}`;
let text =
  '// System calls by their numbers on each architecture: name, event, portable code. Made from syscalls.json by make.mjs; do not edit.\n\n';
for (const [arch, key] of [
  ['X64', 'x86_64'],
  ['ARM64', 'aarch64'],
]) {
  text += `export const ${arch}_CALLS = '${calls[key].map(row).join(' ')}';\n`;
}
const compat = calls.ia32_to_x86_64.filter(([, nr]) => nr >= 0);
text += `/** Numbers that 32-bit programs use, and those of x86_64 for the same call. */\nexport const IA32_TO_X64 = '${compat.map((p) => p.join('=')).join(' ')}';\n`;
writeFileSync(new URL('numbers.data.ts', import.meta.url), text);
