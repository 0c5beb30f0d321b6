/** Amounts added up by name. */
export function sums<Row extends { amount: number }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Map<string, number> {
  const all = new Map<string, number>();
  for (const row of rows) all.set(nameOf(row), (all.get(nameOf(row)) ?? 0) + row.amount);
  return all;
}

/** One sentence for each name under which two sides have different sums; none is 0. */
export function differing(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
  told: (name: string, one: number, other: number) => string,
): string[] {
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((name) => (one.get(name) ?? 0) !== (other.get(name) ?? 0))
    .map((name) => told(name, one.get(name) ?? 0, other.get(name) ?? 0));
}
