import { type Invariant, isPaid } from './invariant.js';

export const moneyInvariants: readonly Invariant[] = [
  {
    rule: 'every order ends',
    check: ({ orders }) =>
      orders.filter(({ status }) => status === 'PENDING').map(({ id }) => `order ${id} is still PENDING`),
  },
  {
    rule: 'no order is PAID without a captured payment of exactly its amount and currency',
    check: ({ orders, stripe }) => {
      const intents = new Map(stripe.intents.map((intent) => [intent.id, intent]));
      return orders.filter(isPaid).flatMap((order) => {
        const intent = intents.get(order.paymentId ?? '');
        if (!intent)
          return [`order ${order.id} is ${order.status}, and Stripe has no payment ${order.paymentId}`];
        const right = intent.received === order.total && intent.currency === order.currency;
        return right
          ? []
          : [
              `order ${order.id} costs ${order.total} ${order.currency}, captured ${intent.received} ${intent.currency}`,
            ];
      });
    },
  },
  {
    rule: 'every captured payment pays an order or goes back to the shopper',
    check: ({ orders, refunds, stripe }) => {
      const paying = new Set(orders.filter(isPaid).map(({ paymentId }) => paymentId));
      const back = sums(stripe.refunds.filter(wentBack), ({ intentId }) => intentId);
      // Stripe or the bank refused: staff are told, and it is theirs to mend.
      const refused = new Set(
        refunds.filter(({ status }) => status === 'failed').map(({ paymentId }) => paymentId),
      );
      return stripe.intents
        .filter(({ id, received }) => received > 0 && !paying.has(id) && !refused.has(id))
        .filter(({ id, received }) => (back.get(id) ?? 0) !== received)
        .map(({ id, orderId, received }) => `${received} of ${id} (order ${orderId}) were kept for nothing`);
    },
  },
  {
    rule: 'at most one payment of an order is kept',
    check: ({ orders, stripe }) => {
      const own = new Map(orders.map(({ id, paymentId }) => [id, paymentId]));
      const kept = stripe.intents.filter(({ received }) => received > 0);
      return [...own].flatMap(([id, paymentId]) => {
        const others = kept.filter((intent) => intent.orderId === id && intent.id !== paymentId);
        const back = sums(stripe.refunds.filter(settled), ({ intentId }) => intentId);
        const live = others.filter((intent) => (back.get(intent.id) ?? 0) === 0);
        const failed = new Set(
          stripe.refunds.filter(({ status }) => status === 'failed').map((r) => r.intentId),
        );
        return live
          .filter((intent) => !failed.has(intent.id))
          .map((intent) => `order ${id} was also paid by ${intent.id}`);
      });
    },
  },
  {
    rule: 'what an order says went back is what Stripe gave back, and never more than was captured',
    check: ({ orders, stripe }) => {
      const back = sums(stripe.refunds.filter(settled), ({ intentId }) => intentId);
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
        ...refunds.flatMap(({ id, stripeId, status }) => {
          const there = stripeId ? theirs.get(stripeId)?.status : undefined;
          if (there === status || (status === 'failed' && there !== 'succeeded')) return [];
          return [`refund ${id} is ${status} here and ${there ?? 'unknown'} at Stripe`];
        }),
      ];
    },
  },
  {
    rule: 'the account book balances, and says what Stripe says',
    check: ({ unbalanced, atStripe, stripe }) => {
      const ours = sums(atStripe, ({ currency }) => currency);
      const theirs = sums(stripe.balance, ({ currency }) => currency);
      return [
        ...unbalanced.map((movement) => `the movement ${movement} does not sum to zero`),
        ...[...new Set([...ours.keys(), ...theirs.keys()])]
          .filter((currency) => (ours.get(currency) ?? 0) !== (theirs.get(currency) ?? 0))
          .map(
            (at) =>
              `the book says ${ours.get(at) ?? 0} ${at} stand at Stripe, Stripe says ${theirs.get(at) ?? 0}`,
          ),
      ];
    },
  },
];

const settled = ({ status }: { status: string }): boolean => status === 'succeeded';

/** Given back, or on its way. */
const wentBack = ({ status }: { status: string }): boolean => status === 'succeeded' || status === 'pending';

/** Amounts added up by name. */
function sums<Row extends { amount: number }>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Map<string, number> {
  const all = new Map<string, number>();
  for (const row of rows) all.set(nameOf(row), (all.get(nameOf(row)) ?? 0) + row.amount);
  return all;
}
