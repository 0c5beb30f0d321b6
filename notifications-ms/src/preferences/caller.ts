import { type Actor, NotSignedIn } from '@orderwire/contracts';

/** The account of the caller. Throws auth.not_signed_in for guests and services. */
export function requireAccountId({ id }: Actor): string {
  if (!id) throw NotSignedIn();
  return id;
}
