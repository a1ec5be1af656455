/** Bytes up to which a loop is faster than a call into Node. */
const FEW = 160;

/** Copies bytes of one buffer into another, which has room for them. */
export function copyBytes(from: Buffer, start: number, end: number, to: Buffer, at: number): void {
  if (end - start > FEW) {
    from.copy(to, at, start, end);
    return;
  }
  for (let i = start, k = at; i < end; i++, k++) to[k] = from[i];
}
