import type { OrderStatus } from '@orderwire/contracts';

/** What a decision about money needs to know of an order. */
export interface Payable {
  status: OrderStatus;
  /** Minor units. */
  totalAmount: number;
  currency: string;
  /** The payment that paid it, if any. */
  paymentId: string | null;
}

/** Money that was captured. */
export interface Payment {
  paymentId: string;
  /** Minor units. */
  amount: number;
  currency: string;
}

/** Why money does not pay an order. It must go back to the shopper. */
export type Rejection =
  'unknown_order' | 'cancelled' | 'paid_by_another' | 'amount_differs' | 'currency_differs';

export type Settlement =
  | { outcome: 'paid' }
  /** The same payment was settled before: nothing changes. */
  | { outcome: 'already_paid' }
  | { outcome: 'rejected'; reason: Rejection };

/**
 * Whether money that does not count used up the link through which a waiting order could have been paid: then nothing will
 * ever pay the order, and it ends. With an older link's money the current link still stands.
 */
export const usedUp = (
  order: { status: OrderStatus; sessionId: string | null },
  sessionId: string,
): boolean => order.status === 'PENDING' && (order.sessionId ?? sessionId) === sessionId;

const rejected = (reason: Rejection): Settlement => ({ outcome: 'rejected', reason });

/** Whether a payment pays an order: only a waiting one, only in exactly its amount and currency, and only once. */
export function settle(order: Payable | undefined, payment: Payment): Settlement {
  if (!order) return rejected('unknown_order');
  if (order.paymentId === payment.paymentId) return { outcome: 'already_paid' };
  if (order.status === 'CANCELLED') return rejected('cancelled');
  if (order.status !== 'PENDING') return rejected('paid_by_another');
  if (order.currency !== payment.currency) return rejected('currency_differs');
  if (order.totalAmount !== payment.amount) return rejected('amount_differs');
  return { outcome: 'paid' };
}
