import { type Actor, hasStaffAccess } from '@orderwire/contracts';

/**
 * The orders that a caller can access: all, those of an account, or one guest order by its token.
 */
export interface AccessScope {
  readonly all: boolean;
  /** Account whose orders are included. */
  readonly customerId: string | null;
  /** Whether the request carried the token of the guest order. */
  readonly withToken: boolean;
}

/** All orders for staff, and for a service of ours that `orders.get` names. */
export const scopeOf = (actor: Actor, withToken = false): AccessScope => ({
  all: hasStaffAccess(actor) || actor.role === 'system',
  customerId: actor.id,
  withToken,
});
