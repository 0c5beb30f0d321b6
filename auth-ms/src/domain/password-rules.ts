/** Why a password is refused although it is long enough. */
export type Weakness = 'common' | 'personal';

/** Who chooses it, as far as a guesser would know. */
export interface Chooser {
  email: string;
  name: string;
}

/**
 * Judges a new password: neither one of the most common (`common` is in lower case) nor what the account is called.
 * It is judged in lower case and kept exactly as it came; composition rules there are none.
 */
export function weaknessOf(
  password: string,
  { email, name }: Chooser,
  common: ReadonlySet<string>,
): Weakness | undefined {
  const lower = password.toLowerCase();
  if (common.has(lower)) return 'common';
  const own = [email, email.split('@')[0] ?? '', name, name.replace(/\s+/g, '')];
  return own.some((word) => word.toLowerCase() === lower) ? 'personal' : undefined;
}
