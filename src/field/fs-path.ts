import { TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { directoryOf, withSlash } from '../state/apply/file.js';
import type { EventContext } from '../state/context.js';
import { type FieldDef, Need } from './def.js';
import { byName } from './evt-arg.js';
import { fdName } from './fd.js';
import { field } from './make.js';

type Side = 'name' | 'source' | 'target';
type Get = (ctx: EventContext) => string | undefined;

/** A path among the parameters. */
function param(name: string): Get {
  const index = byName(name);
  return (ctx) => {
    const i = index(ctx);
    return i < 0 ? undefined : ctx.ev.str(i);
  };
}

/** A path of a call whose older exit event holds nothing but the result: parameter `i` of the enter event. */
const entered =
  (i: number): Get =>
  (ctx) => {
    const enter = ctx.own?.enterValid ? ctx.own.enter : undefined;
    return enter && enter.type === ctx.ev.type - 1 && enter.nparams > i ? enter.str(i) : undefined;
  };

const result = byName('res');
const fd = byName('fd');

function succeeded(ctx: EventContext): boolean {
  const i = result(ctx);
  if (i >= 0) return ctx.ev.i64(i) === 0;
  // Calls that open: the original takes every error but EPERM for a success.
  const opened = fd(ctx);
  return opened >= 0 && ctx.ev.i64(opened) !== -1;
}

const oldToNew = { source: param('oldpath'), target: param('newpath') };
const newToOld = { source: param('newpath'), target: param('oldpath') };
const link = { source: param('linkpath'), target: param('target') };
const named = (name: string) => ({ name: param(name) });
const ofFd = { name: fdName };

/** Where the paths of a call are, by exit event. */
const PATHS: ReadonlyMap<number, Readonly<Partial<Record<Side, Get>>>> = new Map([
  [PPME.SYSCALL_MKDIR_X, { name: entered(0) }],
  [PPME.SYSCALL_MKDIR_2_X, named('path')],
  [PPME.SYSCALL_MKDIRAT_X, named('path')],
  [PPME.SYSCALL_RMDIR_X, { name: entered(0) }],
  [PPME.SYSCALL_RMDIR_2_X, named('path')],
  [PPME.SYSCALL_UNLINK_X, { name: entered(0) }],
  [PPME.SYSCALL_UNLINK_2_X, named('path')],
  [PPME.SYSCALL_UNLINKAT_X, { name: entered(1) }],
  [PPME.SYSCALL_UNLINKAT_2_X, named('name')],
  [PPME.SYSCALL_OPEN_X, named('name')],
  [PPME.SYSCALL_OPENAT_X, { name: entered(1) }],
  [PPME.SYSCALL_OPENAT_2_X, named('name')],
  [PPME.SYSCALL_OPENAT2_X, named('name')],
  [PPME.SYSCALL_CHMOD_X, named('filename')],
  [PPME.SYSCALL_FCHMODAT_X, named('filename')],
  [PPME.SYSCALL_FCHMOD_X, ofFd],
  [PPME.SYSCALL_CHOWN_X, named('path')],
  [PPME.SYSCALL_LCHOWN_X, named('path')],
  [PPME.SYSCALL_FCHOWNAT_X, named('pathname')],
  [PPME.SYSCALL_FCHOWN_X, ofFd],
  [PPME.SYSCALL_QUOTACTL_X, named('special')],
  [PPME.SYSCALL_UMOUNT_X, named('name')],
  [PPME.SYSCALL_UMOUNT_1_X, named('name')],
  [PPME.SYSCALL_UMOUNT2_X, named('name')],
  [PPME.SYSCALL_RENAME_X, oldToNew],
  [PPME.SYSCALL_RENAMEAT_X, oldToNew],
  [PPME.SYSCALL_RENAMEAT2_X, oldToNew],
  [PPME.SYSCALL_LINK_X, { source: entered(1), target: entered(0) }],
  [PPME.SYSCALL_LINKAT_X, { source: entered(3), target: entered(1) }],
  [PPME.SYSCALL_LINK_2_X, newToOld],
  [PPME.SYSCALL_LINKAT_2_X, newToOld],
  [PPME.SYSCALL_SYMLINK_X, link],
  [PPME.SYSCALL_SYMLINKAT_X, link],
  [PPME.SYSCALL_MOUNT_X, { source: param('dev'), target: param('dir') }],
]);

/** The directory that the event's fd stands for. */
const eventDirectory = (ctx: EventContext) => (ctx.fd?.isDirectory ? withSlash(ctx.fd.name) : '<UNKNOWN>');

type Directory = (ctx: EventContext, side: Side, path: string) => string;

/** What relative paths start from in exit-only captures, where it is not the current directory. */
const DIRECTORIES: ReadonlyMap<number, Directory> = new Map<number, Directory>([
  [PPME.SYSCALL_FCHOWNAT_X, eventDirectory],
  [PPME.SYSCALL_FCHMODAT_X, eventDirectory],
  [PPME.SYSCALL_MKDIRAT_X, eventDirectory],
  [PPME.SYSCALL_UNLINKAT_2_X, eventDirectory],
  [PPME.SYSCALL_SYMLINKAT_X, (ctx, side) => (side === 'source' ? eventDirectory(ctx) : '<UNKNOWN>')],
  [
    PPME.SYSCALL_RENAMEAT2_X,
    (ctx, side, path) =>
      ctx.own ? directoryOf(ctx, ctx.own, path, ctx.ev.i64(side === 'target' ? 3 : 1)) : '<UNKNOWN>',
  ],
]);

const opensAt = (type: number) => type === PPME.SYSCALL_OPENAT_2_X || type === PPME.SYSCALL_OPENAT2_X;

function absolute(ctx: EventContext, side: Side, path: string): string | undefined {
  const thread = ctx.thread;
  if (!thread) return undefined;
  if (path.startsWith('/')) return ctx.paths.join('', path);
  if (ctx.dialect === 'exits') {
    if (opensAt(ctx.ev.type)) return ctx.paths.join('', ctx.fd?.name ?? '<UNKNOWN>');
    const directory = DIRECTORIES.get(ctx.ev.type);
    if (directory) return ctx.paths.join(directory(ctx, side, path), path);
  }
  return ctx.paths.join(thread.currentDir, path);
}

function pathOf(ctx: EventContext, side: Side): string | undefined {
  const get = PATHS.get(ctx.ev.type)?.[side];
  return get && succeeded(ctx) ? get(ctx) : undefined;
}

const types = new Uint8Array(TYPE_LIMIT);
for (const type of PATHS.keys()) types[type] = 1;
const extra = { types: () => types };

const fsPath = (side: Side, doc: string, rawDoc: string): FieldDef[] => [
  field(
    'fs.path',
    `fs.path.${side}`,
    'charbuf',
    Need.FDS,
    doc,
    (ctx) => {
      const path = pathOf(ctx, side);
      return path === undefined ? undefined : absolute(ctx, side, path);
    },
    extra,
  ),
  field('fs.path', `fs.path.${side}raw`, 'charbuf', Need.FDS, rawDoc, (ctx) => pathOf(ctx, side), extra),
];

/** Paths of calls that work on files by name, as far as they succeeded. */
export const FS_PATH_FIELDS: readonly FieldDef[] = [
  ...fsPath(
    'name',
    'full path of the file or directory that a call opened, made, removed or changed',
    'fs.path.name as it was passed to the call',
  ),
  ...fsPath(
    'source',
    'full path of the source of a rename, of a link, of a mount',
    'fs.path.source as it was passed to the call',
  ),
  ...fsPath(
    'target',
    'full path of the target of a rename, of a link, of a mount',
    'fs.path.target as it was passed to the call',
  ),
];
