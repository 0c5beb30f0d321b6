import { distance } from 'fastest-levenshtein';

/** The most similar known name, if it differs in at most two letters, or one in a short name. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((candidate) => ({ candidate, edits: distance(name, candidate) }));
  const [best] = ranked.sort((a, b) => a.edits - b.edits);
  return best && best.edits <= Math.min(2, Math.floor(best.candidate.length / 4))
    ? best.candidate
    : undefined;
}
