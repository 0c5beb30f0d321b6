import { differences, type Invariant, isPaid } from './invariant.js';
import type { StripeLedgerLine } from './snapshot.js';

/** Orders against the captures in the sandbox's own ledger. */
export const paymentInvariants: readonly Invariant[] = [
  {
    rule: 'no order stays PENDING',
    check: ({ orders }) =>
      orders.filter(({ status }) => status === 'PENDING').map(({ id }) => `order ${id} is PENDING`),
  },
  {
    rule: 'no order is PAID without a captured payment of exactly its amount and currency',
    check: ({ orders, stripe }) => {
      const lines = new Map(stripe.ledger.map((line) => [line.intentId, line]));
      return orders.filter(isPaid).flatMap(({ id, status, total, currency, paymentId }) => {
        // A free order needs no payment.
        if (total === 0) return paymentId ? [`order ${id} is free and has the payment ${paymentId}`] : [];
        const line = lines.get(paymentId ?? '');
        if (!line) return [`order ${id} is ${status}, and Stripe has no payment ${paymentId}`];
        const same = line.captured === total && line.currency === currency;
        return same
          ? []
          : [`order ${id} costs ${total} ${currency}, captured ${line.captured} ${line.currency}`];
      });
    },
  },
  {
    rule: 'every captured payment is recorded with its amount and its order',
    check: ({ payments, stripe }) => {
      const text = (amount: number, currency: string, orderId: string | null) =>
        `${amount} ${currency} for order ${orderId}`;
      const captured = stripe.ledger.filter((line) => line.captured > 0);
      return differences(
        new Map(payments.map(({ id, amount, currency, orderId }) => [id, text(amount, currency, orderId)])),
        new Map(captured.map((line) => [line.intentId, text(line.captured, line.currency, line.orderId)])),
        'unknown',
        (id, here, there) => `payment ${id} is ${here} here and ${there} at Stripe`,
      );
    },
  },
  {
    rule: 'every captured payment pays an order or is refunded',
    check: ({ orders, stripe }) => {
      const paying = new Set(orders.filter(isPaid).map(({ paymentId }) => paymentId));
      return stripe.ledger
        .filter((line) => !paying.has(line.intentId) && refundable(line) > 0)
        .map((line) => `${refundable(line)} of ${line.intentId} (order ${line.orderId}) were not refunded`);
    },
  },
  {
    rule: 'an order keeps at most one payment',
    check: ({ orders, stripe }) => {
      const paying = new Map(orders.filter(isPaid).map(({ id, paymentId }) => [id, paymentId]));
      return stripe.ledger
        .filter((line) => refundable(line) > 0)
        .filter(({ orderId, intentId }) => (paying.get(orderId ?? '') ?? intentId) !== intentId)
        .map(({ orderId, intentId }) => `order ${orderId} was also paid by ${intentId}`);
    },
  },
];

/**
 * The part of a capture that can still be refunded. Refunds that failed at Stripe and disputed
 * amounts are excluded, because staff handle them; a refund that failed only in our database is
 * not.
 */
const refundable = ({ captured, refunded, disputed, refundsFailed }: StripeLedgerLine): number =>
  captured - refunded - disputed - refundsFailed;
