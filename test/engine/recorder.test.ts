import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { copyCapture } from '../helpers/copy.js';
import { PiecesSource, printAll } from '../helpers/read-all.js';

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
      for (const fat of [false, true]) {
        const copy = await copyCapture(bytes, filter, { fat });
        const { lines, error } = await printAll(new PiecesSource(copy.bytes), FORMAT);
        t.notOk(error, filter);
        t.equal(copy.events, expected.length, `${filter}: as many events`);
        const wrong = lines.findIndex((line, i) => line !== expected[i]);
        t.equal(lines[wrong], expected[wrong], `${filter}${fat ? ', all state' : ''}: line ${wrong}`);
      }
    }
  });
}

t.test('a filtered copy is small: it holds the state of the processes in question alone', async (t) => {
  const bytes = fixture('attack.scap');
  const lean = await copyCapture(bytes, 'proc.name=nmap');
  const fat = await copyCapture(bytes, 'proc.name=nmap', { fat: true });
  t.ok(lean.bytes.length < bytes.length / 4, `${lean.bytes.length} bytes`);
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
