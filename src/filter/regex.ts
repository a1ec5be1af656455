// Linear time whatever the pattern: a deterministic automaton, made state by state as values need it. V8's own linear
// engine is not enough: it takes neither the `u` flag nor counted repetitions above 16, and then falls back to
// backtracking without a word ((a|aa){0,40} hangs).
import { toText } from './quote.js';
import { LAST, parseRegex, type Ranges, type Regex } from './regex-parse.js';

const MAX_NODES = 50_000;
/** Numbers held by all states together before they are dropped and made anew: 16 MB. */
const MAX_CELLS = 2_000_000;
const MATCH = 0;

/** Whether a byte string matches as a whole. Throws a plain Error with the reason when the pattern is wrong. */
export function compileRegex(pattern: string): (value: string) => boolean {
  const automaton = new Automaton(new Nodes(parseRegex(pattern)));
  return (value) => automaton.matches(value);
}

// The pattern as a graph. A node with a set eats one character and goes on; the others go on without eating.
class Nodes {
  readonly sets: (Ranges | undefined)[] = [undefined];
  readonly lineStart = new Set<number>();
  readonly lineEnd = new Set<number>();
  readonly next: number[][] = [[]];
  readonly start: number;

  constructor(regex: Regex) {
    this.start = this.#add(regex, MATCH);
  }

  #node(next: number[], set?: Ranges): number {
    if (this.next.length >= MAX_NODES) throw new Error('invalid regex pattern: pattern too large');
    this.sets.push(set);
    return this.next.push(next) - 1;
  }

  #add(regex: Regex, after: number): number {
    switch (regex.kind) {
      case 'set':
        return this.#node([after], regex.ranges);
      case 'line-start':
      case 'line-end': {
        const node = this.#node([after]);
        (regex.kind === 'line-start' ? this.lineStart : this.lineEnd).add(node);
        return node;
      }
      case 'choice':
        return this.#node(regex.items.map((item) => this.#add(item, after)));
      case 'sequence':
        return regex.items.reduceRight((next, item) => this.#add(item, next), after);
      case 'repeat':
        return this.#repeat(regex.item, regex.min, regex.max, after);
    }
  }

  #repeat(item: Regex, min: number, max: number, after: number): number {
    let next = after;
    if (max === Number.POSITIVE_INFINITY) {
      next = this.#node([after]);
      this.next[next]?.push(this.#add(item, next));
    } else {
      for (let i = min; i < max; i++) next = this.#node([this.#add(item, next), after]);
    }
    for (let i = 0; i < min; i++) next = this.#add(item, next);
    return next;
  }
}

interface State {
  readonly nodes: Int32Array;
  /** The character before was a line feed, or there was none. */
  readonly lineStart: boolean;
  readonly next: (State | undefined)[];
  accepts: boolean | undefined;
}

class Automaton {
  /** First code points of the classes: characters of one class are alike to the whole pattern. */
  readonly #starts: readonly number[];
  readonly #ascii = new Uint16Array(128);
  readonly #newline: number;
  /** Per node: pairs of first and last class that it eats. */
  readonly #eats: (readonly number[])[];
  #states = new Map<string, State>();
  #cells = 0;
  #first: State;

  constructor(readonly nodes: Nodes) {
    const starts = new Set([0, 10, 11]);
    for (const set of nodes.sets) {
      for (let i = 0; set !== undefined && i < set.length; i += 2) {
        starts.add(set[i] as number);
        if ((set[i + 1] as number) < LAST) starts.add((set[i + 1] as number) + 1);
      }
    }
    this.#starts = [...starts].sort((a, b) => a - b);
    for (let code = 0; code < 128; code++) this.#ascii[code] = this.#classOf(code);
    this.#newline = this.#classOf(10);
    this.#eats = nodes.sets.map((set) => (set ?? []).map((code) => this.#classOf(code)));
    this.#first = this.#state([nodes.start], true);
  }

  matches(value: string): boolean {
    let state = this.#first;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return this.#matchesText(toText(value));
      const kind = this.#ascii[code] as number;
      state = state.next[kind] ?? this.#step(state, kind);
      if (state.nodes.length === 0) return false;
    }
    state.accepts ??= this.#reach(state, true).includes(MATCH);
    return state.accepts;
  }

  #matchesText(text: string): boolean {
    let state = this.#first;
    for (const char of text) {
      const kind = this.#classOf(char.codePointAt(0) as number);
      state = state.next[kind] ?? this.#step(state, kind);
      if (state.nodes.length === 0) return false;
    }
    state.accepts ??= this.#reach(state, true).includes(MATCH);
    return state.accepts;
  }

  #step(from: State, kind: number): State {
    const targets = new Set<number>();
    for (const node of this.#reach(from, kind === this.#newline)) {
      const eats = this.#eats[node] as readonly number[];
      for (let i = 0; i < eats.length; i += 2) {
        if (kind >= (eats[i] as number) && kind <= (eats[i + 1] as number)) {
          targets.add(this.nodes.next[node]?.[0] as number);
          break;
        }
      }
    }
    const to = this.#state([...targets], kind === this.#newline && this.nodes.lineStart.size > 0);
    from.next[kind] = to;
    return to;
  }

  // All nodes to be got to without eating. `lineEnd`: the next character is a line feed, or there is none.
  #reach(from: State, lineEnd: boolean): number[] {
    const seen = new Set<number>(from.nodes);
    const todo = [...from.nodes];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      if (this.nodes.sets[node] !== undefined) continue;
      if (this.nodes.lineStart.has(node) && !from.lineStart) continue;
      if (this.nodes.lineEnd.has(node) && !lineEnd) continue;
      for (const next of this.nodes.next[node] as number[]) {
        if (!seen.has(next)) {
          seen.add(next);
          todo.push(next);
        }
      }
    }
    return [...seen];
  }

  #state(nodes: number[], lineStart: boolean): State {
    const sorted = Int32Array.from(nodes).sort();
    const key = `${lineStart ? '^' : ''}${sorted.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    this.#cells += sorted.length * 2 + this.#starts.length;
    if (this.#cells > MAX_CELLS) this.#forget(sorted.length * 2 + this.#starts.length);
    const state: State = { nodes: sorted, lineStart, next: new Array(this.#starts.length), accepts: undefined };
    this.#states.set(key, state);
    return state;
  }

  // States that are still referred to live on until the match that uses them is done.
  #forget(cells: number): void {
    this.#states = new Map();
    this.#cells = cells;
    this.#first = { ...this.#first, next: new Array(this.#starts.length) };
  }

  #classOf(code: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= code) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
