// The Lua chisels that sysdig installs, unmodified, next to our own of the same names, which are held against sysdig.
import { existsSync, readdirSync } from 'node:fs';
import t from 'tap';
import { FIXTURES, type Ran, shark } from './run.js';

const ATTACK = `${FIXTURES}attack.scap`;
const run = (...args: string[]) => shark(['-r', ATTACK, ...args]);
const out = ({ stdout }: Ran) => stdout.toString('latin1');

const SYSDIG = '/usr/share/sysdig/chisels/';
const skip = existsSync(SYSDIG) ? false : 'sysdig is not installed';
/** What needs more than a file: arguments of their own, a terminal, the network, fields of tracers, or writes. */
const LEFT_OUT =
  /^(v_.*|around|common|ansiterminal|dkjson|statsd|http|flame|tracers_2_statsd|table_generator|wsysdig_summary|spectrogram|subsecoffset|udp_extract)$/;

t.test("sysdig's own chisels, unmodified", { skip }, async (t) => {
  const ARGUMENTS: Record<string, string> = {
    fdbytes_by: 'fd.name', fdcount_by: 'fd.type', fdtime_by: 'fd.type', fileslower: '1', netlower: '1', scallslower: '20',
    spy_ip: '10.244.0.8', spy_port: '8000',
  }; // biome-ignore format: as pairs
  /** Of a table without an order. */
  const sorted = (text: string) => text.split('\n').sort().join('\n');
  /** Rows with equal values come in any order, and any of them are cut off. */
  const loose = (text: string) => {
    const rows = text.trimEnd().split('\n');
    const last = rows[rows.length - 1].slice(0, 20);
    return [...rows.map((row) => row.slice(0, 8)), ...rows.filter((row) => row.slice(0, 20) !== last).sort()].join(
      '\n',
    );
  };
  const names = readdirSync(SYSDIG)
    .map((file) => file.replace(/\.lua$/, ''))
    .filter((name) => !LEFT_OUT.test(name));
  t.ok(names.length > 35);
  t.jobs = 2;
  for (const name of names) {
    t.test(name, async (t) => {
      const words = ARGUMENTS[name] ? [ARGUMENTS[name]] : [];
      const [script, own] = await Promise.all([run('-c', `${SYSDIG}${name}.lua`, ...words), run('-c', name, ...words)]);
      t.strictSame([script.status, script.stderr], [0, '']);
      if (/^(top|fd.*_by|httptop)/.test(name)) t.equal(loose(out(script)), loose(out(own)));
      else if (/^(lsof|netstat)$/.test(name)) t.equal(sorted(out(script)), sorted(out(own)));
      else t.equal(out(script), out(own));
    });
  }
});

t.test('table_generator in Lua', { skip }, async (t) => {
  const args = 'proc.name,evt.type Name,Type evt.count N evt.failed=true 3 none';
  t.equal(out(await run('-c', `${SYSDIG}table_generator.lua`, args)), out(await run('-c', 'table_generator', args)));
});
