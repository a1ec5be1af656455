// Compiles capture.bpf.c, with a hash of its sources in it, by which a test sees whether the object is theirs.
// usage: node src/live/bpf/make.mjs [OUTPUT]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const HERE = new URL('.', import.meta.url).pathname;

/** Over all .c and .h files here, by their names. */
export function hashOfSources() {
  const hash = createHash('sha256');
  for (const name of readdirSync(HERE).sort()) {
    if (/\.[ch]$/.test(name)) hash.update(`${name}\0`).update(readFileSync(`${HERE}${name}`));
  }
  return hash.digest('hex');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const flags = '-O2 -target bpf -mcpu=v3 -Wall -Wno-unused-function'.split(' ');
  const out = process.argv[2] ?? `${HERE}capture.bpf.o`;
  const args = [...flags, `-DSOURCES="${hashOfSources()}"`, '-c', `${HERE}capture.bpf.c`, '-o', out];
  const { status, error } = spawnSync('clang', args, { stdio: 'inherit' });
  if (error) console.error(`clang: ${error.message}`);
  process.exitCode = status ?? 1;
}
