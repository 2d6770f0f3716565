/** `; did you mean "..."?` with the candidate that `word` was probably meant to be; nothing if none is near. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const given = word.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    // A unit left out is one mistake, however long: maxBulk for maxBulkBytes.
    const edits = given.length > 2 && known.startsWith(given) ? 1 : distance(given, known);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best === undefined ? "" : `; did you mean "${best}"?`;
}

/** Least number of insertions, deletions, replacements and swaps of neighbours. */
function distance(from: string, to: string): number {
  let older: number[] = [];
  let old = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        old[j]! + 1,
        row[j - 1]! + 1,
        old[j - 1]! + (isSame ? 0 : 1),
        isSwap ? older[j - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    older = old;
    old = row;
  }
  return old[to.length]!;
}
