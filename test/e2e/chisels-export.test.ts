// Chisels that save captures, and runs that scripts ask for.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { FIXTURES, shark } from './run.js';

const ATTACK = `${FIXTURES}attack.scap`;
const folder = mkdtempSync(join(tmpdir(), 'ts-shark-export-'));
t.teardown(() => rmSync(folder, { recursive: true }));

const SYSDIG = '/usr/share/sysdig/chisels/';
const skip = existsSync(SYSDIG) ? false : 'sysdig is not installed';

/** Standard error without the progress of -w. */
const complaints = (stderr: string) => stderr.replace(/(\r\d+\.\d\d)+\n/g, '');

const run = async (...args: string[]) => {
  const ran = await shark(['-r', ATTACK, ...args], undefined, {}, folder);
  return { ...ran, stderr: complaints(ran.stderr) };
};
const show = (file: string, ...filter: string[]) =>
  shark(
    // As a display filter: the enter events that it drops belong to the state.
    ['-r', file, '-p', '%evt.rawtime %thread.tid %proc.name %evt.dir %evt.type %fd.name', '-d', ...filter],
    undefined,
    {},
    folder,
  );

/** Events around those of a filter, each within this many ms and of the same thread, as a filter. */
async function around(filter: string, ms: number): Promise<string> {
  const { stdout } = await run('-d', '-p', '(evt.around[%evt.rawtime]=MS and thread.tid=%thread.tid)', filter);
  const lines = stdout.toString().trimEnd().split('\n');
  t.ok(lines.length > 5, filter);
  return lines.join(' or ').replaceAll('MS', String(ms));
}

const LOGS = 'evt.is_io_write=true and evt.dir=< and fd.name contains .log and evt.failed=false and proc.name!=wc';

t.test('around saves the events around what it shows', async (t) => {
  const filter = 'evt.type=execve and evt.dir=<';
  const { status, stderr, stdout } = await run('-c', 'around', 'around.scap 3', filter);
  t.strictSame([status, stderr], [0, '']);
  const wanted = (await show(ATTACK, await around(filter, 3))).stdout;
  t.ok(wanted.length > 10_000);
  t.equal((await show('around.scap')).stdout.toString(), wanted.toString());
  const [, matches] = /Saving events around (\d+) matches to around\.scap\n$/.exec(stdout.toString()) ?? [];
  t.equal(stdout.toString().split('\n').length, Number(matches) + 3);
});

for (const script of [undefined, `${SYSDIG}spy_logs.lua`]) {
  t.test(`spy_logs saves, too: ${script ?? 'built in'}`, { skip: script ? skip : false }, async (t) => {
    const chisel = script ?? 'spy_logs';
    const { status, stderr } = await run('--allow-write', '-c', chisel, 'logs.scap 1', 'proc.name!=wc');
    t.strictSame([status, stderr], [0, '']);
    t.equal((await show('logs.scap')).stdout.toString(), (await show(ATTACK, await around(LOGS, 1))).stdout.toString());
  });
}

t.test('nothing to save, nothing written', async (t) => {
  const { status, stdout } = await run('-c', 'spy_syslog', 'none.scap');
  t.equal(status, 0);
  t.match(stdout.toString(), /for 0 log entries/);
  t.notOk(existsSync(join(folder, 'none.scap')));
});

t.test('what cannot be', async (t) => {
  const fails = async (args: string[], message: RegExp, input?: Buffer) => {
    const { status, stdout, stderr } = await shark(args, input, {}, folder);
    t.equal(status, 1, args.join(' '));
    t.match(stdout.toString() + stderr, message);
  };
  await fails(['-r', ATTACK, '-c', 'around', 'x.scap'], /around needs a filter/);
  await fails(['-r', ATTACK, '-c', 'around', 'x.scap 0', 'evt.num=99'], /must be a number above 0, not 0/);
  await fails(['-r', '-', '-c', 'around', 'x.scap', 'evt.num=99'], /from a file only/, readFileSync(ATTACK));
  await fails(['-r', ATTACK, '-c', 'around', 'no/x.scap', 'evt.num=99'], /can't write no\/x\.scap: no such file/);
  copyFileSync(ATTACK, join(folder, 'own.scap'));
  await fails(['-r', 'own.scap', '-c', 'around', 'own.scap', 'evt.num=99'], /name another file/);
  t.ok(readFileSync(join(folder, 'own.scap')).equals(readFileSync(ATTACK)));
});

t.test('a script asks for another run', async (t) => {
  const asks = async (command: string, ...options: string[]) => {
    writeFileSync(
      join(folder, 'asks.lua'),
      `category = "x" args = {}\nfunction on_capture_end() sysdig.run_app([[${command}]]) return true end`,
    );
    const { status, stdout, stderr } = await run(...options, '-c', './asks.lua');
    return { status, stdout: stdout.toString(), stderr };
  };
  mkdirSync(join(folder, 'a b'));
  copyFileSync(ATTACK, join(folder, 'a b', 'c.scap'));
  const read = '-n 1 -r "a b/c.scap" -p "%evt.num %evt.type"';
  t.strictSame(await asks(read), { status: 0, stdout: '63 openat\n', stderr: '' }, 'words in quotes');

  writeFileSync(join(folder, 'other.lua'), 'category = "x" args = {} print("the other")');
  writeFileSync(join(folder, 'module.mjs'), 'process.exit(7)');
  t.match(await asks(`-r ${ATTACK} -c other`), { status: 0, stdout: /the other/ }, 'scripts beside it are found');

  const refused = async (command: string, message: RegExp) => {
    t.match(await asks(command), { status: 1, stderr: message }, command);
  };
  await refused(
    `-r ${ATTACK} -qw stolen.scap`,
    /a script wants ts-shark to write stolen\.scap, which needs --allow-write/,
  );
  await refused(`-r ${ATTACK} --allow-exec -c other`, /needs --allow-exec/);
  await refused(`-r ${ATTACK} --allow-write -c other`, /needs --allow-write/);
  await refused(
    `-r ${ATTACK} -c ./module.mjs`,
    /a script wants ts-shark to run .*module\.mjs, which needs --allow-exec/,
  );
  await refused(`-r ${ATTACK} -c fileslower -p -w stolen.scap`, /write stolen\.scap, which needs --allow-write/);
  await refused(`-c ./module.mjs -r ${ATTACK}`, /run .*module\.mjs, which needs --allow-exec/);
  await refused(`-i ./module.mjs`, /run .*module\.mjs, which needs --allow-exec/);
  await refused(`-r ${ATTACK} -c udp_extract`, /write to \.\/udp_dump_files, which needs --allow-write/);
  await refused(`-r ${ATTACK} -c around stolen.scap evt.num=99`, /write stolen\.scap, which needs --allow-write/);
  const hands = (...options: string[]) =>
    shark(['-r', `${FIXTURES}shell-gz.scap`, ...options, '-c', './hands.lua'], undefined, {}, folder);
  writeFileSync(
    join(folder, 'hands.lua'),
    'category = "x" args = {}\nfunction on_init() chisel.exec("udp_extract") return true end',
  );
  t.match(await hands(), { status: 1, stderr: /a script wants .*udp_dump_files, which needs --allow-write/ });
  t.notOk(existsSync(join(folder, 'udp_dump_files')));
  t.match(await hands('--allow-write'), { status: 0, stderr: '' });
  t.ok(existsSync(join(folder, 'udp_dump_files')));
  await refused('chisel new mine', /a script cannot start ts-shark chisel/);
  t.notOk(existsSync(join(folder, 'stolen.scap')));
  t.match(await asks(`-r ${ATTACK} -qw given.scap evt.num=99`, '--allow-write'), { status: 0, stderr: '' });
  t.ok(existsSync(join(folder, 'given.scap')));
});
