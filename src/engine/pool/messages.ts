import type { MessagePort } from 'node:worker_threads';

/** What a worker is handed to report with: see WorkerPort. */
export interface Reporting {
  readonly port: MessagePort;
  /** NEXT and STOP, shared by all. */
  readonly gate: Int32Array;
}

/** Cells of the gate: the chunk that is to be written next; not 0 when nobody wants more. */
export const GATE = { NEXT: 0, STOP: 1 } as const;
export const GATE_CELLS = 2;

/** From a worker: the output of a chunk, or that all its chunks before `next` have come. */
export type ChunkMessage = { readonly chunk: number; readonly bytes: Uint8Array } | { readonly next: number };
