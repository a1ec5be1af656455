import { readFileSync } from 'node:fs';
import t from 'tap';
import { parseRedactions } from '../../src/cli/redact.js';
import { copyCapture } from '../helpers/copy.js';
import { PiecesSource, printAll, readBytes } from '../helpers/read-all.js';
import { cstr, event, join, latin1, machine, process, processes, section, u64 } from '../helpers/scap-writer.js';

const ALL = Number.POSITIVE_INFINITY;
const CONTAINER = readFileSync(new URL('../../fixtures/container.scap', import.meta.url));
const CHDIR_X = 95;
const READ_X = 7;
const CONTAINER_JSON_2 = 324;

const redact = (...words: string[]) => ({ changes: { snaplen: ALL, redactions: parseRedactions(words) } });
const lines = async (bytes: Buffer, format: string) => (await printAll(new PiecesSource(bytes), format)).lines;

const SMALL = join(
  section(),
  machine({ cpus: 1, memoryBytes: 1n, maxPid: 9n, hostname: 'lab', bootTs: 0n }),
  processes(
    [process({ args: '-u\0root\0--password=hunter2\0', env: 'KEY=hunter3\0HOME=/root\0', cwd: '/srv/hunter4/' })],
    9,
  ),
  event({
    type: CONTAINER_JSON_2,
    params: [
      cstr('{"container":{"id":"a","name":"web","env":["PASS=hunter5"],"Healthcheck":{"exe":"c","args":["hunter6"]}}}'),
    ],
  }),
  event({ type: READ_X, tid: 100, ts: 5, params: [u64(9), latin1('hunter7!!'), u64(3), u64(9)] }),
  event({ type: CHDIR_X, tid: 100, ts: 6, params: [u64(0), cstr('/hunter8/x')] }),
);

t.test('nothing of what is redacted is left, whatever it lies in', async (t) => {
  const { bytes } = await copyCapture(SMALL, undefined, redact('args,env', 'buffers', 'cwd'));
  t.ok(SMALL.includes('hunter'));
  t.notOk(bytes.includes('hunter'));
  t.ok(bytes.includes('KEY=*******\0HOME=*****\0'), 'names of variables stay');
  t.ok(bytes.includes('/***/*******/'), 'steps of a path stay');
  t.ok(bytes.includes('PASS=*******'));
  const { events, error } = await readBytes(bytes);
  t.notOk(error);
  t.strictSame(
    events.map((e) => e.params.map((p) => p.length)),
    (await readBytes(SMALL)).events.map((e) => e.params.map((p) => p.length)),
    'everything keeps its length',
  );
});

t.test('with a pattern, that alone in which it is found', async (t) => {
  const { bytes } = await copyCapture(SMALL, undefined, redact('args=pass(word|wd)=', 'env=^KEY'));
  t.ok(bytes.includes('-u\0root\0******************\0'));
  t.ok(bytes.includes('KEY=*******\0HOME=/root\0'));
  t.ok(bytes.includes('hunter7'), 'buffers were not asked for');
  const lined = await copyCapture(SMALL, undefined, redact('buffers=7'));
  t.notOk(lined.bytes.includes('hunter7'));
});

t.test('a real capture reads as before everywhere else', async (t) => {
  const format =
    '*%evt.num %evt.reltime %proc.name %proc.exe %proc.exepath %fd.name %user.name %container.name %evt.res';
  const { bytes } = await copyCapture(CONTAINER, undefined, redact('args,env,buffers'));
  t.strictSame(await lines(bytes, format), await lines(CONTAINER, format));
  const env = await lines(bytes, '%proc.env');
  t.ok(env.length > 1000);
  t.ok(env.every((line) => /^(\w+=\**( |$))*$/.test(line.replace(/proc\.env$/, '').replace(/[ ]+/g, ' '))));
  t.notOk(bytes.includes('SHELL=/bin'));
});

t.test('-s trims buffers, and nothing else', async (t) => {
  const { bytes } = await copyCapture(CONTAINER, undefined, { changes: { snaplen: 10, redactions: [] } });
  const format = '*%evt.num %proc.cmdline %proc.env %fd.name %evt.res';
  t.strictSame(await lines(bytes, format), await lines(CONTAINER, format));
  const whole = await lines(CONTAINER, '%evt.num %evt.arg.data');
  const trimmed = await lines(bytes, '%evt.num %evt.arg.data');
  t.equal(trimmed.length, whole.length);
  t.strictSame(
    trimmed,
    whole.map((line) => line.replace(/^(\d+ .{0,10}).*$/s, '$1')),
  );
});

t.test('words that --redact does not know', async (t) => {
  for (const words of [['arg'], ['args,'], ['env=('], ['=x']]) {
    t.throws(() => parseRedactions(words), { code: 'TS_SHARK_USAGE' }, words.join());
  }
});
