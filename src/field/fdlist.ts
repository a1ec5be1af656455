import { putIpv4, putIpv6 } from '../bytes/address.js';
import { TWO32 } from '../bytes/signed64.js';
import { ByteWriter } from '../bytes/writer.js';
import { TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import type { EventContext } from '../state/context.js';
import type { FdInfo } from '../state/fd.js';
import { type FieldDef, Need } from './def.js';
import { field } from './make.js';

/** Parameter that holds the list: pairs of an fd and its events. */
const LIST_AT: ReadonlyMap<number, number> = new Map([
  [PPME.SYSCALL_POLL_E, 0],
  [PPME.SYSCALL_PPOLL_E, 0],
  [PPME.SYSCALL_POLL_X, 1],
  [PPME.SYSCALL_PPOLL_X, 1],
]);
const ENTRY = 10;

const types = new Uint8Array(TYPE_LIMIT);
for (const type of LIST_AT.keys()) types[type] = 1;

/** Text of one fd; undefined: it is left out. */
type Item = (fd: number, info: FdInfo | undefined) => string | undefined;

function joined(ctx: EventContext, item: Item): string | undefined {
  const at = LIST_AT.get(ctx.ev.type);
  const { thread, ev } = ctx;
  if (at === undefined || !thread || ev.len(at) < 2) return undefined;
  const from = ev.offset(at);
  const count = Math.min(ev.u8.readUInt16LE(from), Math.floor((ev.len(at) - 2) / ENTRY));
  const items: string[] = [];
  for (let i = 0; i < count; i++) {
    const o = from + 2 + ENTRY * i;
    const fd = ev.u8.readInt32LE(o + 4) * TWO32 + ev.u8.readUInt32LE(o);
    const text = item(fd, thread.getFd(fd));
    if (text !== undefined) items.push(text);
  }
  return items.length === 0 ? undefined : items.join(',');
}

const scratch = new ByteWriter(64);

function address(ip: string | undefined): string | undefined {
  if (ip === undefined) return undefined;
  scratch.pos = 0;
  const bytes = Buffer.from(ip, 'latin1');
  if (bytes.length === 4) putIpv4(scratch, bytes, 0);
  else putIpv6(scratch, bytes, 0);
  return scratch.slice(0);
}

const port = (n: number | undefined) => (n === undefined ? undefined : String(n));
const connected = (info: FdInfo | undefined) => (info?.isInet ? info : undefined);

const list = (name: string, doc: string, item: Item): FieldDef =>
  field('fdlist', name, 'charbuf', Need.THREADS | Need.FDS | Need.SOCKETS, doc, (ctx) => joined(ctx, item), {
    types: () => types,
  });

/** The fds that poll and ppoll wait for. */
export const FDLIST_FIELDS: readonly FieldDef[] = [
  list('fdlist.nums', 'for poll: numbers of the fds, with commas between them', String),
  list('fdlist.names', 'for poll: names of the fds', (_, info) => info?.name || '<NA>'),
  list('fdlist.cips', 'for poll: addresses of the clients of the connections', (_, info) => address(info?.sourceIp)),
  list('fdlist.sips', 'for poll: addresses of the servers', (_, info) => address(info?.destinationIp)),
  list('fdlist.cports', 'for poll: ports of the clients', (_, info) => port(connected(info)?.sourcePort)),
  list('fdlist.sports', 'for poll: ports of the servers', (_, info) => port(connected(info)?.destinationPort)),
];
