import type { Books } from './books.js';
import { type Invariant, isPaid } from './invariant.js';
import { sums } from './sums.js';

/** Between what was given back at Stripe, what payments-ms knows of it, and what orders say. */
export const refundInvariants: readonly Invariant[] = [
  {
    rule: 'what an order says went back is what Stripe gave back, and never more than was captured',
    check: ({ orders, stripe }) => {
      const settled = stripe.refunds.filter(({ status }) => status === 'succeeded');
      const back = sums(settled, ({ intentId }) => intentId);
      return orders.filter(isPaid).flatMap((order) => {
        const given = back.get(order.paymentId ?? '') ?? 0;
        const wrong = [
          given !== order.refunded &&
            `order ${order.id} says ${order.refunded} went back, Stripe says ${given}`,
          given > order.total && `${given} of order ${order.id} went back, ${order.total} were captured`,
          (order.refunded === order.total) !== (order.status === 'REFUNDED') &&
            `order ${order.id} is ${order.status} with ${order.refunded} of ${order.total} given back`,
        ];
        return wrong.filter((line) => line !== false);
      });
    },
  },
  {
    rule: 'no refund is forgotten, on either side',
    check: ({ refunds, stripe }) => {
      const theirs = new Map(stripe.refunds.map((refund) => [refund.id, refund]));
      const ours = new Set(refunds.map(({ stripeId }) => stripeId));
      return [
        ...stripe.refunds
          .filter(({ id }) => !ours.has(id))
          .map(({ id }) => `Stripe's refund ${id} is unknown to us`),
        ...refunds
          .filter(({ stripeId, status }) => stripeId !== null || status !== 'failed')
          .flatMap(({ id, stripeId, status }) => {
            const there = theirs.get(stripeId ?? '')?.status;
            return there === status
              ? []
              : [`refund ${id} is ${status} here and ${there ?? 'unknown'} at Stripe`];
          }),
      ];
    },
  },
  {
    rule: 'no refund fails unless Stripe has a reason to refuse it',
    check: (books) =>
      books.refunds
        .filter(({ stripeId, status }) => stripeId === null && status === 'failed')
        .filter((refund) => !couldBeRefused(books, refund))
        .map(
          ({ id, paymentId }) => `refund ${id} of ${paymentId} failed here, and Stripe would have made it`,
        ),
  },
];

/** A charge that is, or was, disputed gives nothing back; no charge gives more than is left of it. */
function couldBeRefused({ stripe }: Books, { paymentId, amount }: Books['refunds'][number]): boolean {
  const line = stripe.ledger.find(({ intentId }) => intentId === paymentId);
  const disputed = stripe.disputes.some(({ intentId }) => intentId === paymentId);
  return disputed || !line || line.captured - line.returned < amount;
}
