import { SharkError } from '../errors.js';
import { syscallNames } from '../event/names.js';
import { EF, type EventInfo, eventTable, isEnter } from '../event/table.js';
import type { FieldDef } from '../field/def.js';
import { FIELDS } from '../field/registry.js';
import { ClosedPipe, Stdout } from '../output/stdout.js';
import type { Options } from './flags.js';
import { wrap } from './wrap.js';

const NAME_WIDTH = 28;
const LINE = 80;
const RULE = '-'.repeat(22);

const CLASS_TITLES: Readonly<Record<string, string>> = {
  evt: 'the event itself',
  process: 'the process and thread of the event',
  user: 'the user of the process',
  group: 'the group of the process',
  fd: 'the file, socket or other fd that the event works on',
  'fs.path': 'paths of files',
  container: 'the container of the process',
  k8s: 'the pod of the process',
  syslog: 'messages to the system log',
  fdlist: 'fds of poll',
};

const typeName = (def: FieldDef) => `${def.list ? 'LIST ' : ''}${def.type.toUpperCase()}`;

const notesOf = (def: FieldDef): string[] => [
  ...(def.filterOnly ? ['(filters only)'] : []),
  ...(def.printOnly ? ['(output only)'] : []),
];

function fieldEntry(def: FieldDef, types: boolean): string {
  const text = [...(types ? [`(Type: ${typeName(def)})`] : []), ...notesOf(def), def.doc].join(' ');
  const head = def.name.length < NAME_WIDTH ? def.name.padEnd(NAME_WIDTH) : `${def.name}\n${' '.repeat(NAME_WIDTH)}`;
  return `${head}${wrap(text, LINE - NAME_WIDTH, ' '.repeat(NAME_WIDTH))}\n`;
}

function* fieldList(types: boolean): Generator<string> {
  for (const cls of classes()) {
    yield `\n${RULE}\nField Class: ${cls} (${CLASS_TITLES[cls]})\n\n`;
    for (const def of listed(cls)) yield fieldEntry(def, types);
  }
}

const listed = (cls: string): FieldDef[] => FIELDS.filter((def) => def.class === cls && !def.hidden);
const classes = () => new Set(FIELDS.filter((def) => !def.hidden).map((def) => def.class));
const cell = (text: string) => text.replaceAll('|', '\\|');

function* fieldTables(): Generator<string> {
  for (const cls of classes()) {
    yield `## Field Class: ${cls}\n\nFields of ${CLASS_TITLES[cls]}.\n\n`;
    yield 'Name | Type | Description\n:----|:-----|:-----------\n';
    for (const def of listed(cls)) {
      const text = [...notesOf(def), def.doc].join(' ');
      yield `\`${def.name}\` | ${typeName(def)} | ${cell(text)}\n`;
    }
    yield '\n';
  }
}

const paramList = (info: EventInfo) => info.params.map((p) => `${p.type.toUpperCase()} ${p.name}`).join(', ');

function* eventList(): Generator<string> {
  const table = eventTable('exits');
  const pairs = eventTable('pairs');
  const own = new Set<string>();
  for (const newest of table) {
    own.add(newest.name);
    // Enter events are of the past, but most captures have them.
    const info = newest.flags & EF.OLD_VERSION ? pairs[newest.id] : newest;
    if (info.flags & (EF.UNUSED | EF.OLD_VERSION) || info.name === 'syscall') continue;
    yield `${isEnter(info.id) ? '>' : '<'} ${info.name}(${paramList(info)})\n`;
  }
  for (const name of [...syscallNames()].sort()) {
    if (!own.has(name)) yield `> ${name}(${paramList(pairs[0])})\n< ${name}(${paramList(table[1])})\n`;
  }
}

/** There are fields of one kind of events alone; others are those of plugins. */
function checkSource(source: string | true | undefined): void {
  if (typeof source !== 'string' || source === 'syscall') return;
  throw new SharkError('TS_SHARK_USAGE', `there are no fields for the source '${source}', only for syscall`);
}

function chosen(options: Options): Generator<string> {
  if (options.listMarkdown) return fieldTables();
  return options.list ? fieldList(options.verbose === true) : eventList();
}

/** -l, --list-markdown and -L. */
export function printLists(options: Options): number {
  checkSource(options.list);
  checkSource(options.listMarkdown);
  const stdout = new Stdout(false);
  try {
    for (const text of chosen(options)) {
      stdout.out.text(text);
      stdout.line();
    }
    stdout.flush();
  } catch (error) {
    if (!(error instanceof ClosedPipe)) throw error;
  }
  return 0;
}
