// Names of flags, enumerations and file modes.
import { Literal } from '../../bytes/literal.js';
import type { ByteWriter } from '../../bytes/writer.js';
import type { NamedValue } from '../table.js';
import type { EventView } from '../view.js';

type GetValue = (ev: EventView, i: number) => number;
type PutNames = (out: ByteWriter, ev: EventView, i: number) => void;

/** Bytes of each type of flags. */
export const FLAG_WIDTHS: Readonly<Record<string, 1 | 2 | 4>> = {
  flags8: 1,
  flags16: 2,
  flags32: 4,
  enumflags8: 1,
  enumflags16: 2,
  enumflags32: 4,
};

/** Reads a value of so many bytes. */
export function flagValue(width: 1 | 2 | 4): GetValue {
  if (width === 1) return (ev, i) => ev.u8At(i);
  return width === 2 ? (ev, i) => ev.u16At(i) : (ev, i) => ev.u32(i);
}

/** Names of a value are looked for once: calls pass the same few combinations over and over. */
function cached(names: (value: number) => string): (value: number) => Literal {
  const known = new Map<number, Literal>();
  return (value) => {
    let text = known.get(value);
    if (text === undefined) {
      text = new Literal(names(value));
      if (known.size < 4096) known.set(value, text);
    }
    return text;
  };
}

/** All names whose bits are set. */
export function putFlags(values: readonly NamedValue[], get: GetValue): PutNames {
  const names = cached((value) => flagNames(values, value));
  return (out, ev, i) => out.literal(names(get(ev, i)));
}

/** Walks the table in order; wide flags stand first and take their bits away from the narrow ones. */
function flagNames(values: readonly NamedValue[], initial: number): string {
  const names: string[] = [];
  let left = initial;
  for (const { name, value } of values) {
    const bits = value >>> 0;
    if (bits === 0 ? initial !== 0 : left === 0 || (left & bits) >>> 0 !== bits) continue;
    names.push(name);
    left = (left & ~bits) >>> 0;
    if (bits === initial) break;
  }
  return names.join('|');
}

/** Every name of a value: some have two. */
export function putEnum(values: readonly NamedValue[], get: GetValue): PutNames {
  const names = cached((value) =>
    values
      .filter((v) => v.value >>> 0 === value)
      .map((v) => v.name)
      .join('|'),
  );
  return (out, ev, i) => out.literal(names(get(ev, i)));
}

/** Like flags, but the entry that equals the whole mode ends the walk. */
export function putMode(values: readonly NamedValue[]): PutNames {
  const names = cached((mode) => {
    const found: string[] = [];
    let left = mode;
    for (const { name, value } of values) {
      if (value === mode) {
        found.push(name);
        break;
      }
      if (value === 0 || left === 0 || (left & value) !== value) continue;
      found.push(name);
      left &= ~value;
    }
    return found.join('|');
  });
  return (out, ev, i) => out.literal(names(ev.u32(i)));
}
