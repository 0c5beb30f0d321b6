import { NotSignedIn } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of the account that asks. Throws auth.not_signed_in for guests and for our own services. That its role suffices was
 * proved before, by the contract's access.
 */
export function mustBeSignedIn(): string {
  const { role, id } = contextOrSystem().actor;
  if (role === 'guest' || role === 'system' || !id || !uuid.test(id)) throw NotSignedIn();
  return id;
}
