import { isMappedIpv4, putIpv4, putIpv6 } from '../bytes/address.js';
import type { PathStyle } from '../bytes/path.js';
import type { PortStyle } from '../bytes/ports.js';
import { L4 } from '../bytes/ports.js';
import { ByteWriter } from '../bytes/writer.js';
import { FD_TYPE } from '../format/scap/fd-entry.js';

/** Bits of FdInfo.flags. */
export const FDF = {
  ROLE_CLIENT: 4,
  ROLE_SERVER: 8,
  CLOSE_IN_PROGRESS: 16,
  CLOSE_CANCELED: 32,
  CONNECTED: 1 << 13,
} as const;

/** Stands in the table for an fd whose close was overtaken by the creation of another with its number. */
export const CANCELED_FD = Number.POSITIVE_INFINITY;

/** PPM_O_CLOEXEC; eventpoll and memfd have a flag of their own besides. */
export const O_CLOEXEC = 1 << 12;
const OWN_CLOEXEC = 1;
/** PPM_FD_UPPER_LAYER, PPM_FD_LOWER_LAYER: the writer adds them to the flags of open. */
export const UPPER_LAYER = 1 << 15;
export const LOWER_LAYER = 1 << 16;

const SOCKET_BYTES = 37;
const UNIX_POINTERS = 16;
/** Offsets from `place` of the addresses of a socket. */
const V4 = { SIP: 0, DIP: 4, SPORT: 8, DPORT: 10, PROTO: 12 };
const V6 = { SIP: 0, DIP: 16, SPORT: 32, DPORT: 34, PROTO: 36 };
const V4_SERVER = { IP: 0, PORT: 4, PROTO: 6 };
const V6_SERVER = { IP: 0, PORT: 16, PROTO: 18 };

const scratch = new ByteWriter(256);

/** Memory for the addresses of the next sockets: to make a buffer for each would cost more than all else here. */
const SLAB = 64 * SOCKET_BYTES;
let slab = Buffer.alloc(SLAB);
let taken = 0;

/** One open file, socket, pipe ... of a process. */
export class FdInfo {
  flags = 0;
  name = '';
  /** Path as it was passed to the call. */
  rawName = '';
  /** The name before the event at hand, as far as somebody looks at that: tells whether the event changed it. */
  oldName = '';
  openFlags = 0;
  dev = 0;
  /** Halves of the inode number. */
  inoHigh = 0;
  inoLow = 0;
  /** pidfd: the process it stands for. */
  pid = -1;
  /**
   * Where the addresses of a socket lie, among those of others, and from which byte on. One block that IPv4, IPv6,
   * listening and unix sockets lay out differently: the original keeps them in a union and reads what another kind of
   * socket left there, so the bytes must be the same.
   */
  private memory: Buffer | undefined;
  place = 0;

  private shownOf = '';
  private shownIn: PathStyle | undefined;
  private shownName = '';

  constructor(public type: number) {}

  clone(): FdInfo {
    const copy = new FdInfo(this.type);
    copy.name = this.name;
    copy.rawName = this.rawName;
    copy.oldName = this.oldName;
    copy.openFlags = this.openFlags;
    copy.dev = this.dev;
    copy.inoHigh = this.inoHigh;
    copy.inoLow = this.inoLow;
    copy.flags = this.flags;
    copy.pid = this.pid;
    if (this.memory) this.memory.copy(copy.room(), copy.place, this.place, this.place + SOCKET_BYTES);
    return copy;
  }

  /** The name as it prints, made once for each name. */
  shown(paths: PathStyle): string {
    if (this.shownOf !== this.name || this.shownIn !== paths) {
      this.shownOf = this.name;
      this.shownIn = paths;
      this.shownName = paths.clean(this.name);
    }
    return this.shownName;
  }

  get ino(): bigint {
    return (BigInt(this.inoHigh) << 32n) | BigInt(this.inoLow);
  }

  /** The memory in which the address bytes begin at `place`, zeros at first. */
  room(): Buffer {
    if (this.memory === undefined) {
      if (taken === SLAB) {
        slab = Buffer.alloc(SLAB);
        taken = 0;
      }
      this.memory = slab;
      this.place = taken;
      taken += SOCKET_BYTES;
    }
    return this.memory;
  }

  /** The address bytes by themselves: a view that takes longer to make than one look at `room`. */
  addresses(): Buffer {
    return this.room().subarray(this.place, this.place + SOCKET_BYTES);
  }

  get isInet(): boolean {
    return this.type === FD_TYPE.IPV4_SOCK || this.type === FD_TYPE.IPV6_SOCK;
  }

  get isServerSocket(): boolean {
    return this.type === FD_TYPE.IPV4_SERVSOCK || this.type === FD_TYPE.IPV6_SERVSOCK;
  }

  get isFile(): boolean {
    return this.type === FD_TYPE.FILE || this.type === FD_TYPE.FILE_V2;
  }

  get isDirectory(): boolean {
    return this.type === FD_TYPE.DIRECTORY;
  }

  get closesOnExec(): boolean {
    if (this.openFlags & O_CLOEXEC) return true;
    return (this.type === FD_TYPE.EVENTPOLL || this.type === FD_TYPE.MEMFD) && (this.openFlags & OWN_CLOEXEC) !== 0;
  }

  /** The file lies in the upper (writable) layer of an overlay. */
  get inUpperLayer(): boolean {
    return (this.openFlags & UPPER_LAYER) !== 0;
  }

  get inLowerLayer(): boolean {
    return (this.openFlags & LOWER_LAYER) !== 0;
  }

  setCloseOnExec(closes: boolean): void {
    this.openFlags = (this.openFlags & ~(O_CLOEXEC | OWN_CLOEXEC)) | (closes ? O_CLOEXEC : 0);
  }

  get hasRole(): boolean {
    return (this.flags & (FDF.ROLE_CLIENT | FDF.ROLE_SERVER)) !== 0;
  }

  get isSyslog(): boolean {
    return this.name.includes('/dev/log');
  }

  /** Protocol byte at the IPv4 place, whatever the socket is. */
  get v4Proto(): number {
    return this.memory ? this.memory[this.place + V4.PROTO] : 0;
  }

  set v4Proto(proto: number) {
    this.room()[this.place + V4.PROTO] = proto;
  }

  get v6Proto(): number {
    return this.memory ? this.memory[this.place + V6.PROTO] : 0;
  }

  set v6Proto(proto: number) {
    this.room()[this.place + V6.PROTO] = proto;
  }

  get isTcp(): boolean {
    return this.type === FD_TYPE.IPV4_SOCK && this.v4Proto === L4.TCP;
  }

  get isUdp(): boolean {
    return this.type === FD_TYPE.IPV4_SOCK && this.v4Proto === L4.UDP;
  }

  /** L4.NA where it is not known or, except for raw sockets, the socket has no role yet. */
  get l4proto(): number {
    const { memory: s, place } = this;
    if (!s)
      return this.isInet || this.isServerSocket ? (this.isServerSocket || this.hasRole ? L4.UNKNOWN : L4.NA) : L4.NA;
    switch (this.type) {
      case FD_TYPE.IPV4_SOCK:
        return s[place + V4.PROTO] === L4.RAW || this.hasRole ? s[place + V4.PROTO] : L4.NA;
      case FD_TYPE.IPV6_SOCK:
        return s[place + V6.PROTO] === L4.RAW || this.hasRole ? s[place + V6.PROTO] : L4.NA;
      case FD_TYPE.IPV4_SERVSOCK:
        return s[place + V4_SERVER.PROTO];
      case FD_TYPE.IPV6_SERVSOCK:
        return s[place + V6_SERVER.PROTO];
      default:
        return L4.NA;
    }
  }

  /** Address bytes of the source (client, once there is a role) as a byte string; for connected inet sockets. */
  get sourceIp(): string | undefined {
    if (this.type === FD_TYPE.IPV4_SOCK) return this.bytesAt(V4.SIP, 4);
    if (this.type === FD_TYPE.IPV6_SOCK) return this.bytesAt(V6.SIP, 16);
    return undefined;
  }

  /** Address bytes of the destination (server), or where a listening socket is bound. */
  get destinationIp(): string | undefined {
    switch (this.type) {
      case FD_TYPE.IPV4_SOCK:
        return this.bytesAt(V4.DIP, 4);
      case FD_TYPE.IPV6_SOCK:
        return this.bytesAt(V6.DIP, 16);
      case FD_TYPE.IPV4_SERVSOCK:
        return this.bytesAt(V4_SERVER.IP, 4);
      case FD_TYPE.IPV6_SERVSOCK:
        return this.bytesAt(V6_SERVER.IP, 16);
      default:
        return undefined;
    }
  }

  get sourcePort(): number | undefined {
    if (this.type === FD_TYPE.IPV4_SOCK) return this.portAt(V4.SPORT);
    if (this.type === FD_TYPE.IPV6_SOCK) return this.portAt(V6.SPORT);
    return undefined;
  }

  get destinationPort(): number | undefined {
    switch (this.type) {
      case FD_TYPE.IPV4_SOCK:
        return this.portAt(V4.DPORT);
      case FD_TYPE.IPV6_SOCK:
        return this.portAt(V6.DPORT);
      case FD_TYPE.IPV4_SERVSOCK:
        return this.portAt(V4_SERVER.PORT);
      case FD_TYPE.IPV6_SERVSOCK:
        return this.portAt(V6_SERVER.PORT);
      default:
        return undefined;
    }
  }

  /** Ports at the IPv4 place, whatever the socket is: what the original guesses roles by. */
  get v4SourcePort(): number {
    return this.memory ? this.portAt(V4.SPORT) : 0;
  }

  get v4DestinationPort(): number {
    return this.memory ? this.portAt(V4.DPORT) : 0;
  }

  private portAt(offset: number): number {
    const s = this.room();
    const at = this.place + offset;
    return s[at] | (s[at + 1] << 8);
  }

  private bytesAt(offset: number, width: number): string {
    const s = this.room();
    const at = this.place + offset;
    // For so few bytes the call into the runtime takes longer.
    if (width === 4) return String.fromCharCode(s[at], s[at + 1], s[at + 2], s[at + 3]);
    return s.toString('latin1', at, at + width);
  }

  /** Whether an end is 0.0.0.0 or ::, for connected inet sockets. */
  get hasUnsetEnd(): boolean {
    const width = this.type === FD_TYPE.IPV4_SOCK ? 4 : 16;
    return this.isZero(0, width) || this.isZero(width, width);
  }

  /** Sets an end, 0: the source, 1: the destination, to an address as a byte string; for connected inet sockets. */
  setEnd(end: 0 | 1, ip: string): void {
    const s = this.room();
    const at = this.place + end * ip.length;
    for (let i = 0; i < ip.length; i++) s[at + i] = ip.charCodeAt(i);
  }

  private isZero(offset: number, width: number): boolean {
    const s = this.room();
    const at = this.place + offset;
    for (let i = 0; i < width; i++) if (s[at + i] !== 0) return false;
    return true;
  }

  swapEnds(): void {
    const s = this.addresses();
    const { SIP, DIP, SPORT, DPORT } = this.type === FD_TYPE.IPV4_SOCK ? V4 : V6;
    const source = Buffer.from(s.subarray(SIP, DIP));
    s.copyWithin(SIP, DIP, DIP + (DIP - SIP));
    source.copy(s, DIP);
    const port = s.readUInt16LE(SPORT);
    s.writeUInt16LE(s.readUInt16LE(DPORT), SPORT);
    s.writeUInt16LE(port, DPORT);
  }

  /** An IPv6 socket between two IPv4 addresses in disguise becomes an IPv4 one. */
  narrowMapped(): void {
    const s = this.addresses();
    if (!isMappedIpv4(s, V6.SIP) || !isMappedIpv4(s, V6.DIP)) return;
    const wide = Buffer.from(s);
    this.type = FD_TYPE.IPV4_SOCK;
    wide.copy(s, V4.SIP, V6.SIP + 12, V6.SIP + 16);
    wide.copy(s, V4.DIP, V6.DIP + 12, V6.DIP + 16);
    wide.copy(s, V4.SPORT, V6.SPORT, V6.PROTO + 1);
  }

  setUnixPointers(packed: Buffer, at: number): void {
    const s = this.room();
    // For so few bytes a loop is faster than a call into the runtime.
    for (let i = 0; i < UNIX_POINTERS; i++) s[this.place + i] = packed[at + i];
  }

  /** Name of a listening socket: `address:port`. */
  serverText(ports: PortStyle): string {
    const s = this.room();
    const v4 = this.type === FD_TYPE.IPV4_SERVSOCK;
    scratch.pos = 0;
    if (v4) putIpv4(scratch, s, this.place);
    else putIpv6(scratch, s, this.place);
    scratch.byte(0x3a);
    const at = v4 ? V4_SERVER : V6_SERVER;
    ports.put(scratch, this.portAt(at.PORT), s[this.place + at.PROTO]);
    return scratch.slice(0);
  }

  /** `source:port->destination:port`. */
  tupleText(ports: PortStyle): string {
    scratch.pos = 0;
    putTuple(scratch, this.room(), this.place, this.type === FD_TYPE.IPV4_SOCK, ports);
    return scratch.slice(0);
  }

  /**
   * Name of an inet socket as events rebuild it: without ports for protocols that have none, `<unknown>` while the
   * protocol is not known.
   */
  protocolText(ports: PortStyle): string {
    const v4 = this.type === FD_TYPE.IPV4_SOCK;
    const proto = v4 ? this.v4Proto : this.v6Proto;
    if (proto === L4.TCP || proto === L4.UDP) return this.tupleText(ports);
    if (proto === L4.ICMP || (v4 && proto === L4.RAW)) {
      scratch.pos = 0;
      putTuple(scratch, this.room(), this.place, v4, undefined);
      return scratch.slice(0);
    }
    return '<unknown>';
  }
}

function putTuple(out: ByteWriter, s: Buffer, place: number, v4: boolean, ports: PortStyle | undefined): void {
  const at = v4 ? V4 : V6;
  // Two mapped addresses read as IPv4 even in an IPv6 socket.
  const mapped = !v4 && isMappedIpv4(s, place + V6.SIP) && isMappedIpv4(s, place + V6.DIP);
  const end = (ip: number, port: number) => {
    if (v4) putIpv4(out, s, ip);
    else if (mapped) putIpv4(out, s, ip + 12);
    else putIpv6(out, s, ip);
    if (ports) {
      out.byte(0x3a);
      ports.put(out, s[port] | (s[port + 1] << 8), s[place + at.PROTO]);
    }
  };
  end(place + at.SIP, place + at.SPORT);
  out.text('->');
  end(place + at.DIP, place + at.DPORT);
}
