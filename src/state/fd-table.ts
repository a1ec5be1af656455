import type { FdInfo } from './fd.js';
import { HashOrder } from './hash-order.js';

/** Numbers below this one, which are nearly all, are looked up in an array. */
const DENSE = 1024;

/** The open fds of a process by their numbers. */
export class FdTable {
  /** Slots of closed fds are undefined; grows with the largest number. */
  private low: (FdInfo | undefined)[] = [];
  /** The others; made with the first of them. */
  private high: Map<number, FdInfo> | undefined;
  private lowCount = 0;
  /** Kept where somebody wants the fds in the order of the original. */
  private order: HashOrder | undefined;

  get size(): number {
    return this.lowCount + (this.high?.size ?? 0);
  }

  get(fd: number): FdInfo | undefined {
    return fd >= 0 && fd < this.low.length ? this.low[fd] : this.high?.get(fd);
  }

  /** From now on remembers the order that `inHashOrder` tells; for a table that is still empty. */
  keepOrder(): void {
    this.order ??= new HashOrder();
  }

  set(fd: number, info: FdInfo): void {
    if (this.order && !this.has(fd)) this.order.add(fd);
    if (!(fd >= 0 && fd < DENSE)) {
      this.high ??= new Map();
      this.high.set(fd, info);
      return;
    }
    while (this.low.length <= fd) this.low.push(undefined);
    if (this.low[fd] === undefined) this.lowCount++;
    this.low[fd] = info;
  }

  private has(fd: number): boolean {
    return this.get(fd) !== undefined;
  }

  delete(fd: number): void {
    this.order?.delete(fd);
    if (!(fd >= 0 && fd < DENSE)) {
      this.high?.delete(fd);
    } else if (fd < this.low.length && this.low[fd] !== undefined) {
      this.low[fd] = undefined;
      this.lowCount--;
    }
  }

  clear(): void {
    this.low.length = 0;
    this.lowCount = 0;
    this.high = undefined;
    if (this.order) this.order = new HashOrder();
  }

  /** In the order of the numbers, as far as these are low. Entries may be deleted on the way. */
  *[Symbol.iterator](): IterableIterator<[number, FdInfo]> {
    for (let fd = 0; fd < this.low.length; fd++) {
      const info = this.low[fd];
      if (info) yield [fd, info];
    }
    if (this.high) yield* this.high;
  }

  *values(): IterableIterator<FdInfo> {
    for (const [, info] of this) yield info;
  }

  /** In the order in which the original walks its table, if that was kept. */
  *inHashOrder(): IterableIterator<FdInfo> {
    for (const fd of this.order ?? []) {
      const info = this.get(fd);
      if (info) yield info;
    }
  }

  /** Takes over a copy of each entry of another table. */
  copyFrom(from: FdTable): void {
    this.clear();
    if (from.order) {
      this.order = new HashOrder();
      for (const fd of from.order) this.order.add(fd);
    }
    // A shell has its terminal on fd 255: most of what is copied is empty.
    const low = from.low.slice();
    for (let fd = 0; fd < low.length; fd++) {
      const info = low[fd];
      if (info) low[fd] = info.clone();
    }
    this.low = low;
    this.lowCount = from.lowCount;
    if (from.high) this.high = new Map(Array.from(from.high, ([fd, info]) => [fd, info.clone()]));
  }
}
