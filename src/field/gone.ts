import { TYPE_LIMIT } from '../event/table.js';
import type { FieldClass, FieldDef, FieldType } from './def.js';
import { Need } from './def.js';

// Fields of sysdig to 0.29 for what no capture holds: tracers, which live captures alone knew, and orchestrators that
// were asked over the network. They are there, so that old filters and formats can be read, and never have a value.

const NEVER = new Uint8Array(TYPE_LIMIT);

type Row = readonly [name: string, type: FieldType, argument?: 'argument'];

const valueless = (cls: FieldClass, doc: string, rows: readonly Row[]): FieldDef[] =>
  rows.map(([name, type, argument]) => ({
    name,
    class: cls,
    type,
    doc,
    needs: Need.NONE,
    hidden: true,
    types: () => NEVER,
    ...(argument && { arg: { kind: 'key', required: true } as const }),
    get: (arg) => {
      if (argument && arg === undefined) throw new Error(`needs an argument: ${name}[x]`);
      return () => undefined;
    },
  }));

const SPAN: readonly Row[] = [
  ['span.id', 'int64'],
  ['span.time', 'charbuf'],
  ['span.ntags', 'uint32'],
  ['span.nargs', 'uint32'],
  ['span.tags', 'charbuf'],
  ['span.tag', 'charbuf', 'argument'],
  ['span.args', 'charbuf'],
  ['span.arg', 'charbuf', 'argument'],
  ['span.enterargs', 'charbuf'],
  ['span.enterarg', 'charbuf', 'argument'],
  ['span.duration', 'reltime'],
  ['span.duration.quantized', 'uint64'],
  ['span.duration.human', 'charbuf'],
  ['span.duration.fortag', 'reltime', 'argument'],
  ['span.count', 'uint64'],
  ['span.count.fortag', 'uint64', 'argument'],
  ['span.childcount.fortag', 'uint64', 'argument'],
  ['span.idtag', 'charbuf', 'argument'],
  ['span.rawtime', 'charbuf'],
  ['span.rawparenttime', 'charbuf'],
];

/** Spans that an event lies in: of anybody, of its parents, its script, its machine. */
const EVTIN: readonly Row[] = ['', 'p.', 's.', 'm.'].flatMap((whose): Row[] => [
  [`evtin.span.${whose}id`, 'int64'],
  [`evtin.span.${whose}ntags`, 'uint32'],
  [`evtin.span.${whose}nargs`, 'uint32'],
  [`evtin.span.${whose}tags`, 'charbuf'],
  [`evtin.span.${whose}tag`, 'charbuf', 'argument'],
  [`evtin.span.${whose}args`, 'charbuf'],
  [`evtin.span.${whose}arg`, 'charbuf', 'argument'],
]);

const MESOS: readonly Row[] = [
  ...['mesos.task', 'marathon.app'].flatMap((of): Row[] => [
    [`${of}.name`, 'charbuf'],
    [`${of}.id`, 'charbuf'],
    [`${of}.label`, 'charbuf', 'argument'],
    [`${of}.labels`, 'charbuf'],
  ]),
  ...['mesos.framework', 'marathon.group'].flatMap((of): Row[] => [
    [`${of}.name`, 'charbuf'],
    [`${of}.id`, 'charbuf'],
  ]),
];

export const GONE_FIELDS: readonly FieldDef[] = [
  ...valueless('span', 'of tracers, which captures do not hold', SPAN),
  ...valueless('evtin', 'of tracers, which captures do not hold', EVTIN),
  ...valueless('mesos', 'of Mesos, which captures do not know', MESOS),
];
