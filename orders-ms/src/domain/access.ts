import { type Actor, OrderForbidden, OrderNotFound } from '@orderwire/contracts';

/** A customer without an account id owns nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Whose orders someone may see. */
export type Scope = { all: true } | { all: false; customerId: string };

/**
 * A customer sees their own orders, everybody else all of them. Guests included: as long as there are no accounts every
 * shopper is a guest and the order's id is the secret that opens it.
 */
export function scopeOf(actor: Actor): Scope {
  if (actor.role !== 'customer') return { all: true };
  return { all: false, customerId: actor.id ?? NOBODY };
}

/** Whether someone may see, pay for and cancel an order. */
export function mayRead(actor: Actor, order: { customerId: string | null }): boolean {
  const scope = scopeOf(actor);
  return scope.all || (order.customerId !== null && order.customerId === scope.customerId);
}

/** Gives the order to those who may see it; to others it does not exist. Throws orders.not_found. */
export function visible<T extends { customerId: string | null }>(
  actor: Actor,
  orderId: string,
  order: T | undefined,
): T {
  if (!order || !mayRead(actor, order)) throw OrderNotFound({ orderId });
  return order;
}

/** Moving orders along by hand is not for customers. Throws orders.forbidden. */
export function assertMayMove(actor: Actor): void {
  if (actor.role === 'customer') throw OrderForbidden();
}

/** The account that owns what someone orders. */
export const ownerOf = (actor: Actor): string | null => (actor.role === 'customer' ? actor.id : null);
