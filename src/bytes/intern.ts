const SLOTS = 4096;
/** Longer texts hardly ever come twice. */
const LONGEST = 256;
const WORDS = LONGEST / 4;

const texts: string[] = new Array(SLOTS).fill('');
/** Bytes that each text was made of, and how many: 0 for none. */
const lengths = new Uint16Array(SLOTS);
const copies = new Int32Array(SLOTS * WORDS);

/** The bytes behind the last whole word, as a word. */
function tail(view: DataView, at: number, to: number): number {
  let word = 0;
  for (let i = to - 1; i >= at; i--) word = (word << 8) | view.getUint8(i);
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
  const whole = to - (n & 3);
  const last = tail(view, whole, to);
  let hash = n;
  for (let i = from; i < whole; i += 4) hash = Math.imul(hash ^ view.getInt32(i, true), 0x2c1b3c6d) ^ (hash >>> 15);
  hash = Math.imul(hash ^ last, 0x297a2d39);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  let at = slot * WORDS;
  if (lengths[slot] === n) {
    let i = from;
    while (i < whole && copies[at] === view.getInt32(i, true)) {
      i += 4;
      at++;
    }
    if (i === whole && ((n & 3) === 0 || copies[at] === last)) return texts[slot];
    at = slot * WORDS;
  }
  for (let i = from; i < whole; i += 4) copies[at++] = view.getInt32(i, true);
  if ((n & 3) !== 0) copies[at] = last;
  lengths[slot] = n;
  const text = made(view, from, to);
  texts[slot] = text;
  return text;
}
