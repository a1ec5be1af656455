import type { BufferStyle } from '../bytes/dump.js';
import { ASCII_PATHS, type PathStyle, PLAIN_PATHS } from '../bytes/path.js';
import { L4, PORT_NUMBERS, type PortStyle } from '../bytes/ports.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { ParamResolver } from '../event/render/params.js';
import type { Dialect } from '../event/table.js';
import type { EventContext } from './context.js';
import { fdTypeChar } from './fd-types.js';

const LESS = 0x3c;
const GREATER = 0x3e;
/** Letters behind the type of a socket. */
const PROTO_LETTER: Readonly<Record<number, number>> = {
  [L4.TCP]: 0x74,
  [L4.UDP]: 0x75,
  [L4.ICMP]: 0x69,
  [L4.RAW]: 0x72,
};

/** Names of fds, threads and users as they are at the current event. */
export class StateResolver implements ParamResolver {
  bufferStyle: BufferStyle = 'dots';
  paths: PathStyle = ASCII_PATHS;
  ports: PortStyle = PORT_NUMBERS;
  private limit = 0;
  private shortens = true;

  constructor(private readonly ctx: EventContext) {}

  useDialect(dialect: Dialect): void {
    this.paths = dialect === 'exits' ? PLAIN_PATHS : ASCII_PATHS;
    // Newer readers print buffers whole.
    this.shortens = dialect === 'pairs';
  }

  get bufferLimit(): number {
    return this.shortens ? this.limit : 0;
  }

  set bufferLimit(limit: number) {
    this.limit = limit;
  }

  putPort(out: ByteWriter, port: number): void {
    this.ports.put(out, port, this.ctx.fd?.l4proto ?? L4.NA);
  }

  hasThread(): boolean {
    return this.ctx.thread !== undefined;
  }

  putFd(out: ByteWriter, fd: number): void {
    const info = this.ctx.thread?.getFd(fd);
    if (!info) return;
    out.byte(LESS);
    out.text(fdTypeChar(info.type));
    if (info.isInet || info.isServerSocket) {
      const letter = PROTO_LETTER[info.l4proto];
      if (letter !== undefined) out.byte(letter);
    }
    out.byte(GREATER);
    out.text(info.shown(this.paths));
  }

  fdLetter(fd: number): string {
    const info = this.ctx.thread?.getFd(fd);
    return info ? fdTypeChar(info.type) : '?';
  }

  comm(tid: number): string | undefined {
    return this.ctx.threads.get(tid)?.comm;
  }

  userName(uid: number): string | undefined {
    const name = this.ctx.users.user(this.ctx.thread?.containerId ?? '', uid)?.name;
    return name === undefined ? undefined : this.paths.clean(name);
  }

  groupName(gid: number): string | undefined {
    const name = this.ctx.users.group(this.ctx.thread?.containerId ?? '', gid)?.name;
    return name === undefined ? undefined : this.paths.clean(name);
  }

  currentDir(): string {
    return this.ctx.thread?.currentDir ?? '';
  }

  fdName(fd: number): string {
    return this.ctx.thread?.getFd(fd)?.name ?? '';
  }
}
