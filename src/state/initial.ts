import { L4 } from '../bytes/ports.js';
import type {
  FdEntry,
  GroupEntry,
  InterfaceEntry,
  MachineInfo,
  ProcessEntry,
  StateSink,
  UserEntry,
} from '../format/capture.js';
import { FD_TYPE } from '../format/scap/fd-entry.js';
import { setGroup, setLoginuser, setUser } from './apply/process.js';
import { internCgroups } from './cgroups.js';
import type { EventContext } from './context.js';
import { FDF, FdInfo } from './fd.js';
import { FD_TABLES, Need, type Needs } from './needs.js';
import { CL, ThreadInfo } from './thread.js';

/** Takes over the state that a capture starts with. */
export class InitialState implements StateSink {
  private readonly serverPorts = new Set<number>();

  constructor(
    private readonly ctx: EventContext,
    private readonly needs: Needs,
  ) {}

  section(): void {
    this.ctx.resetMachine();
    this.serverPorts.clear();
  }

  machine(info: MachineInfo): void {
    this.ctx.machine = info;
  }

  networkInterface(entry: InterfaceEntry): void {
    this.ctx.interfaces.add(entry);
  }

  user(entry: UserEntry): void {
    this.ctx.users.addUser('', entry);
  }

  group(entry: GroupEntry): void {
    this.ctx.users.addGroup('', entry);
  }

  process(p: ProcessEntry): void {
    const t = new ThreadInfo(p.tid);
    t.pid = p.pid;
    t.ptid = p.ptid;
    t.sid = p.sid;
    t.vpgid = p.vpgid;
    t.pgid = p.pgid;
    t.comm = p.comm;
    t.exe = p.exe;
    t.exepath = p.exepath;
    t.rawArgs = p.args;
    if (t.isMain) {
      t.rawEnv = p.env;
      t.changeDir(p.cwd, this.ctx.paths);
    }
    t.flags |= p.flags | CL.ACTIVE;
    t.fdlimit = p.fdlimit;
    t.vmsizeKb = p.vmsizeKb;
    t.vmrssKb = p.vmrssKb;
    t.vmswapKb = p.vmswapKb;
    t.pfmajor = p.pfmajor;
    t.pfminor = p.pfminor;
    t.vtid = p.vtid;
    t.vpid = p.vpid;
    t.pidnsInitStartTs = p.pidnsInitStartTs;
    t.tty = p.tty;
    t.exeWritable = p.exeWritable;
    t.exeUpperLayer = p.exeUpperLayer;
    t.exeLowerLayer = p.exeLowerLayer;
    t.exeFromMemfd = p.exeFromMemfd;
    t.capInheritable = p.capInheritable;
    t.capPermitted = p.capPermitted;
    t.capEffective = p.capEffective;
    t.exeIno = p.exeIno;
    t.exeInoCtime = p.exeInoCtime;
    t.exeInoMtime = p.exeInoMtime;
    t.cgroups = internCgroups(p.cgroups);
    t.root = p.root;
    this.ctx.containers.resolve(t, this.ctx.threads.get(t.ptid));
    this.nameUsers(t, p);
    this.ctx.threads.insert(t);
  }

  private nameUsers(t: ThreadInfo, { uid, gid, loginuid }: ProcessEntry): void {
    const { users, localUsers, dialect } = this.ctx;
    if (!localUsers || dialect === 'exits' || t.containerId !== '' || (this.needs & Need.USERS) === 0) {
      setGroup(this.ctx, t, gid);
      setUser(this.ctx, t, uid);
      setLoginuser(this.ctx, t, loginuid);
      return;
    }
    t.group = localUsers.group(gid, users);
    t.user = localUsers.user(uid, users);
    t.loginuser = localUsers.user(loginuid, users);
  }

  fd(tid: number, entry: FdEntry): void {
    const thread = this.needs & FD_TABLES ? this.ctx.threads.get(tid) : undefined;
    if (!thread) return;
    const info = new FdInfo(entry.type);
    info.inoHigh = Number(entry.ino >> 32n);
    info.inoLow = Number(entry.ino & 0xffffffffn);
    info.openFlags = entry.openFlags;
    info.dev = entry.dev;
    info.name = entry.name;
    if (entry.socket) this.takeSocket(info, entry.socket);
    thread.fds.set(entry.fd, info);
  }

  private takeSocket(info: FdInfo, bytes: Buffer): void {
    const { ports } = this.ctx.resolver;
    bytes.copy(info.addresses());
    if (info.type === FD_TYPE.IPV6_SOCK) info.narrowMapped();
    if (info.isInet) {
      if ((info.type === FD_TYPE.IPV4_SOCK ? info.v4Proto : info.v6Proto) === L4.TCP) info.flags |= FDF.CONNECTED;
      if (info.type === FD_TYPE.IPV4_SOCK) this.ctx.interfaces.complete(info);
      info.name = info.tupleText(ports);
    } else if (info.isServerSocket) {
      info.name = info.serverText(ports);
      this.serverPorts.add(info.destinationPort as number);
    } else {
      info.flags |= info.name === '' ? FDF.ROLE_CLIENT : FDF.ROLE_SERVER;
    }
  }

  /** With all processes there: groups, parents, and which end of a connection is the server. */
  ready(): void {
    this.ctx.threads.linkAll();
    for (const thread of this.ctx.threads.all()) {
      for (const fd of thread.fds.values()) {
        if (fd.type !== FD_TYPE.IPV4_SOCK) continue;
        if (this.serverPorts.has(fd.sourcePort as number)) {
          fd.swapEnds();
          fd.name = fd.tupleText(this.ctx.resolver.ports);
          fd.flags |= FDF.ROLE_SERVER;
        } else {
          fd.flags |= FDF.ROLE_CLIENT;
        }
      }
    }
  }
}

/** Names all processes after the capture's own list, in place of what this machine calls their users. */
export function nameByCapture(ctx: EventContext): void {
  for (const t of ctx.threads.all()) {
    setGroup(ctx, t, t.group.gid);
    setUser(ctx, t, t.user.uid);
    setLoginuser(ctx, t, t.loginuser.uid);
  }
}
