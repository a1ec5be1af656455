import { fdTypeName } from '../state/fd-types.js';
import { type FieldDef, Need } from './def.js';
import { threadField } from './make.js';

const NEEDS = Need.THREADS | Need.FDS | Need.SOCKETS;

const stdio = (name: string, fd: number): FieldDef[] => [
  threadField('process', `proc.${name}.type`, 'charbuf', NEEDS, `kind of fd ${fd} of the process, as fd.type`, (t) => {
    const info = t.getFd(fd);
    return info && fdTypeName(info.type);
  }),
  threadField(
    'process',
    `proc.${name}.name`,
    'charbuf',
    NEEDS,
    `name of fd ${fd} of the process, as fd.name`,
    (t, ctx) => {
      const info = t.getFd(fd);
      return info && ctx.paths.clean(info.name);
    },
  ),
];

/** Where a process reads from and writes to. */
export const PROC_STDIO_FIELDS: readonly FieldDef[] = [
  ...stdio('stdin', 0),
  ...stdio('stdout', 1),
  ...stdio('stderr', 2),
];
