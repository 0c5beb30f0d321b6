/** Letters that may be wrong, missing, or too many. In a short name, two of them make it a different one. */
const mistakes = (wanted: string): number => Math.min(2, Math.floor(wanted.length / 4));

/** The name among those that are set which was probably meant to be `wanted`, or `wanted_FILE`. */
export function misspelt(wanted: string, set: readonly string[]): string | undefined {
  return set.find(
    (name) =>
      distance(name, wanted) <= mistakes(wanted) || distance(name, `${wanted}_FILE`) <= mistakes(wanted),
  );
}

/** How many letters have to be put in, taken out or changed to make one from the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const letter of one) {
    let diagonal = row[0] ?? 0;
    const next = [diagonal + 1];
    for (const [column, against] of [...other].entries()) {
      const above = row[column + 1] ?? 0;
      next.push(Math.min(diagonal + (letter === against ? 0 : 1), above + 1, (next[column] ?? 0) + 1));
      diagonal = above;
    }
    row = next;
  }
  return row[other.length] ?? Infinity;
}
