import type { InterfaceEntry } from '../format/capture.js';
import { FD_TYPE } from '../format/scap/fd-entry.js';
import type { ContainerTable } from './containers.js';
import type { FdInfo } from './fd.js';
import type { ThreadInfo } from './thread.js';

const LOOPBACK4 = '\x7f\0\0\x01';
const LOOPBACK6 = `${'\0'.repeat(15)}\x01`;
const ZERO4 = '\0\0\0\0';
const ZERO6 = '\0'.repeat(16);
/** Leading bytes that two IPv6 addresses of one subnet share. */
const SUBNET6 = 8;

interface Interface4 {
  readonly address: string;
  readonly netmask: string;
}

/** Addresses of the machine: which end of a connection is ours, and what stands behind an unset address. */
export class InterfaceTable {
  private readonly v4: Interface4[] = [];
  private readonly v6: string[] = [];
  /** IPv6 addresses of containers count too, as in exit-only captures. */
  v6InContainers = false;

  clear(): void {
    this.v4.length = 0;
    this.v6.length = 0;
  }

  add(entry: InterfaceEntry): void {
    const address = entry.address.toString('latin1');
    if (address.length === 4) this.v4.push({ address, netmask: entry.netmask.toString('latin1') });
    else this.v6.push(address);
  }

  /** Whether an address (4 or 16 bytes) belongs to the machine, or to the container the thread lives in. */
  isLocal(ip: string, thread: ThreadInfo, containers: ContainerTable): boolean {
    if (ip.length === 16) {
      if (thread.containerId !== '' && !this.v6InContainers) return false;
      return this.v6.some((own) => own.slice(0, SUBNET6) === ip.slice(0, SUBNET6));
    }
    const container = thread.containerId === '' ? undefined : containers.get(thread.containerId);
    if (container) {
      if (container.ip !== ZERO4) {
        if (container.ip === ip) return true;
      } else {
        for (const other of containers.all()) if (other.ip === ip) return true;
      }
    }
    return this.v4.some((own) => own.address === ip);
  }

  /** Sets the unset end (0.0.0.0, ::) of a connection to the address of ours that it most likely has. */
  complete(fd: FdInfo): void {
    const v4 = fd.type === FD_TYPE.IPV4_SOCK;
    if (!v4 && fd.type !== FD_TYPE.IPV6_SOCK) return;
    if (!fd.hasUnsetEnd) return;
    const zero = v4 ? ZERO4 : ZERO6;
    const source = fd.sourceIp as string;
    const destination = fd.destinationIp as string;
    const known = source === zero ? destination : source;
    const inferred = v4 ? this.infer4(known) : this.infer6(known);
    if (inferred === known && fd.sourcePort === fd.destinationPort) return;
    fd.setEnd(source === zero ? 0 : 1, inferred);
  }

  private infer4(other: string): string {
    const masked = (ip: string, mask: string) => {
      let out = '';
      for (let i = 0; i < 4; i++) out += String.fromCharCode(ip.charCodeAt(i) & mask.charCodeAt(i));
      return out;
    };
    return (
      this.v4.find((own) => own.address === other)?.address ??
      this.v4.find((own) => masked(own.address, own.netmask) === masked(other, own.netmask))?.address ??
      this.v4.find((own) => own.address !== LOOPBACK4)?.address ??
      ZERO4
    );
  }

  private infer6(other: string): string {
    return (
      this.v6.find((own) => own === other) ??
      this.v6.find((own) => own.slice(0, SUBNET6) === other.slice(0, SUBNET6)) ??
      this.v6.find((own) => own !== LOOPBACK6) ??
      ZERO6
    );
  }
}
