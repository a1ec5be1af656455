import fc from 'fast-check';
import t from 'tap';
import { FilterError } from '../../src/errors.js';
import type { Dialect } from '../../src/event/table.js';
import { renderFilterError } from '../../src/filter/caret.js';
import { optionList, optionValue } from '../../src/filter/getopt.js';
import { compileGlob } from '../../src/filter/glob.js';
import { netMatcher, parseAddress, parseNet } from '../../src/filter/net.js';
import { compilePathMatch } from '../../src/filter/pmatch.js';
import { quote, toBytes, unquote } from '../../src/filter/quote.js';
import { compileRegex } from '../../src/filter/regex.js';
import { parseServices } from '../../src/source/services.js';

type Case = readonly [pattern: string, yes: readonly string[], no: readonly string[]];

function table(t: Tap, make: (pattern: string) => (value: string) => boolean, cases: readonly Case[]): void {
  for (const [pattern, yes, no] of cases) {
    const test = make(pattern);
    for (const value of yes) t.equal(test(value), true, `${pattern} matches ${JSON.stringify(value)}`);
    for (const value of no) t.equal(test(value), false, `${pattern} does not match ${JSON.stringify(value)}`);
  }
}
type Tap = Pick<typeof t, 'equal'>;

t.test('glob', async (t) => {
  table(t, compileGlob, [
    ['', [''], ['a']],
    ['*', ['', 'a/b'], []],
    ['abc', ['abc'], ['ab', 'abcd', 'ABC']],
    ['a*', ['a', 'ab'], ['ba']],
    ['*a', ['a', 'ba'], ['ab']],
    ['*a*', ['a', 'xay'], ['x']],
    ['a*b*c', ['abc', 'a/b/c', 'abbcc'], ['acb', 'ab']],
    ['**a**', ['a', 'xax'], ['']],
    ['?', ['a', '/', '.'], ['', 'ab']],
    ['*?b?', ['abc', 'xxabz'], ['bc', 'ab']],
    ['[abc]x', ['ax', 'cx'], ['dx', 'x']],
    ['[!a-c]', ['d', '-'], ['a', 'b', '']],
    ['[^a]', ['b'], ['a']],
    ['[]a]', [']', 'a'], ['b']],
    ['[a-]', ['a', '-'], ['b']],
    ['[[:digit:]x]', ['5', 'x'], ['a']],
    ['[![:alpha:]]', ['5'], ['a']],
    ['[a\\]]', ['a', ']'], ['\\']],
    ['[z-a]', [], ['a', 'z', 'm']],
    ['[abc', ['[abc'], ['a']],
    ['a[', ['a['], ['a']],
    ['[!', ['[!'], ['a']],
    ['\\*', ['*'], ['a', '\\*']],
    ['a\\', [], ['a', 'a\\']],
    ['*(x)', ['(x)', 'a(x)'], ['', 'xx']],
    ['@(a|b)', ['@(a|b)'], ['a']],
    ['\xe9?', ['\xe9\xff'], ['\xe9']],
  ]);
  const fold = (pattern: string) => compileGlob(pattern, true);
  table(t, fold, [
    ['aB*', ['ABc', 'abC'], ['bab']],
    ['[a-c]X', ['Bx', 'bX'], ['dx']],
    ['[!a]', ['b', 'B'], ['A', 'a']],
    ['\xc9', ['\xc9'], ['\xe9']],
  ]);
  const many = compileGlob(`${'*a'.repeat(200)}*b`);
  t.equal(many('a'.repeat(20_000)), false, 'stars do not multiply');
  t.equal(many(`${'a'.repeat(20_000)}b`), true);
  t.equal(compileGlob('x'.repeat(10_000))('x'.repeat(10_000)), true);
});

t.test('regex', async (t) => {
  table(t, compileRegex, [
    ['', [''], ['a']],
    ['a.c', ['abc', 'a\tc'], ['ac', 'a\nc', 'xabc', 'abcx']],
    ['a|bc|', ['a', 'bc', ''], ['b', 'ab']],
    ['(a|b)*c', ['c', 'abbac'], ['', 'abd']],
    ['a+b?', ['a', 'aab'], ['', 'b']],
    ['a+?', ['', 'aaa'], ['b']],
    ['a{2,3}', ['aa', 'aaa'], ['a', 'aaaa']],
    ['a{2}', ['aa'], ['a', 'aaa']],
    ['a{2,}', ['aa', 'aaaaaa'], ['a']],
    ['a{0}b', ['b'], ['ab']],
    ['a{,2}', ['a{,2}'], ['a']],
    ['x{a', ['x{a'], ['x']],
    ['[a-c]+', ['abc'], ['abd', '']],
    ['[^a-c]', ['d', '\n'], ['a']],
    ['[]a]+', [']a'], ['[']],
    ['[^]a]', ['b'], [']', 'a']],
    ['[a-]+', ['a-'], ['b']],
    ['[[:alpha:]_]+[[:^digit:]]', ['ab_!'], ['ab1']],
    ['[\\d.]+', ['1.2'], ['1,2']],
    ['[\\]\\-]+', [']-'], ['\\']],
    ['\\d+\\s\\w*\\D', ['12 ab!', '1 !'], ['12 3']],
    ['\\.\\*\\/\\"', ['.*/"'], ['a*/"']],
    ['\\x41\\x{42}\\103\\n', ['ABC\n'], ['ABC']],
    ['(?:ab)+', ['abab'], ['aba']],
    ['^a$', ['a'], ['a\n']],
    ['a$\n^b', ['a\nb'], ['ab']],
    ['(.*\n)*^b.*', ['bc', 'a\nbc', 'x\ny\nb'], ['a', 'ab']],
    ['a^b', [], ['ab', 'a\nb']],
    [toBytes('é+'), [toBytes('éé')], [toBytes('e')]],
    [toBytes('[à-ü]x.'), [toBytes('éx漢'), toBytes('üxy')], [toBytes('ex漢')]],
    [toBytes('[^a]'), [toBytes('😀'), 'b'], [toBytes('ab')]],
    ['.', ['\xff', toBytes('漢')], ['\xff\xfe']],
    [toBytes('\ufffd'), ['\xff'], ['a']],
  ]);
  const wrong: readonly [string, RegExp][] = [
    ['a(b', /missing \)/],
    ['a)b', /missing \(/],
    ['[a', /missing \]/],
    ['[z-a]', /range/],
    ['[[:foo:]]', /range/],
    ['*a', /missing argument to repetition operator: \*/],
    ['a|+', /missing argument/],
    ['(?=a)', /\(\?/],
    ['(?i)a', /\(\?/],
    ['(a)\\1', /back-references/],
    ['\\pN', /invalid escape sequence: \\p/],
    ['\\q', /invalid escape/],
    ['a\\', /trailing/],
    ['\\x{110000}', /invalid escape/],
    ['a{1001}', /repetition size/],
    ['a{3,2}', /repetition size/],
    ['((a{100}){100}){100}', /repetition size/],
    [`${'('.repeat(5000)}a${')'.repeat(5000)}`, /nesting/],
    [`a${'*'.repeat(100_000)}`, /nesting/],
    [`(${'(abcdefghi)'.repeat(20)}){1000}`, /too large/],
    ['\xff', /UTF-8/],
  ];
  for (const [pattern, message] of wrong) t.throws(() => compileRegex(pattern), { message }, pattern.slice(0, 40));
});

t.test('regex takes linear time', async (t) => {
  const long = 'a'.repeat(50_000);
  for (const pattern of [
    '(a+)+b',
    '(a|a)*b',
    '(a|aa)+b',
    '(a*)*b',
    '(a|aa){0,40}b',
    '(.*)(.*)(.*)(.*)(.*)b',
    '(a?){50}a{50}b',
  ]) {
    t.equal(compileRegex(pattern)(long), false, pattern);
  }
  t.equal(compileRegex('(a|aa)+')(long), true);
  // Every value of the last 12 characters is a state of its own: the memory for them is bounded, too.
  const states = compileRegex('(a|b)*a(a|b){200}');
  const random = Array.from({ length: 20_000 }, (_, i) => ((i * 2654435761) & 64 ? 'a' : 'b')).join('');
  t.equal(states(`${random}a${'b'.repeat(200)}`), true);
  t.equal(states(`${random}b${'b'.repeat(200)}`), false);
});

t.test('regex agrees with JavaScript', async (t) => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\n', '(a|b)', '(ab|)', '(?:a|ba)', '^', '$');
  const piece = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{1,2}', '{2}'));
  const pattern = fc
    .array(piece, { maxLength: 6 })
    .map((pieces) => pieces.map(([text, times]) => (text === '^' || text === '$' ? text : text + times)).join(''));
  fc.assert(
    fc.property(pattern, fc.array(fc.stringMatching(/^[ab\n]{0,7}$/), { minLength: 5 }), (pattern, values) => {
      const ours = compileRegex(pattern);
      const theirs = new RegExp(`(?<![^])(?:${pattern})(?![^])`, 'm');
      for (const value of values) if (ours(value) !== theirs.test(value)) return false;
      return true;
    }),
    { numRuns: 1000 },
  );
  t.pass();
});

t.test('pmatch', async (t) => {
  const test = compilePathMatch(['/etc', '/usr/lib/x', '/usr/*/bin', '/var/l[io]*/a?', 'rel', '/usr/local/bin/y']);
  for (const yes of [
    '/etc',
    '/etc/',
    '/etc/passwd',
    '//etc//x',
    'etc/a',
    '/usr/local/bin',
    '/usr/lib/x/y',
    '/usr/lib/bin',
    '/var/log/ab/c',
    'rel/x',
  ]) {
    t.equal(test(yes), true, yes);
  }
  for (const no of ['', '/', '/etcx', '/usr', '/usr/lib', '/usr/local', '/usr/a/b/bin', '/var/log/a', '/x/etc']) {
    t.equal(test(no), false, no);
  }
  t.equal(compilePathMatch([])('/etc'), false);
  t.equal(compilePathMatch(['/'])(''), true);
  const deep = '/a'.repeat(50_000);
  t.equal(compilePathMatch([deep])(`${deep}/b`), true);
  t.equal(compilePathMatch(['/*'.repeat(3000)])('/a'.repeat(3000)), true);
});

t.test('addresses and networks', async (t) => {
  const bytes = (text: string) => [...(parseAddress(text) ?? '')].map((char) => char.charCodeAt(0));
  t.same(bytes('1.2.3.255'), [1, 2, 3, 255]);
  t.same(bytes('::'), Array(16).fill(0));
  t.same(bytes('1:2::ff'), [0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255]);
  t.same(bytes('1:2:3:4:5:6:7:8').length, 16);
  t.same(bytes('::ffff:1.2.3.4').slice(10), [255, 255, 1, 2, 3, 4]);
  for (const bad of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    ' 1.2.3.4',
    '1:2',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '1::2::3',
    ':::',
    ':1',
    '1:',
    '1:2:3:4:5:6:7::8',
    'g::',
  ]) {
    t.equal(parseAddress(bad), undefined, bad);
  }
  const inside = (net: string, address: string, dialect: Dialect = 'exits') => {
    const parsed = parseNet(net);
    if (typeof parsed === 'string') throw new Error(parsed);
    return netMatcher(parsed)(parseAddress(address) ?? '', dialect);
  };
  t.equal(inside('10.128.0.0/9', '10.200.0.1'), true);
  t.equal(inside('10.128.0.0/9', '10.127.0.1'), false);
  t.equal(inside('1.2.3.4/32', '1.2.3.4'), true);
  t.equal(inside('1.2.3.4/32', '1.2.3.5'), false);
  t.equal(inside('0.0.0.0/0', '::1'), false);
  t.equal(inside('fe80::/10', 'febf::1'), true);
  t.equal(inside('fe80::/10', 'fec0::1'), false);
  t.equal(inside('af4::ffff:0:0:0:0/64', '10.244.7.8'), false);
  t.equal(inside('0af4:0:ffff::/64', '10.244.7.8', 'pairs'), true, 'as sysdig 0.36');
  t.equal(inside('0af4:0:ffff::/64', '10.245.7.8', 'pairs'), false);
  const services = parseServices('# comment\nhttp\t80/tcp www # web\nhttp 81/udp\nbad\n\nssh 22/tcp');
  t.same(
    [...services.ports],
    [
      ['http', 80],
      ['www', 80],
      ['ssh', 22],
    ],
  );
  t.same(
    [...services.names],
    [
      ['80/tcp', 'http'],
      ['80', 'http'],
      ['81/udp', 'http'],
      ['81', 'http'],
      ['22/tcp', 'ssh'],
      ['22', 'ssh'],
    ],
  );
});

t.test('getopt', async (t) => {
  const cases: readonly [args: string[], letters: string, list: string[]][] = [
    [['-a', '-b', 'v'], 'ab:', ['a', 'b', 'v']],
    [['-abv'], 'ab:', ['a', 'b', 'v']],
    [['-b'], 'b:', ['']],
    [['-x', '-a'], 'a', ['?', 'a']],
    [['-a', 'stop', '-b'], 'ab', ['a']],
    [['-a', '--', '-b'], 'ab', ['a']],
    [['--long', '-a'], 'a', ['a']],
    [['-b', '-a'], 'ab:', ['b', '-a']],
    [['-', '-a'], 'a', []],
    [['-:'], ':a', ['?']],
  ];
  for (const [args, letters, list] of cases) t.same(optionList(args, letters), list, `${args} ${letters}`);
  t.equal(optionValue(['-b1', '-b', '2'], 'b:', 'b'), '2', 'the last one counts');
  t.equal(optionValue(['-a'], 'a', 'a'), 'a');
  t.equal(optionValue(['-b'], 'b:', 'b'), '');
  t.equal(optionValue(['-a'], 'ab:', 'b'), undefined);
});

t.test('quoting gives the same bytes back', async (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (array) => {
      const bytes = Buffer.from(array).toString('latin1');
      return unquote(quote(bytes)) === bytes;
    }),
  );
  t.equal(quote(toBytes('é"\n')), '"é\\"\\n"');
});

t.test('an error on the terminal', async (t) => {
  const show = (text: string, start: number, end: number, width?: number, hint?: string) =>
    renderFilterError(new FilterError('wrong', text, start, end, hint), width).split('\n');
  t.same(show('evt.type', 8, 8, 80, 'do this'), ['wrong', '  evt.type', '          ^', 'hint: do this']);
  t.same(show('a.b = cde and x', 6, 9), ['wrong', '  a.b = cde and x', '        ^^^']);
  t.same(show('a\n b.c\nd', 3, 6), ['wrong', '   b.c', '   ^^^'], 'the line of the place');
  t.same(show('a\nb', 1, 1), ['wrong', '  a', '   ^'], 'the end of a line belongs to it');
  t.same(show('a\nbc', 0, 4), ['wrong', '  a', '  ^'], 'no further than the line');
  t.same(show('a\t\x1b[31mb', 7, 8), ['wrong', '  a\\t\\x1b[31mb', `  ${' '.repeat(11)}^`], 'controls are shown');
  t.same(show('é漢\u0301x', 3, 4), ['wrong', '  é漢\u0301x', '     ^'], 'columns, not characters');
  t.same(show('a\u202eb', 2, 3), ['wrong', '  a\\u{202e}b', '           ^']);
  t.same(show('', 0, 0), ['wrong']);
  t.match(renderFilterError(new FilterError('bad \x1b[2J', 'x', 0, 1, '\x07')), 'bad \\x1b[2J\n  x\n  ^\nhint: \\x07');
  const line = Array.from({ length: 3000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
  for (const place of [0, 1, 20, 500, 2980, 2999, 3000]) {
    const [, text = '', mark = ''] = show(line, place, place + 3, 60);
    t.ok(text.length <= 60 && mark.length <= 60, `within the width at ${place}`);
    const column = mark.indexOf('^');
    t.equal(text[column] ?? '', line[place] ?? '', `the mark is below its character at ${place}`);
    t.equal(text.startsWith('  ...'), place > 40);
    t.equal(text.endsWith('...'), place < 2900);
  }
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.nat(200),
      fc.nat(10),
      fc.integer({ min: 20, max: 80 }),
      (text, start, length, width) => {
        const from = Math.min(start, text.length);
        const lines = show(text, from, Math.min(from + length, text.length), width);
        return lines.length <= 3 && lines.slice(1).every((each) => [...each].length <= width + 12);
      },
    ),
  );
});
