/** The known name that this one was probably meant to be: at most two typing slips away. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const upper = name.toUpperCase();
  const ranked = known
    .map((candidate) => ({ candidate, slips: slipsBetween(upper, candidate) }))
    .sort((a, b) => a.slips - b.slips);
  const best = ranked[0];
  // In a short name, two slips make it a different one.
  return best && best.slips <= Math.min(2, Math.floor(best.candidate.length / 4))
    ? best.candidate
    : undefined;
}

/** Letters left out, put in, mistaken or swapped with their neighbour (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const mistaken = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      (rows[i] ??= [])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, mistaken, swapped);
    }
  }
  return at(a.length, b.length);
}
