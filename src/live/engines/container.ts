import { statSync } from 'node:fs';
import { PPME } from '../../event/tables/ids.data.js';
import { BlockWriter } from '../../format/scap/blocks-out.js';
import type { Json } from './json.js';

// A container as the original's events tell it.

/** CT_* numbers of the format. */
export const ENGINE = { DOCKER: 0, CRI: 6, CONTAINERD: 7, CRIO: 8, PODMAN: 11 } as const;

/** No engine has more, for us. */
export const MOST_CONTAINERS = 10_000;
const EV_V2_LARGE = 0x221;
const EVENT_HEADER = 26;
const NO_CPU = 0xffff;
const SHORT_ID = 12;

/** Long ids are known by their beginning. */
export const shortId = (id: string): string => (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, SHORT_ID) : id);

/** `host/repository:tag@digest` in its parts. */
export function imageParts(image: string): Json {
  const [, repo, tag] = /^(.*?)(?::([^:/]+))?$/.exec(image.replace(/@.*$/, '')) ?? [];
  const at = image.indexOf('@');
  return { image, imagerepo: repo ?? '', imagetag: tag ?? '', imagedigest: at < 0 ? '' : image.slice(at + 1) };
}

/** What tells of the containers of an engine. */
export interface Engine {
  /** Asks about all that are there, and tells of those that start from then on. */
  begin(tell: (container: Json) => void): Promise<void>;
  close(): void;
}

export function isSocket(path: string): boolean {
  try {
    return statSync(path).isSocket();
  } catch {
    return false;
  }
}

/** The path in `unix://path`, or the path itself. */
export const socketPath = (address: string | undefined): string | undefined =>
  /^(?:unix:\/\/)?(\/.+)$/.exec(address ?? '')?.[1];

/** A container event, as a block. `ts`: ns since the epoch. */
export function containerBlock(container: Json, ts: bigint): Buffer {
  const bytes = Buffer.from(`${JSON.stringify({ container })}\0`);
  const out = new BlockWriter();
  const start = out.beginBlock(EV_V2_LARGE);
  out.u16(NO_CPU);
  out.u64(ts);
  out.u64(-1n);
  out.u32(EVENT_HEADER + 4 + bytes.length);
  out.u16(PPME.CONTAINER_JSON_2_E);
  out.u32(1);
  out.u32(bytes.length);
  out.copy(bytes, 0, bytes.length);
  out.endBlock(start);
  return Buffer.from(out.buf.subarray(0, out.pos));
}
