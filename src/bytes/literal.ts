/** A byte string that is written over and over, cut into words so that a writer needs few steps for it. */
export class Literal {
  /** Little-endian words; the last one is padded with zeros. */
  readonly words: readonly number[];
  readonly length: number;

  constructor(text: string) {
    const padded = Buffer.alloc((text.length + 3) & ~3);
    padded.write(text, 'latin1');
    this.words = Array.from({ length: padded.length / 4 }, (_, i) => padded.readInt32LE(4 * i));
    this.length = text.length;
  }
}
