import { FormatError } from '../errors.js';
import { PPME } from '../event/tables/ids.data.js';
import { TELLS_CONTAINER, TEXT, textParams, textStart } from '../event/texts.js';
import { EventView } from '../event/view.js';
import { Need, type Needs } from '../field/def.js';
import type { Words } from '../filter/words.js';
import type { StateSink } from '../format/capture.js';
import { ScapReader } from '../format/scap/reader.js';
import { STEP, Stepper } from '../format/scap/stepper.js';
import type { ByteSource } from '../source/source.js';
import { PROCESS, PROCESS_ANY } from '../state/apply/process.js';
import { Kinship, TELLS_KIN, TIDS, type TidSet, tidSet } from './kinship.js';

/** What a byte means for the search: nothing, it can begin a word, it is left out when names are cleaned. */
const BYTE = { PLAIN: 0, FIRST: 1, UNPRINTABLE: 2 } as const;

/** Looks for words in the bytes of texts. A NUL ends a text. */
class WordFinder {
  private readonly classes = new Uint8Array(256);
  private readonly words: readonly Buffer[];

  constructor(words: readonly string[]) {
    this.words = words.map((word) => Buffer.from(word, 'latin1'));
    for (let c = 1; c < 256; c++) if (c < 0x20 || c > 0x7e) this.classes[c] = BYTE.UNPRINTABLE;
    for (const word of this.words) this.classes[word[0]] = BYTE.FIRST;
  }

  /** Whether a word stands between two offsets, or does once unprintable bytes are left out. */
  in(b: Uint8Array, from: number, to: number, cleaned: boolean): boolean {
    const { classes } = this;
    let dirty = false;
    for (let i = from; i < to; i++) {
      const c = classes[b[i]];
      if (c === BYTE.PLAIN) continue;
      if (c === BYTE.UNPRINTABLE) dirty = true;
      else if (this.at(b, i, to)) return true;
    }
    if (!dirty || !cleaned) return false;
    const clean = b.subarray(from, to).filter((byte) => this.classes[byte] !== BYTE.UNPRINTABLE);
    return this.in(clean, 0, clean.length, false);
  }

  private at(b: Uint8Array, i: number, to: number): boolean {
    for (const word of this.words) {
      if (i + word.length > to) continue;
      let k = 1;
      while (k < word.length && b[i + k] === word[k]) k++;
      if (k === word.length) return true;
    }
    return false;
  }

  inText(text: string): boolean {
    const bytes = Buffer.from(text, 'latin1');
    return this.in(bytes, 0, bytes.length, true);
  }
}

/** Whose words they are is asked only where keeping the state of nobody else saves work. */
export const worthKnowing = (words: Words, needs: Needs): Words => ({
  ...words,
  ofOwnProcess: words.ofOwnProcess && (needs & Need.FDS) !== 0,
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
  private readonly kinds: readonly (Uint8Array | undefined)[];
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
      return words.ofProgram && !STARTS_PROGRAM.has(type) ? undefined : kinds;
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
    if (kinds === CONTAINER) return finder.in(ev.u8, ev.data, ev.end, true);
    // Such a call names its socket after any text that was printed before.
    if (ev.type === PPME.SOCKET_CONNECT_E && ev.nparams < 2) return true;
    // Parameters that this program does not know.
    if (ev.nparams > kinds.length) return true;
    const { u8, u16, nparams, end } = ev;
    const lengths = ev.lengths >> 1;
    let at = ev.data;
    for (let i = 0; i < nparams; i++) {
      const n = u16[lengths + i];
      const next = at + n;
      if (next > end) return true;
      const kind = kinds[i];
      if (kind !== TEXT.NONE && n > 0 && finder.in(u8, textStart(ev, kind, at, n), next, kind !== TEXT.RAW))
        return true;
      at = next;
    }
    return false;
  }
}
