import type { OrderStatus } from '@orderwire/contracts';

/** The fields of an order that decide whether a payment pays it. */
export interface PayableOrder {
  readonly status: OrderStatus;
  /** Minor units. */
  readonly totalAmount: number;
  readonly currency: string;
  /** The payment that paid it, if any. */
  readonly paymentId: string | null;
}

/** A captured payment. */
export interface Payment {
  paymentId: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** What promotion codes took off, in minor units: everything, or nothing. */
  discount?: number;
}

/** Why a payment does not pay an order. A rejected payment is refunded. */
export type RejectionReason =
  'unknown_order' | 'cancelled' | 'paid_by_another' | 'amount_differs' | 'currency_differs';

export type PaymentDecision =
  | { outcome: 'paid' }
  /** This payment paid the order before: nothing changes. */
  | { outcome: 'already_paid' }
  | { outcome: 'rejected'; reason: RejectionReason };

const rejected = (reason: RejectionReason): PaymentDecision => ({ outcome: 'rejected', reason });

/**
 * A payment pays an order that is PENDING, in exactly its amount and currency less a discount, and
 * only once.
 */
export function decidePayment(order: PayableOrder | undefined, payment: Payment): PaymentDecision {
  if (!order) return rejected('unknown_order');
  if (order.paymentId === payment.paymentId) return { outcome: 'already_paid' };
  if (order.status === 'CANCELLED') return rejected('cancelled');
  if (order.status !== 'PENDING') return rejected('paid_by_another');
  if (order.currency !== payment.currency) return rejected('currency_differs');
  if (order.totalAmount !== payment.amount + (payment.discount ?? 0)) return rejected('amount_differs');
  return { outcome: 'paid' };
}

interface OrderWithSession {
  status: OrderStatus;
  /** The current payment session; null while a new one is being opened. */
  sessionId: string | null;
}

/**
 * Whether a rejected payment came through the only session that could still pay the order. The
 * order is cancelled then. A payment through an earlier session leaves the current one open.
 */
export const exhaustsSession = (order: OrderWithSession, sessionId: string): boolean =>
  order.status === 'PENDING' && (order.sessionId ?? sessionId) === sessionId;

/**
 * Whether a session is the current one of a PENDING order: only its end and its delayed payment
 * change the order. The end of an earlier session is only recorded.
 */
export const isCurrentSession = (order: OrderWithSession, sessionId: string): boolean =>
  order.status === 'PENDING' && order.sessionId === sessionId;

/** Whether a session is that of a delayed payment which was processed when the order was cancelled. */
export const isDelayedOfCancelled = (
  order: OrderWithSession & { cancellationBlockedBy: string | null },
  sessionId: string,
): boolean =>
  order.status === 'CANCELLED' &&
  order.cancellationBlockedBy === 'payment_processing' &&
  order.sessionId === sessionId;
