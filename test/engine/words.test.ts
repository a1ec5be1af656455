// A capture that lacks the words of a filter is not read further: that must never hide an event.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { makePlan, type Sink } from '../../src/engine/plan.js';
import { runCapture } from '../../src/engine/run.js';
import { findWords } from '../../src/engine/words.js';
import { PPME } from '../../src/event/tables/ids.data.js';
import { fieldCatalog } from '../../src/field/registry.js';
import { OF_PROGRAM, SPELLED } from '../../src/field/spelled.js';
import { compileFilter } from '../../src/filter/compile.js';
import { openSource } from '../../src/source/open.js';
import type { ByteSource } from '../../src/source/source.js';
import { EventContext } from '../../src/state/context.js';
import { PiecesSource, printAll } from '../helpers/read-all.js';
import { cstr, event, join, process, processes, section, type TestEvent, u32, u64 } from '../helpers/scap-writer.js';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.scap'));
const signal = new AbortController().signal;
const NO_LIMITS = { events: Number.POSITIVE_INFINITY, duration: Number.POSITIVE_INFINITY };
const words = (filter: string) => compileFilter(filter, fieldCatalog).words?.any;
const holdsWord = async (source: ByteSource, any: readonly string[], ofProgram = false) =>
  (await findWords(source, { any, ofOwnProcess: false, ofProgram }, signal)) !== 'nowhere';

/** Every value that some fields have in a capture. */
async function valuesIn(file: string, names: Iterable<string>): Promise<Set<string>> {
  const ctx = new EventContext();
  const fields = [...names].map((name) => {
    const field = fieldCatalog.resolve(name);
    if (!field) throw new Error(name);
    return field;
  });
  const values = new Set<string>();
  const sink: Sink = {
    needs: fields.reduce((needs, field) => needs | field.def.needs, 0),
    event() {
      for (const { get } of fields) {
        const value = get(ctx);
        if (typeof value === 'string') values.add(value);
      }
      return true;
    },
  };
  await runCapture(await openSource(folder + file), ctx, makePlan(undefined, [sink]), [sink], NO_LIMITS, signal);
  return values;
}

t.test('words that a value is made of are found in its capture', async (t) => {
  for (const ofProgram of [false, true]) {
    const where = ofProgram ? 'what programs are started with' : 'all texts';
    for (const file of fixtures) {
      const wanted = new Set<string>();
      for (const value of await valuesIn(file, ofProgram ? OF_PROGRAM : SPELLED)) {
        const quoted = value.replace(/["\\]/g, '\\$&');
        for (const word of words(`fd.name="${quoted}"`) ?? []) wanted.add(word);
      }
      t.ok(wanted.size > (ofProgram ? 8 : 20), `${file} has words in ${where}`);
      const missed: string[] = [];
      for (const word of wanted) {
        if (!(await holdsWord(await openSource(folder + file), [word], ofProgram))) missed.push(word);
      }
      t.same(missed, [], `of ${wanted.size} words in ${where} of ${file}`);
    }
  }
});

t.test('captures without the word are told apart', async (t) => {
  const lacking: string[] = [];
  for (const file of fixtures) {
    if (!(await holdsWord(await openSource(folder + file), ['no-such-word']))) lacking.push(file);
  }
  t.same(lacking, fixtures);
});

t.test('whose words a filter demands', async (t) => {
  const own = (filter: string) => compileFilter(filter, fieldCatalog).words?.ofOwnProcess;
  t.equal(own('proc.name=nmap and evt.type=read'), true);
  t.equal(own('proc.name=nmap or fd.name contains shadow'), true);
  t.equal(own('proc.pname=nmap'), false, 'a parent may be another than who made the process');
  t.equal(own('proc.name=nmap or proc.aname=nmap'), false);
});

t.test('words that come with a program', async (t) => {
  const ofProgram = (filter: string) => compileFilter(filter, fieldCatalog).words?.ofProgram;
  t.equal(ofProgram('proc.name=nmap and evt.type=read'), true);
  t.equal(ofProgram('proc.name=nmap or proc.aname=ncat'), true);
  t.equal(ofProgram('proc.name=nmap or fd.name contains shadow'), false);
  t.equal(ofProgram('proc.exepath=/usr/bin/nmap'), false, 'it may be the path of an fd');

  const search = (bytes: Buffer, word: string) => holdsWord(new PiecesSource(bytes), [word], true);
  const opened = capture(openedAs(cstr('/tmp/rootkit')), closed);
  t.notOk(await search(opened, 'rootkit'), 'what it opens is not looked at');
  t.ok(await search(opened, 'sleeper'), 'the process list is');
});

t.test('a container is a process of its own', async (t) => {
  const json = cstr(JSON.stringify({ container: { id: 'box-of-mine', type: 1, name: 'x', image: 'y' } }));
  const started: TestEvent = { type: PPME.CONTAINER_JSON_2_E, tid: TID, params: [json] };
  const bytes = capture(openedAs(cstr('/tmp/a')), started, closed);
  for (const filter of [
    'proc.name=container:box-of-mine',
    'proc.name contains of-mine',
    'proc.name contains container',
  ]) {
    t.same((await printAll(new PiecesSource(bytes), '%evt.type', filter)).lines, ['container'], filter);
    const any = words(filter);
    t.ok(any === undefined || (await holdsWord(new PiecesSource(bytes), any, true)), filter);
  }
});

t.test('what a filter demands', async (t) => {
  t.same(words('fd.name=/etc/passwd'), ['passwd']);
  t.same(words('fd.name contains "no-such.file"'), ['no-such']);
  t.same(words('proc.name in (nmap, ncat)'), ['nmap', 'ncat']);
  t.same(words('proc.name=nmap or fd.name startswith /usr/share'), ['nmap', 'share']);
  t.same(words('proc.name in (nmap, ncat) and fd.name=/etc/shadow'), ['shadow'], 'one word rather than two');
  t.same(words('proc.name=nmap and not fd.name=/etc/shadow'), ['nmap']);
  t.same(words('evt.type=open and proc.name=nmap'), ['nmap']);
  for (const open of [
    'proc.name!=nmap',
    'not proc.name=nmap',
    'proc.name exists',
    'proc.name=nmap or evt.type=open',
    'proc.name icontains nmap',
    'proc.name glob nm*',
    'evt.args contains nmap',
    'fd.name=/a/b/c',
    'fd.name contains 10.0.0.1',
    'fd.name contains cafe',
    'fd.name=<unknown>',
    'proc.name=proc',
    'fd.name="<NA>"',
  ]) {
    t.equal(words(open), undefined, open);
  }
});

const TID = 100;
const openedAs = (name: Buffer, result = 3): TestEvent => ({
  type: PPME.SYSCALL_OPEN_X,
  tid: TID,
  params: [u64(result), name, u32(1), u32(0), u32(0), u64(0)],
});
const closed: TestEvent = { type: PPME.SYSCALL_CLOSE_E, tid: TID, params: [u64(3)] };
const capture = (...events: readonly TestEvent[]): Buffer =>
  join(
    section(),
    processes([process({ tid: TID, pid: TID, comm: 'sleeper', cwd: '/home/' })], 9),
    ...events.map(event),
  );
const found = (bytes: Buffer, ...wanted: readonly string[]) => holdsWord(new PiecesSource(bytes, [1000]), wanted);

t.test('names that are cleaned before they are compared', async (t) => {
  const hidden = capture(openedAs(cstr('/tmp/ro\x01ot\x02k\xefit'), -2), closed);
  t.same((await printAll(new PiecesSource(hidden), '%evt.type', 'fd.name contains rootkit')).lines, ['open']);
  t.ok(await found(hidden, 'rootkit'), 'the word hides behind unprintable bytes');
  t.notOk(await found(hidden, 'toolkit'));
  t.notOk(await found(capture(openedAs(cstr('/tmp/toolkit')), closed), 'rootkit'));
  t.ok(await found(capture(openedAs(cstr('/tmp/rootkit')), closed), 'rootkit'));
  t.ok(await found(capture(closed), 'sleeper'), 'the process list counts');
  t.ok(await found(capture(closed), 'other', 'sleeper'), 'any of the words will do');
});

t.test('what is not understood is left to the full run', async (t) => {
  const good = capture(openedAs(cstr('/tmp/a')), closed);
  t.notOk(await found(good, 'rootkit'));
  t.ok(await found(good.subarray(0, good.length - 5), 'rootkit'), 'cut off');
  t.ok(await found(capture({ type: 499, tid: TID, params: [] }), 'rootkit'), 'a type of the future');
  const more = openedAs(cstr('/tmp/a'));
  t.ok(
    await found(capture({ ...more, params: [...more.params, ...Array(8).fill(cstr('x'))] }), 'rootkit'),
    'more parameters',
  );
});
