import { L4 } from '../bytes/ports.js';
import { ByteWriter } from '../bytes/writer.js';
import { FD_TYPE } from '../format/scap/fd-entry.js';
import type { EventContext } from '../state/context.js';
import { FDF, type FdInfo } from '../state/fd.js';
import type { FieldDef, Scalar } from './def.js';
import { FD_CONTAINER_NEEDS, FD_NEEDS, fdField, fdOf, typesWithFd } from './fd.js';

/** A connected inet socket whose client and server are known. */
function connection(ctx: EventContext): FdInfo | undefined {
  const fd = fdOf(ctx);
  return fd?.isInet && fd.hasRole ? fd : undefined;
}

/** An inet socket that tells its server: connected with a role, or listening. */
function served(ctx: EventContext): FdInfo | undefined {
  const fd = fdOf(ctx);
  if (!fd) return undefined;
  return fd.isServerSocket || (fd.isInet && fd.hasRole) ? fd : undefined;
}

/** Whether the client's end of a connection is on this machine. */
const sourceIsLocal = (ctx: EventContext, fd: FdInfo) =>
  ctx.thread !== undefined && ctx.interfaces.isLocal(fd.sourceIp as string, ctx.thread, ctx.containers);

type Get = (ctx: EventContext) => Scalar | undefined;

const clientIp: Get = (ctx) => connection(ctx)?.sourceIp;
const serverIp: Get = (ctx) => {
  const fd = fdOf(ctx);
  return fd?.hasRole ? fd.destinationIp : undefined;
};
const localIp: Get = (ctx) => {
  const fd = connection(ctx);
  return fd && (sourceIsLocal(ctx, fd) ? fd.sourceIp : fd.destinationIp);
};
const remoteIp: Get = (ctx) => {
  const fd = connection(ctx);
  return fd && (sourceIsLocal(ctx, fd) ? fd.destinationIp : fd.sourceIp);
};

const clientPort = (ctx: EventContext): number | undefined => connection(ctx)?.sourcePort;
const serverPort = (ctx: EventContext): number | undefined => served(ctx)?.destinationPort;
const localPort = (ctx: EventContext): number | undefined => {
  const fd = connection(ctx);
  return fd && (sourceIsLocal(ctx, fd) ? fd.sourcePort : fd.destinationPort);
};
const remotePort = (ctx: EventContext): number | undefined => {
  const fd = connection(ctx);
  return fd && (sourceIsLocal(ctx, fd) ? fd.destinationPort : fd.sourcePort);
};

const scratch = new ByteWriter(64);

/** A port as text: the number, unless names are asked for, as these depend on the machine that reads. */
function portText(ctx: EventContext, fd: FdInfo, port: number): string {
  scratch.pos = 0;
  ctx.resolver.ports.put(scratch, port, fd.l4proto);
  return scratch.slice(0);
}

const asText =
  (port: (ctx: EventContext) => number | undefined): Get =>
  (ctx) => {
    const n = port(ctx);
    return n === undefined ? undefined : portText(ctx, fdOf(ctx) as FdInfo, n);
  };

/** The original has no text for what is no connection, but has a client or a server. */
const clientProto: Get = (ctx) => {
  const fd = fdOf(ctx);
  if (!fd?.hasRole) return undefined;
  return fd.isInet ? portText(ctx, fd, fd.sourcePort as number) : '';
};
const serverProto: Get = (ctx) => {
  const fd = served(ctx);
  return fd && (fd.isServerSocket ? '' : portText(ctx, fd, fd.destinationPort as number));
};

/** Both ends of a connection, or the one of a listening socket: what fd.ip and its like compare with. */
const ends =
  (source: (fd: FdInfo) => Scalar | undefined, destination: (fd: FdInfo) => Scalar | undefined) =>
  () =>
  (ctx: EventContext) => {
    const fd = fdOf(ctx);
    if (!fd) return undefined;
    if (fd.isServerSocket) return [destination(fd) as Scalar];
    return fd.isInet ? [source(fd) as Scalar, destination(fd) as Scalar] : undefined;
  };

const eitherEnd = (name: string, type: 'ipaddr' | 'ipnet' | 'port', doc: string): FieldDef => ({
  name,
  class: 'fd',
  type,
  needs: FD_NEEDS,
  doc,
  filterOnly: true,
  noTransformer: true,
  noRhs: true,
  types: typesWithFd,
  get: () => () => undefined,
  candidates: {
    quantifier: 'either',
    get:
      type === 'port'
        ? ends(
            (fd) => fd.sourcePort,
            (fd) => fd.destinationPort,
          )
        : ends(
            (fd) => fd.sourceIp,
            (fd) => fd.destinationIp,
          ),
  },
});

/** Which end is ours depends on the container. */
const local = { needs: FD_CONTAINER_NEEDS } as const;
const inFilters = { filterOnly: true, noTransformer: true, noRhs: true } as const;
const unresolved = { noTransformer: true, noRhs: true } as const;
const net = (name: string, doc: string, ip: Get, extra = {}) =>
  fdField(name, 'ipnet', doc, ip, { ...inFilters, ...extra });
/** Domain names are known to live captures alone. */
const domain = (name: string, doc: string) => fdField(name, 'charbuf', doc, () => undefined, unresolved);

export const PROTO_NAMES: Readonly<Record<number, string>> = {
  [L4.TCP]: 'tcp',
  [L4.UDP]: 'udp',
  [L4.ICMP]: 'icmp',
  [L4.RAW]: 'raw',
};

/** Addresses and ports of sockets. */
export const FD_NET_FIELDS: readonly FieldDef[] = [
  eitherEnd('fd.ip', 'ipaddr', 'in filters: address of either end'),
  fdField('fd.cip', 'ipaddr', 'address of the client', clientIp),
  fdField('fd.sip', 'ipaddr', 'address of the server', serverIp),
  fdField('fd.lip', 'ipaddr', 'address of this machine', localIp, local),
  fdField('fd.rip', 'ipaddr', 'address of the other machine', remoteIp, local),
  eitherEnd('fd.port', 'port', 'in filters: port of either end'),
  fdField('fd.cport', 'port', 'port of the client', clientPort),
  fdField('fd.sport', 'port', 'port of the server', serverPort),
  fdField('fd.lport', 'port', 'port on this machine', localPort, local),
  fdField('fd.rport', 'port', 'port on the other machine', remotePort, local),
  fdField('fd.l4proto', 'charbuf', 'transport: tcp, udp, icmp or raw', (ctx) => {
    const fd = fdOf(ctx);
    return fd && (PROTO_NAMES[fd.l4proto] ?? '<NA>');
  }),
  fdField('fd.sockfamily', 'charbuf', 'ip or unix', (ctx) => {
    const fd = fdOf(ctx);
    if (!fd) return undefined;
    return fd.isInet || fd.isServerSocket ? 'ip' : fd.type === FD_TYPE.UNIX_SOCK ? 'unix' : undefined;
  }),
  fdField(
    'fd.is_server',
    'bool',
    'true if the server is on this machine',
    (ctx) => {
      const fd = fdOf(ctx);
      if (!fd) return undefined;
      if (fd.isServerSocket) return true;
      return (
        fd.isInet &&
        ctx.thread !== undefined &&
        ctx.interfaces.isLocal(fd.destinationIp as string, ctx.thread, ctx.containers)
      );
    },
    local,
  ),
  fdField('fd.connected', 'bool', 'true for sockets that are connected', (ctx) => {
    const fd = fdOf(ctx);
    return fd && (fd.flags & FDF.CONNECTED) !== 0;
  }),
  eitherEnd('fd.proto', 'port', 'in filters: service (port) of either end'),
  fdField('fd.cproto', 'charbuf', 'service of the client', clientProto),
  fdField('fd.sproto', 'charbuf', 'service of the server', serverProto),
  fdField('fd.lproto', 'charbuf', 'service on this machine', asText(localPort), local),
  fdField('fd.rproto', 'charbuf', 'service on the other machine', asText(remotePort), local),
  eitherEnd('fd.net', 'ipnet', 'in filters: network of either end, as 10.0.0.0/8'),
  net('fd.cnet', 'in filters: network of the client', clientIp),
  net('fd.snet', 'in filters: network of the server', serverIp),
  net('fd.lnet', 'in filters: network of this machine', localIp, local),
  net('fd.rnet', 'in filters: network of the other machine', remoteIp, local),
  domain('fd.cip.name', 'domain name of the client'),
  domain('fd.sip.name', 'domain name of the server'),
  domain('fd.lip.name', 'domain name of this machine'),
  domain('fd.rip.name', 'domain name of the other machine'),
];
