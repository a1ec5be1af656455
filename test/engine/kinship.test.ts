// Where a filter's words belong to few threads, nobody else's fds are kept: that must not be seen in what is printed.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { ByteWriter } from '../../src/bytes/writer.js';
import { Kinship, TIDS, type TidSet, tidSet } from '../../src/engine/kinship.js';
import { makePlan, type Sink } from '../../src/engine/plan.js';
import { runCapture } from '../../src/engine/run.js';
import { findWords } from '../../src/engine/words.js';
import { PPME } from '../../src/event/tables/ids.data.js';
import { FIELDS, fieldCatalog } from '../../src/field/registry.js';
import { OF_OWN_PROCESS } from '../../src/field/spelled.js';
import { compileFilter } from '../../src/filter/compile.js';
import { compileFormat, formatNeeds, parseFormat } from '../../src/output/format.js';
import { openSource } from '../../src/source/open.js';
import { EventContext } from '../../src/state/context.js';
import { PiecesSource } from '../helpers/read-all.js';
import { cstr, event, join, process, processes, section, u32, u64 } from '../helpers/scap-writer.js';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.scap'));
const signal = new AbortController().signal;
const NO_LIMITS = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };
/** Filters tried for each capture. */
const TRIED = 10;

const printable = [
  ...FIELDS.filter((def) => !def.filterOnly && !def.arg?.required).map((def) => def.name),
  ...['evt.arg.fd', 'evt.arg.name', 'evt.arg[0]', 'evt.arg[1]', 'evt.rawarg.res', 'proc.aname[2]', 'proc.env[PATH]'],
];
const EVERYTHING = `*${printable.map((name) => `%${name}`).join('|')}`;

async function print(file: string, filter: string, format: string, concerned: TidSet | undefined): Promise<string> {
  const ctx = new EventContext();
  const parsed = parseFormat(format, fieldCatalog);
  const put = compileFormat(parsed);
  const out = new ByteWriter();
  const compiled = compileFilter(filter, fieldCatalog);
  const sink: Sink = {
    needs: formatNeeds(parsed, compiled),
    event() {
      if (put(ctx, out)) out.byte(0x0a);
      return true;
    },
  };
  const plan = { ...makePlan(compiled, [sink]), concerned };
  await runCapture(await openSource(folder + file), ctx, plan, [sink], NO_LIMITS, signal);
  return out.buf.toString('latin1', 0, out.pos);
}

/** Filters on values that occur in a capture, of each field in turn, rare ones first. */
async function filtersFor(file: string): Promise<string[]> {
  const ctx = new EventContext();
  const byField = [...OF_OWN_PROCESS].map((name) => {
    const field = fieldCatalog.resolve(name);
    if (!field) throw new Error(name);
    return { name, field, counts: new Map<string, number>() };
  });
  const sink: Sink = {
    needs: byField.reduce((needs, { field }) => needs | field.def.needs, 0),
    event() {
      for (const { field, counts } of byField) {
        const value = field.get(ctx);
        if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return true;
    },
  };
  await runCapture(await openSource(folder + file), ctx, makePlan(undefined, [sink]), [sink], NO_LIMITS, signal);
  const lists = byField.map(({ name, counts }) =>
    [...counts]
      .sort((a, b) => a[1] - b[1])
      .map(([value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`)
      .filter((filter) => compileFilter(filter, fieldCatalog).words !== undefined),
  );
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i * 3] ?? [])).flat();
}

t.test('knowing the fds of those concerned is enough', async (t) => {
  let passed = 0;
  for (const file of fixtures) {
    let tried = 0;
    let strangers = 0;
    for (const filter of await filtersFor(file)) {
      if (tried === TRIED) break;
      const words = compileFilter(filter, fieldCatalog).words;
      if (!words?.ofOwnProcess) throw new Error(filter);
      const where = await findWords(await openSource(folder + file), words, signal);
      if (typeof where === 'string') continue;
      tried++;
      const alone = await print(file, filter, EVERYTHING, where);
      const all = await print(file, filter, EVERYTHING, undefined);
      if (alone !== all) t.equal(alone, all, `${file}: ${filter}`);
      passed += all.length;
      strangers += where.reduce((sum, mark) => sum + (mark === 0 ? 1 : 0), 0);
    }
    t.ok(tried === 0 || strangers > 0, `${file}: ${tried} filters`);
  }
  t.ok(passed > 100_000, `${passed} characters were compared`);
});

t.test('words of those who do most are anywhere', async (t) => {
  const SPEAKER = 100;
  const OTHER = 200;
  const opened = event({
    type: PPME.SYSCALL_OPEN_X,
    tid: SPEAKER,
    params: [u64(3), cstr('/tmp/rare-name'), u32(1), u32(0), u32(0), u64(0)],
  });
  const read = (tid: number) => event({ type: PPME.SYSCALL_READ_E, tid, params: [u64(3), u32(9)] });
  const where = async (tid: number) => {
    const known = [SPEAKER, OTHER].map((pid) => process({ tid: pid, pid, ptid: 1 }));
    const bytes = join(section(), processes(known, 9), opened, ...Array(40_000).fill(read(tid)));
    return findWords(new PiecesSource(bytes), { any: ['rare-name'], ofOwnProcess: true, ofProgram: false }, signal);
  };
  t.ok((await where(SPEAKER)) === 'anywhere');
  const concerned = await where(OTHER);
  t.same([concerned[SPEAKER], concerned[OTHER]], [1, 0]);
});

t.test('who is concerned', (t) => {
  const kinship = new Kinship();
  kinship.thread(1, 1, 0);
  kinship.thread(10, 10, 1);
  kinship.thread(11, 10, 1);
  kinship.thread(20, 20, 11);
  kinship.thread(30, 30, 20);
  kinship.thread(40, 40, 10);
  kinship.thread(50, 50, 1);
  kinship.thread(-1, -1, -1);
  const around = (...tids: readonly number[]) => [...(kinship.around(new Set(tids)) ?? [])].sort((a, b) => a - b);
  t.same(around(20), [1, 10, 11, 20, 30], 'makers with all their threads, and children; no siblings');
  t.same(around(11), [1, 10, 11, 20, 30, 40], 'what one thread opens, its whole process has');
  t.same(around(50), [1, 50]);
  t.same(around(77), [77], 'one that nothing is known of');
  const set = tidSet(around(50));
  t.same([set[50], set[20], set[TIDS]], [1, 0, undefined], 'numbers beyond its end are not left out');
  t.end();
});

t.test('when it is not known who is concerned', (t) => {
  const far = new Kinship();
  far.thread(TIDS, 5, 1);
  t.equal(far.around(new Set([5])), undefined, 'a number that no kernel gives');
  const many = new Kinship();
  for (let tid = 2; tid < 300_000; tid++) many.thread(tid, tid, 1);
  t.equal(many.around(new Set([5])), undefined, 'more than is remembered');
  t.end();
});
