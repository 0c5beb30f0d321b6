import { type Actor, NotAllowed, NotSignedIn } from '@orderwire/contracts';
import { contextOrSystem } from '@orderwire/platform';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of the account that asks. Throws auth.not_signed_in for guests and for our own services. */
export function mustBeSignedIn(): string {
  return idOf(contextOrSystem().actor);
}

/** Throws auth.not_signed_in or auth.not_allowed unless staff or an admin asks; gives its id. */
export function mustBeStaff(): string {
  const { actor } = contextOrSystem();
  const id = idOf(actor);
  if (actor.role !== 'staff' && actor.role !== 'admin') throw NotAllowed();
  return id;
}

/** Throws auth.not_signed_in or auth.not_allowed unless an admin asks; gives its id. */
export function mustBeAdmin(): string {
  const { actor } = contextOrSystem();
  const id = idOf(actor);
  if (actor.role !== 'admin') throw NotAllowed();
  return id;
}

function idOf({ role, id }: Actor): string {
  if (role === 'guest' || role === 'system' || !id || !uuid.test(id)) throw NotSignedIn();
  return id;
}
