import { TWO32 } from '../bytes/signed64.js';

const LEAST = 1024;
/** Odd and not to be guessed: who writes a capture cannot choose ids that all fall into one place. */
const MIX = (Math.random() * TWO32) | 1;
const MIX_HIGH = (Math.random() * TWO32) | 1;

/**
 * Values by number, in the order in which they were put in. As a Map, but looked up without a call into the runtime, and
 * one in which entries that come and go cost nothing beyond themselves: a Map of few entries is made anew at every other.
 */
export class IdMap<T> {
  /** By hash: the number of an entry, from 1 on; 0: none. Never more than half full. */
  private slots = new Int32Array(LEAST);
  private shift = Math.clz32(LEAST - 1);
  /** The entries in order. A value that was deleted is undefined, and its id leads on to what was put there later. */
  private ids: number[] = [];
  private entries: (T | undefined)[] = [];
  private live = 0;

  get size(): number {
    return this.live;
  }

  get(id: number): T | undefined {
    const entry = this.find(id);
    return entry < 0 ? undefined : this.entries[entry];
  }

  set(id: number, value: T): void {
    const entry = this.find(id);
    if (entry >= 0) {
      this.entries[entry] = value;
      return;
    }
    if (this.entries.length >= this.slots.length >> 1) this.rebuild();
    this.ids.push(id);
    this.entries.push(value);
    this.live++;
    this.enter(id, this.entries.length);
  }

  delete(id: number): void {
    const entry = this.find(id);
    if (entry < 0) return;
    this.entries[entry] = undefined;
    this.live--;
  }

  clear(): void {
    this.ids = [];
    this.entries = [];
    this.live = 0;
    this.resize(LEAST);
  }

  /** All values of this moment: the map may be changed while they are looked at. */
  values(): T[] {
    return this.entries.filter((value) => value !== undefined);
  }

  private place(id: number): number {
    const low = id | 0;
    const mixed = Math.imul(low, MIX);
    return (low === id ? mixed : mixed ^ Math.imul(Math.floor(id / TWO32), MIX_HIGH)) >>> this.shift;
  }

  private find(id: number): number {
    const { slots, ids, entries } = this;
    const mask = slots.length - 1;
    for (let i = this.place(id); ; i = (i + 1) & mask) {
      const entry = slots[i] - 1;
      if (entry < 0 || (ids[entry] === id && entries[entry] !== undefined)) return entry;
    }
  }

  private enter(id: number, number: number): void {
    const { slots } = this;
    const mask = slots.length - 1;
    let i = this.place(id);
    while (slots[i] !== 0) i = (i + 1) & mask;
    slots[i] = number;
  }

  /** Without what was deleted, and with room for as much again as is there. */
  private rebuild(): void {
    const { ids, entries } = this;
    let n = 0;
    for (let i = 0; i < entries.length; i++) {
      if (entries[i] === undefined) continue;
      ids[n] = ids[i];
      entries[n++] = entries[i];
    }
    ids.length = n;
    entries.length = n;
    let slots = LEAST;
    while (slots < 4 * n) slots *= 2;
    this.resize(slots);
    for (let i = 0; i < n; i++) this.enter(ids[i], i + 1);
  }

  private resize(slots: number): void {
    if (slots === this.slots.length) this.slots.fill(0);
    else this.slots = new Int32Array(slots);
    this.shift = Math.clz32(slots - 1);
  }
}
