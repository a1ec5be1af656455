import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import t from 'tap';
import { FilterError } from '../../src/errors.js';
import type { Expr, Span } from '../../src/filter/ast.js';
import { parse } from '../../src/filter/parse.js';
import { print } from '../../src/filter/print.js';

/** A tree as one line: fields and values as they are, operators in front, quoted literals in quotes. */
function dump(node: unknown): string {
  const n = node as Record<string, unknown> & { kind: string };
  const each = (nodes: unknown) => (nodes as unknown[]).map(dump).join(' ');
  const arg = n.arg === undefined ? '' : `[${dump(n.arg)}]`;
  switch (n.kind) {
    case 'and':
    case 'or':
      return `(${n.kind} ${each(n.children)})`;
    case 'not':
      return `(not ${dump(n.child)})`;
    case 'exists':
      return `(exists ${dump(n.left)})`;
    case 'compare':
      return `(${n.op}${n.modifier === undefined ? '' : `.${n.modifier}`} ${dump(n.left)} ${dump(n.right)})`;
    case 'value':
      return n.quoted ? JSON.stringify(n.text) : (n.text as string);
    case 'list':
    case 'tuple':
      return `{${each(n.items)}}`;
    case 'field':
      return n.name + arg;
    case 'call':
      return `${n.name}(${each(n.args)})${arg}`;
    default:
      return `<${n.name}>`;
  }
}

function problem(text: string): FilterError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

const GOOD: readonly [text: string, tree: string][] = [
  ['evt.type=open', '(= evt.type open)'],
  ['  evt.type\t=\r\nopen ', '(= evt.type open)'],
  ['evt.type==open', '(= evt.type open)'],
  ['evt.dir=>', '(= evt.dir >)'],
  ['evt.dir=<', '(= evt.dir <)'],
  ['evt.dir==>', '(= evt.dir >)'],
  [`evt.dir = '<'`, '(= evt.dir "<")'],
  ['evt.dir!=<', '(!= evt.dir <)'],
  ['fd.name=/etc/passwd', '(= fd.name /etc/passwd)'],
  ['fd.snet=10.0.0.0/8', '(= fd.snet 10.0.0.0/8)'],
  ['evt.rawres=-1', '(= evt.rawres -1)'],
  ['evt.rawres < -1', '(< evt.rawres -1)'],
  ['evt.num>=+5', '(>= evt.num +5)'],
  ['evt.num<0x10', '(< evt.num 0x10)'],
  ['proc.cpu > 1.5e+3', '(> proc.cpu 1.5e+3)'],
  ['proc.name < 3', '(< proc.name 3)'],
  ['proc.name = and', '(= proc.name and)'],
  ['proc.name = not and a.b=1', '(and (= proc.name not) (= a.b 1))'],
  ['proc.name = ""', '(= proc.name "")'],
  [`proc.name = "a'b"`, `(= proc.name "a'b")`],
  [String.raw`proc.name = "\b\f\n\r\t\\x\/\"\x41\ "`, String.raw`(= proc.name "\b\f\n\r\t\\x/\"A\\")`],
  [String.raw`proc.name = 'it\'s'`, `(= proc.name "it's")`],
  ['proc.name = é', '(= proc.name Ã©)'],
  ['proc.name = "é\\xff"', '(= proc.name "Ã©ÿ")'],
  ['proc.name = a[b]*', '(= proc.name a[b]*)'],
  ['evt.type in (open, "cl ose",read)', '(in evt.type {open "cl ose" read})'],
  ['evt.type in(open)', '(in evt.type {open})'],
  ['evt.type in ()', '(in evt.type {})'],
  ['evt.type in open', '(in evt.type <open>)'],
  ['evt.type in and', '(in evt.type <and>)'],
  ['fd.types intersects (a)', '(intersects fd.types {a})'],
  ['fd.name pmatch (/etc, /usr/*/bin)', '(pmatch fd.name {/etc /usr/*/bin})'],
  ['proc.name contains anyof (a,b)', '(contains.anyof proc.name {a b})'],
  ['proc.name = oneof names', '(=.oneof proc.name <names>)'],
  ['proc.name != allof ()', '(!=.allof proc.name {})'],
  ['proc.name = anyof', '(= proc.name anyof)'],
  ['proc.name = anyof and a.b = 1', '(and (= proc.name anyof) (= a.b 1))'],
  ['proc.name contains oneof or a.b=1', '(or (contains proc.name oneof) (= a.b 1))'],
  ['(proc.name = allof)', '(= proc.name allof)'],
  ['proc.name exists', '(exists proc.name)'],
  ['macro', '<macro>'],
  ['nothing and order', '(and <nothing> <order>)'],
  ['not.a = 1', '(= not.a 1)'],
  ['a.b=1 and c.d=2 or e.f=3', '(or (and (= a.b 1) (= c.d 2)) (= e.f 3))'],
  ['a.b=1 or c.d=2 and not e.f=3', '(or (= a.b 1) (and (= c.d 2) (not (= e.f 3))))'],
  ['a.b=1 and (c.d=2 or e.f=3)', '(and (= a.b 1) (or (= c.d 2) (= e.f 3)))'],
  ['a.b=1 or (c.d=2 or (e.f=3 or x))', '(or (= a.b 1) (= c.d 2) (= e.f 3) <x>)'],
  ['(a.b exists)and(c.d exists)or(x)', '(or (and (exists a.b) (exists c.d)) <x>)'],
  ['a.b in (x)or c.d="y"and z', '(or (in a.b {x}) (and (= c.d "y") <z>))'],
  ['not not not a.b exists', '(not (exists a.b))'],
  ['not not a.b exists', '(exists a.b)'],
  ['not(not(a.b exists))', '(exists a.b)'],
  ['not a and b', '(and (not <a>) <b>)'],
  ['proc.aname[2]=x', '(= proc.aname[2] x)'],
  ['proc.env[PATH] exists', '(exists proc.env[PATH])'],
  [`proc.env["A B"] exists`, '(exists proc.env["A B"])'],
  ['evt.arg.fd.name=1', '(= evt.arg.fd.name 1)'],
  ['tolower(proc.name)=x', '(= tolower(proc.name) x)'],
  ['tolower( basename( proc.exepath ) ) = x', '(= tolower(basename(proc.exepath)) x)'],
  ['proc.name = val(proc.pname)', '(= proc.name val(proc.pname))'],
  ['proc.name = tolower(proc.aname[1])', '(= proc.name tolower(proc.aname[1]))'],
  ['evt.num < val(evt.rawres)', '(< evt.num val(evt.rawres))'],
  ['evt.num < len(proc.name) and x', '(and (< evt.num len(proc.name)) <x>)'],
  ['fd.types in val(proc.argv)', '(in fd.types val(proc.argv))'],
  ['join(",", (a.b, "c", -5, tolower(d.e))) = x', '(= join("," {a.b "c" -5 tolower(d.e)}) x)'],
  ['concat(a.b, "/", c.d) startswith /etc', '(startswith concat(a.b "/" c.d) /etc)'],
  ['getopt(proc.argv, "ab:c")[b] = "x"', '(= getopt(proc.argv "ab:c")[b] "x")'],
  ['a.b = getopt(proc.argv, "b:")["b"]', '(= a.b getopt(proc.argv "b:")["b"])'],
  ['len(()) = 0', '(= len({}) 0)'],
  ['proc.name = lens', '(= proc.name lens)'],
  ['proc.name = len', '(= proc.name len)'],
];

/** Start and end of the mark, and what the message must say. */
const BAD: readonly [text: string, start: number, end: number, message: RegExp][] = [
  ['', 0, 0, /empty/],
  ['   ', 3, 3, /expected a check$/],
  ['evt.type', 8, 8, /^expected an operator after 'evt.type'$/],
  ['evt.type   ', 8, 8, /operator/],
  ['evt.type open', 9, 13, /operator after 'evt.type', found 'open'/],
  ['evt.type = open and', 19, 19, /check after 'and'/],
  ['evt.type=open or or evt.type=read', 17, 19, /check after 'or', found 'or'/],
  ['(evt.type=open', 14, 14, /'\)' after 'open'/],
  ['evt.type=open)', 13, 14, /'and' or 'or' after 'open', found '\)'/],
  ['()', 1, 2, /check/],
  ['!evt.type=open', 0, 1, /check, found '!'/],
  ['evt.type=open && x', 14, 16, /found '&&'/],
  ['evt.type=open || x', 14, 16, /found '\|\|'/],
  ['proc.name=', 10, 10, /value after '='/],
  ['proc.name contains', 18, 18, /value after 'contains'/],
  ['proc.name contains"x"', 10, 18, /operator/],
  ['evt.num > abc', 10, 13, /number after '>', found 'abc'/],
  ['evt.num > "5"', 10, 13, /number after '>', found "5"/],
  ['evt.deltatime > 1ms', 16, 19, /number/],
  ['fd.name pmatch /etc', 15, 19, /list after 'pmatch', found '\/etc'/],
  ['fd.name pmatch "/etc"', 15, 21, /list/],
  ['evt.type in (open, read', 23, 23, /'\)' after 'read'/],
  ['evt.type in (open,)', 18, 19, /value after ','/],
  ['evt.type in (open', 17, 17, /'\)'/],
  ['evt.type in (open read)', 18, 22, /',' or '\)' after 'open'/],
  ['evt.type in (tolower(a.b))', 20, 21, /',' or '\)'/],
  [String.raw`proc.name="a\qb"`, 12, 14, /unsupported escape \\q/],
  [String.raw`proc.name="a\x4"`, 12, 15, /truncated hex/],
  [String.raw`proc.name="a\x4z"`, 12, 16, /invalid hex/],
  [String.raw`proc.name="a\'b"`, 12, 14, /escape/],
  ['proc.name="abc', 10, 14, /quote/],
  [`a.b in ('x`, 8, 10, /quote/],
  ['a.b > "x', 6, 8, /quote/],
  ['proc.pname = val(proc.name', 26, 26, /'\)' after 'proc.name'/],
  ['proc.pname = val("x"', 20, 20, /'\)'/],
  ['a.b[', 4, 4, /argument after '\['/],
  ['a.b[]', 4, 5, /argument/],
  ['a.b[x', 5, 5, /']' after 'x'/],
  ['a.b[x y]=1', 5, 6, /'\]'/],
  ['a.b [x]=1', 3, 4, /no blank before '\['/],
  ['a=b=c', 1, 2, /'and' or 'or' after 'a', found '='/],
  ['a.b=c=d', 5, 6, /'and' or 'or' after 'c', found '='/],
  ['a.b===c', 5, 6, /value after '==', found '='/],
  ['foo(a.b)=1', 3, 4, /found '\('/],
  ['val(a.b)=c', 3, 4, /found '\('/],
  ['tolower(a.b', 11, 11, /'\)'/],
  ['tolower(a)=1', 8, 9, /a field, a function/],
  ['a.b = tolower()', 14, 15, /a field, a function/],
  ['concat(a.b c.d)=1', 11, 14, /',' or '\)'/],
  ['tolower (a.b)=1', 8, 9, /found '\('/],
  ['a.b = oneof(x)', 11, 12, /found '\('/],
  ['a.b =oneof (x)', 11, 12, /found '\('/],
  ['EVT.TYPE ! 1', 9, 10, /operator/],
  ['a.b exists x', 11, 12, /'and' or 'or' after 'exists'/],
  ['a.b exists and', 14, 14, /check after 'and'/],
  ['a..b=1', 1, 4, /found '..b'/],
  ['"x" = 1', 0, 1, /check/],
];

t.test('texts that are filters', async (t) => {
  for (const [text, tree] of GOOD) t.equal(dump(parse(text)), tree, text);
});

t.test('texts that are none: where and why', async (t) => {
  for (const [text, start, end, message] of BAD) {
    const error = problem(text);
    t.match({ start: error.start, end: error.end, text: error.text }, { start, end, text }, text);
    t.match(error.problem, message, text);
    t.equal(error.problem[0], error.problem[0]?.toLowerCase());
  }
  t.match(problem('evt.type').hint, /exists = == .* pmatch/, 'the operators are listed');
  t.match(problem('a.b contains"x"').hint, /blank/);
  t.match(problem('!a.b=1').hint, /not/);
  t.match(problem('evt.deltatime > 1ms').hint, /nanoseconds/);
  t.match(problem('foo(a.b)=1').hint, /tolower/);
  t.match(problem('val(a.b)=1').hint, /right/);
});

t.test('spans are offsets in the text', async (t) => {
  const text = ' not tolower( a.b[x] ) contains anyof (é, "y z") or q.r exists';
  const cut = (span: Span) => text.slice(span.start, span.end);
  const or = parse(text);
  if (or.kind !== 'or') return t.fail('or');
  const [not, exists] = or.children;
  t.equal(cut(or), text.trim());
  if (not?.kind !== 'not' || not.child.kind !== 'compare' || exists?.kind !== 'exists') return t.fail('children');
  const { left, opSpan, right } = not.child;
  t.equal(cut(not), 'not tolower( a.b[x] ) contains anyof (é, "y z")');
  t.same([cut(left), cut(opSpan), cut(right)], ['tolower( a.b[x] )', 'contains anyof', '(é, "y z")']);
  if (left.kind !== 'call' || right.kind !== 'list') return t.fail('sides');
  t.same([...left.args, ...right.items].map(cut), ['a.b[x]', 'é', '"y z"']);
  t.equal(cut(exists), 'q.r exists');
});

t.test('long texts and deep ones', async (t) => {
  const list = parse(`a.b in (${Array(5000).fill('x').join(', ')})`);
  t.equal(list.kind === 'compare' && list.right.kind === 'list' && list.right.items.length, 5000);
  for (const word of ['or', 'and'] as const) {
    const chain = parse(Array(3000).fill('a.b=c').join(` ${word} `));
    t.equal(chain.kind === word && chain.children.length, 3000);
  }
  t.equal(dump(parse(`${'('.repeat(100)}a.b=1${')'.repeat(100)}`)), '(= a.b 1)');
  t.equal(dump(parse(`${'not '.repeat(99)}a.b=1`)), '(not (= a.b 1))');
  const deep = [
    `${'('.repeat(101)}a.b=1${')'.repeat(101)}`,
    '('.repeat(100_000),
    'not '.repeat(100_000),
    'not('.repeat(100_000),
    `a.b=${'tolower('.repeat(100_000)}`,
  ];
  for (const text of deep) t.equal(problem(text).problem, 'exceeded max depth limit of 100');
  t.match(problem(`a.b="${'x'.repeat(1_000_000)}`).problem, /quote/);
  t.match(problem(`a.b="${'\\"'.repeat(500_000)}`).problem, /quote/);
  t.equal(problem(`a.b=${'x'.repeat(100_000)} y`).problem.length < 200, true, 'long tokens are cut in messages');
});

const span: Span = { start: 0, end: 0 };
const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,5}$/);
const identifier = name.filter((text) => !['and', 'or', 'not'].includes(text));
const byteString = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 8 }).map((b) => String.fromCharCode(...b));
const utf8 = fc.string({ maxLength: 6 }).map((text) => Buffer.from(text, 'utf8').toString('latin1'));
const quotedText = fc.oneof(byteString, utf8);
const bareText = fc.stringMatching(/^[!-&*+\--<>-~é漢]{1,6}$/).filter((text) => !text.includes('"'));
const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const quoted = quotedText.map((text) => ({ kind: 'value', text, quoted: true, ...span }) as const);
const bare = bareText.map((text) => ({ kind: 'value', text: bytes(text), quoted: false, ...span }) as const);
const number = fc
  .oneof(fc.integer().map(String), fc.constantFrom('0x1F', '+1.5e-7', '7.'))
  .map((text) => ({ kind: 'value', text, quoted: false, ...span }) as const);
const argText = fc.stringMatching(/^[!#-&(-Z\\^-~]{1,5}$/);
const arg = fc.option(
  fc.oneof(
    quoted,
    argText.map((text) => ({ kind: 'value', text, quoted: false, ...span }) as const),
  ),
  { nil: undefined },
);
const field = fc
  .tuple(fc.array(name, { minLength: 2, maxLength: 3 }), arg)
  .map(([names, arg]) => ({ kind: 'field', name: names.join('.'), arg, ...span }) as const);
const functionName = fc.constantFrom('tolower', 'toupper', 'b64', 'basename', 'len', 'join', 'concat', 'getopt');

const { call } = fc.letrec((tie) => ({
  item: fc.oneof({ depthSize: 'small' }, field, quoted, number, tie('call')),
  tuple: fc.array(tie('item'), { maxLength: 3 }).map((items) => ({ kind: 'tuple', items, ...span })),
  call: fc
    .tuple(functionName, fc.array(fc.oneof(tie('item'), tie('tuple')), { minLength: 1, maxLength: 3 }), arg)
    .map(([name, args, arg]) => ({ kind: 'call', name, args, arg, ...span })),
}));
const val = fc.tuple(field, arg).map(([only, arg]) => ({ kind: 'call', name: 'val', args: [only], arg, ...span }));
const list = fc.array(fc.oneof(quoted, bare), { maxLength: 4 }).map((items) => ({ kind: 'list', items, ...span }));
const named = identifier.map((name) => ({ kind: 'identifier', name, ...span }) as const);
const listName = fc.oneof(named, fc.constant({ kind: 'identifier', name: 'and', ...span }));
const right = fc.oneof(call, val);
const strOp = fc.constantFrom(
  '=',
  '!=',
  'contains',
  'icontains',
  'bcontains',
  'startswith',
  'endswith',
  'glob',
  'regex',
);
const comparison = fc.oneof(
  fc.record({ op: fc.constantFrom('<', '<=', '>', '>='), right: fc.oneof(number, right) }),
  fc.record({ op: strOp, right: fc.oneof(quoted, bare, right) }),
  fc.record({
    op: strOp,
    modifier: fc.constantFrom('oneof', 'anyof', 'allof'),
    right: fc.oneof(list, named),
  }),
  fc.record({ op: fc.constantFrom('in', 'intersects', 'pmatch'), right: fc.oneof(list, listName, right) }),
);
const left = fc.oneof(field, call);
const flatten = (kind: 'and' | 'or') => (children: readonly Expr[]) => ({
  kind,
  children: children.flatMap((child) => (child.kind === kind ? child.children : [child])),
  ...span,
});
const { expr } = fc.letrec<{ expr: Expr }>((tie) => {
  const several = fc.array(tie('expr'), { minLength: 2, maxLength: 4 });
  const tree: fc.Arbitrary<unknown> = fc.oneof(
    { depthSize: 'medium' },
    fc.tuple(left, comparison).map(([left, rest]) => ({
      kind: 'compare',
      left,
      modifier: undefined,
      opSpan: span,
      ...rest,
      ...span,
    })),
    left.map((left) => ({ kind: 'exists', left, ...span })),
    named,
    several.map(flatten('and')),
    several.map(flatten('or')),
    tie('expr').map((child) => (child.kind === 'not' ? child.child : { kind: 'not', child, ...span })),
  );
  return { expr: tree as fc.Arbitrary<Expr> };
});

/** The tree with all spans at zero. */
function bald(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value) => (key === 'opSpan' ? undefined : /^(start|end)$/.test(key) ? 0 : value)),
  );
}

t.test('what is printed reads back as the same tree', async (t) => {
  fc.assert(
    fc.property(expr, (tree) => deepStrictEqual(bald(parse(print(tree))), bald(tree))),
    { numRuns: 1000 },
  );
  t.pass();
});

t.test('any text is a filter or an error inside the text', async (t) => {
  const piece = fc.constantFrom(
    ...[
      'a.b',
      '=',
      '(',
      ')',
      'and ',
      'or ',
      'not ',
      ' ',
      '"x"',
      "'",
      '[',
      ']',
      ',',
      'in',
      '<',
      'val(',
      'tolower(',
      '5',
      'oneof ',
    ],
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 14 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (text) => {
      try {
        print(parse(text));
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
        return error.start >= 0 && error.start <= error.end && error.end <= text.length;
      }
      return true;
    }),
    { numRuns: 3000 },
  );
  t.pass();
});
