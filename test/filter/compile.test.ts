import fc from 'fast-check';
import t from 'tap';
import { FilterError } from '../../src/errors.js';
import { Need } from '../../src/field/def.js';
import type { Expr } from '../../src/filter/ast.js';
import { compileFilter } from '../../src/filter/compile.js';
import { print } from '../../src/filter/print.js';
import { interpret } from './interpret.js';
import { catalog, context, EVENT_TYPES, type Fields, typeSet } from './stub.js';

function matches(text: string, fields: Fields): boolean {
  return compileFilter(text, catalog).match(context(fields));
}

function refused(text: string): FilterError {
  try {
    compileFilter(text, catalog);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

const V6 = '\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01';
const EVENT: Fields = {
  'evt.type': 'open',
  'evt.num': 17,
  'evt.rawres': -2,
  'evt.failed': true,
  'evt.buffer': 'GET \xca\xfe\0\xba\xbe',
  'evt.dir': '<',
  'evt.deltatime': 1500,
  'evt.arg[name]': '/tmp/x',
  'proc.name': 'Bash',
  'proc.pname': 'bash',
  'proc.pid': 42,
  'proc.exepath': '/usr/bin/Bash',
  'proc.aname': ['bash', 'sshd', 'systemd'],
  'proc.cpu': 2.5,
  'proc.argv': ['-a', '-b', 'x y', '-ct', '--', 'rest'],
  'proc.counts': [1, 2, 3],
  'user.uid': 4294967295,
  'fd.name': '/etc/ssl/certs/ca.pem',
  'fd.sip': '\x0a\x01\x02\x03',
  'fd.snet': V6,
  'fd.sport': 443,
  'fd.ip': ['\x0a\x01\x02\x03', '\x7f\0\0\x01'],
  'fd.net': ['\x0a\x01\x02\x03', '\x7f\0\0\x01'],
  'fd.port': [443, 50000],
  'fd.types': ['file', 'ipv4'],
  'evt.res': 'caf\xc3\xa9',
};

const TRUE = `
evt.type=open | evt.type != close | evt.type in (close, open) | evt.type in open | evt.type exists | not evt.type in ()
evt.type = anyof (close, open) | evt.type != allof (close, read) | evt.type = oneof (close, open) | evt.dir=< | evt.dir = '<'
proc.name=Bash | proc.name contains as | proc.name contains "" | proc.name icontains bAS | proc.name startswith Ba
proc.name endswith sh | proc.name glob B??h | proc.name glob *s* | proc.name iglob b*H | proc.name iglob [A-C]ash
proc.name regex "B[a-z]+" | proc.name regex ".*as.*" | not proc.name < 3 | proc.name > 3 | proc.name >= 0
proc.name contains allof (a, s, h) | proc.name glob anyof (x*, B*) | proc.name regex oneof (B.*, x.*) | proc.name startswith anyof (z, Ba)
proc.name intersects (Bash, x) | proc.name pmatch (Bash) | tolower(proc.name) = val(proc.pname) | proc.pname = tolower(proc.name)
evt.res = café | evt.res contains "\\xc3" | evt.res regex caf. | evt.res regex "caf\\xc3\\xa9" | evt.res glob caf??
evt.num = 17 | evt.num > 16 | evt.num <= 17 | evt.num in (1, 17) | evt.num != 18 | evt.rawres = -2 | evt.rawres < -1
not evt.num > len(fd.name) | evt.rawres < val(proc.pid) | evt.num = " 17" | evt.num = +17 | evt.num=0017
evt.failed = true | evt.failed != false | evt.failed in (true, false) | evt.failed in true | evt.failed = oneof (true, false)
evt.buffer contains "GET " | evt.buffer bcontains cafe | evt.buffer bstartswith 474554 | evt.buffer bcontains 00BA
evt.buffer startswith G | evt.buffer endswith "\\xba\\xbe" | evt.buffer bcontains anyof (ff, cafe) | len(evt.buffer) = 9
user.uid = -1 | user.uid = 4294967295 | user.uid = 8589934591 | proc.cpu > 2 | proc.cpu < 3 | evt.deltatime > 1000
fd.sport = 443 | fd.sport = https | fd.sport = 65979 | fd.port = 50000 | fd.port != 80 | fd.port in (1, 443) | fd.port > 49999
fd.sip = 10.1.2.3 | fd.sip != ::1 | fd.sip in (1.1.1.1, 10.1.2.3) | fd.ip = 127.0.0.1 | fd.ip != 8.8.8.8 | fd.ip exists
fd.snet = 2001:db8::/32 | fd.snet = 2001:db8::/127 | fd.snet != 10.0.0.0/8 | fd.net = 10.0.0.0/8 | fd.net = 127.0.0.1/32
fd.snet = ::/0 | fd.net != 192.168.0.0/16 | fd.net in (1.2.3.0/24, 10.1.0.0/15) | fd.net = 0.0.0.0/0 | fd.net = 8.0.0.0/6
fd.name pmatch (/etc) | fd.name pmatch (/var, /etc/ssl/) | fd.name pmatch (/*/ssl/c*) | fd.name pmatch (/) | fd.name pmatch (etc)
fd.name pmatch (/etc/x, /etc/ssl/certs/ca.pem) | fd.name pmatch (/etc/ssl/[a-c]*, /etc/ssl/certs/no)
proc.aname = sshd | proc.aname != sshd | proc.aname startswith sys | proc.aname in (x, systemd) | proc.aname exists | not proc.aname = x
fd.types in (file, ipv4, ipv6) | fd.types intersects (x, ipv4) | fd.types exists | len(fd.types) = 2 | proc.counts in (1,2,3)
proc.counts intersects (9, 3) | fd.types exists and not fd.types in (file) | proc.argv in val(proc.argv) | proc.argv intersects tolower(proc.argv)
basename(fd.name) = ca.pem | tolower(basename(proc.exepath)) = bash | toupper(proc.name) = BASH | len(proc.name) = 4
join(",", (proc.name, "x", evt.num)) = "Bash,x,17" | join("-", fd.types) = file-ipv4 | concat(proc.name, "/", proc.pname) = Bash/bash
concat(tolower(proc.name), "!") in ("bash!") | len(join("", proc.argv)) > 5 | basename(proc.exepath) = basename(proc.exepath)
getopt(proc.argv, "ab:c")[b] = "x y" | getopt(proc.argv, "ab:ct")[c] = c | getopt(proc.argv, "ab:ct") in (a, b, "x y", c, t)
getopt(proc.argv, "a") intersects ("?") | getopt(proc.argv, "ab:c:")[c] = t | len(getopt(proc.argv, "ab:c")) = 5
b64("aGVsbG8=") = hello | b64("aGVsbG8") = hello | b64("") = "" | evt.arg[name] = /tmp/x | evt.around[1]=17
`;

const FALSE = `
evt.type = close | evt.type in () | evt.type = anyof () | evt.type != allof () | evt.type = oneof (open, open) | not evt.type exists
proc.name = bash | proc.name contains x | proc.name glob ?ash? | proc.name glob "+(B)ash" | proc.name regex B | proc.name regex as
proc.name endswith xBash | proc.name < 3 | proc.name contains allof (a, z) | proc.name contains oneof (a, s) | proc.name in (x)
evt.num > 17 | evt.num = 18 | evt.failed = false | evt.buffer bcontains fffe | fd.sport = 80 | fd.sip = ::1 | fd.ip != 10.1.2.3
fd.port != 443 | fd.net != 127.0.0.0/8 | fd.snet = 2001:db9::/32 | fd.snet = 10.0.0.0/8 | fd.net = 11.0.0.0/8
fd.name pmatch (/et) | fd.name pmatch () | fd.name pmatch (/etc/ssl/certs/ca.pem/x) | fd.name pmatch (/*/tls, /?/ssl)
fd.types in (file) | fd.types in () | fd.types intersects () | proc.counts intersects (7)
b64("a") = "" | b64("a!aa") exists | b64("aGVsbG9=") exists | b64("=") exists | getopt(proc.argv, "ab:c")[z] exists
proc.aname = nobody | not proc.name exists
`;

function lines(text: string): string[] {
  return text
    .split(/\n| \| /)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

t.test('what matches an event and what does not', async (t) => {
  for (const text of lines(TRUE)) t.equal(matches(text, EVENT), true, text);
  for (const text of lines(FALSE)) t.equal(matches(text, EVENT), false, text);
});

t.test('a side without a value makes every comparison false', async (t) => {
  const texts = lines(TRUE).filter((text) => !/^not| or not|"aGV|b64\(""\)|around/.test(text));
  for (const text of texts) {
    t.equal(matches(text, {}), false, text);
    t.equal(matches(`not (${text})`, {}), true, `not ${text}`);
  }
  t.equal(matches('proc.name != val(proc.pname)', { 'proc.name': 'x' }), false);
  t.equal(matches('proc.pname != val(proc.name)', { 'proc.name': 'x' }), false);
  t.equal(matches('concat(proc.name, proc.pname) != x', { 'proc.name': 'x' }), false);
  t.equal(matches('join(",", (proc.name, proc.pname)) != x', { 'proc.name': 'x' }), false);
  t.equal(matches('fd.ip != 1.1.1.1', { 'fd.ip': [] }), false, 'no address, no match');
  t.equal(matches('fd.types in (a)', { 'fd.types': [] }), true, 'all of no values are in the list');
});

t.test('numbers are exact beyond 2^53', async (t) => {
  const big = { 'evt.num': 9007199254740993n, 'user.uid': 5 };
  t.equal(matches('evt.num = 9007199254740993', big), true);
  t.equal(matches('evt.num = 9007199254740992', big), false);
  t.equal(matches('evt.num > 9007199254740992', big), true);
  t.equal(matches('evt.num in (1, 2, 9007199254740993)', big), true);
  t.equal(matches('evt.num > 5', big), true);
  t.equal(matches('evt.num = 9007199254740992', { 'evt.num': 2 ** 53 }), true);
  t.equal(matches('evt.num = -1', { 'evt.num': 2n ** 64n - 1n }), true, '-1 is the largest');
  t.equal(matches('evt.num = 99999999999999999999', { 'evt.num': 2n ** 64n - 1n }), true, 'and so is too much');
  t.equal(matches('evt.rawres = -99999999999999999999', { 'evt.rawres': -(2n ** 63n) }), true);
  t.equal(matches(`evt.num = ${'9'.repeat(100_000)}`, big), false);
});

const REFUSED: readonly [text: string, place: string, message: RegExp][] = [
  ['foo.bar = 1', 'foo.bar', /^unknown field 'foo.bar'$/],
  ['proc.nam = 1', 'proc.nam', /unknown field/],
  ['evt.type=open and open', 'open', /unexpected identifier 'open'/],
  ['evt.num contains 1', 'contains', /'contains' operator not supported for numeric/],
  ['evt.failed > 1', '>', /not supported for boolean/],
  ['proc.name bcontains ff', 'bcontains', /not supported for string/],
  ['evt.buffer glob x', 'glob', /not supported for buffer/],
  ['evt.buffer > 1', '>', /not supported for buffer/],
  ['fd.sip > 1', '>', /not supported for ip address and network/],
  ['fd.sip contains anyof (a)', 'contains anyof', /not supported for ip address/],
  ['fd.types = x', '=', /'=' operator not supported for list filters/],
  ['proc.pids in (1)', 'in', /list filters are not supported for type 'int64'/],
  ['evt.num = abc', 'abc', /abc is not a valid number/],
  ['evt.num > 0x10', '0x10', /0x10 is not a valid number/],
  ['evt.num in (1, 2x)', '2x', /2x is not a valid number/],
  ['evt.num = ""', '""', /not a valid number/],
  ['proc.cpu = 1.5', '1.5', /not a valid number/],
  ['evt.failed = 1', '1', /unrecognized boolean value 1/],
  ['fd.sport = nosuch', 'nosuch', /unrecognized protocol nosuch/],
  ['fd.sip = 1.2.3', '1.2.3', /unrecognized IPv4 address 1.2.3/],
  ['fd.sip = 1.2.3.04', '1.2.3.04', /unrecognized IPv4/],
  ['fd.sip = 1:2', '1:2', /unrecognized IPv6/],
  ['fd.sip = 1::2::3', '1::2::3', /unrecognized IPv6/],
  ['fd.net = 10.0.0.0', '10.0.0.0', /unrecognized IP network 10.0.0.0/],
  ['fd.net = 10.0.0/8', '10.0.0/8', /unrecognized IP address/],
  ['fd.net = 10.0.0.0/33', '10.0.0.0/33', /invalid netmask 33/],
  ['fd.net = 10.0.0.0/x', '10.0.0.0/x', /invalid netmask x/],
  ['evt.type in (open, foo)', 'foo', /unknown event type foo/],
  ['proc.name = "a\\x00"', '"a\\x00"', /NUL/],
  ['evt.buffer bcontains abc', 'abc', /hex/],
  ['evt.buffer bcontains zz', 'zz', /hex/],
  ['proc.name regex "a(b"', '"a(b"', /invalid regex pattern: missing \)/],
  ['evt.around[1] > 5', '> 5', /supports only '='/],
  ['evt.around[1] exists', 'evt.around[1] exists', /supports only '='/],
  ['evt.outputtime = 1', 'evt.outputtime', /only be printed/],
  ['evt.arg = x', 'evt.arg', /needs an argument/],
  ['evt.rawarg[nope] = 1', 'nope', /unknown event argument nope/],
  ['evt.rawarg[fd] = x', 'x', /not a valid number/],
  ['proc.name[1] = 1', '1', /takes no argument/],
  ['proc.pid = val(proc.name)', 'val(proc.name)', /'proc.pid' has type 'int64', .* 'charbuf'/],
  ['proc.argv in val(proc.name)', 'val(proc.name)', /'list of charbuf'/],
  ['proc.name regex val(proc.pname)', 'val(proc.pname)', /'regex' doesn't support right-hand side/],
  ['proc.name pmatch val(proc.pname)', 'val(proc.pname)', /'pmatch' doesn't support/],
  ['fd.ip = val(fd.sip)', 'val(fd.sip)', /'fd.ip' doesn't support/],
  ['fd.sip = val(fd.ip)', 'val(fd.ip)', /'fd.ip' can't be used/],
  ['fd.snet = val(fd.snet)', 'val(fd.snet)', /'ipnet' doesn't support/],
  ['proc.name = val(tolower(proc.name))', 'val(tolower(proc.name))', /val\(\) takes exactly 1 field/],
  ['proc.name = val(proc.pname)[x]', 'x', /between brackets/],
  ['toupper(evt.num) = X', 'evt.num', /type 'uint64' is not supported by toupper\(\)/],
  ['len(evt.num) = 1', 'evt.num', /'uint64' is not supported by len/],
  ['tolower(proc.aname) = x', 'proc.aname', /does not support transformers/],
  ['tolower(proc.name, proc.pname) = x', 'tolower(proc.name, proc.pname)', /exactly 1 argument/],
  ['tolower(proc.name)[x] = x', 'tolower(proc.name)[x]', /between brackets/],
  ['join(",") = x', 'join(",")', /exactly 2 arguments/],
  ['join(",", proc.name) = x', 'proc.name', /second argument must be a list/],
  ['join(fd.types, fd.types) = x', 'fd.types', /separator/],
  ['concat(proc.name) = x', 'concat(proc.name)', /at least 2/],
  ['concat(proc.name, evt.num) = x', 'evt.num', /must be strings/],
  ['getopt(proc.name, "a") in (x)', 'proc.name', /first argument must be a list/],
  ['getopt(proc.argv, "a")[ab] = x', 'getopt(proc.argv, "a")[ab]', /single option/],
  ['len((fd.sip)) = 1', 'fd.sip', /cannot be an element/],
];

t.test('what does not compile: where and why', async (t) => {
  for (const [text, place, message] of REFUSED) {
    const error = refused(text);
    t.equal(text.slice(error.start, error.end), place, text);
    t.match(error.problem, message, text);
  }
  t.match(refused('proc.nam = 1').hint, /did you mean 'proc.name'\?/);
  t.match(refused('evt.failed > 1').hint, /operators: exists = != in intersects/);
});

const NEVER = typeSet();
const ALL = new Uint8Array(512).fill(1);
const BOUNDS: readonly [text: string, types: Uint8Array, exact: boolean][] = [
  ['evt.type=open', typeSet(0), true],
  ['evt.type in (open, read)', typeSet(0, 2), true],
  ['evt.type = anyof (open, read)', typeSet(0, 2), true],
  ['evt.type = oneof (open, read)', ALL, false],
  ['evt.type in ()', NEVER, true],
  ['not evt.type=open', typeSet(0).map((x) => 1 - x), true],
  ['not evt.type contains open', ALL, false],
  ['proc.name=x', ALL, false],
  ['fd.name exists', typeSet(0, 1, 2, 3), false],
  ['not fd.name exists', ALL, false],
  ['evt.type=open and proc.name=x', typeSet(0), false],
  ['evt.type=open or proc.name=x', ALL, false],
  ['evt.type=open or evt.type=close', typeSet(0, 1), true],
  ['evt.type=open and evt.type=close', NEVER, true],
  ['evt.type=open and evt.buffer contains x', NEVER, true],
  ['not (evt.type=open and evt.buffer contains x)', ALL, true],
  ['evt.type in (open, read) and len(evt.buffer) > 5', typeSet(2), false],
  ['fd.name = concat(proc.name, proc.pname)', typeSet(0, 1, 2, 3), false],
  ['concat(fd.name, "x") = y and evt.buffer exists', typeSet(2, 3), false],
  ['evt.around[1]=5', ALL, false],
  ['fd.name in ()', NEVER, true],
];

t.test('event types and needs', async (t) => {
  for (const [text, types, exact] of BOUNDS) {
    const filter = compileFilter(text, catalog);
    t.same([[...filter.types], filter.exact], [[...types], exact], text);
  }
  const { needs } = compileFilter('tolower(proc.name)=x or not join(",", (fd.name, "y"))=z', catalog);
  t.equal(needs, Need.THREADS | Need.FDS);
  t.equal(compileFilter('evt.num = len(proc.name) and user.uid exists', catalog).needs, Need.THREADS | Need.USERS);
});

const span = { start: 0, end: 0 };
const literal = (text: string) => ({ kind: 'value', text, quoted: true, ...span }) as const;
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 4 });
const word = fc.stringMatching(/^[abAB/]{0,4}$/);
const globWord = fc.stringMatching(/^[abAB*?]{0,5}$/);
const pattern = fc.stringMatching(/^(a|b|\.|a\*|b\+|\(a\|B\)|\[ab\]\?|\^a|b\$){0,4}$/);
const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'A'), { maxLength: 4 }).map((names) => `/${names.join('/')}`);
const globPath = fc
  .array(fc.constantFrom('a', 'b', '*', 'a*', '?'), { maxLength: 3 })
  .map((names) => `/${names.join('/')}`);
const integer = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(2n ** 60n, -(2n ** 60n)));
const natural = fc.oneof(fc.nat(3), fc.constantFrom(2n ** 60n, 2n ** 60n + 1n));
const ADDRESSES = {
  '10.0.0.1': '\x0a\0\0\x01',
  '10.128.0.1': '\x0a\x80\0\x01',
  '::1': `${'\0'.repeat(15)}\x01`,
  '2001:db8::1': V6,
};
const address = fc.constantFrom(...Object.values(ADDRESSES));
const net = fc.constantFrom(
  '10.0.0.0/8',
  '10.0.0.0/9',
  '10.128.0.0/16',
  '::/0',
  '::/127',
  '2001:db8::/33',
  '0.0.0.0/0',
);

/** Fields with the values they can have, the literals they are compared with, and the operators that take them. */
const ORDER = ['=', '!=', '<', '<=', '>', '>='];
const TEXT_OPS = ['=', '!=', 'contains', 'icontains', 'startswith', 'endswith', 'glob', 'iglob', 'regex'];
const texts = { ops: [...TEXT_OPS, 'in', 'intersects', 'pmatch'], value: fc.oneof(word, path), literal: word };
const FIELDS: Readonly<
  Record<string, { ops: readonly string[]; value: fc.Arbitrary<unknown>; literal: fc.Arbitrary<string> }>
> = {
  'proc.name': texts,
  'proc.pname': texts,
  'fd.name': texts,
  'proc.aname': { ...texts, value: fc.array(word, { maxLength: 3 }) },
  'evt.num': { ops: [...ORDER, 'in'], value: natural, literal: natural.map(String) },
  'evt.rawres': { ops: [...ORDER, 'intersects'], value: integer, literal: integer.map(String) },
  'evt.failed': { ops: ['=', '!=', 'in'], value: fc.boolean(), literal: fc.boolean().map(String) },
  'evt.buffer': {
    ops: ['=', '!=', 'contains', 'startswith', 'endswith', 'bcontains', 'bstartswith', 'in'],
    value: fc.stringMatching(/^[a\xff]{0,3}$/),
    literal: fc.stringMatching(/^(61|ff){0,2}$/),
  },
  'fd.sip': { ops: ['=', '!=', 'in'], value: address, literal: fc.constantFrom(...Object.keys(ADDRESSES)) },
  'fd.snet': { ops: ['=', '!=', 'in'], value: address, literal: net },
  'fd.net': { ops: ['=', '!=', 'in'], value: fc.array(address, { maxLength: 2 }), literal: net },
  'fd.port': { ops: [...ORDER, 'in'], value: fc.array(fc.nat(3), { maxLength: 2 }), literal: fc.nat(3).map(String) },
  'fd.types': { ops: ['in', 'intersects'], value: fc.array(word, { maxLength: 2 }), literal: word },
  'proc.counts': {
    ops: ['in', 'intersects'],
    value: fc.array(natural, { maxLength: 2 }),
    literal: natural.map(String),
  },
};
const event = fc
  .record({
    ...Object.fromEntries(Object.entries(FIELDS).map(([name, { value }]) => [name, maybe(value)])),
    'evt.type': fc.constantFrom(...EVENT_TYPES),
  })
  // A field cannot have a value on event types it says it has none for.
  .map((fields) => {
    const type = EVENT_TYPES.indexOf(fields['evt.type']);
    const absent = [...(type === 2 || type === 3 ? [] : ['evt.buffer']), ...(type === 4 ? ['fd.name'] : [])];
    return Object.fromEntries(Object.entries(fields).filter(([name]) => !absent.includes(name))) as Fields;
  });

const field = (name: string) => ({ kind: 'field', name, arg: undefined, ...span });
const invoke = (name: string, ...args: unknown[]) => ({ kind: 'call', name, args, arg: undefined, ...span });
const TEXT_FIELDS = ['proc.name', 'proc.pname', 'fd.name'];
const textSource = fc.oneof(
  fc.constantFrom(...TEXT_FIELDS).map(field),
  fc
    .tuple(fc.constantFrom('tolower', 'toupper', 'basename'), fc.constantFrom(...TEXT_FIELDS))
    .map(([name, only]) => invoke(name, field(only))),
  fc.tuple(fc.constantFrom(...TEXT_FIELDS), word).map(([one, other]) => invoke('concat', field(one), literal(other))),
  fc.constant(invoke('join', literal('/'), { kind: 'tuple', items: [field('proc.name'), field('evt.num')], ...span })),
  fc.constant(invoke('join', literal('a'), field('fd.types'))),
);
const literalFor = (op: string, plain: fc.Arbitrary<string>) => {
  if (op === 'glob' || op === 'iglob') return globWord;
  if (op === 'regex') return pattern;
  return op === 'pmatch' ? globPath : plain;
};
const compareWith = (left: unknown, op: string, plain: fc.Arbitrary<string>): fc.Arbitrary<unknown> => {
  const one = literalFor(op, plain).map(literal);
  const list = fc.array(one, { maxLength: 4 }).map((items) => ({ kind: 'list', items, ...span }));
  const base = { kind: 'compare', left, op, opSpan: span, ...span };
  if (['in', 'intersects', 'pmatch'].includes(op))
    return list.map((right) => ({ ...base, right, modifier: undefined }));
  const single = one.map((right) => ({ ...base, right, modifier: undefined }));
  if (op.startsWith('<') || op.startsWith('>')) {
    // Only numbers may follow here, and they are never quoted.
    return single.map((node) => ({ ...node, right: { ...node.right, quoted: false } }));
  }
  const modified = fc.tuple(list, fc.constantFrom('oneof', 'anyof', 'allof'));
  return fc.oneof(
    single,
    modified.map(([right, modifier]) => ({ ...base, right, modifier })),
  );
};
const PLAIN_OPS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'icontains', 'startswith', 'endswith', 'in'];
const leaf: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...Object.entries(FIELDS))
      .chain(([name, { ops, literal: plain }]) =>
        fc.constantFrom(...ops).chain((op) => compareWith(field(name), op, plain)),
      ),
  },
  fc.constantFrom(...Object.keys(FIELDS)).map((name) => ({ kind: 'exists', left: field(name), ...span })),
  textSource.chain((left) => fc.constantFrom(...TEXT_OPS).chain((op) => compareWith(left, op, word))),
  fc
    .tuple(textSource, fc.constantFrom(...PLAIN_OPS, 'glob', 'iglob'), fc.constantFrom(...TEXT_FIELDS))
    .map(([left, op, name]) => ({
      kind: 'compare',
      left,
      op,
      opSpan: span,
      modifier: undefined,
      right: invoke('val', field(name)),
      ...span,
    })),
  fc.constantFrom('=', '<', '>=').map((op) => ({
    kind: 'compare',
    left: field('evt.num'),
    op,
    opSpan: span,
    modifier: undefined,
    right: invoke('len', field('proc.name')),
    ...span,
  })),
  fc.subarray(EVENT_TYPES).map((types) => ({
    kind: 'compare',
    left: field('evt.type'),
    op: 'in',
    opSpan: span,
    modifier: undefined,
    right: { kind: 'list', items: types.map(literal), ...span },
    ...span,
  })),
);
const { expr } = fc.letrec<{ expr: Expr }>((tie) => {
  const several = fc.array(tie('expr'), { minLength: 2, maxLength: 6 });
  const tree: fc.Arbitrary<unknown> = fc.oneof(
    { depthSize: 'small' },
    leaf,
    several.map((children) => ({ kind: 'and', children, ...span })),
    several.map((children) => ({ kind: 'or', children, ...span })),
    tie('expr').map((child) => ({ kind: 'not', child, ...span })),
  );
  return { expr: tree as fc.Arbitrary<Expr> };
});

t.test('compiled filters mean what the plain interpreter says', async (t) => {
  let matched = 0;
  fc.assert(
    fc.property(expr, fc.array(event, { minLength: 1, maxLength: 8 }), (tree, events) => {
      const filter = compileFilter(print(tree), catalog);
      for (const fields of events) {
        const ctx = context(fields);
        const expected = interpret(tree, ctx, catalog);
        if (filter.match(ctx) !== expected)
          throw new Error(
            `${print(tree)} is not ${expected} for ${JSON.stringify(fields, (_, v) => (typeof v === 'bigint' ? `${v}n` : v))}`,
          );
        const possible = filter.types[EVENT_TYPES.indexOf(fields['evt.type'] as string)] === 1;
        if (expected && !possible) throw new Error(`${print(tree)} leaves out ${fields['evt.type']}`);
        if (filter.exact && expected !== possible) throw new Error(`${print(tree)} is not exact`);
        if (possible && filter.rest(ctx) !== expected)
          throw new Error(`what is left of ${print(tree)} is not ${expected}`);
        if (expected && filter.ofEvent?.(ctx) === false)
          throw new Error(`what ${print(tree)} asks of the event alone is false where it is true`);
        if (expected) matched++;
      }
    }),
    { numRuns: 2500 },
  );
  t.ok(matched > 1000, 'and often enough they match');
});
