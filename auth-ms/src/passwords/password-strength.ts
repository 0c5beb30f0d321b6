import { readFileSync } from 'node:fs';
import { WeakPassword } from '@orderwire/contracts';

/** Why a password is refused although it is long enough. */
export type Weakness = 'common' | 'personal';

/** The account data that a guesser would know. */
export interface PasswordOwner {
  email: string;
  name: string;
}

const file = new URL('../../data/common-passwords.txt', import.meta.url);

/**
 * The 10,000 most common passwords of at least eight characters, in lower case. Source:
 * data/README.md.
 */
export const commonPasswords: ReadonlySet<string> = new Set(readFileSync(file, 'utf8').trimEnd().split('\n'));

/** Words of this shop that customers use in their passwords. */
const shopWords = ['orderwire'];
/** Shorter words occur in other words by chance. */
const MIN_WORD_LENGTH = 4;
/** Characters that must remain without those words: the minimum length of a password. */
const MIN_REST_LENGTH = 8;

/** Throws auth.weak_password for a password that a guesser tries first. */
export function requireStrongPassword(password: string, owner: PasswordOwner): void {
  const reason = weaknessOf(password, owner);
  if (reason) throw WeakPassword({ reason });
}

/**
 * `common`: one of {@link commonPasswords}. `personal`: little more than the name or address of the
 * account, or the name of the shop. Case is ignored. There are no composition rules.
 */
export function weaknessOf(password: string, owner: PasswordOwner): Weakness | undefined {
  const lower = password.toLowerCase();
  if (commonPasswords.has(lower)) return 'common';
  const words = wordsOf(owner);
  if (words.includes(lower)) return 'personal';
  const rest = words
    .filter((word) => word.length >= MIN_WORD_LENGTH)
    .reduce((left, word) => left.replaceAll(word, ''), lower);
  return rest !== lower && [...rest].length < MIN_REST_LENGTH ? 'personal' : undefined;
}

/** Longest first, so that a word within a longer one leaves nothing. */
function wordsOf({ email, name }: PasswordOwner): string[] {
  const local = email.split('@')[0] ?? '';
  const whole = [email, local, name, name.replace(/\s+/g, '')];
  const parts = [...local.split(/[^\p{L}\p{N}]+/u), ...name.split(/\s+/)];
  const words = [...whole, ...parts, ...shopWords].filter((word) => word !== '');
  return words.map((word) => word.toLowerCase()).sort((a, b) => b.length - a.length);
}
