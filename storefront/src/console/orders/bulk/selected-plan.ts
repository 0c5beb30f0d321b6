import type { BulkActionKind, OrderView } from '@orderwire/contracts';
import type { Plan } from './bulk-plan';

const SAMPLE = 10;

const left = (order: OrderView) =>
  order.totalAmount - order.refundedAmount - (order.refundPendingAmount ?? 0);

/** Why an action does not apply to an order, as the code of a fault; undefined: it applies. */
export function skipReason(order: OrderView, action: BulkActionKind): string | undefined {
  switch (action) {
    case 'cancel':
      return order.status === 'PENDING' ? undefined : 'orders.not_cancellable';
    case 'refund':
      return ['PAID', 'SHIPPED', 'DELIVERED'].includes(order.status) && order.paymentId && left(order) > 0
        ? undefined
        : 'orders.not_refundable';
    case 'mark_delivered':
      return order.status === 'SHIPPED' ? undefined : 'orders.illegal_transition';
    case 'assign':
      return undefined;
  }
}

/** What an action will do to selected orders, from what the list shows of them. */
export function planOf(orders: readonly OrderView[], action: BulkActionKind): Plan {
  const skips = new Map<string, number>();
  const amounts = new Map<string, number>();
  const applicable = orders.filter((order) => {
    const reason = skipReason(order, action);
    if (reason) skips.set(reason, (skips.get(reason) ?? 0) + 1);
    else if (action === 'refund')
      amounts.set(order.currency, (amounts.get(order.currency) ?? 0) + left(order));
    return reason === undefined;
  });
  return {
    matching: orders.length,
    applicable: applicable.length,
    skips: [...skips].map(([reason, count]) => ({ reason, count })),
    amounts: [...amounts].map(([currency, amount]) => ({ currency, amount })),
    sample: applicable.slice(0, SAMPLE).map((order) => ({
      orderId: order.id,
      match: 'id',
      status: order.status,
      paymentState: order.paymentState ?? 'paid',
      currency: order.currency,
      totalAmount: order.totalAmount,
      email: order.email,
      createdAt: order.createdAt,
    })),
  };
}
