import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { type ChunkMessage, GATE, GATE_CELLS } from './messages.js';
import { Order } from './order.js';

const LAST_CHUNK = 0x7fffffff;

/** What a worker does, told in values that can be sent to it. */
export interface Job {
  /** Its place among `count` workers. */
  readonly index: number;
  readonly count: number;
}

/**
 * Runs one job in each of `jobs.length` threads; `module` exports the function that does it as its default, and gets
 * the job with a Reporting. Output is handed to `deliver` in the order of its chunks. Resolves to what the jobs
 * returned. When `deliver` throws, or `interrupted` fires, the workers are told to stop.
 */
export async function runPool<J extends Job, R>(
  module: URL,
  jobs: readonly J[],
  deliver: (bytes: Uint8Array) => void,
  interrupted: AbortSignal,
): Promise<R[]> {
  const gate = new Int32Array(new SharedArrayBuffer(4 * GATE_CELLS));
  const stop = () => {
    Atomics.store(gate, GATE.STOP, 1);
    Atomics.notify(gate, GATE.NEXT);
  };
  let failure: unknown;
  const order = new Order<Uint8Array>(jobs.length, (bytes) => {
    if (failure === undefined) deliver(bytes);
  });
  const listen = (port: MessagePort, worker: number) =>
    new Promise<void>((resolve) => {
      port.on('message', (message: ChunkMessage) => {
        try {
          if ('chunk' in message) order.put(message.chunk, message.bytes);
          else order.done(worker, message.next);
        } catch (error) {
          failure ??= error;
          stop();
        }
        Atomics.store(gate, GATE.NEXT, Math.min(order.next, LAST_CHUNK));
        Atomics.notify(gate, GATE.NEXT);
        if ('next' in message && message.next === Number.POSITIVE_INFINITY) {
          port.close();
          resolve();
        }
      });
    });
  interrupted.addEventListener('abort', stop, { once: true });
  const threads = new Piscina({
    filename: module.href,
    minThreads: jobs.length,
    maxThreads: jobs.length,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  try {
    const results = await Promise.all(
      jobs.map(async (job, i) => {
        const { port1, port2 } = new MessageChannel();
        const heard = listen(port1, i);
        const result: R = await threads.run({ ...job, port: port2, gate }, { transferList: [port2] });
        await heard;
        return result;
      }),
    );
    if (failure !== undefined) throw failure;
    return results;
  } finally {
    await threads.destroy();
  }
}
