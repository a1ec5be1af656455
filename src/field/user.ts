import { type FieldDef, Need } from './def.js';
import { threadField } from './make.js';

const NONE = 0xffffffff;
const needs = Need.THREADS | Need.USERS;

/** Whom a process belongs to. */
export const USER_FIELDS: readonly FieldDef[] = [
  threadField('user', 'user.uid', 'uint32', needs, 'user id', (t) => t.user.uid),
  threadField('user', 'user.name', 'charbuf', needs, 'user name', (t) => t.user.name),
  threadField('user', 'user.homedir', 'charbuf', needs, 'home directory of the user', (t) => t.user.homedir),
  threadField('user', 'user.shell', 'charbuf', needs, 'login shell of the user', (t) => t.user.shell),
  threadField('user', 'user.loginuid', 'int64', needs, 'id of the user who logged in, -1 without a login', (t) =>
    t.loginuser.uid === NONE ? -1 : t.loginuser.uid,
  ),
  threadField('user', 'user.loginname', 'charbuf', needs, 'name of the user who logged in', (t) => t.loginuser.name),
  threadField('group', 'group.gid', 'uint32', needs, 'group id', (t) => t.group.gid),
  threadField('group', 'group.name', 'charbuf', needs, 'group name', (t) => t.group.name),
];
