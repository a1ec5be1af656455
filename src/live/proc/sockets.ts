import { FD_TYPE } from '../../format/scap/fd-entry.js';
import { readLink, readText } from './read.js';

// Sockets of a network namespace by their inodes: /proc/PID/net/{tcp,udp,raw,...} (Documentation/networking/proc_net_tcp.rst).

export interface SocketInfo {
  readonly type: number;
  /** Address bytes of the fd entry; undefined where the kind has none. */
  readonly bytes: Buffer | undefined;
  readonly name: string;
}

/** l4proto numbers of the format. */
const L4 = { tcp: 2, udp: 3, icmp: 4, raw: 5 } as const;
const LISTENING = '0A';

/** `0100007F:1F90`: words as the machine prints them, so that their little-endian bytes are in network order. */
function endpoint(text: string): { address: Buffer; port: number } {
  const [hex, port] = text.split(':');
  const address = Buffer.alloc(hex.length / 2);
  for (let i = 0; i < hex.length; i += 8) address.writeUInt32LE(Number.parseInt(hex.slice(i, i + 8), 16), i / 2);
  return { address, port: Number.parseInt(port, 16) };
}

const port16 = (port: number): Buffer => Buffer.from([port & 0xff, port >> 8]);

function internetSocket(line: string, proto: number): [number, SocketInfo] | undefined {
  const cells = line.trim().split(/\s+/);
  if (cells.length < 10) return undefined;
  const local = endpoint(cells[1]);
  const remote = endpoint(cells[2]);
  const six = local.address.length === 16;
  const inode = Number(cells[9]);
  const isServer = cells[3] === LISTENING || (remote.port === 0 && remote.address.every((b) => b === 0));
  const bytes = isServer
    ? Buffer.concat([local.address, port16(local.port), Buffer.from([proto])])
    : Buffer.concat([local.address, remote.address, port16(local.port), port16(remote.port), Buffer.from([proto])]);
  const type = isServer
    ? six
      ? FD_TYPE.IPV6_SERVSOCK
      : FD_TYPE.IPV4_SERVSOCK
    : six
      ? FD_TYPE.IPV6_SOCK
      : FD_TYPE.IPV4_SOCK;
  return [inode, { type, bytes, name: '' }];
}

/** `ffff...: 00000002 00000000 00010000 0001 01 12345 /path`. */
function unixSocket(line: string): [number, SocketInfo] | undefined {
  const [, source, inode, name] = /^([0-9a-f]+): (?:\S+ +){5}(\d+) ?(.*)$/.exec(line) ?? [];
  if (inode === undefined) return undefined;
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt(`0x${source}`), 0);
  return [Number(inode), { type: FD_TYPE.UNIX_SOCK, bytes, name: name.startsWith('@') ? name.slice(1) : name }];
}

function readSockets(dir: string): Map<number, SocketInfo> {
  const found = new Map<number, SocketInfo>();
  const lines = (name: string) => (readText(`${dir}/${name}`) ?? '').split('\n').slice(1);
  const add = (entry: [number, SocketInfo] | undefined) => {
    if (entry) found.set(entry[0], entry[1]);
  };
  for (const [name, proto] of Object.entries(L4)) {
    for (const file of [name, `${name}6`]) for (const line of lines(file)) add(internetSocket(line, proto));
  }
  for (const line of lines('unix')) add(unixSocket(line));
  for (const line of lines('netlink')) {
    const inode = Number(line.trim().split(/\s+/).pop());
    if (inode) found.set(inode, { type: FD_TYPE.NETLINK, bytes: undefined, name: '' });
  }
  return found;
}

/** The sockets of all network namespaces, each read once. */
export class Sockets {
  private readonly namespaces = new Map<string, Map<number, SocketInfo>>();

  of(pid: number): Map<number, SocketInfo> {
    const namespace = readLink(`/proc/${pid}/ns/net`) ?? '';
    let sockets = this.namespaces.get(namespace);
    if (!sockets) {
      sockets = readSockets(`/proc/${pid}/net`);
      this.namespaces.set(namespace, sockets);
    }
    return sockets;
  }
}
