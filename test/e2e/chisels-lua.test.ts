// The Lua chisels that sysdig installs, unmodified: what they print is what real sysdig 0.36 printed with them.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { compare, recorded } from './recorded.js';
import { FIXTURES, shark } from './run.js';

const SYSDIG = '/usr/share/sysdig/chisels/';
const skip = existsSync(SYSDIG) ? false : 'sysdig is not installed';

/** Recorded commands, of captures that sysdig can read. */
const ALL = recorded(['chisel-', 'table-', 'lines-', 'lua-'], true).filter(
  ({ capture }) => !capture.includes('exit-only'),
);
const commandOf = ({ name }: { readonly name: string }) => name.split(' ')[1];

/** Each command with the scripts by their paths, for every other capture: all of them take minutes. */
const CASES = [...new Set(ALL.map(commandOf))].flatMap((command, i) =>
  ALL.filter((entry) => commandOf(entry) === command)
    .filter((_, n, same) => same.length === 1 || (n + i) % 2 === 0)
    .map((entry) => ({
      ...entry,
      args: entry.args.map((word, k) =>
        entry.args[k - 1] === '-c' && !word.startsWith(SYSDIG) ? `${SYSDIG}${word}.lua` : word,
      ),
    })),
);

/** What is not recorded, and why. */
const LEFT_OUT: readonly RegExp[] = [
  // Views of csysdig, and modules that chisels share.
  /^v_|^(common|ansiterminal|dkjson|statsd|http)$/,
  // These draw on a terminal only, or send over the network.
  /^(spectrogram|subsecoffset|tracers_2_statsd)$/,
  // These write files, see below and test/e2e/chisels-export.test.ts.
  /^(udp_extract|around)$/,
];

t.test('every script that runs on a file is recorded', { skip }, async (t) => {
  const names = readdirSync(SYSDIG).map((file) => file.replace(/\.lua$/, ''));
  const run = new Set(CASES.flatMap(({ args }) => args));
  const missing = names.filter((name) => !run.has(`${SYSDIG}${name}.lua`) && !LEFT_OUT.some((rule) => rule.test(name)));
  t.strictSame(missing, []);
  t.ok(CASES.length > 60);
});

t.test('scripts print what they print in sysdig', { skip }, async (t) => {
  t.jobs = 2;
  for (const entry of CASES) {
    t.test(entry.name, async (t) => {
      const { status, stdout, stderr } = await shark(['-r', entry.capture, ...entry.args]);
      t.strictSame([status, stderr], [0, '']);
      compare(t, entry, stdout);
    });
  }
});

t.test('udp_extract in Lua and in TypeScript', { skip }, async (t) => {
  const extract = async (chisel: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'ts-shark-udp-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const args = ['--allow-exec', '--allow-write', '-r', `${FIXTURES}shell-gz.scap`, '-c', chisel];
    const { status } = await shark(args, undefined, {}, folder);
    t.equal(status, 0);
    const files = join(folder, 'udp_dump_files');
    return readdirSync(files)
      .sort()
      .map((name) => [name, readFileSync(join(files, name), 'latin1')]);
  };
  const ours = await extract('udp_extract');
  t.ok(ours.length > 0);
  t.strictSame(await extract(`${SYSDIG}udp_extract.lua`), ours);
});

t.test('a view of csysdig is no chisel', { skip }, async (t) => {
  const { status, stderr } = await shark(['-r', `${FIXTURES}attack.scap`, '-c', `${SYSDIG}v_procs.lua`]);
  t.equal(status, 1);
  t.match(stderr, /v_procs\.lua: is a view of csysdig, not a chisel/);
});
