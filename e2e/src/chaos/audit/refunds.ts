import { differences, type Invariant, isPaid, sums } from './invariant.js';
import type { AuditSnapshot } from './snapshot.js';

/** Refunds at Stripe, in payments-ms, and in the orders. */
export const refundInvariants: readonly Invariant[] = [
  {
    rule: 'the refunded amount of an order equals its refunds at Stripe, and never exceeds the capture',
    check: ({ orders, stripe }) => {
      const succeeded = stripe.refunds.filter(({ status }) => status === 'succeeded');
      const refunded = sums(succeeded.map(({ intentId, amount }) => [intentId, amount]));
      return orders.filter(isPaid).flatMap((order) => {
        const atStripe = refunded.get(order.paymentId ?? '') ?? 0;
        const wrong = [
          atStripe !== order.refunded &&
            `order ${order.id} has ${order.refunded} refunded, ${atStripe} at Stripe`,
          atStripe > order.total && `${atStripe} of order ${order.id} were refunded, ${order.total} captured`,
          (order.total > 0 && order.refunded === order.total) !== (order.status === 'REFUNDED') &&
            `order ${order.id} is ${order.status} with ${order.refunded} of ${order.total} refunded`,
        ];
        return wrong.filter((line) => line !== false);
      });
    },
  },
  {
    rule: 'every refund exists on both sides with the same status',
    check: ({ refunds, stripe }) => {
      // Stripe does not know a refund that it refused.
      const submitted = refunds.filter(({ stripeId, status }) => stripeId !== null || status !== 'failed');
      return differences(
        new Map(submitted.map(({ id, stripeId, status }) => [stripeId ?? id, status])),
        new Map(stripe.refunds.map(({ id, status }) => [id, status])),
        'unknown',
        (id, here, there) => `refund ${id} is ${here} here and ${there} at Stripe`,
      );
    },
  },
  {
    rule: 'a refund fails only when Stripe has a reason to refuse it',
    check: (snapshot) =>
      snapshot.refunds
        .filter(({ stripeId, status }) => stripeId === null && status === 'failed')
        .filter((refund) => !mayBeRefused(snapshot, refund))
        .map(({ id, paymentId }) => `refund ${id} of ${paymentId} failed without a reason at Stripe`),
  },
];

/**
 * Stripe refuses refunds of a charge that is or was disputed, and of more than what is left of it.
 */
function mayBeRefused(
  { stripe }: AuditSnapshot,
  { paymentId, amount }: AuditSnapshot['refunds'][number],
): boolean {
  const line = stripe.ledger.find(({ intentId }) => intentId === paymentId);
  const disputed = stripe.disputes.some(({ intentId }) => intentId === paymentId);
  return disputed || !line || line.captured - line.refunded < amount;
}
