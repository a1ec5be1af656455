// Makes the *.data.ts files beside it from the facts of the formats: events.json, enums.json, syscalls.json.
// usage: node src/event/tables/make.mjs FACTS_DIR
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const facts = process.argv[2];
if (!facts) {
  console.error('usage: node src/event/tables/make.mjs FACTS_DIR');
  process.exit(2);
}
const read = (name) => JSON.parse(readFileSync(join(facts, name), 'utf8'));
const events = read('events.json');
const enums = read('enums.json');
const syscalls = read('syscalls.json');
const q = (s) => `'${s}'`;
const banner = (what, from) => `// ${what} Made from ${from} by make.mjs; do not edit.\n\n`;
const emit = (name, text) => writeFileSync(new URL(name, import.meta.url), text);

// name:type[/format][#table][@dirfd parameter][!dynamic variants]
const param = (p) =>
  `${p.name}:${p.type}${p.fmt === 'na' ? '' : `/${p.fmt}`}${p.table ? `#${p.table}` : ''}${
    p.dirfd_param === undefined ? '' : `@${p.dirfd_param}`
  }${p.dyn ? `!${p.dyn}` : ''}`;
const params = (list) => q(list.map(param).join(' '));

const categories = new Map(enums.category_values);
const flagBits = new Map(enums.event_flag_bits);
const sum = (names, bits) => names.reduce((n, name) => n | bits.get(name), 0);

function older(v) {
  if (v === undefined) return undefined;
  if (v === null) return 'null';
  const parts = [];
  if (v.flags) parts.push(`flags: ${sum(v.flags, flagBits)}`);
  if (v.category) parts.push(`category: ${sum(v.category, categories)}`);
  if (v.name) parts.push(`name: ${q(v.name)}`);
  if (v.nparams !== undefined) parts.push(`nparams: ${v.nparams}`);
  if (v.params) parts.push(`params: ${params(v.params)}`);
  return `{ ${parts.join(', ')} }`;
}

let ids = banner('Event type numbers (PPME_*, falcosecurity/libs driver/ppm_events_public.h).', 'events.json');
ids += 'export const PPME = {\n';
for (const e of events.items) ids += `  ${e.sym.replace(/^PPME_/, '').replace(/^(\d)/, '_$1')}: ${e.id},\n`;
ids += '} as const;\n';
emit('ids.data.ts', ids);

let rows = banner('One row per event type, the row number is the type number.', 'events.json');
rows += `/** What sysdig 0.36 (libs 0.15.1) has otherwise; null: it does not know the event. */
export interface OlderRow {
  readonly flags?: number;
  readonly category?: number;
  readonly name?: string;
  readonly nparams?: number;
  readonly params?: string;
}
/** name, category bits, flag bits, parameters, parameter that holds the fd (-1: none), older form. */
export type EventRow = readonly [string, number, number, string, number, (OlderRow | null)?];
export const EVENT_ROWS: readonly EventRow[] = [\n`;
for (const e of events.items) {
  const old = older(e.older?.['0.15.1']);
  const cells = [
    q(e.name),
    sum(e.category, categories),
    sum(e.flags, flagBits),
    params(e.params),
    e.fd_param ?? -1,
    ...(old === undefined ? [] : [old]),
  ];
  rows += `  [${cells.join(', ')}], // ${e.id} ${e.sym}\n`;
}
rows += '];\n\n/** Variants of the dyn parameters: type/format by index. */\nexport const DYNAMIC: Readonly<Record<string, string>> = {\n';
for (const [name, variants] of Object.entries(enums.dynamic))
  rows += `  ${name}: ${q(variants.map((v) => `${v.type}/${v.fmt}`).join(' '))},\n`;
rows += '};\n';
emit('events.data.ts', rows);

let names = banner('Names of flags, errors, signals. Order matters: it is the order in which they print.', 'enums.json');
names += '/** Per table: NAME=value pairs. */\nexport const FLAG_TABLES: Readonly<Record<string, string>> = {\n';
for (const [name, t] of Object.entries(enums.tables)) {
  if (t.kind === 'unused') continue;
  const added = new Set(t.added_since?.['0.15.1'] ?? []);
  // A leading + marks names that sysdig 0.36 does not print.
  names += `  ${name}: ${q(t.values.map(([n, v]) => `${added.has(n) ? '+' : ''}${n}=${v}`).join(' '))},\n`;
}
names += '};\n';
const pairs = (list) => q(list.map(([n, v]) => `${n}=${v}`).join(' '));
names += `export const ERRNO_NAMES = ${pairs(enums.errno)};\nexport const SIGNAL_NAMES = ${pairs(enums.signals)};\n`;
emit('enums.data.ts', names);

let sc = banner('System calls: portable code (PPM_SC_*) to name, x86_64 number to portable code.', 'enums.json, syscalls.json');
sc += `/** Names by portable code, separated by blanks. */\nexport const SYSCALL_NAMES = ${q(enums.ppm_sc.map(([, n]) => n).join(' '))};\n`;
sc += `/** nr=code pairs of x86_64. */\nexport const X86_64_CODES = ${q(syscalls.x86_64.map((s) => `${s.nr}=${s.sc}`).join(' '))};\n`;
enums.ppm_sc.forEach(([code], i) => {
  if (code !== i) throw new Error(`portable codes have a hole at ${i}`);
});
emit('syscalls.data.ts', sc);
