import { TYPE_LIMIT } from '../event/table.js';
import { EVENT_ROWS } from '../event/tables/events.data.js';
import { PPME } from '../event/tables/ids.data.js';
import type { EventView } from '../event/view.js';
import type { ProcessEntry } from '../format/capture.js';

/** What can be blanked: arguments of programs, their environment, what is read and written, working directories. */
export const REDACTABLE = ['args', 'env', 'buffers', 'cwd'] as const;
export type Redactable = (typeof REDACTABLE)[number];

export interface Redaction {
  readonly what: Redactable;
  /** Which arguments, variables, buffers or directories; undefined: all. Asked for a byte string. */
  readonly matches: ((text: string) => boolean) | undefined;
}

/** What is changed about events on their way into another capture. */
export interface Changes {
  /** Bytes of a buffer that are kept; Infinity: all. */
  readonly snaplen: number;
  readonly redactions: readonly Redaction[];
}

type Kind = Redactable | 'container';
const MASK = '*';
/** Names of parameters, and what they hold. */
const HOLDS: ReadonlyMap<string, Redactable> = new Map([
  ['args', 'args'],
  ['env', 'env'],
  ['data', 'buffers'],
  ['event_data', 'buffers'],
  ['cwd', 'cwd'],
]);
const TEXTS = /^(bytebuf|charbuf|charbufarray|fspath|fsrelpath)$/;
const DIRECTORY_CALLS: ReadonlySet<number> = new Set([PPME.SYSCALL_CHDIR_X, PPME.SYSCALL_GETCWD_X]);
const CONTAINER_PARAM: ReadonlyMap<number, number> = new Map([
  [PPME.CONTAINER_JSON_E, 0],
  [PPME.CONTAINER_JSON_2_E, 0],
  [PPME.ASYNCEVENT_E, 2],
]);

function kindOf(type: number, param: string): Redactable | undefined {
  const [name, text] = param.split(':');
  if (!TEXTS.test(text.split(/[/#]/)[0])) return undefined;
  if (name === 'path' && DIRECTORY_CALLS.has(type)) return 'cwd';
  return HOLDS.get(name);
}

/** Trims and blanks. What is blanked keeps its length, so that everything around it reads as before. */
export class Rewriter {
  private readonly params: readonly (readonly (readonly [index: number, kind: Kind])[])[];
  private readonly redactions: ReadonlyMap<Redactable, readonly Redaction[]>;

  constructor(private readonly changes: Changes) {
    this.redactions = new Map(REDACTABLE.map((what) => [what, changes.redactions.filter((r) => r.what === what)]));
    const wanted = new Set<Kind>(changes.redactions.map((r) => r.what));
    if (changes.snaplen !== Number.POSITIVE_INFINITY) wanted.add('buffers');
    const containers = wanted.has('env') || wanted.has('args');
    this.params = Array.from({ length: TYPE_LIMIT }, (_, type) => {
      const found: [number, Kind][] = [];
      (EVENT_ROWS[type]?.[3] ?? '').split(' ').forEach((param, i) => {
        const kind = param === '' ? undefined : kindOf(type, param);
        if (kind && wanted.has(kind)) found.push([i, kind]);
      });
      const json = CONTAINER_PARAM.get(type);
      if (containers && json !== undefined) found.push([json, 'container']);
      return found;
    });
  }

  /** Something is to be kept secret: what cannot be looked into must not be copied. */
  get redacts(): boolean {
    return this.changes.redactions.length > 0;
  }

  /** New bytes for parameters of an event, by their number; undefined: it stays as it is. */
  replacements(ev: EventView): (Buffer | undefined)[] | undefined {
    let replaced: (Buffer | undefined)[] | undefined;
    for (const [i, kind] of this.params[ev.type]) {
      const length = ev.len(i);
      if (length === 0) continue;
      const at = ev.offset(i);
      const bytes = ev.u8.subarray(at, at + length);
      const changed = kind === 'container' ? this.container(bytes) : this.param(bytes, kind);
      if (changed !== bytes) {
        replaced ??= [];
        replaced[i] = changed;
      }
    }
    return replaced;
  }

  private param(bytes: Buffer, kind: Redactable): Buffer {
    const kept =
      kind === 'buffers' && bytes.length > this.changes.snaplen ? bytes.subarray(0, this.changes.snaplen) : bytes;
    if (!this.redactions.get(kind)?.length) return kept;
    const text = kept.toString('latin1');
    const blanked = this.blank(text, kind);
    return blanked === text ? kept : Buffer.from(blanked, 'latin1');
  }

  private blank(text: string, kind: Redactable): string {
    const rules = this.redactions.get(kind) ?? [];
    if (rules.length === 0) return text;
    const hit = (item: string) => rules.some(({ matches }) => matches === undefined || matches(item));
    if (kind === 'buffers') return hit(text) ? MASK.repeat(text.length) : text;
    return text
      .split('\0')
      .map((item) => (item !== '' && hit(item) ? blankItem(item, kind) : item))
      .join('\0');
  }

  /** Process list entries hold the same texts. */
  process(p: ProcessEntry): ProcessEntry {
    return { ...p, args: this.blank(p.args, 'args'), env: this.blank(p.env, 'env'), cwd: this.blank(p.cwd, 'cwd') };
  }

  /** Variables and commands in the description of a container. */
  private container(bytes: Buffer): Buffer {
    let root: unknown;
    try {
      root = JSON.parse(bytes.toString('utf8').replace(/\0+$/, ''));
    } catch {
      return bytes;
    }
    const text = JSON.stringify(root, (key, value) => {
      const kind = key === 'env' ? 'env' : key === 'args' ? 'args' : undefined;
      if (!kind || !Array.isArray(value)) return value;
      return value.map((item) => (typeof item === 'string' ? this.blank(item, kind) : item));
    });
    return Buffer.from(`${text}\0`, 'utf8');
  }
}

/** Names of variables stay, as do the steps of a path. */
function blankItem(item: string, kind: Redactable): string {
  if (kind === 'cwd') return item.replace(/[^/]/g, MASK);
  const named = kind === 'env' ? item.indexOf('=') + 1 : 0;
  return item.slice(0, named) + MASK.repeat(item.length - named);
}
