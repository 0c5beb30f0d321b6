import { WeakPassword } from '@orderwire/contracts';
import { type Chooser, weaknessOf } from '../domain/password-rules.js';
import { commonPasswords } from '../outbound/common-passwords.js';

/** Throws auth.weak_password for a password that is among the first a guesser tries. */
export function mustBeHardToGuess(password: string, chooser: Chooser): void {
  const reason = weaknessOf(password, chooser, commonPasswords);
  if (reason) throw WeakPassword({ reason });
}
