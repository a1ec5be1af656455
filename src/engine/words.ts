import { FormatError } from '../errors.js';
import { TYPE_LIMIT } from '../event/table.js';
import { PPME } from '../event/tables/ids.data.js';
import { TELLS_CONTAINER, TEXT, textParams, textStart } from '../event/texts.js';
import { EventView } from '../event/view.js';
import type { Words } from '../filter/words.js';
import type { StateSink } from '../format/capture.js';
import { ScapReader } from '../format/scap/reader.js';
import { STEP, Stepper } from '../format/scap/stepper.js';
import type { ByteSource } from '../source/source.js';
import { PROCESS, PROCESS_ANY } from '../state/apply/process.js';
import { FD_TABLES, type Needs } from '../state/needs.js';
import { Kinship, TELLS_KIN, TIDS, type TidSet, tidSet } from './kinship.js';

/** What a byte means for the search: nothing, a word may stand around it, it is left out when names are cleaned. */
const BYTE = { PLAIN: 0, ANCHOR: 1, UNPRINTABLE: 2 } as const;
/** Letters of paths, the most frequent first. */
const FREQUENT = 'etsraoinlcpudmbhgfvykxwjqz';

interface Word {
  readonly bytes: Buffer;
  /** Place of its rarest letter, by which it is looked for. */
  readonly anchor: number;
}

/** Looks for words in the bytes of texts. A NUL ends a text. */
class WordFinder {
  private readonly classes = new Uint8Array(256);
  /** Of two bytes at once, as they lie in memory: PLAIN where both are. */
  private readonly pairs: Uint8Array;
  private readonly words: readonly Word[];

  constructor(words: readonly string[]) {
    this.words = words.map((word) => ({ bytes: Buffer.from(word, 'latin1'), anchor: rarest(word) }));
    const { classes } = this;
    for (let c = 1; c < 256; c++) if (c < 0x20 || c > 0x7e) classes[c] = BYTE.UNPRINTABLE;
    for (const { bytes, anchor } of this.words) classes[bytes[anchor]] = BYTE.ANCHOR;
    this.pairs = new Uint8Array(0x10000).map((_, pair) => classes[pair & 0xff] | classes[pair >> 8]);
  }

  /**
   * Whether a word stands between two offsets, or does once unprintable bytes are left out. `halves`: the same memory
   * by two bytes; undefined where it does not begin at an even address.
   */
  in(b: Uint8Array, halves: Uint16Array | undefined, from: number, to: number, cleaned: boolean): boolean {
    const { classes, pairs } = this;
    let dirty = false;
    for (let i = from; i < to; i++) {
      if (halves && (i & 1) === 0) {
        const end = to >> 1;
        let half = i >> 1;
        while (half < end && pairs[halves[half]] === BYTE.PLAIN) half++;
        i = 2 * half;
        if (i >= to) break;
      }
      const c = classes[b[i]];
      if (c === BYTE.UNPRINTABLE) dirty = true;
      else if (c === BYTE.ANCHOR && this.around(b, i, from, to)) return true;
    }
    if (!dirty || !cleaned) return false;
    const clean = b.subarray(from, to).filter((byte) => classes[byte] !== BYTE.UNPRINTABLE);
    return this.in(clean, undefined, 0, clean.length, false);
  }

  /** Whether a word stands around the byte at `at`, which is the anchor of one. */
  private around(b: Uint8Array, at: number, from: number, to: number): boolean {
    for (const { bytes, anchor } of this.words) {
      const start = at - anchor;
      if (start < from || start + bytes.length > to) continue;
      let k = 0;
      while (k < bytes.length && b[start + k] === bytes[k]) k++;
      if (k === bytes.length) return true;
    }
    return false;
  }

  inText(text: string): boolean {
    const bytes = Buffer.from(text, 'latin1');
    return this.in(bytes, undefined, 0, bytes.length, true);
  }
}

/** Place of the letter that is the least frequent in paths. */
function rarest(word: string): number {
  const frequency = [...word].map((letter) => {
    const place = FREQUENT.indexOf(letter);
    return place < 0 ? FREQUENT.length : place;
  });
  return frequency.indexOf(Math.max(...frequency));
}

/** Whose words they are is asked only where keeping the state of nobody else saves work. */
export const worthKnowing = (words: Words, needs: Needs): Words => ({
  ...words,
  ofOwnProcess: words.ofOwnProcess && (needs & FD_TABLES) !== 0,
});

/** Where words stand in a capture: in what the threads of this set are concerned with, or just anywhere. */
export type Whereabouts = TidSet | 'nowhere' | 'anywhere';

/** Where the threads in question have more of the events than this, knowing them saves nothing. */
const WORTHWHILE = 1 / 3;
/** Every so many buffers of the reader are counted for that. */
const SAMPLE = 8;
/** Counted events after which it is looked at, and again whenever there are twice as many. */
const FIRST_ESTIMATE = 2 ** 13;

/**
 * Where in a capture any of some words stands as a name, a path or an argument. Reads the texts alone and keeps no
 * state, which is a fraction of the work of a filter. It may find words that are not there, never the reverse: what is
 * damaged, or newer than this program, is left to the full run.
 */
export async function findWords(source: ByteSource, words: Words, interrupted: AbortSignal): Promise<Whereabouts> {
  const search = new Search(source, words);
  try {
    do {
      if (search.drain()) return 'anywhere';
      await new Promise(setImmediate);
    } while (!interrupted.aborted && (await search.reader.fill()));
  } catch (error) {
    if (error instanceof FormatError) return 'anywhere';
    throw error;
  } finally {
    await search.reader.close();
  }
  return search.reader.passedOver.text() === undefined ? search.result() : 'anywhere';
}

/** Events that bring the name, the file and the arguments of a program to a thread. */
const STARTS_PROGRAM: ReadonlySet<number> = new Set([...PROCESS.keys(), ...PROCESS_ANY.keys()]);
/** In place of the kinds of parameters: all of the event is text. */
const CONTAINER = new Uint8Array(0);

class Search {
  readonly reader: ScapReader;
  private readonly ev = new EventView();
  /** Kinds of parameters by type, up to the last text; undefined: there is none. */
  private readonly kinds: readonly (Uint8Array | undefined)[];
  /** How many parameters a type is known to have. */
  private readonly known = new Uint8Array(TYPE_LIMIT);
  private readonly finder: WordFinder;
  /** Who is related to whom; undefined: that is of no use. */
  private readonly kinship: Kinship | undefined;
  private readonly speakers = new Set<number>();
  /** Events by thread, in samples from the first on that a word stands in. */
  private readonly counts: Uint32Array;
  private counted = 0;
  /** Filled so far; the first look is at none. */
  private buffers = -1;
  /** Nobody counts the events at hand. */
  private stepping = true;
  private readonly stepper = new Stepper();
  private nextEstimate = FIRST_ESTIMATE;

  constructor(
    source: ByteSource,
    private readonly words: Words,
  ) {
    this.finder = new WordFinder(words.any);
    this.kinship = words.ofOwnProcess ? new Kinship() : undefined;
    this.counts = new Uint32Array(this.kinship ? TIDS : 0);
    this.kinds = textParams().map((kinds, type) => {
      if (TELLS_CONTAINER.has(type)) return CONTAINER;
      if (!kinds || (words.ofProgram && !STARTS_PROGRAM.has(type))) return undefined;
      this.known[type] = kinds.length;
      return kinds.subarray(0, kinds.findLastIndex((kind) => kind !== TEXT.NONE) + 1);
    });
    for (const [type, kinds] of this.kinds.entries()) {
      if (!kinds && !(this.kinship && TELLS_KIN[type])) this.stepper.steps[type] = STEP.STEP;
    }
    this.reader = new ScapReader(source, this.ev, this.stateSink());
  }

  private stateSink(): StateSink {
    const look = (tid: number, ...texts: readonly string[]) => {
      for (const text of texts) if (this.finder.inText(text)) this.speakers.add(tid);
    };
    return {
      section() {},
      machine() {},
      process: (p) => {
        this.kinship?.thread(p.tid, p.pid, p.ptid);
        look(p.tid, p.comm, p.exe, p.exepath, p.cwd, p.root, p.args);
      },
      fd: (tid, entry) => {
        if (!this.words.ofProgram) look(tid, entry.name);
      },
      networkInterface() {},
      user() {},
      group() {},
      ready() {},
    };
  }

  result(): Whereabouts {
    if (this.speakers.size === 0) return 'nowhere';
    const concerned = this.kinship?.around(this.speakers);
    return concerned ? tidSet(concerned) : 'anywhere';
  }

  /** Looks through all events in memory; true: it is not worth going on. */
  drain(): boolean {
    const { ev, kinds, kinship, counts } = this;
    const sampled = ++this.buffers % SAMPLE === 1;
    this.stepping = !sampled || this.speakers.size === 0;
    while (this.advance()) {
      const params = kinds[ev.type];
      if (params !== undefined && this.inEvent(params)) {
        this.speakers.add(ev.tid);
        if (!kinship) return true;
        this.stepping = !sampled;
      }
      if (!kinship) continue;
      if (TELLS_KIN[ev.type]) kinship.event(ev);
      if (this.stepping) continue;
      this.counted++;
      counts[ev.tid]++;
    }
    return this.speakers.size > 0 && this.isEverywhere();
  }

  private advance(): boolean {
    if (this.stepping) this.reader.step(this.stepper);
    return this.reader.next();
  }

  private isEverywhere(): boolean {
    const { kinship, counts, counted } = this;
    if (!kinship || kinship.lost) return true;
    if (counted < this.nextEstimate) return false;
    this.nextEstimate = 2 * counted;
    let theirs = 0;
    for (const tid of kinship.around(this.speakers) ?? []) theirs += counts[tid] ?? 0;
    return theirs > counted * WORTHWHILE;
  }

  private inEvent(kinds: Uint8Array): boolean {
    const { ev, finder } = this;
    if (kinds === CONTAINER) return finder.in(ev.u8, ev.u16, ev.data, ev.end, true);
    // Such a call names its socket after any text that was printed before.
    if (ev.type === PPME.SOCKET_CONNECT_E && ev.nparams < 2) return true;
    // Parameters that this program does not know.
    if (ev.nparams > this.known[ev.type]) return true;
    const { u8, u16, end } = ev;
    const lengths = ev.lengths >> 1;
    const texts = Math.min(ev.nparams, kinds.length);
    let at = ev.data;
    for (let i = 0; i < texts; i++) {
      const n = u16[lengths + i];
      const next = at + n;
      if (next > end) return true;
      const kind = kinds[i];
      if (kind !== TEXT.NONE && n > 0 && finder.in(u8, u16, textStart(ev, kind, at, n), next, kind !== TEXT.RAW))
        return true;
      at = next;
    }
    return false;
  }
}
