import type { ByteWriter } from '../bytes/writer.js';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR = '\x1b[2J';
const HOME = '\x1b[H';
const END_OF_LINE = '\x1b[K';
const END_OF_SCREEN = '\x1b[J';
/** Whether the terminal goes on in the next line when one is full. */
const NO_WRAP = '\x1b[?7l';
const WRAP = '\x1b[?7h';
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of chisels are what is looked for
const SEQUENCE = /^\x1b\[[0-9;?]*[A-Za-z]/;
const TAB = 8;

/** Where lines go. */
interface Output {
  readonly out: ByteWriter;
  flush(): void;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A part of the screen that is drawn anew with new lines. */
export interface Panel {
  show(lines: readonly string[]): void;
}

/** The part of a byte string that fits into as many columns. Escape sequences are kept and take none, tabs are blanks. */
export function cut(line: string, columns: number): string {
  let text = '';
  let width = 0;
  for (let i = 0; i < line.length; i++) {
    const c = line.charCodeAt(i);
    const sequence = c === 0x1b ? SEQUENCE.exec(line.slice(i, i + 32)) : null;
    if (sequence) {
      text += sequence[0];
      i += sequence[0].length - 1;
    } else if (c === 0x09) {
      const blanks = Math.min(TAB - (width % TAB), columns - width);
      text += ' '.repeat(blanks);
      width += blanks;
    } else {
      // The bytes of a character behind its first one.
      const more = c >= 0x80 && c < 0xc0;
      if (!more) width++;
      if (width > columns) {
        width = columns;
        continue;
      }
      text += line[i];
    }
  }
  return text;
}

/** How many of so many rows each gets that wants some: all that it wants, as long as there is enough for the others. */
export function shareRows(wanted: readonly number[], rows: number): number[] {
  const given = wanted.map(() => 0);
  let left = rows;
  const bySize = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  bySize.forEach((i, done) => {
    given[i] = Math.min(wanted[i], Math.floor(left / (wanted.length - done)));
    left -= given[i];
  });
  return given;
}

/**
 * Shows panels. On a terminal they are drawn in place, one below the other, within its size as of then; the cursor is
 * hidden from the first drawing to `close`, and stands below the last line. Elsewhere their lines follow each other.
 */
export class Screen {
  /** Somebody prints without a panel: what is drawn in place would hide it. */
  shared = false;
  private readonly panels: (readonly string[])[] = [];
  private drawn = false;
  /** A script hid the cursor by itself. */
  private hidden = false;

  /** `size`: that of the terminal, which may change; undefined: there is none. */
  constructor(
    private readonly output: Output,
    private readonly size: Size | undefined,
  ) {}

  panel(): Panel {
    const at = this.panels.push([]) - 1;
    return {
      show: (lines) => {
        this.panels[at] = lines.flatMap((line) => line.split('\n'));
        if (this.size && !this.shared) this.draw(this.size);
        else this.print(this.panels[at]);
      },
    };
  }

  /** What a script writes by itself: if it hides the cursor and fails, `close` gives it back. */
  pass(text: string): void {
    const [hides, shows] = [HIDE_CURSOR, SHOW_CURSOR].map((code) => text.lastIndexOf(code));
    if (hides !== shows) this.hidden = hides > shows;
    this.output.out.text(text);
  }

  /** Draws once more what is there: for a terminal of another size. */
  redraw(): void {
    if (this.drawn && this.size) this.draw(this.size);
  }

  private print(lines: readonly string[]): void {
    for (const line of lines) this.output.out.text(`${line}\n`);
    this.output.flush();
  }

  private draw({ columns, rows }: Size): void {
    const { out } = this.output;
    const shown = this.panels.filter((lines) => lines.length > 0);
    const heights = shareRows(
      shown.map((lines) => lines.length),
      // One row for the cursor, and one between panels.
      Math.max(0, rows - shown.length),
    );
    out.text(this.drawn ? HOME : HIDE_CURSOR + CLEAR + HOME);
    this.drawn = true;
    out.text(NO_WRAP);
    shown.forEach((lines, i) => {
      if (i > 0) out.text(`${END_OF_LINE}\n`);
      for (const line of lines.slice(0, heights[i])) out.text(`${cut(line, columns)}${END_OF_LINE}\n`);
    });
    out.text(END_OF_SCREEN + WRAP);
    this.output.flush();
  }

  /** Leaves what is there, and gives the cursor back. */
  close(): void {
    if (!this.drawn && !(this.hidden && this.size)) return;
    this.drawn = false;
    this.hidden = false;
    this.output.out.text(WRAP + SHOW_CURSOR);
    this.output.flush();
  }
}
