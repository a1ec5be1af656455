import type { Dialect } from '../event/table.js';

// Addresses are byte strings of 4 or 16 characters in network order, as the fields give them.

/** A network: an address and how many of its leading bits count. */
export interface Net {
  readonly address: string;
  readonly bits: number;
}

/** The bytes of an IPv4 or IPv6 address, or undefined when the text is none (the rules of inet_pton). */
export function parseAddress(text: string): string | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** A network written `address/bits`, or the reason why the text is none. */
export function parseNet(text: string): Net | string {
  const slash = text.indexOf('/');
  if (slash === -1) return `unrecognized IP network ${text}`;
  const address = parseAddress(text.slice(0, slash));
  if (address === undefined) return `unrecognized IP address ${text}`;
  const mask = text.slice(slash + 1);
  const bits = /^\d{1,3}$/.test(mask) ? Number(mask) : Number.NaN;
  return bits <= address.length * 8 ? { address, bits } : `invalid netmask ${mask}`;
}

/**
 * Whether an address lies in a network; one of the other family does not. But programs of the time of enter and exit
 * events took an IPv6 network for an IPv4 one wherever an IPv4 address was: its first four bytes for the address, the
 * next four for the mask.
 */
export function netMatcher(net: Net): (address: string, dialect: Dialect) => boolean {
  const inside = familyMatcher(net);
  if (net.address.length === 4) return inside;
  const masked = word(net.address, 0) & word(net.address, 4);
  const mask = word(net.address, 4);
  return (address, dialect) =>
    address.length === 4 && dialect === 'pairs' ? (word(address, 0) & mask) === masked : inside(address);
}

function word(bytes: string, at: number): number {
  let n = 0;
  for (let i = at; i < at + 4; i++) n = (n << 8) | bytes.charCodeAt(i);
  return n;
}

function familyMatcher(net: Net): (address: string) => boolean {
  const { length } = net.address;
  const bytes = net.bits >> 3;
  const prefix = net.address.slice(0, bytes);
  const shift = 8 - (net.bits & 7);
  if (shift === 8) return (address) => address.length === length && address.startsWith(prefix);
  const rest = net.address.charCodeAt(bytes) >> shift;
  return (address) =>
    address.length === length && address.charCodeAt(bytes) >> shift === rest && address.startsWith(prefix);
}

function parseV4(text: string): string | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bytes = '';
  for (const part of parts) {
    // A leading zero could mean octal, so it is refused, as inet_pton does.
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bytes += String.fromCharCode(Number(part));
  }
  return bytes;
}

function parseV6(text: string): string | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = groups(halves[1] ?? '', true);
  if (head === undefined || tail === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const gap = 16 - head.length - tail.length;
  return gap >= 2 ? head + '\0'.repeat(gap) + tail : undefined;
}

function groups(text: string, last: boolean): string | undefined {
  if (text === '') return '';
  const parts = text.split(':');
  let bytes = '';
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes('.')) {
      const v4 = parseV4(part);
      if (v4 === undefined) return undefined;
      bytes += v4;
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      const group = Number.parseInt(part, 16);
      bytes += String.fromCharCode(group >> 8, group & 255);
    }
  }
  return bytes;
}
