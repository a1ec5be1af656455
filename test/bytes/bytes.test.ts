import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { isMappedIpv4, putIpv4, putIpv6 } from '../../src/bytes/address.js';
import { Clock } from '../../src/bytes/clock.js';
import { Cursor, OutOfBytes } from '../../src/bytes/cursor.js';
import { type BufferStyle, putBuffer } from '../../src/bytes/dump.js';
import { internText } from '../../src/bytes/intern.js';
import { ASCII_PATHS, directory, joinPath, PLAIN_PATHS, sanitize } from '../../src/bytes/path.js';
import { ByteWriter } from '../../src/bytes/writer.js';

/** What `put` writes; the writer is small at first, so that it has to grow. */
function written(put: (out: ByteWriter) => void): string {
  const out = new ByteWriter(1);
  put(out);
  return out.slice(0);
}

const u32 = fc.nat({ max: 0xffffffff });
const halves = (n: bigint) => ({ hi: Number(BigInt.asIntN(32, n >> 32n)), lo: Number(n & 0xffffffffn) });

t.test('numbers', async (t) => {
  const check = (what: string, property: fc.IRawProperty<unknown>) => {
    fc.assert(property as fc.IProperty<unknown>, { numRuns: 500 });
    t.pass(what);
  };
  const edges = fc.constantFrom(0, 9, 10, 99, 100, 0x7fffffff, 0x80000000, 0xffffffff, 2 ** 53, -1, -(2 ** 31));
  const whole = fc.oneof(edges, fc.maxSafeInteger(), fc.integer());
  check(
    'decimal',
    fc.property(whole, (n) =>
      assert.equal(
        written((out) => out.int(n)),
        String(n),
      ),
    ),
  );
  check(
    'nanos',
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), (n) => {
      assert.equal(
        written((out) => out.nanos(n)),
        String(n).padStart(9, '0'),
      );
    }),
  );
  const edges64 = [
    0n,
    -1n,
    1n << 32n,
    -(1n << 32n),
    (1n << 53n) - 1n,
    1n << 53n,
    1n << 63n,
    (1n << 63n) - 1n,
    -5n << 32n,
  ];
  const i64 = fc.oneof(
    fc.constantFrom(...edges64),
    fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
    whole.map(BigInt),
  );
  check(
    '64 bits, signed',
    fc.property(i64, (n) => {
      const { hi, lo } = halves(n);
      assert.equal(
        written((out) => out.int64(hi, lo)),
        String(BigInt.asIntN(64, n)),
      );
    }),
  );
  check(
    'hexadecimal',
    fc.property(u32, fc.boolean(), fc.integer({ min: 1, max: 8 }), (n, upper, width) => {
      const text = n.toString(16).padStart(width, '0');
      assert.equal(
        written((out) => out.hex(n, upper, width)),
        upper ? text.toUpperCase() : text,
      );
    }),
  );
  check(
    'hexadecimal, 64 bits',
    fc.property(i64, fc.boolean(), fc.boolean(), (n, upper, signed) => {
      const { hi, lo } = halves(n);
      const text = BigInt.asUintN(64, n).toString(16);
      const half = (x: number) => (signed ? x | 0 : x >>> 0);
      assert.equal(
        written((out) => out.hex64(half(hi), lo, upper)),
        upper ? text.toUpperCase() : text,
      );
    }),
  );
});

t.test('texts and bytes one behind the other', async (t) => {
  const part = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)), maxLength: 120 });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = written((out) => {
        parts.forEach((p, i) => {
          if (i % 3 === 0) out.text(p);
          else if (i % 3 === 1) out.bytes(Buffer.from(`<${p}>`, 'latin1'), 1, p.length + 1);
          else for (const c of p) out.byte(c.charCodeAt(0));
        });
      });
      assert.equal(text, parts.join(''));
    }),
  );
  const out = new ByteWriter(2);
  out.text('abc');
  out.pos = 1;
  out.text('xyz');
  t.equal(out.slice(0), 'axyz', 'what was written last can be dropped');
  t.equal(out.slice(1, 3), 'xy');
});

t.test('cursor', async (t) => {
  const c = new Cursor(Buffer.from('01020003000000ffffffffffffffff020061620102', 'hex'), 0, 20);
  t.strictSame([c.u8(), c.u16(), c.u32(), c.i64()], [1, 2, 3, -1]);
  t.equal(c.str(), 'ab');
  t.equal(c.left, 1);
  for (const beyond of [() => c.u16(), () => c.bytes(2), () => c.skip(2), () => c.skipTo(21), () => c.skipTo(18)]) {
    assert.throws(beyond, OutOfBytes);
    t.equal(c.left, 1, 'stays where it is');
  }
  c.skipTo(20);
  t.equal(c.left, 0);
});

t.test('texts are those of their bytes, also where others had their slot', async (t) => {
  const byte = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0x2f, 0x61, 0x62) }, fc.nat({ max: 255 }));
  const text = fc.array(byte, { maxLength: 40 });
  const few = fc.array(fc.oneof(text, fc.array(byte, { minLength: 250, maxLength: 270 })), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(few, fc.array(fc.nat(), { maxLength: 30 }), fc.nat({ max: 3 }), (list, order, shift) => {
      for (const i of order) {
        const bytes = Buffer.from([...new Array<number>(shift).fill(1), ...list[i % list.length], 0, 1]);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        const end = bytes.length - 2;
        const nul = bytes.indexOf(0, shift);
        for (const to of [end, end + 1]) {
          const wanted = bytes.toString('latin1', shift, nul < to ? nul : to);
          assert.equal(internText(view, shift, to), wanted);
        }
      }
    }),
    { numRuns: 1000 },
  );
  t.equal(internText(new DataView(new ArrayBuffer(4)), 2, 2), '');
});

t.test('paths that are remembered are joined as others are', async () => {
  const dirs = fc.constantFrom('', '/', '/a/', '/b\x01/', '<UNKNOWN>', '.');
  const names = fc.constantFrom('', 'x', '/x', '../x', './y//z', '/etc/passwd', '/etc/../x\x02', 'x'.repeat(1022));
  fc.assert(
    fc.property(fc.array(fc.tuple(dirs, names, fc.boolean()), { minLength: 1, maxLength: 40 }), (steps) => {
      for (const [dir, name, read] of steps) {
        // As where it comes from an event, or from elsewhere.
        const bytes = Buffer.from(`${name}\0`, 'latin1');
        const path = read
          ? internText(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
          : name;
        assert.equal(ASCII_PATHS.join(dir, path), joinPath(dir, name, false));
        assert.equal(PLAIN_PATHS.join(dir, path), joinPath(dir, name, true));
      }
    }),
  );
});

t.test('joined paths', async (t) => {
  const long = 'x'.repeat(1000);
  for (const [dir, path, wanted] of [
    ['/home/u/', 'foo', '/home/u/foo'],
    ['/home/u/', '/etc/passwd', '/etc/passwd'],
    ['/home/u/', './foo', '/home/u/foo'],
    ['/home/u/', '../v/foo', '/home/v/foo'],
    ['/home/u/', '../../../../foo', '/foo'],
    ['/home/u/', '..', '/home'],
    ['/home/u/', '../..', '/'],
    ['/home/u/', '.', '/home/u'],
    ['/home/u/', 'a//b///c', '/home/u/a/b/c'],
    ['/home/u/', 'a/./b/../c', '/home/u/a/c'],
    ['/home/u/', 'a/', '/home/u/a'],
    ['/home/u/', 'a/..', '/home/u'],
    ['/home/u/', '.hidden', '/home/u/.hidden'],
    ['/home/u/', '..two', '/home/u/..two'],
    ['/home/u/', '...', '/home/u/...'],
    ['/home/u/', 'a.', '/home/u/a.'],
    ['/home/u/', 'a..', '/home/u/a..'],
    // Only the second part is normalised.
    ['/home/./u//', 'foo', '/home/./u//foo'],
    ['/', 'foo', '/foo'],
    ['/', '..', '/'],
    ['', 'foo', 'foo'],
    ['', '..', ''],
    ['d/', '..', ''],
    ['d/', '..//foo', 'foo'],
    // Nothing is put between the two.
    ['d', '..', 'd..'],
    ['d', 'e//../foo', 'foo'],
    ['/x/', '', ''],
    ['/x/', '/', '/'],
    ['/x/', '//', '/'],
    ['/x/', '//etc//passwd', '/etc/passwd'],
    ['/x/', '/../../etc', '/etc'],
    ['/x/', '/etc/.', '/etc'],
    ['/x/', '/etc/..', '/'],
    ['<UNKNOWN>/', 'foo', '<UNKNOWN>/foo'],
    ['/x/', 'a\x01b\xffc', '/x/a.b.c'],
    ['/x/', `${long}`, `/x/${long}`],
    [`/${long}/`, 'x'.repeat(30), '/PATH_TOO_LONG'],
    [`/${'x'.repeat(1000)}/`, 'x'.repeat(21), `/${long}/${'x'.repeat(21)}`],
  ] as const) {
    t.equal(joinPath(dir, path), wanted, `${dir.slice(0, 20)} + ${path.slice(0, 20)}`);
  }
  // The way by which clean paths pass and the long way agree, and both with a plain model.
  const component = fc.constantFrom('a', 'bc', '.', '..', '', '.h', 'x.y');
  fc.assert(
    fc.property(fc.array(component, { minLength: 1, maxLength: 7 }), fc.boolean(), (parts, absolute) => {
      const path = (absolute ? '/' : '') + parts.join('/');
      if (path === '') return;
      const stack = path.startsWith('/') ? [] : ['home', 'u'];
      for (const p of parts) {
        if (p === '..') stack.pop();
        else if (p !== '.' && p !== '') stack.push(p);
      }
      assert.equal(joinPath('/home/u/', path), `/${stack.join('/')}`);
    }),
    { numRuns: 500 },
  );
});

t.test('directory', async (t) => {
  t.equal(directory('/etc/passwd'), '/etc');
  t.equal(directory('/etc/init.d/'), '/etc/init.d/', 'a slash at the end is kept');
  for (const path of ['/vmlinuz', '/', '', 'pipe:[1]']) t.equal(directory(path), '/', path);
  // What is remembered of one path must not be told of another, be they ever so alike.
  const part = fc.constantFrom('a', 'b', 'ab', '');
  const path = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  const naive = (s: string) => (s.endsWith('/') && s.length > 1 ? s : s.replace(/\/[^/]*$/, '') || '/');
  fc.assert(fc.property(fc.array(path, { minLength: 20 }), (paths) => paths.every((s) => directory(s) === naive(s))));
});

t.test('sanitize', async (t) => {
  t.equal(sanitize('/etc/passwd'), '/etc/passwd');
  t.equal(sanitize('a\x1b[31m\x00\n\x7f\xe9b'), 'a[31mb');
  t.equal(sanitize(''), '');
});

const bytesOf = (address: string): Buffer => {
  const [head, tail] = address.split('::') as [string, string?];
  const words = (s: string) => s.split(':').filter((w) => w !== '');
  const left = words(head);
  const right = words(tail ?? '');
  const all = [...left, ...new Array(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.from(all.map((w) => w.padStart(4, '0')).join(''), 'hex');
};

t.test('addresses', async (t) => {
  t.equal(
    written((out) => putIpv4(out, Buffer.from([9, 192, 168, 0, 255]), 1)),
    '192.168.0.255',
  );
  const v6 = (bytes: Buffer) => written((out) => putIpv6(out, Buffer.concat([Buffer.alloc(3, 7), bytes]), 3));
  for (const [given, wanted = given] of [
    ['::'],
    ['::1', '::1'],
    ['1::'],
    ['1::2'],
    ['2001:db8::3'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:0:0:2:0:0:3', '1::2:0:0:3'],
    ['0:0:1:0:0:1:0:0', '::1:0:0:1:0:0'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['0:1:2:3:4:5:6:7', '0:1:2:3:4:5:6:7'],
    ['1:2:3:4:5:6:7:0', '1:2:3:4:5:6:7:0'],
    ['1:2:3:4:5:6:0:0', '1:2:3:4:5:6::'],
    ['fe80::abcd:ef01'],
    ['::ffff:102:304', '::ffff:1.2.3.4'],
    ['::102:304', '::1.2.3.4'],
    ['::1:2', '::0.1.0.2'],
    ['::fffe:102:304', '::fffe:102:304'],
    ['::ffff:0:0', '::ffff:0.0.0.0'],
    ['1::ffff:102:304', '1::ffff:102:304'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ] as const) {
    t.equal(v6(bytesOf(given)), wanted);
  }
  const word = fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 8, maxLength: 8 }), (words) => {
      const bytes = Buffer.alloc(16);
      for (const [i, w] of words.entries()) bytes.writeUInt16BE(w, 2 * i);
      const text = v6(bytes);
      assert.ok(isIPv6(text), text);
      if (text.includes('.')) return;
      assert.deepEqual(bytesOf(text), bytes);
      // URLs print addresses by the same rules but for the dotted forms.
      assert.equal(`[${text}]`, new URL(`http://[${words.map((w) => w.toString(16)).join(':')}]`).hostname);
    }),
    { numRuns: 300 },
  );
  for (const [address, mapped] of [
    ['::', true],
    ['::ffff:102:304', true],
    ['::ffff:0:0', true],
    ['::1', false],
    ['::102:304', false],
    ['1::ffff:102:304', false],
    ['2001:db8::3', false],
  ] as const) {
    t.equal(isMappedIpv4(Buffer.concat([Buffer.alloc(2, 1), bytesOf(address)]), 2), mapped, address);
  }
});

t.test('buffers', async (t) => {
  const shown = (text: string, style: BufferStyle) => {
    const bytes = Buffer.from(`##${text}##`, 'latin1');
    return written((out) => putBuffer(out, bytes, 2, bytes.length - 2, style));
  };
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
  for (const [style, text, wanted] of [
    ['dots', '', ''],
    ['hex', '', ''],
    ['hexascii', '', ''],
    ['ascii', '', ''],
    ['base64', '', ''],
    ['dots', '\x7fELF\0\x01\n"\\\xff~ ', '.ELF..."\\.~ '],
    ['dots', ascii, ascii],
    ['hex', 'a', '\n\t0x0000: 61\n'],
    ['hex', 'abc', '\n\t0x0000: 6162 63\n'],
    ['hex', '0123456789abcdef', '\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 6566\n'],
    ['hex', '0123456789abcdef\xfe', '\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 6566\n\t0x0010: fe\n'],
    // Half a group is not filled up.
    ['hexascii', 'a', `\n\t0x0000: 61${' '.repeat(37)}a\n`],
    ['hexascii', 'a\0c', `\n\t0x0000: 6100 63${' '.repeat(32)}a.c\n`],
    ['hexascii', '0123456789abcde', '\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 65  0123456789abcde\n'],
    ['hexascii', '0123456789abcdef', '\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 6566  0123456789abcdef\n'],
    ['ascii', 'GET /\r\n\r\nx\n\0\ty\xff', '\nGET /\n\nx\ny'],
    // A line end that comes first is lost, in the original too.
    ['ascii', '\nx', '\nx'],
    ['ascii', '\r\nx', '\n\nx'],
    ['base64', 'M', 'TQ=='],
    ['base64', 'Ma', 'TWE='],
    ['base64', 'Man', 'TWFu'],
  ] as const) {
    t.equal(shown(text, style), wanted, `${style} of ${JSON.stringify(text)}`);
  }
  t.match(shown('x'.repeat(0x10001), 'hex'), /\n\t0x10000: 78\n$/, 'offsets beyond 64 KiB');
  const binary = fc.uint8Array({ maxLength: 70 }).map((a) => Buffer.from(a));
  fc.assert(
    fc.property(binary, (b) => {
      assert.equal(shown(b.toString('latin1'), 'base64'), b.toString('base64'));
      const hex = shown(b.toString('latin1'), 'hex');
      assert.equal(hex.replace(/\n\t0x....:|[ \n]/g, ''), b.toString('hex'));
      const both = shown(b.toString('latin1'), 'hexascii').split('\n\t').slice(1);
      assert.equal(
        both.map((line, i) => line.replace(/\n$/, '').slice(-Math.min(16, b.length - 16 * i))).join(''),
        shown(b.toString('latin1'), 'dots'),
      );
    }),
    { numRuns: 300 },
  );
});

t.test('clock', async (t) => {
  const utc = new Clock(true);
  const show = (clock: Clock, second: number) => [
    written((out) => clock.putDate(out, second)),
    written((out) => clock.putTime(out, second)),
  ];
  t.strictSame(show(utc, 0), ['1970-01-01', '00:00:00']);
  t.strictSame(show(utc, 1534527348), ['2018-08-17', '17:35:48']);
  t.strictSame(show(utc, 951782399), ['2000-02-28', '23:59:59']);
  t.strictSame(show(utc, 951782400), ['2000-02-29', '00:00:00']);
  t.strictSame(show(utc, 1534527348), ['2018-08-17', '17:35:48'], 'back in time');
  const local = new Clock(false);
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 32 }), (second) => {
      const iso = new Date(second * 1000).toISOString();
      assert.deepEqual(show(utc, second), [iso.slice(0, 10), iso.slice(11, 19)]);
      const zone = new Date(second * 1000).getTimezoneOffset() * 60;
      // The local time is the UTC time of a moment that lies so much earlier or later.
      if (Number.isInteger(zone)) assert.deepEqual(show(local, second), show(utc, second - zone));
    }),
  );
});

t.test('what is not printable is left out, also where much was seen before', async (t) => {
  const naive = (s: string) => [...s].filter((c) => c >= ' ' && c <= '~').join('');
  // Few characters and lengths: many have the same length and the same two characters that are looked at.
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\x01', '\xe9'), maxLength: 6 });
  fc.assert(fc.property(fc.array(text, { minLength: 20 }), (texts) => texts.every((s) => sanitize(s) === naive(s))));
  const long = 'x'.repeat(5000);
  t.equal(sanitize(`${long}\x02`), long);
});
