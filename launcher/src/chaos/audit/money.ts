import type { StripeAccount } from './books.js';
import { type Invariant, isPaid } from './invariant.js';

/** Between orders and the money that Stripe's own ledger says was captured. */
export const moneyInvariants: readonly Invariant[] = [
  {
    rule: 'every order ends',
    check: ({ orders }) =>
      orders.filter(({ status }) => status === 'PENDING').map(({ id }) => `order ${id} is still PENDING`),
  },
  {
    rule: 'no order is PAID without a captured payment of exactly its amount and currency',
    check: ({ orders, stripe }) => {
      const lines = new Map(stripe.ledger.map((line) => [line.intentId, line]));
      return orders.filter(isPaid).flatMap(({ id, status, total, currency, paymentId }) => {
        const line = lines.get(paymentId ?? '');
        if (!line) return [`order ${id} is ${status}, and Stripe has no payment ${paymentId}`];
        const right = line.captured === total && line.currency === currency;
        return right
          ? []
          : [`order ${id} costs ${total} ${currency}, captured ${line.captured} ${line.currency}`];
      });
    },
  },
  {
    rule: 'every captured payment is in our books, with its amount and its order',
    check: ({ payments, stripe }) => {
      const ours = new Map(payments.map((payment) => [payment.id, payment]));
      const captured = stripe.ledger.filter((line) => line.captured > 0);
      const theirs = new Set(captured.map(({ intentId }) => intentId));
      return [
        ...captured.flatMap(({ intentId, orderId, captured: amount, currency }) => {
          const here = ours.get(intentId);
          if (!here) return [`${intentId} of order ${orderId} is unknown to us`];
          const same = here.amount === amount && here.currency === currency && here.orderId === orderId;
          const told = `${here.amount} ${here.currency} for order ${here.orderId}`;
          return same ? [] : [`${intentId} is ${told} here, ${amount} ${currency} for ${orderId} at Stripe`];
        }),
        ...payments.filter(({ id }) => !theirs.has(id)).map(({ id }) => `Stripe never captured ${id}`),
      ];
    },
  },
  {
    rule: 'every captured payment pays an order or goes back to the shopper',
    check: ({ orders, stripe }) => {
      const paying = new Set(orders.filter(isPaid).map(({ paymentId }) => paymentId));
      return stripe.ledger
        .filter((line) => !paying.has(line.intentId) && stillHere(line) > 0)
        .map(
          (line) => `${stillHere(line)} of ${line.intentId} (order ${line.orderId}) were kept for nothing`,
        );
    },
  },
  {
    rule: 'at most one payment of an order is kept',
    check: ({ orders, stripe }) => {
      const paying = new Map(orders.filter(isPaid).map(({ id, paymentId }) => [id, paymentId]));
      return stripe.ledger
        .filter((line) => stillHere(line) > 0)
        .filter(({ orderId, intentId }) => (paying.get(orderId ?? '') ?? intentId) !== intentId)
        .map(({ orderId, intentId }) => `order ${orderId} was also paid by ${intentId}`);
    },
  },
];

/**
 * What is left to give back of money that pays nothing. Where a refund failed at Stripe, or a bank holds the money for its
 * cardholder, staff are told and it is theirs to mend; what only we hold for failed excuses nothing.
 */
const stillHere = ({ captured, returned, disputed, refused }: StripeAccount): number =>
  captured - returned - disputed - refused;
