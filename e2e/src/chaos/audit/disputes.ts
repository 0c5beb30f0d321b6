import type { Invariant } from './invariant.js';
import type { AuditSnapshot } from './snapshot.js';

/** payments-ms's stage for a status of Stripe's. An inquiry (`warning_*`) is not a dispute yet. */
function stageOf(status: string): string {
  if (status === 'won' || status === 'lost') return status;
  if (status === 'warning_closed') return 'closed';
  return status.startsWith('warning_') ? 'inquiry' : 'opened';
}

export const disputeInvariants: readonly Invariant[] = [
  {
    rule: 'every dispute exists on both sides with the same stage and amount',
    check: ({ disputes, stripe }) => {
      const recorded = new Map(disputes.map((dispute) => [dispute.id, dispute]));
      const atStripe = new Set(stripe.disputes.map(({ id }) => id));
      return [
        ...stripe.disputes.flatMap(({ id, intentId, amount, status }) => {
          const here = recorded.get(id);
          if (!here) return [`Stripe's dispute ${id} is not recorded`];
          const same =
            here.stage === stageOf(status) && here.amount === amount && here.paymentId === intentId;
          const ours = `${here.amount} of ${here.paymentId}, ${here.stage}`;
          return same
            ? []
            : [`dispute ${id} is ${ours} here and ${amount} of ${intentId}, ${status} at Stripe`];
        }),
        ...disputes.filter(({ id }) => !atStripe.has(id)).map(({ id }) => `Stripe has no dispute ${id}`),
      ];
    },
  },
  {
    rule: 'the dispute flag of an order matches the disputes of its payments',
    check: (snapshot) => {
      const stages = stagesByOrder(snapshot);
      return snapshot.orders.flatMap(({ id, dispute }) => {
        const allowed = flagsFor(stages.get(id) ?? []);
        return allowed.includes(dispute)
          ? []
          : [`order ${id} is flagged ${dispute}; by Stripe's disputes it is ${allowed.join(' or ')}`];
      });
    },
  },
];

function stagesByOrder({ stripe }: AuditSnapshot): Map<string, string[]> {
  const orderOf = new Map(stripe.ledger.map(({ intentId, orderId }) => [intentId, orderId]));
  const stages = new Map<string, string[]>();
  for (const { intentId, status } of stripe.disputes) {
    const orderId = orderOf.get(intentId) ?? '';
    stages.set(orderId, [...(stages.get(orderId) ?? []), stageOf(status)]);
  }
  return stages;
}

/** The correct flags. The latest verdict counts, and Stripe does not say which one that is. */
function flagsFor(stages: readonly string[]): (string | null)[] {
  if (stages.includes('opened')) return ['open'];
  const verdicts = stages.filter((stage) => stage === 'won' || stage === 'lost');
  return verdicts.length > 0 ? verdicts : [null];
}
