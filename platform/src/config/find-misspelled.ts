import { distance } from 'fastest-levenshtein';

/**
 * Wrong, missing or extra characters that still count as a misspelling. In a short name two of them
 * make another name.
 */
const tolerance = (name: string): number => Math.min(2, Math.floor(name.length / 4));

/**
 * The candidate that is a misspelling of `name` or of `<name>_FILE`; undefined when there is none.
 */
export const findMisspelled = (name: string, candidates: readonly string[]): string | undefined =>
  candidates.find((candidate) =>
    [name, `${name}_FILE`].some((right) => distance(candidate, right) <= tolerance(name)),
  );

/** The known name that `name` resembles most, if `name` is a misspelling of it. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((candidate) => ({ candidate, edits: distance(name, candidate) }));
  const [best] = ranked.sort((a, b) => a.edits - b.edits);
  return best && best.edits <= tolerance(best.candidate) ? best.candidate : undefined;
}
