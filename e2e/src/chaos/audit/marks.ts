import { type Invariant, ordersByIntent } from './invariant.js';
import type { AuditSnapshot } from './snapshot.js';

export const markInvariants: readonly Invariant[] = [
  {
    rule: 'an order has a fraud warning exactly if a card network warned of its payment',
    check: (snapshot) =>
      unequalFlags(snapshot, snapshot.stripe.fraudWarnings, 'a fraud warning', (order) => order.fraudWarning),
  },
  {
    rule: 'the review of an order is open exactly while it is open at Stripe',
    check: (snapshot) =>
      unequalFlags(
        snapshot,
        snapshot.stripe.openReviews,
        'an open review',
        ({ review }) => review === 'open',
      ),
  },
];

/** Compares a flag of each order with the payment intents of which Stripe says the same. */
function unequalFlags(
  { orders, stripe }: AuditSnapshot,
  intents: readonly string[],
  flag: string,
  isFlagged: (order: AuditSnapshot['orders'][number]) => boolean,
): string[] {
  const orderOf = ordersByIntent(stripe);
  const flagged = new Set(intents.map((intent) => orderOf.get(intent)));
  return orders.flatMap((order) => {
    if (isFlagged(order) === flagged.has(order.id)) return [];
    const [here, there] = isFlagged(order) ? ['has', 'none'] : ['does not have', 'one'];
    return [`order ${order.id} ${here} ${flag}; Stripe has ${there}`];
  });
}
