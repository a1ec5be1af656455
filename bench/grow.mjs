// Makes a big capture out of a small one: its events again and again, each round later than the one before.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Block types that hold events, with the bytes between block and event header (cpu, flags). */
const EVENT_BLOCKS = new Map([
  [0x204, 2],
  [0x208, 6],
  [0x216, 2],
  [0x217, 6],
  [0x221, 2],
  [0x222, 6],
]);
const SECTION_HEADER = 0x0a0d0d0a;
const BLOCK_HEADER = 8;
const TYPE = 20;
/** Generic system calls, on newer ones of which sysdig 0.29.3 crashes. */
const GENERIC = 1;
/** The last event type that sysdig 0.29.3 knows; it prints none of the others. */
const LAST = 361;

/** Writes at least `events` events to `target`; returns how many. */
export function grow(source, target, events) {
  const bytes = readFileSync(source);
  const kept = [];
  const times = [];
  let head;
  let size = 0;
  if (bytes.readUInt32LE(0) !== SECTION_HEADER) throw new Error(`${source} is no plain capture`);
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    const gap = EVENT_BLOCKS.get(bytes.readUInt32LE(at));
    if (gap === undefined) continue;
    head ??= bytes.subarray(0, at);
    const event = at + BLOCK_HEADER + gap;
    const type = bytes.readUInt16LE(event + TYPE);
    if (type <= GENERIC || type > LAST) continue;
    times.push(size + event - at);
    kept.push(bytes.subarray(at, at + bytes.readUInt32LE(at + 4)));
    size += kept.at(-1).length;
  }
  const body = Buffer.concat(kept);
  const length = body.readBigUInt64LE(times.at(-1)) - body.readBigUInt64LE(times[0]) + 1_000_000n;
  const rounds = Math.ceil(events / kept.length);
  const fd = openSync(target, 'w');
  writeSync(fd, head);
  for (let round = 0; round < rounds; round++) {
    writeSync(fd, body);
    for (const at of times) body.writeBigUInt64LE(body.readBigUInt64LE(at) + length, at);
  }
  closeSync(fd);
  return rounds * kept.length;
}
