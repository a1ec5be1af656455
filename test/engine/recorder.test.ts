import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import type { TidSet } from '../../src/engine/kinship.js';
import { findWords } from '../../src/engine/words.js';
import { STATE_ONLY } from '../../src/event/view.js';
import { fieldCatalog } from '../../src/field/registry.js';
import { compileFilter } from '../../src/filter/compile.js';
import { copyCapture } from '../helpers/copy.js';
import { PiecesSource, printAll, readBytes } from '../helpers/read-all.js';

const folder = new URL('../../fixtures/', import.meta.url);

function fixture(name: string): Buffer {
  const bytes = readFileSync(new URL(name, folder));
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
}

const FIXTURES = readdirSync(folder).filter((name) => name.endsWith('.scap'));

/** All that names something. Not evt.num: a copy has other events in between. */
const NAMES = [
  ...['evt.reltime', 'evt.cpu', 'evt.dir', 'evt.type', 'evt.info', 'proc.name', 'thread.tid', 'proc.pid', 'proc.ppid'],
  ...['proc.cmdline', 'proc.cwd', 'proc.exepath', 'proc.pname', 'proc.aname[2]', 'proc.aname[3]', 'proc.sname'],
  ...[
    'proc.sid',
    'proc.tty',
    'proc.nthreads',
    'proc.duration',
    'proc.loginshellid',
    'proc.env',
    'user.name',
    'user.uid',
  ],
  ...['group.name', 'container.id', 'container.name', 'container.image', 'fd.name', 'fd.num', 'fd.type', 'fd.l4proto'],
  ...['fd.cip', 'fd.sip', 'fd.cport', 'fd.sport', 'fd.ino', 'fd.is_server', 'evt.latency'],
];
const FORMAT = `*${NAMES.map((name) => `%${name}`).join('|')}`;

/** Filters that turn away much of what the events behind them rest on. */
const FILTERS = [
  'proc.name=nmap',
  'proc.name in (bash, sh, python3)',
  'evt.type=read and evt.dir=<',
  'evt.failed=true',
  'fd.type=ipv4',
  'evt.type in (sendto, recvfrom, sendmsg, recvmsg)',
  'fd.name contains shadow',
  'evt.buffer contains GET',
  'evt.num > 5000 and evt.num < 6000',
  'evt.type=switch or evt.dir=<',
];

/**
 * What a filter passes, as it looks to somebody who has seen everything: the filter itself is asked first, as it must
 * be, since turning events away changes what it sees.
 */
async function truth(bytes: Buffer, filter: string): Promise<string[]> {
  const passed = await printAll(new PiecesSource(bytes), '%evt.num', filter);
  const all = await printAll(new PiecesSource(bytes), `*%evt.num ${FORMAT.slice(1)}`);
  const byNumber = new Map(all.lines.map((line) => [line.slice(0, line.indexOf(' ')), line]));
  return passed.lines.map((number) => {
    const line = byNumber.get(number) ?? '';
    return line.slice(line.indexOf(' ') + 1);
  });
}

/** The threads that the words of a filter belong to, where that are few. */
async function whomItConcerns(bytes: Buffer, filter: string): Promise<TidSet | undefined> {
  const { words } = compileFilter(filter, fieldCatalog);
  if (!words?.ofOwnProcess) return undefined;
  const where = await findWords(new PiecesSource(bytes), words, new AbortController().signal);
  return typeof where === 'string' ? undefined : where;
}
let concerning = 0;

for (const name of FIXTURES) {
  t.test(`${name}: without a filter, the copy is the capture`, async (t) => {
    const bytes = fixture(name);
    const copy = await copyCapture(bytes);
    t.ok(copy.bytes.equals(bytes));
    t.ok(copy.events > 1000);
  });

  t.test(`${name}: a filtered copy names everything as the whole does`, async (t) => {
    const bytes = fixture(name);
    for (const filter of FILTERS) {
      const expected = await truth(bytes, filter);
      const concerned = await whomItConcerns(bytes, filter);
      if (concerned) concerning++;
      for (const how of [{ fat: false }, { fat: true }, ...(concerned ? [{ concerned }] : [])]) {
        const copy = await copyCapture(bytes, filter, how);
        const { lines, error } = await printAll(new PiecesSource(copy.bytes), FORMAT);
        t.notOk(error, filter);
        t.equal(copy.events, expected.length, `${filter}: as many events`);
        const wrong = lines.findIndex((line, i) => line !== expected[i]);
        t.equal(lines[wrong], expected[wrong], `${filter}, ${Object.keys(how)}: line ${wrong}`);
      }
    }
  });
}

t.test('the words of filters told whose state is needed', (t) => {
  t.ok(concerning > 5, `${concerning} times`);
  t.end();
});

t.test('a filtered copy ends with an event that is shown', async (t) => {
  const bytes = fixture('attack.scap');
  for (const filter of ['proc.name=nmap', 'evt.type=openat', 'proc.name=nobody-has-this-name']) {
    const concerned = await whomItConcerns(bytes, filter);
    for (const how of [{}, ...(concerned ? [{ concerned }] : [])]) {
      const copy = await copyCapture(bytes, filter, how);
      const { events } = await readBytes(copy.bytes);
      // Where nothing passes, the first event is there for the times to count from.
      t.equal((events.at(-1)?.dumpFlags ?? 0) & STATE_ONLY, copy.events > 0 ? 0 : STATE_ONLY, filter);
      t.ok(copy.events > 0 || events.length < 100, `${events.length} events`);
    }
  }
});

t.test('a filtered copy is small: it holds the state of the processes in question alone', async (t) => {
  const bytes = fixture('attack.scap');
  const lean = await copyCapture(bytes, 'proc.name=nmap');
  const fat = await copyCapture(bytes, 'proc.name=nmap', { fat: true });
  t.ok(lean.bytes.length < bytes.length / 4, `${lean.bytes.length} bytes`);
  const concerned = await whomItConcerns(bytes, 'proc.name=nmap');
  if (!concerned) throw new Error('nobody is concerned');
  const worded = await copyCapture(bytes, 'proc.name=nmap', { concerned });
  t.ok(worded.bytes.length < lean.bytes.length * 1.1, `${worded.bytes.length} bytes by its words`);
  t.ok(fat.bytes.length > lean.bytes.length * 1.5, `${fat.bytes.length} bytes with all state`);
});

t.test('a copy of a copy is the copy', async (t) => {
  const once = await copyCapture(fixture('attack.scap'), 'proc.name=nmap');
  const twice = await copyCapture(once.bytes);
  t.ok(twice.bytes.equals(once.bytes));
  t.equal(twice.events, once.events);
});

t.test('when nothing passes, the copy still is a capture', async (t) => {
  const copy = await copyCapture(fixture('attack.scap'), 'proc.name=nobody-has-this-name');
  t.equal(copy.events, 0);
  const { lines, error } = await printAll(new PiecesSource(copy.bytes), FORMAT);
  t.strictSame([lines, error], [[], undefined]);
});
