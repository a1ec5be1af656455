import { writeSync } from 'node:fs';

/** Percent by which a capture has to advance before it is told again. */
const STEP = 0.1;

/** -P: how much of the capture has been read, in percent, in one line of standard error. */
export class Progress {
  private shown = 0;
  private width = 0;

  constructor(private readonly write: (text: string) => void = (text) => writeSync(2, text)) {}

  /** `part` is from 0 to 1. */
  tell = (part: number): void => {
    const percent = part * 100;
    if (percent - this.shown <= STEP) return;
    this.shown = percent;
    const text = percent.toFixed(2);
    this.write(`\r${text.padEnd(this.width)}`);
    this.width = text.length;
  };

  /** Ends the line, if there is one: another capture may follow. */
  end(): void {
    if (this.width > 0) this.write('\n');
    this.width = 0;
    this.shown = 0;
  }
}
