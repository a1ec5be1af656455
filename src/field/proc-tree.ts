import type { EventContext } from '../state/context.js';
import type { ThreadInfo } from '../state/thread.js';
import { type FieldDef, type FieldType, Need, type Needs, type Scalar } from './def.js';
import { threadField } from './make.js';
import { allEnv, cmdline, envValue, validId } from './proc.js';

/** Levels that proc.aenv[NAME] looks up. */
const MAX_LEVELS = 20;
const DETAILS = Need.THREADS | Need.DETAILS;

type Get = (t: ThreadInfo) => Scalar | undefined;

/** The main thread's N-th ancestor; 0 is the process itself. */
function ancestor(ctx: EventContext, level: number): ThreadInfo | undefined {
  let t = ctx.thread?.main;
  for (let i = 0; t && i < level; i++) t = ctx.threads.parent(t);
  return t;
}

/** What any of the ancestors has, the process itself left out: what filters without an index compare with. */
const ancestors = (get: Get) => () => (ctx: EventContext) => {
  const main = ctx.thread?.main;
  if (!main) return undefined;
  const found: Scalar[] = [];
  ctx.threads.ancestors(main, (t) => {
    const value = get(t);
    if (value !== undefined) found.push(value);
    return true;
  });
  return found;
};

function levelOf(arg: string | undefined): number {
  if (arg === undefined) return 0;
  if (!/^\d+$/.test(arg)) throw new Error(`needs the number of generations to go back, not '${arg}'`);
  return Number(arg);
}

function ancestorField(name: string, type: FieldType, doc: string, get: Get, needs = Need.THREADS as Needs): FieldDef {
  return {
    name,
    class: 'process',
    type,
    needs,
    doc,
    arg: { kind: 'index', required: false },
    echo: 'bare',
    noTransformer: true,
    noRhs: true,
    get: (arg) => {
      const level = levelOf(arg);
      return (ctx) => {
        const t = ancestor(ctx, level);
        return t === undefined ? undefined : get(t);
      };
    },
    candidates: {
      quantifier: 'any',
      get: (arg) => {
        if (arg === undefined) return ancestors(get)();
        const level = levelOf(arg);
        return (ctx) => {
          const t = ancestor(ctx, level);
          const value = t === undefined ? undefined : get(t);
          return value === undefined ? undefined : [value];
        };
      },
    },
  };
}

/** Reads the id of a session or group. */
type Key = (t: ThreadInfo) => number;

/**
 * The process with the id of a session or group; where the id counts inside a pid namespace, the oldest ancestor
 * that still shares it. Exit-only captures leave the process itself out, and may so have none.
 */
function leader(ctx: EventContext, t: ThreadInfo, key: Key, virtual: boolean): ThreadInfo | undefined {
  const id = key(t);
  const exits = ctx.dialect === 'exits';
  if (exits && id === -1) return undefined;
  const direct = t.inPidNamespace && (virtual || !exits) ? undefined : ctx.threads.get(id);
  if (direct) return direct;
  let oldest = exits ? undefined : t;
  ctx.threads.ancestors(t, (p) => {
    if (key(p) !== id) return false;
    oldest = p;
    return true;
  });
  return oldest;
}

function leaderFields(prefix: string, plain: string, what: string, key: Key, virtual = true): FieldDef[] {
  const of = (name: string, needs: Needs, doc: string, get: (t: ThreadInfo) => string): FieldDef =>
    threadField('process', name, 'charbuf', needs, `${doc} of ${what}`, (t, ctx) => {
      const found = leader(ctx, t, key, virtual);
      return found === undefined ? '' : get(found);
    });
  return [
    of(plain, Need.THREADS, 'name', (t) => t.comm),
    of(`${prefix}.exe`, Need.THREADS, 'proc.exe', (t) => t.exe),
    of(`${prefix}.exepath`, Need.THREADS | Need.FDS, 'proc.exepath', (t) => t.exepath),
  ];
}

/** Parents, sessions and groups. */
export const PROC_TREE_FIELDS: readonly FieldDef[] = [
  ancestorField(
    'proc.aname',
    'charbuf',
    'name of an ancestor: proc.aname[1] is the parent; in filters without a number, of any',
    (t) => t.comm,
  ),
  ancestorField('proc.aexe', 'charbuf', 'proc.exe of an ancestor, as proc.aname', (t) => t.exe),
  ancestorField(
    'proc.aexepath',
    'charbuf',
    'proc.exepath of an ancestor, as proc.aname',
    (t) => t.exepath,
    Need.THREADS | Need.FDS,
  ),
  ancestorField('proc.acmdline', 'charbuf', 'proc.cmdline of an ancestor, as proc.aname', cmdline, DETAILS),
  ancestorField('proc.aargs', 'charbuf', 'proc.args of an ancestor, as proc.aname', (t) => t.args.join(' '), DETAILS),
  ancestorField('proc.apid', 'int64', 'process id of an ancestor, as proc.aname', (t) => validId(t.pid)),
  {
    ...ancestorField(
      'proc.aenv',
      'charbuf',
      'environment of an ancestor: proc.aenv[1], or a variable of the nearest that has it: proc.aenv[HOME]',
      allEnv,
      DETAILS,
    ),
    arg: { kind: 'key', required: false },
    get: (arg) => {
      if (arg === undefined || /^\d+$/.test(arg)) {
        const level = levelOf(arg);
        return (ctx) => {
          const t = ancestor(ctx, level);
          if (t) return allEnv(t);
          return ctx.dialect === 'pairs' && ctx.thread && !ctx.thread.main ? '' : undefined;
        };
      }
      return (ctx) => nearestVariable(ctx, arg);
    },
    candidates: {
      quantifier: 'any',
      get: (arg) => {
        if (arg === undefined) return ancestors(allEnv)();
        if (!/^\d+$/.test(arg)) return (ctx) => [nearestVariable(ctx, arg)];
        const level = Number(arg);
        return (ctx) => {
          const t = ancestor(ctx, level);
          return t === undefined ? undefined : [allEnv(t)];
        };
      },
    },
  },
  ...leaderFields('proc.sid', 'proc.sname', 'the oldest process of the session', (t) => t.sid),
  ...leaderFields(
    'proc.vpgid',
    'proc.vpgid.name',
    'the oldest process of the group, inside its namespace',
    (t) => t.vpgid,
  ),
  ...leaderFields('proc.pgid', 'proc.pgid.name', 'the oldest process of the group', (t) => t.pgid, false),
  threadField(
    'process',
    'proc.loginshellid',
    'int64',
    Need.THREADS,
    'process id of the oldest shell among the ancestors',
    (t, ctx) => {
      const main = t.main;
      if (!main) return undefined;
      let shell: number | undefined;
      const look = (p: ThreadInfo) => {
        if (p.comm.endsWith('sh')) shell = p.pid;
        return true;
      };
      look(main);
      ctx.threads.ancestors(main, look);
      return shell;
    },
  ),
];

function nearestVariable(ctx: EventContext, name: string): string {
  let t = ctx.thread?.main;
  for (let i = 0; t && i < MAX_LEVELS; i++) {
    t = ctx.threads.parent(t);
    const value = t ? envValue(t, name) : '';
    if (value !== '') return value;
  }
  return '';
}
