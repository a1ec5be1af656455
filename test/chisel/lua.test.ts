import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { loadLua, readView } from '../../src/chisel/lua/chisel.js';
import { formatText } from '../../src/chisel/lua/format.js';
import { Handle, LuaVm, Several, type ToLua } from '../../src/chisel/lua/vm.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-shark-lua-'));
t.teardown(() => rmSync(folder, { recursive: true }));

const NOTHING = { exec: false, write: false };

/** Loads a script. Its category is what it wants to tell. */
function load(source: string): string {
  const file = join(folder, 'script.lua');
  writeFileSync(file, source);
  return loadLua(file, NOTHING, new Map()).category;
}

/** What an expression prints in a chisel. */
const value = (expression: string) => load(`category = tostring(${expression})`);

t.test('numbers are doubles', async (t) => {
  t.equal(value('220'), '220');
  t.equal(value('1024 * 1024 * 1024 * 1024'), '1099511627776');
  t.equal(value('1e15'), '1e+15');
  t.equal(value('7 / 2'), '3.5');
  t.equal(value('10 .. ""'), '10');
  t.equal(value('math.floor(3e9 + 0.5) * 1000'), '3000000000000');
  t.equal(value('math.floor(70000) * math.floor(70000)'), '4900000000');
  t.equal(value('tonumber("12") * 2'), '24');
  t.equal(value('math.log10(1000)'), '3');
  t.equal(value('math.pow(2, 10)'), '1024');
  t.equal(value('string.sub("abcdef", 1.9, 3.2)'), 'abc');
  t.equal(value('table.concat({unpack({1, 2, 3})}, ",")'), '1,2,3');
});

t.test('tables as in LuaJIT', async (t) => {
  const joined = (body: string) => load(`local out = {}\n${body}\ncategory = table.concat(out, " ")`);
  t.equal(joined('for k, v in pairs({"a", "b", "c"}) do out[#out + 1] = k .. v end'), '1a 2b 3c');
  t.equal(joined('for k in pairs({[3] = 1, [4] = 1}) do out[#out + 1] = tostring(k) end table.sort(out)'), '3 4');
  t.equal(joined('out = {"x"} table.insert(out, 1, "w") table.insert(out, "y")'), 'w x y');
  t.equal(
    joined('local l = {"x"} table.insert(l, 0, "w") out = {l[0], tostring(l[1]), l[2]}'),
    'w nil x',
    'outside of the list',
  );
  t.equal(joined('out = {"x"} table.remove(out, 9)'), 'x');
});

t.test('string.format', async (t) => {
  const text = (format: string, ...args: (string | number | undefined)[]) => formatText(format, args, String);
  t.equal(text('%d %i %u', 3.9, -3.9, 5e9), '3 -3 5000000000');
  t.equal(text('%5d|%-5d|%05d|%+d', 42, 42, 42, 42), '   42|42   |00042|+42');
  t.equal(text('%.9u', 42), '000000042');
  t.equal(text('%-10.3s|', 'abcdef'), 'abc       |');
  t.equal(text('%.2f %5.1f %e', 1.005, 2.25, 12345), '1.00   2.3 1.234500e+04');
  t.equal(text('%g %g %g', 0.0001, 1e20, 100000), '0.0001 1e+20 100000');
  t.equal(text('%x %X %#x %o %c', 255, 255, 255, 8, 65), 'ff FF 0xff 10 A');
  t.equal(text('%q', 'a"b\n'), '"a\\"b\\\n"');
  t.equal(text('100%% %s', undefined), '100% undefined');
  t.throws(() => text('%d', 'x'), /bad argument #2 to 'format'/);
});

t.test('values cross over', async (t) => {
  const vm = new LuaVm(() => false);
  const handle = new Handle('inside');
  vm.setGlobal('two', () => new Several([1, 'b']));
  vm.setGlobal('same', (value) => value as ToLua);
  vm.setGlobal('handle', handle);
  vm.setGlobal('list', ['a', 'b']);
  vm.setGlobal('record', { name: 'x\0\xff', on: true });
  const run = (source: string) => vm.run(Buffer.from(source), 'test');
  t.equal(run('local a, b = two() return a .. b'), '1b');
  t.equal(run('return same(nil)'), undefined);
  t.equal(run('return same(handle)'), handle);
  t.equal(run('return list[1] .. #list'), 'a2');
  t.equal(run('return record.name'), 'x\0\xff');
  t.strictSame(
    run('return {1, {x = true}}'),
    new Map([
      [1, 1 as unknown],
      [2, new Map([['x', true]])],
    ]),
  );
  t.equal(vm.callGlobal('missing'), undefined);
});

t.test('what ends the run cannot be caught', async (t) => {
  const end = new Error('the end');
  const vm = new LuaVm((error) => error === end);
  vm.setGlobal('finish', () => {
    throw end;
  });
  t.throws(() => vm.run(Buffer.from('pcall(finish) return 1'), 'test'), { message: /^the end$/ });
  t.throws(() => vm.run(Buffer.from('finish()'), 'test'), { message: /^the end$/ });
  t.equal(vm.run(Buffer.from('return 2'), 'test'), 2, 'the state is as before');
});

t.test('errors have file and line', async (t) => {
  const fails = (source: string, message: RegExp) => t.throws(() => load(source), { code: 'TS_SHARK_CHISEL', message });
  fails('x = = 1', /script\.lua:1: unexpected symbol/);
  fails('\n\nlocal a = nil\na.b = 1', /script\.lua:4: attempt to index/);
  fails('error("my words")', /script\.lua:1: my words/);
  fails('require "no_such_module"', /script\.lua:1: module 'no_such_module' not found/);
  fails('args = 5', /args must be a table/);
  fails('view_info = {}', /is a view of csysdig/);
});

t.test('nothing outside without permission', async (t) => {
  const fails = (source: string, option: RegExp) => t.throws(() => load(source), { message: option });
  fails('os.execute("true")', /script\.lua:1: script\.lua wants to run true, which needs --allow-exec/);
  fails('io.open("/etc/hostname")', /script\.lua:1: .*needs --allow-write/);
  fails('os.remove("x")', /needs --allow-write/);
  fails('os.rename("x", "y")', /needs --allow-write/);
  for (const name of ['debug', 'dofile', 'loadfile', 'io.popen', 'package.loadlib']) t.equal(value(name), 'nil', name);
});

t.test('own versions of what scripts require', async (t) => {
  // Where sysdig is not installed, or for scripts that lie elsewhere.
  t.equal(load('require "common" category = extend_string("abc", 5) .. "|"'), 'abc  |');
  t.equal(
    load('require "common" category = format_bytes(11672) .. format_bytes(5) .. format_bytes(2^20 + 1)'),
    '11.40KB5B1.00M',
  );
  t.equal(
    load('require "common" category = format_time_interval(1890000) .. " " .. format_time_interval(501e6)'),
    '1.89ms 501ms',
  );
  t.equal(load('require "common" category = table.concat(split("a,b,", ","), "|")'), 'a|b|');
  t.equal(
    load(
      'require "common" for k in pairs_top_by_val({a = 1, b = 2}, 1, function(t, x, y) return t[y] < t[x] end) do category = k end',
    ),
    'b',
  );
  t.equal(
    load(
      'local t = require "ansiterminal" t.enable_color(true) category = t.red t.enable_color(false) category = category .. t.red',
    ),
    '\x1b[31m',
  );
});

t.test('metadata and views', async (t) => {
  const file = join(folder, 'meta.lua');
  writeFileSync(
    file,
    'category = "C" short_description = "S" description = "D" args = {{name = "a", description = "x", argtype = "int"}, {name = "f", optional = true}}',
  );
  const { category, summary, description, args, hidden } = loadLua(file, NOTHING, new Map());
  t.strictSame(
    { category, summary, description, hidden },
    { category: 'C', summary: 'S', description: 'D', hidden: false },
  );
  t.strictSame(args, [
    { name: 'a', doc: 'x', type: 'text', optional: false },
    { name: 'f', doc: '', type: 'text', optional: true },
  ]);
  writeFileSync(file, 'view_info = {id = "v", tags = {"a", "b"}, columns = {{name = "N", colsize = 8}}}');
  t.strictSame(readView(file), { id: 'v', tags: ['a', 'b'], columns: [{ name: 'N', colsize: 8 }] });
});
