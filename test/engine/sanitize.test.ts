import { readFileSync } from 'node:fs';
import t from 'tap';
import { copyCapture } from '../helpers/copy.js';
import { PiecesSource, printAll } from '../helpers/read-all.js';

const FORMAT = `*${[
  'evt.time',
  'evt.dir',
  'evt.type',
  'proc.name',
  'proc.cmdline',
  'proc.cwd',
  'proc.exepath',
  'proc.env',
]
  .concat(['fd.name', 'fd.type', 'fd.sip', 'fd.sport', 'user.name', 'group.name', 'container.name', 'evt.arg.data'])
  .map((field) => `%${field}`)
  .join(' ')}`;

for (const [name, filter, strangers] of [
  ['attack', 'proc.name=nmap', ['sshd', 'python3', 'curl', 'wget', 'payload.sh', 'session.sh', 'shadow', 'redis']],
  ['attack.exit-only', 'proc.name=nmap', ['sshd', 'python3', 'curl', 'wget', 'payload.sh', 'session.sh', 'shadow']],
  ['container', 'proc.name=nginx', ['pgrep', 'sshd', '/usr/bin/find', 'redis']],
] as const) {
  t.test(`--sanitize leaves no string of anybody else: ${name}`, async (t) => {
    const whole = readFileSync(new URL(`../../fixtures/${name}.scap`, import.meta.url));
    const { bytes } = await copyCapture(whole, filter, { sanitize: true });
    const plain = await copyCapture(whole, filter);
    for (const stranger of strangers) t.notOk(bytes.includes(stranger), stranger);
    t.ok(
      strangers.some((stranger) => plain.bytes.includes(stranger)),
      'without it there are such strings',
    );
    const expected = await printAll(new PiecesSource(plain.bytes), FORMAT);
    const found = await printAll(new PiecesSource(bytes), FORMAT);
    t.ok(found.lines.length > 50);
    t.strictSame(found, expected, 'what the events refer to is all there');
  });
}
