import type { Actor } from '@orderwire/contracts';

/** The orders that a caller can access: all, those of an account, or one guest order by its token. */
export interface AccessScope {
  readonly all: boolean;
  /** Account whose orders are included. */
  readonly customerId: string | null;
  /** Whether the request carried the token of the guest order. */
  readonly withToken: boolean;
}

const internalRoles: ReadonlySet<Actor['role']> = new Set(['staff', 'admin', 'system']);

/** Staff, admins and our own services access all orders and see what shoppers do not. */
export const isStaff = ({ role }: Actor): boolean => internalRoles.has(role);

export const scopeOf = (actor: Actor, withToken = false): AccessScope => ({
  all: isStaff(actor),
  customerId: actor.id,
  withToken,
});
