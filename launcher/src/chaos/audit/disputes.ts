import type { Books } from './books.js';
import type { Invariant } from './invariant.js';

/** What a status of Stripe's means to a shop: while a bank only asks (an inquiry) nothing is disputed. */
function stageOf(status: string): string {
  if (status === 'won' || status === 'lost') return status;
  if (status === 'warning_closed') return 'closed';
  return status.startsWith('warning_') ? 'inquiry' : 'opened';
}

export const disputeInvariants: readonly Invariant[] = [
  {
    rule: 'no dispute is forgotten, on either side',
    check: ({ disputes, stripe }) => {
      const ours = new Map(disputes.map((dispute) => [dispute.id, dispute]));
      const theirs = new Set(stripe.disputes.map(({ id }) => id));
      return [
        ...stripe.disputes.flatMap(({ id, intentId, amount, status }) => {
          const here = ours.get(id);
          if (!here) return [`Stripe's dispute ${id} is unknown to us`];
          const same =
            here.stage === stageOf(status) && here.amount === amount && here.paymentId === intentId;
          const held = `${here.amount} of ${here.paymentId}, ${here.stage}`;
          return same
            ? []
            : [`dispute ${id} is ${held} here and ${amount} of ${intentId}, ${status} at Stripe`];
        }),
        ...disputes.filter(({ id }) => !theirs.has(id)).map(({ id }) => `Stripe has no dispute ${id}`),
      ];
    },
  },
  {
    rule: 'an order bears the mark of the disputes about its money, and no other',
    check: (books) => {
      const stages = stagesByOrder(books);
      return books.orders.flatMap(({ id, dispute }) => {
        const wanted = marks(stages.get(id) ?? []);
        return wanted.includes(dispute)
          ? []
          : [`order ${id} is marked ${dispute}, by Stripe's disputes it is ${wanted.join(' or ')}`];
      });
    },
  },
];

function stagesByOrder({ stripe }: Books): Map<string, string[]> {
  const orderOf = new Map(stripe.ledger.map(({ intentId, orderId }) => [intentId, orderId]));
  const stages = new Map<string, string[]>();
  for (const { intentId, status } of stripe.disputes) {
    const orderId = orderOf.get(intentId) ?? '';
    stages.set(orderId, [...(stages.get(orderId) ?? []), stageOf(status)]);
  }
  return stages;
}

/** Which marks are right: of several verdicts the last one counts, and Stripe does not tell which that is. */
function marks(stages: readonly string[]): (string | null)[] {
  if (stages.includes('opened')) return ['open'];
  const verdicts = stages.filter((stage) => stage === 'won' || stage === 'lost');
  return verdicts.length > 0 ? verdicts : [null];
}
