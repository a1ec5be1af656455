import { FormatError } from '../errors.js';
import { PPME } from '../event/tables/ids.data.js';
import { TEXT, textParams, textStart } from '../event/texts.js';
import { EventView } from '../event/view.js';
import type { StateSink } from '../format/capture.js';
import { ScapReader } from '../format/scap/reader.js';
import type { ByteSource } from '../source/source.js';

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

/**
 * Whether a capture holds any of some words in a name, a path or an argument. Reads the texts alone and keeps no state,
 * which is a fraction of the work of a filter. It may say true where the words are not there, never the reverse: what
 * is damaged, or newer than this program, is left to the full run.
 */
export async function holdsWord(
  source: ByteSource,
  words: readonly string[],
  interrupted: AbortSignal,
): Promise<boolean> {
  const search = new Search(source, words);
  try {
    do {
      if (search.drain()) return true;
      await new Promise(setImmediate);
    } while (!interrupted.aborted && (await search.reader.fill()));
  } catch (error) {
    if (error instanceof FormatError) return true;
    throw error;
  } finally {
    await search.reader.close();
  }
  return search.reader.passedOver.text() !== undefined;
}

class Search {
  readonly reader: ScapReader;
  private readonly ev = new EventView();
  private readonly kinds = textParams();
  private readonly finder: WordFinder;
  private inState = false;

  constructor(source: ByteSource, words: readonly string[]) {
    this.finder = new WordFinder(words);
    this.reader = new ScapReader(source, this.ev, this.stateSink());
  }

  private stateSink(): StateSink {
    const look = (...texts: readonly string[]) => {
      for (const text of texts) if (this.finder.inText(text)) this.inState = true;
    };
    return {
      section() {},
      machine() {},
      process: (p) => look(p.comm, p.exe, p.exepath, p.cwd, p.root, p.args),
      fd: (_, entry) => look(entry.name),
      networkInterface() {},
      user() {},
      group() {},
      ready() {},
    };
  }

  /** Looks through all events in memory; true: a word may be among their texts. */
  drain(): boolean {
    const { reader, ev, kinds } = this;
    while (reader.next()) {
      const params = kinds[ev.type];
      if (params !== undefined && this.inEvent(params)) return true;
    }
    return this.inState;
  }

  private inEvent(kinds: Uint8Array): boolean {
    const { ev, finder } = this;
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
