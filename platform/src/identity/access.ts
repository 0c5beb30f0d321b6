import { type Access, type Actor, NotAllowed, NotSignedIn } from '@orderwire/contracts';

const staff: ReadonlySet<Actor['role']> = new Set(['staff', 'admin', 'system']);

/** Throws auth.not_signed_in or auth.not_allowed unless this actor may ask what is open to `access`. */
export function assertAccess(access: Access, { role }: Actor, service?: string): void {
  if (access === 'anyone') return;
  if (access === 'service') {
    if (!service) throw NotAllowed();
    return;
  }
  if (role === 'guest') throw NotSignedIn();
  if (access === 'staff' && !staff.has(role)) throw NotAllowed();
  if (access === 'admin' && role !== 'admin' && role !== 'system') throw NotAllowed();
}
