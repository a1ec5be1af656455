// What docs/compatibility.md says of options and fields is what the tables of the program say.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { ABSENT, FLAGS, type Flag, REMOVED } from '../../src/cli/flags.js';
import { FIELDS } from '../../src/field/registry.js';

const DOC = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8');

/** The cells of a section's table, by the first cell without its backticks. */
function tableOf(heading: string): Map<string, string[]> {
  const section = DOC.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((row) => {
      const [name, ...cells] = row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim());
      return [name.replaceAll('`', ''), cells];
    }),
  );
}

const nameOf = ({ short, long }: { short?: string; long?: string }) =>
  [short && `-${short}`, long && `--${long}`].filter(Boolean).join(', ');

t.test('every option', async (t) => {
  const table = tableOf('Options');
  const flags = FLAGS as readonly Flag[];
  t.strictSame([...table.keys()].sort(), [...flags, ...REMOVED].map(nameOf).sort());
  for (const flag of flags) {
    const [, in36, here] = table.get(nameOf(flag)) ?? [];
    const expected = flag.group in ABSENT ? /^not in this version/ : in36 === 'yes' ? /^yes/ : /^its own/;
    t.match(here, expected, flag.long);
    if (here?.startsWith('its own')) t.equal(flag.own, true, flag.long);
  }
  for (const removed of REMOVED) t.match(table.get(nameOf(removed))?.[2], /^says/);
});

t.test('every class of fields', async (t) => {
  const table = tableOf('Fields');
  t.strictSame([...table.keys()], [...new Set(FIELDS.map((def) => def.class))]);
  for (const [cls, counts] of table) {
    const here = FIELDS.filter((def) => def.class === cls).length;
    t.equal(Number(counts[3]), here, cls);
    for (const count of counts.slice(0, 3)) t.ok(Number(count) <= here, `${cls}: none of theirs is missing`);
  }
});
