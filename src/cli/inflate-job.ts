import { openSource } from '../source/open.js';
import { pour, type SharedInput } from '../source/shared.js';

/** What a thread is told that inflates a capture for those that print it. */
export interface InflateJob {
  readonly file: string;
  readonly input: SharedInput;
}

export default async function inflate({ file, input }: InflateJob): Promise<void> {
  await pour(await openSource(file), input);
}
