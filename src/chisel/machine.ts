import { putIpv4, putIpv6 } from '../bytes/address.js';
import { ByteWriter } from '../bytes/writer.js';
import { PPME } from '../event/tables/ids.data.js';
import { ENGINES } from '../field/container.js';
import { Need } from '../field/def.js';
import { PROTO_NAMES } from '../field/fd-net.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { EventContext } from '../state/context.js';
import type { FdInfo } from '../state/fd.js';
import { fdTypeName } from '../state/fd-types.js';
import type { ThreadInfo } from '../state/thread.js';
import type { Container, Endpoint, OpenFd, Process } from './api.js';

/** What has to be kept so that processes can be listed. */
export const PROCESS_NEEDS = Need.THREADS | Need.FDS | Need.SOCKETS | Need.USERS | Need.CONTAINERS | Need.DETAILS;

const HEADER = 26;
const scratch = new ByteWriter(64);

function ipText(bytes: string): string {
  scratch.pos = 0;
  const address = Buffer.from(bytes, 'latin1');
  if (address.length === 4) putIpv4(scratch, address, 0);
  else putIpv6(scratch, address, 0);
  return scratch.slice(0);
}

const endpoint = (ip: string | undefined, port: number | undefined): Endpoint => ({
  ip: ipText(ip ?? '\0\0\0\0'),
  port: port ?? 0,
});

type Clean = (text: string) => string;

function openFd(ctx: EventContext, number: number, fd: FdInfo, clean: Clean): OpenFd {
  const base = { number, type: fdTypeName(fd.type), name: clean(fd.shown(ctx.paths)) };
  if (!fd.isInet && !fd.isServerSocket) return base;
  const listens = fd.isServerSocket;
  return {
    ...base,
    socket: {
      protocol: PROTO_NAMES[fd.l4proto] ?? '<NA>',
      server: endpoint(fd.destinationIp, fd.destinationPort),
      ...(!listens && { client: endpoint(fd.sourceIp, fd.sourcePort) }),
      isServer: listens,
    },
  };
}

function processOf(thread: ThreadInfo, fds: readonly OpenFd[], clean: Clean): Process {
  const { user } = thread;
  return {
    tid: thread.tid,
    pid: thread.pid,
    ppid: thread.ptid,
    name: clean(thread.comm),
    exe: clean(thread.exe),
    args: thread.args.map(clean),
    env: thread.env.map(clean),
    // A name that nobody asks for counts as not shown.
    get user() {
      return clean(user.name) || '<NA>';
    },
    uid: user.uid,
    gid: thread.group.gid,
    fdLimit: thread.fdlimit,
    vmSizeKb: thread.vmsizeKb,
    vmRssKb: thread.vmrssKb,
    vmSwapKb: thread.vmswapKb,
    majorFaults: thread.pfmajor,
    minorFaults: thread.pfminor,
    flags: thread.flags,
    children: thread.children?.size ?? 0,
    created: thread.cloneTs,
    fds,
  };
}

/**
 * Asks a filter about fds of threads: for it, each is the fd of a read that has just returned, on the machine as it is.
 */
class FdProbe {
  private readonly memory = Buffer.alloc(HEADER);

  constructor(
    private readonly ctx: EventContext,
    private readonly filter: CompiledFilter,
  ) {
    this.memory.writeUInt32LE(HEADER, 16);
    this.memory.writeUInt16LE(PPME.SYSCALL_READ_X, 20);
  }

  /** Runs `ask` with the view on the made-up event, and puts everything back. */
  during<T>(ask: () => T): T {
    const { ctx } = this;
    const { ev, own, fd } = ctx;
    const { u8, at, lengths, data, end, large, nparams, tid, type, cpu } = ev;
    ev.setMemory(this.memory);
    Object.assign(ev, { at: 0, lengths: HEADER, data: HEADER, end: HEADER, large: false, nparams: 0, cpu: 0 });
    ev.type = PPME.SYSCALL_READ_X;
    try {
      return ask();
    } finally {
      ev.setMemory(u8);
      Object.assign(ev, { at, lengths, data, end, large, nparams, tid, type, cpu });
      ctx.own = own;
      ctx.fd = fd;
    }
  }

  matches(thread: ThreadInfo, number: number, fd: FdInfo): boolean {
    this.ctx.ev.tid = thread.tid;
    this.ctx.own = thread;
    this.ctx.fd = fd;
    thread.lastFd = number;
    return this.filter.match(this.ctx);
  }
}

/** The threads as of the current event; with a filter, those with fds for which it holds, and of their fds only these. */
export function listProcesses(ctx: EventContext, filter: CompiledFilter | undefined, clean: Clean): Process[] {
  const probe = filter && new FdProbe(ctx, filter);
  const list = () => {
    const found: Process[] = [];
    for (const thread of ctx.threads.all()) {
      const { lastFd } = thread;
      const fds: OpenFd[] = [];
      for (const [number, fd] of thread.fdTable ?? []) {
        if (!probe || probe.matches(thread, number, fd)) fds.push(openFd(ctx, number, fd, clean));
      }
      thread.lastFd = lastFd;
      if (!probe || fds.length > 0) found.push(processOf(thread, fds, clean));
    }
    return found;
  };
  return probe ? probe.during(list) : list();
}

export function listContainers(ctx: EventContext, clean: Clean): Container[] {
  return Array.from(ctx.containers.all(), ({ id, name, image, type }) => ({
    id: clean(id),
    name: clean(name),
    image: clean(image),
    type: ENGINES[type] ?? 'unknown',
  }));
}
