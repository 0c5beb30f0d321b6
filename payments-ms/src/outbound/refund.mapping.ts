import type { Stripe } from 'stripe';
import { type Refund, type StripeRefund, stripeReasonOf } from '../domain/refund.js';
import { orderIdOf } from '../domain/stripe-event.js';
import { balanceOf } from './balance.mapping.js';
import { paymentNamed } from './reference.mapping.js';
import { UnreadableAnswer } from './stripe.mapping.js';

/** What a refund is looked at with. */
export const EXPANDED = ['payment_intent', 'balance_transaction', 'failure_balance_transaction'] as const;

/** Stripe refuses longer values. */
const MAX_METADATA = 500;

/** A refund in Stripe's words; always the same for the same refund, as its idempotency key demands. */
export function refundParamsOf(refund: Refund): Stripe.RefundCreateParams {
  const { id, orderId, paymentId, amount, reason } = refund;
  const known = stripeReasonOf(reason);
  return {
    payment_intent: paymentId,
    amount,
    ...(known && { reason: known }),
    metadata: { refundId: id, orderId, ...(!known && { reason: reason.slice(0, MAX_METADATA) }) },
    expand: [...EXPANDED],
  };
}

/** Stripe's refund in ours. Throws {@link UnreadableAnswer} when it is none. */
export function refundOf(refund: Stripe.Refund): StripeRefund {
  if (refund.object !== 'refund' || !refund.id)
    throw new UnreadableAnswer('Stripe answered with something that is not a refund');
  return {
    id: refund.id,
    ...paymentNamed(refund.payment_intent),
    refundId: orderIdOf(refund.metadata?.['refundId']),
    amount: refund.amount,
    currency: refund.currency,
    status: statusOf(refund.status),
    failure: refund.failure_reason ?? (refund.status === 'canceled' ? 'canceled' : null),
    reason: refund.reason,
    balances: [refund.balance_transaction, refund.failure_balance_transaction].flatMap(
      (line) => balanceOf(line ?? null) ?? [],
    ),
  };
}

/** A status this code does not know ends nothing: the refund counts as pending and is looked at again. */
function statusOf(status: string | null): StripeRefund['status'] {
  if (status === 'succeeded' || status === 'failed') return status;
  return status === 'canceled' ? 'failed' : 'pending';
}
