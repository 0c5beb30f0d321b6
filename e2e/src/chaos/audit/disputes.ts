import { differences, type Invariant, ordersByIntent } from './invariant.js';
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
    check: ({ disputes, stripe }) =>
      differences(
        new Map(
          disputes.map(({ id, amount, paymentId, stage }) => [id, `${amount} of ${paymentId}, ${stage}`]),
        ),
        new Map(
          stripe.disputes.map((one) => [one.id, `${one.amount} of ${one.intentId}, ${stageOf(one.status)}`]),
        ),
        'unknown',
        (id, here, there) => `dispute ${id} is ${here} here and ${there} at Stripe`,
      ),
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
  const orderOf = ordersByIntent(stripe);
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
