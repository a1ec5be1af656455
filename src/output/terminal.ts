import type { ByteWriter } from '../bytes/writer.js';

const DOT = 0x2e;
const DELETE = 0x7f;
const TAB = 0x09;
const LF = 0x0a;
/** First byte of the UTF-8 form of C1 controls (U+0080..U+009F). */
const C1_LEAD = 0xc2;

/**
 * Makes what stands between `from` and the end of the writer safe for a terminal: control characters become dots, so
 * that a captured file name cannot move the cursor or retitle the window. Line ends and tabs stay only where
 * `layout` says that ts-shark itself wrote them (hex dumps and the like).
 */
export function defuse(out: ByteWriter, from: number, layout: boolean): void {
  const { buf } = out;
  for (let i = from; i < out.pos; i++) {
    const c = buf[i];
    if (c < 0x20 ? !(layout && (c === LF || c === TAB)) : c === DELETE) buf[i] = DOT;
    else if (c === C1_LEAD && i + 1 < out.pos && buf[i + 1] >= 0x80 && buf[i + 1] < 0xa0) {
      buf[i] = DOT;
      buf[i + 1] = DOT;
    }
  }
}
