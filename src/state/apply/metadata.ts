import { PPME } from '../../event/tables/ids.data.js';
import { parseContainer, plainContainer } from '../containers.js';
import type { EventContext } from '../context.js';
import { ThreadInfo } from '../thread.js';
import type { ApplyAny } from './apply.js';

/** Events that describe containers, users and groups. */

const container: ApplyAny = (ctx) => {
  const { ev } = ctx;
  ctx.containers.add(plainContainer(ev.str(0), ev.u32(1), ev.str(2), ev.str(3)));
};

const containerJson: ApplyAny = (ctx) => {
  addContainer(ctx, ctx.ev.str(0));
};

const CONTAINER_EVENT = 'container';

/** Newer captures carry the same JSON in an asynchronous event. */
const asyncEvent: ApplyAny = (ctx) => {
  if (ctx.ev.str(1) === CONTAINER_EVENT) addContainer(ctx, ctx.ev.raw(2).replace(/\0+$/, ''));
};

function addContainer(ctx: EventContext, json: string): void {
  const info = parseContainer(json);
  if (!info) return;
  ctx.containers.add(info);
  // What the event shows as its process.
  const thread = new ThreadInfo(-1);
  thread.vtid = -2;
  thread.vpid = -2;
  thread.comm = `container:${info.id}`;
  thread.exe = thread.comm;
  thread.containerId = info.id;
  ctx.own = thread;
}

// Users of containers are not taken in: the original looks them up in the running container, and so knows none of them
// when it reads a file.

const user: ApplyAny = (ctx) => {
  const { ev, users } = ctx;
  const container = containerOf(ctx, 5);
  if (container !== '') return;
  const uid = ev.u32(0);
  if (ev.type === PPME.USER_DELETED_E) users.removeUser(container, uid);
  else users.addUser(container, { uid, gid: ev.u32(1), name: ev.str(2), homedir: ev.str(3), shell: ev.str(4) });
};

const group: ApplyAny = (ctx) => {
  const { ev, users } = ctx;
  const container = containerOf(ctx, 2);
  if (container !== '') return;
  const gid = ev.u32(0);
  if (ev.type === PPME.GROUP_DELETED_E) users.removeGroup(container, gid);
  else users.addGroup(container, { gid, name: ev.str(1) });
};

/** The container an id is valid in; '' for the host. */
function containerOf(ctx: EventContext, index: number): string {
  const id = ctx.ev.str(index);
  return id === '<NA>' ? '' : id;
}

export const METADATA: ReadonlyMap<number, ApplyAny> = new Map([
  [PPME.CONTAINER_E, container],
  [PPME.CONTAINER_JSON_E, containerJson],
  [PPME.CONTAINER_JSON_2_E, containerJson],
  [PPME.ASYNCEVENT_E, asyncEvent],
  [PPME.USER_ADDED_E, user],
  [PPME.USER_DELETED_E, user],
  [PPME.GROUP_ADDED_E, group],
  [PPME.GROUP_DELETED_E, group],
]);

/** Such events in front of all others are initial state: counted, but never shown. */
export const INITIAL_STATE: ReadonlySet<number> = new Set([
  PPME.CONTAINER_E,
  PPME.CONTAINER_JSON_E,
  PPME.CONTAINER_JSON_2_E,
  PPME.ASYNCEVENT_E,
  PPME.USER_ADDED_E,
  PPME.USER_DELETED_E,
  PPME.GROUP_ADDED_E,
  PPME.GROUP_DELETED_E,
]);
