import type { BufferStyle } from '../bytes/dump.js';
import { sanitize } from '../bytes/path.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { ParamResolver } from '../event/render/params.js';
import type { EventContext } from './context.js';
import { fdTypeChar, L4 } from './fd.js';

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
  bufferLimit = 0;

  constructor(private readonly ctx: EventContext) {}

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
    out.text(info.cleanName);
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
    return name === undefined ? undefined : sanitize(name);
  }

  groupName(gid: number): string | undefined {
    const name = this.ctx.users.group(this.ctx.thread?.containerId ?? '', gid)?.name;
    return name === undefined ? undefined : sanitize(name);
  }

  currentDir(): string {
    return this.ctx.thread?.currentDir ?? '';
  }

  fdName(fd: number): string {
    return this.ctx.thread?.getFd(fd)?.name ?? '';
  }
}
