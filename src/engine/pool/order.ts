/** Puts the chunks of all workers back into the order of the capture. */
export class Order<T> {
  /** The first chunk that has not been handed on yet. */
  next = 0;
  private readonly waiting = new Map<number, T>();
  /** By worker: all its chunks before this one have come, or are empty. */
  private readonly complete: number[];

  constructor(
    count: number,
    private readonly deliver: (output: T) => void,
  ) {
    this.complete = new Array(count).fill(0);
  }

  put(chunk: number, output: T): void {
    this.waiting.set(chunk, output);
  }

  /** A worker has said all about its chunks before `next`. Hands on what is due. */
  done(worker: number, next: number): void {
    this.complete[worker] = next;
    const last = Math.min(...this.complete);
    for (; this.next < last; this.next++) {
      const output = this.waiting.get(this.next);
      if (output !== undefined) {
        this.waiting.delete(this.next);
        this.deliver(output);
      } else if (this.waiting.size === 0) {
        this.next = last;
        return;
      }
    }
  }
}
