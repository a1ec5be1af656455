import type { ByteWriter } from '../bytes/writer.js';
import type { TypeSet } from '../field/def.js';
import type { CompiledFilter } from '../filter/compile.js';
import { compileFormat, type Format, formatNeeds } from '../output/format.js';
import { compileJson } from '../output/json.js';
import { coloured, PLAIN, PRESETS } from '../output/presets.js';
import type { Sink } from '../output/sink.js';
import { defuse } from '../output/terminal.js';
import type { EventContext } from '../state/context.js';
import { isInternal } from '../state/engine.js';
import type { Options } from './flags.js';

const NEWLINE = 0x0a;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', e: '\x1b', '\\': '\\' };

/** The format that the options ask for. In one given by hand \n, \t, \e and \\ are escapes. */
export async function chooseFormat(options: Options, terminal: boolean): Promise<string> {
  const { print } = options;
  if (print === undefined) {
    if (!terminal || options.json) return PLAIN;
    const { Chalk } = await import('chalk');
    return coloured(new Chalk({ level: process.env.NO_COLOR ? 0 : 1 }));
  }
  return PRESETS[print] ?? print.replace(/\\([nte\\])/g, (_, c: string) => ESCAPES[c]);
}

/** Where lines are collected; `line` is told of every whole one. */
export interface Lines {
  readonly out: ByteWriter;
  line(): void;
}

/** The sink that prints a line for each event, of these types at most. */
export function eventPrinter(
  ctx: EventContext,
  types: TypeSet,
  format: Format,
  options: Options,
  terminal: boolean,
  display: CompiledFilter | undefined,
  stdout: Lines,
): Sink {
  const layout = ctx.resolver.bufferStyle !== 'dots';
  const clean = terminal && !options.json ? (out: ByteWriter, from: number) => defuse(out, from, layout) : undefined;
  const put = options.json ? compileJson(format) : compileFormat(format, clean);
  const internal = options.debug === true;
  const { out } = stdout;
  return {
    needs: formatNeeds(format, { types, timeMode: ctx.timeMode }) | (display?.needs ?? 0),
    event() {
      if (!internal && isInternal(ctx.info.category)) return true;
      if (display && !display.match(ctx)) return true;
      const start = out.pos;
      if (put(ctx, out)) {
        out.byte(NEWLINE);
        stdout.line();
      } else {
        out.pos = start;
      }
      return true;
    },
  };
}
