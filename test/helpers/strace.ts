// What `strace -f -o FILE` writes: one call a line, `TID name(arguments) = result`.

export interface TracedCall {
  readonly tid: number;
  readonly name: string;
  /** Negative for errors; undefined where there is none: the call did not come back, or it shows an address. */
  readonly result: number | undefined;
  /** What stands between the brackets, without the last one. */
  readonly args: string;
}

/** Errors that strace knows and that never reach the program: the kernel's own numbers. */
const RESTARTS: Readonly<Record<string, number>> = {
  ERESTARTSYS: -512,
  ERESTARTNOINTR: -513,
  ERESTARTNOHAND: -514,
  ERESTART_RESTARTBLOCK: -516,
};

function resultOf(text: string, errors: ReadonlyMap<string, number>): number | undefined {
  const [, value, error] = /\) += (-?\d+|\?|0x[0-9a-f]+)(?![x0-9a-f])(?: (E[A-Z0-9_]+))?[^=]*$/.exec(text) ?? [];
  if (error !== undefined) return RESTARTS[error] ?? -(errors.get(error) ?? Number.NaN);
  return value === undefined || value === '?' ? undefined : Number(value);
}

/** Calls in the order in which they came back. `errors`: numbers by name. */
export function parseStrace(text: string, errors: ReadonlyMap<string, number>): TracedCall[] {
  const calls: TracedCall[] = [];
  const open = new Map<number, { name: string; args: string }>();
  for (const line of text.split('\n')) {
    const [, id, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest === undefined || rest.startsWith('+++') || rest.startsWith('---')) continue;
    const tid = Number(id);
    const resumed = /^<\.\.\. (\w+) resumed>/.exec(rest)?.[1];
    const name = resumed ?? /^(\w+)\(/.exec(rest)?.[1];
    if (name === undefined) continue;
    const begun = resumed ? (open.get(tid)?.args ?? '') : '';
    const args =
      begun + rest.replace(/^(<\.\.\. )?\w+( resumed>|\()/, '').replace(/( <unfinished \.\.\.>|\) += .*)$/, '');
    if (rest.endsWith('<unfinished ...>') && !resumed) open.set(tid, { name, args });
    else {
      open.delete(tid);
      calls.push({ tid, name, result: resultOf(rest, errors), args });
    }
  }
  // These never came back.
  for (const [tid, { name, args }] of open) calls.push({ tid, name, result: undefined, args });
  return calls;
}
