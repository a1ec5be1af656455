import type { ByteWriter } from './writer.js';

/** How byte buffers are shown: dots for what is not printable, hex, hex and text, text alone, base64. */
export type BufferStyle = 'dots' | 'hex' | 'hexascii' | 'ascii' | 'base64';

const DOT = 0x2e;
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const ROW = 16;
const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** Bytes `from`..`to` of `src` in the given style. An empty buffer writes nothing in any style. */
export function putBuffer(out: ByteWriter, src: Uint8Array, from: number, to: number, style: BufferStyle): void {
  if (from === to) return;
  if (style === 'dots') putDots(out, src, from, to);
  else if (style === 'ascii') putAscii(out, src, from, to);
  else if (style === 'base64') putBase64(out, src, from, to);
  else putHex(out, src, from, to, style === 'hexascii');
}

export function putDots(out: ByteWriter, src: Uint8Array, from: number, to: number): void {
  out.reserve(to - from);
  const buf = out.buf;
  let pos = out.pos;
  for (let i = from; i < to; i++) {
    const c = src[i];
    buf[pos++] = c >= 0x20 && c < 0x7f ? c : DOT;
  }
  out.pos = pos;
}

/** Printable characters and line ends alone, after a line end. */
function putAscii(out: ByteWriter, src: Uint8Array, from: number, to: number): void {
  out.reserve(to - from + 1);
  const buf = out.buf;
  let pos = out.pos;
  buf[pos++] = LF;
  for (let i = from; i < to; i++) {
    const c = src[i];
    if (c >= 0x20 && c < 0x7f) buf[pos++] = c;
    else if (c === CR || (c === LF && i > from && src[i - 1] !== CR)) buf[pos++] = LF;
  }
  out.pos = pos;
}

function putHex(out: ByteWriter, src: Uint8Array, from: number, to: number, text: boolean): void {
  for (let row = from; row < to; row += ROW) {
    const end = Math.min(row + ROW, to);
    out.text('\n\t0x');
    out.hex(row - from, false, 4);
    out.byte(0x3a);
    for (let i = row; i < end; i += 2) {
      out.byte(SPACE);
      out.hex(src[i], false, 2);
      if (i + 1 < end) out.hex(src[i + 1], false, 2);
    }
    if (text) {
      const groups = (end - row + 1) >> 1;
      for (let pad = (8 - groups) * 5 + 2; pad > 0; pad--) out.byte(SPACE);
      putDots(out, src, row, end);
    }
  }
  out.byte(LF);
}

function putBase64(out: ByteWriter, src: Uint8Array, from: number, to: number): void {
  out.reserve(4 * Math.ceil((to - from) / 3));
  const buf = out.buf;
  let pos = out.pos;
  for (let i = from; i < to; i += 3) {
    const left = to - i;
    const bits = (src[i] << 16) | (left > 1 ? src[i + 1] << 8 : 0) | (left > 2 ? src[i + 2] : 0);
    buf[pos++] = BASE64[bits >> 18];
    buf[pos++] = BASE64[(bits >> 12) & 63];
    buf[pos++] = left > 1 ? BASE64[(bits >> 6) & 63] : 0x3d;
    buf[pos++] = left > 2 ? BASE64[bits & 63] : 0x3d;
  }
  out.pos = pos;
}
