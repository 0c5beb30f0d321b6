/** Why a password is refused although it is long enough. */
export type Weakness = 'common' | 'personal';

/** Who chooses it, as far as a guesser would know. */
export interface Chooser {
  email: string;
  name: string;
}

/** Words of the shop's own, with which its customers' passwords like to begin. */
const shopWords = ['orderwire'];
/** Shorter words stand in others by chance. */
const MIN_WORD = 4;
/** What must be left of a password without those words: as much as a password must have at least. */
const MIN_REST = 8;

/**
 * Judges a new password: neither one of the most common (`common` is in lower case), nor hardly more than what the account or the shop is
 * called. It is judged in lower case and kept exactly as it came; composition rules there are none.
 */
export function weaknessOf(
  password: string,
  chooser: Chooser,
  common: ReadonlySet<string>,
): Weakness | undefined {
  const lower = password.toLowerCase();
  if (common.has(lower)) return 'common';
  const words = wordsOf(chooser);
  if (words.includes(lower)) return 'personal';
  const rest = words
    .filter((word) => word.length >= MIN_WORD)
    .reduce((left, word) => left.replaceAll(word, ''), lower);
  return rest !== lower && [...rest].length < MIN_REST ? 'personal' : undefined;
}

/** The longest first: of a word within a longer one nothing is left. */
function wordsOf({ email, name }: Chooser): string[] {
  const local = email.split('@')[0] ?? '';
  const whole = [email, local, name, name.replace(/\s+/g, '')];
  const parts = [...local.split(/[^\p{L}\p{N}]+/u), ...name.split(/\s+/)];
  const words = [...whole, ...parts, ...shopWords].filter((word) => word !== '');
  return words.map((word) => word.toLowerCase()).sort((a, b) => b.length - a.length);
}
