import { ByteWriter } from '../../bytes/writer.js';
import { type Dialect, eventTable } from '../table.js';
import { PPME } from '../tables/ids.data.js';
import type { EventView } from '../view.js';
import { makeCodec, type ParamCodec, type ParamResolver } from './params.js';

const OPEN = 0x28;
const CLOSE = 0x29;
const SPACE = 0x20;
const scratch = new ByteWriter(1024);
const raw = new ByteWriter(1024);

/** Writers for all parameters of all event types of a dialect, made as types turn up. */
export class ArgsRenderer {
  private readonly codecs: (readonly ParamCodec[] | undefined)[] = [];
  private readonly trailingBlank: boolean;
  /** Where the value of the parameter that was written last stands, as long as nothing was written over it. */
  private last: ByteWriter = scratch;
  private lastFrom = 0;
  private lastTo = 0;
  /** In place of these, a text that was made elsewhere. */
  private text: string | undefined;

  constructor(
    private readonly dialect: Dialect,
    private readonly env: ParamResolver,
  ) {
    // libs before 0.22 leave the blank behind the last parameter.
    this.trailingBlank = dialect === 'pairs';
  }

  codecsOf(type: number): readonly ParamCodec[] {
    const known = this.codecs[type];
    if (known) return known;
    const { params } = eventTable(this.dialect)[type];
    const made = params.map((p) => makeCodec(p, params, this.dialect));
    this.codecs[type] = made;
    return made;
  }

  /** `name=value name=value(meaning) `: all parameters of the event. */
  putArgs(out: ByteWriter, ev: EventView): void {
    if (ev.type === PPME.GENERIC_E || ev.type === PPME.GENERIC_X) return;
    const codecs = this.codecsOf(ev.type);
    const n = Math.min(ev.nparams, codecs.length);
    const { env } = this;
    if (n > 0) {
      this.text = undefined;
      this.last = out;
    }
    for (let i = 0; i < n; i++) {
      const codec = codecs[i];
      out.literal(codec.label);
      this.lastFrom = out.pos;
      if (ev.len(i) === 0) {
        out.text(codec.empty);
        this.lastTo = out.pos;
      } else {
        codec.raw(out, ev, i, env);
        this.lastTo = out.pos;
        if (codec.resolved) {
          const mark = out.pos;
          out.byte(OPEN);
          codec.resolved(out, ev, i, env);
          if (out.pos === mark + 1) out.pos = mark;
          else out.byte(CLOSE);
        }
      }
      if (i < n - 1 || this.trailingBlank) out.byte(SPACE);
    }
  }

  /** One parameter: what it stands for if it stands for something, else its value. */
  putArg(out: ByteWriter, ev: EventView, i: number): void {
    const codec = this.codecsOf(ev.type)[i];
    if (ev.len(i) === 0) {
      out.text(codec.empty);
      return;
    }
    const mark = out.pos;
    codec.resolved?.(out, ev, i, this.env);
    if (out.pos > mark) {
      raw.pos = 0;
      codec.raw(raw, ev, i, this.env);
      this.note(raw, 0);
    } else {
      codec.raw(out, ev, i, this.env);
      this.note(out, mark);
    }
  }

  private note(out: ByteWriter, from: number): void {
    this.text = undefined;
    this.last = out;
    this.lastFrom = from;
    this.lastTo = out.pos;
  }

  /** The plain value of the parameter that was turned into text last. */
  lastText(): string {
    return this.text ?? this.last.slice(this.lastFrom, this.lastTo);
  }

  /** Text that was made outside of here. */
  noteText(text: string): void {
    this.text = text;
  }

  argText(ev: EventView, i: number): string {
    scratch.pos = 0;
    this.putArg(scratch, ev, i);
    return scratch.slice(0);
  }
}
