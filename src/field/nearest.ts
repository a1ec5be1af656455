/** The known name that a mistyped one most likely means, if any is near; of two as near, the one that it begins. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Twice the distance, so that a beginning counts for less than any edit.
  let least = 2 * Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const limit = (least >> 1) + 1;
    if (Math.abs(candidate.length - name.length) >= limit) continue;
    const score = 2 * distance(name, candidate, limit) - (candidate.startsWith(name) ? 1 : 0);
    if (score < least) {
      best = candidate;
      least = score;
    }
  }
  return best;
}

/** Edits that turn one text into the other (insert, delete, replace, swap neighbours); `limit` when it is more. */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2] + 1);
      row.push(d);
      if (d < smallest) smallest = d;
    }
    if (smallest >= limit) return limit;
    before = last;
    last = row;
  }
  return last[b.length];
}
