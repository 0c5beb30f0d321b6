import { type Access, type Actor, hasStaffAccess, NotAllowed, NotSignedIn } from '@orderwire/contracts';

/**
 * Throws auth.not_signed_in or auth.not_allowed unless this actor may call a contract of this
 * access.
 */
export function assertAccess(access: Access, actor: Actor, service?: string): void {
  if (access === 'anyone') return;
  if (access === 'service') {
    if (!service) throw NotAllowed();
    return;
  }
  if (actor.role === 'guest') throw NotSignedIn();
  if (access === 'staff' && !hasStaffAccess(actor)) throw NotAllowed();
  if (access === 'admin' && actor.role !== 'admin' && actor.role !== 'system') throw NotAllowed();
}
