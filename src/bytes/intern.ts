export const SLOTS = 4096;
/** Longer texts hardly ever come twice. */
const LONGEST = 124;
const WORD = 4;
/** For each text: how many bytes it was made of, 0 for none, and these, the last four first. */
const ENTRY = 1 + LONGEST / WORD;
const MIX = 0x2c1b3c6d;

const texts: string[] = new Array(SLOTS).fill('');
/** Side by side, as each look at memory counts here. */
const copies = new Int32Array(SLOTS * ENTRY);

/** Slot of the text that was asked for last. */
export let latest = 0;

/** Fewer bytes than make a word, as one. */
function shortWord(view: DataView, from: number, to: number): number {
  let word = 0;
  for (let i = to - 1; i >= from; i--) word = (word << 8) | view.getUint8(i);
  return word;
}

function made(view: DataView, from: number, to: number): string {
  const bytes = Buffer.from(view.buffer, view.byteOffset + from, to - from);
  const nul = bytes.indexOf(0);
  return bytes.toString('latin1', 0, nul < 0 ? bytes.length : nul);
}

/**
 * Bytes up to the first NUL as a byte string, without a new one where the same bytes came lately: captures are full of
 * the same paths. One slot per hash, so that memory is bounded whatever the capture holds.
 */
export function internText(view: DataView, from: number, to: number): string {
  const n = to - from;
  if (n > LONGEST) return made(view, from, to);
  // The last word may overlap the one before: so there is no rest to be looked at byte by byte.
  const end = to - WORD;
  const last = n < WORD ? shortWord(view, from, to) : view.getInt32(end, true);
  // No product waits for the one before.
  let hash = Math.imul(last + n, last ^ MIX);
  for (let i = from; i < end; i += WORD) {
    const word = view.getInt32(i, true);
    hash = (hash + Math.imul(word - from + i, word ^ MIX)) | 0;
  }
  const slot = (hash ^ (hash >>> 12) ^ (hash >>> 22)) & (SLOTS - 1);
  latest = slot;
  const entry = slot * ENTRY;
  if (copies[entry] === n) {
    let other = copies[entry + 1] ^ last;
    for (let i = from, at = entry + 2; i < end; i += WORD) other |= copies[at++] ^ view.getInt32(i, true);
    if (other === 0) return texts[slot];
  }
  const text = made(view, from, to);
  copies[entry] = n;
  copies[entry + 1] = last;
  for (let i = from, at = entry + 2; i < end; i += WORD) copies[at++] = view.getInt32(i, true);
  texts[slot] = text;
  return text;
}
