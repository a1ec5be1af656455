/** Types that are named in the message; more would say no more. */
const NAMED = 5;

/** One kind of thing that was passed over: how often, and the first few types. */
class Tally {
  count = 0;
  private readonly types = new Set<number>();

  add(type: number): void {
    this.count++;
    if (this.types.size <= NAMED) this.types.add(type);
  }

  text(what: string, name: (type: number) => string): string {
    const named = [...this.types].slice(0, NAMED).map(name);
    const list = `${named.join(', ')}${this.types.size > NAMED ? ', ...' : ''}`;
    return `${this.count} ${what}${this.count === 1 ? '' : 's'} of unknown type ${list}`;
  }
}

/** What a reader passed over because its writer is newer than this program. */
export class PassedOver {
  readonly events = new Tally();
  readonly blocks = new Tally();

  /** In words, such as `3 events of unknown type 501`; undefined: nothing was passed over. */
  text(): string | undefined {
    const parts: string[] = [];
    if (this.events.count > 0) parts.push(this.events.text('event', String));
    if (this.blocks.count > 0) parts.push(this.blocks.text('block', (type) => `0x${type.toString(16)}`));
    return parts.length === 0 ? undefined : parts.join(' and ');
  }
}
