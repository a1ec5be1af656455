import type { ByteWriter } from './writer.js';

/** Dotted IPv4 address from four bytes at `at`. */
export function putIpv4(out: ByteWriter, b: Uint8Array, at: number): void {
  out.int(b[at]);
  out.byte(0x2e);
  out.int(b[at + 1]);
  out.byte(0x2e);
  out.int(b[at + 2]);
  out.byte(0x2e);
  out.int(b[at + 3]);
}

/** IPv6 address from 16 bytes at `at`, compressed as inet_ntop(3) does. */
export function putIpv6(out: ByteWriter, b: Uint8Array, at: number): void {
  let bestStart = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; ) {
    let n = 0;
    while (i + n < 8 && b[at + 2 * (i + n)] === 0 && b[at + 2 * (i + n) + 1] === 0) n++;
    if (n > bestLength) {
      bestStart = i;
      bestLength = n;
    }
    i += n + 1;
  }
  for (let i = 0; i < 8; i++) {
    if (i === bestStart) {
      out.byte(0x3a);
      i += bestLength - 1;
      if (i === 7) out.byte(0x3a);
      continue;
    }
    if (i > 0) out.byte(0x3a);
    // inet_ntop writes the last four bytes dotted for ::a.b.c.d and ::ffff:a.b.c.d.
    if (
      i === 6 &&
      bestStart === 0 &&
      (bestLength === 6 || (bestLength === 5 && b[at + 10] === 0xff && b[at + 11] === 0xff))
    ) {
      putIpv4(out, b, at + 12);
      return;
    }
    out.hex((b[at + 2 * i] << 8) | b[at + 2 * i + 1], false);
  }
}

/** ::ffff:a.b.c.d, or the all-zero address, which the original takes for IPv4 too. */
export function isMappedIpv4(b: Uint8Array, at: number): boolean {
  for (let i = 0; i < 10; i++) if (b[at + i] !== 0) return false;
  if (b[at + 10] === 0xff && b[at + 11] === 0xff) return true;
  for (let i = 10; i < 16; i++) if (b[at + i] !== 0) return false;
  return true;
}
