import { Piscina } from 'piscina';

interface PipeHandle {
  readonly _handle?: { setBlocking?(blocking: boolean): void };
}

/**
 * Node makes a pipe non-blocking when it lends it to a thread as its standard output. We write in one go, and want to
 * sleep until all is taken.
 */
function blockAgain(): void {
  for (const stream of [process.stdout, process.stderr]) (stream as PipeHandle)._handle?.setBlocking?.(true);
}

/**
 * Runs each job in a thread of its own; `module` exports the function that does it as its default. Resolves to what
 * they returned, in their order; undefined: `dispensable` fired first, and nobody waits for them any more.
 */
export async function runPool<J, R>(
  module: URL,
  jobs: readonly J[],
  dispensable: AbortSignal,
): Promise<readonly R[] | undefined> {
  const threads = new Piscina({
    filename: module.href,
    minThreads: jobs.length,
    maxThreads: jobs.length,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  blockAgain();
  const gone = new Promise<undefined>((resolve) => {
    if (dispensable.aborted) resolve(undefined);
    dispensable.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const results = Promise.all(jobs.map((job): Promise<R> => threads.run(job)));
  // Jobs that end with their thread are refused.
  results.catch(() => {});
  try {
    return await Promise.race([results, gone]);
  } finally {
    await threads.destroy();
  }
}
