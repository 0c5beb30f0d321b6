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

export const scopeOf = (actor: Actor, withToken = false): AccessScope => ({
  all: hasStaffAccess(actor),
  customerId: actor.id,
  withToken,
});
