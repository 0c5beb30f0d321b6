import type { OrderStatus } from '@orderwire/contracts';

/** What happens to an order when one of its payment links can no longer be paid. */
export type Lapse = 'unknown_order' | 'cancel' | 'record';

/** Only the current link of a waiting order takes the order with it; an older link's end is merely recorded. */
export function lapse(
  order: { status: OrderStatus; sessionId: string | null } | undefined,
  sessionId: string,
): Lapse {
  if (!order) return 'unknown_order';
  return order.status === 'PENDING' && order.sessionId === sessionId ? 'cancel' : 'record';
}
