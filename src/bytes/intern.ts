const SLOTS = 4096;
/** Longer texts hardly ever come twice. */
const LONGEST = 256;
const slots: string[] = new Array(SLOTS).fill('');

function same(text: string, b: Uint8Array, from: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== b[from + i]) return false;
  return true;
}

/**
 * Bytes up to the first NUL as a byte string, without a new one where the same bytes came lately: captures are full of
 * the same paths. One slot per hash, so that memory is bounded whatever the capture holds.
 */
export function internText(b: Buffer, from: number, to: number): string {
  let hash = 0;
  let end = from;
  for (; end < to; end++) {
    const c = b[end];
    if (c === 0) break;
    hash = (Math.imul(hash, 31) + c) | 0;
  }
  const n = end - from;
  if (n > LONGEST) return b.toString('latin1', from, end);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = slots[slot];
  if (known.length === n && same(known, b, from)) return known;
  const made = b.toString('latin1', from, end);
  slots[slot] = made;
  return made;
}
