import type { Books } from './books.js';
import { type Invariant, isPaid } from './invariant.js';

export const eventInvariants: readonly Invariant[] = [
  {
    rule: 'every event is published, and taken by everybody who reacts to it',
    check: ({ events, reactions, taken }) => [
      ...events
        .filter(({ published }) => !published)
        .map(({ id, subject }) => `${subject} ${id} was never published`),
      ...reactions.flatMap(({ durable, subject }) =>
        events
          .filter((event) => event.subject === subject && !taken.has(`${durable} ${event.id}`))
          .map(({ id }) => `${durable} never took ${subject} ${id}`),
      ),
    ],
  },
  {
    rule: 'an order is PAID once, and told once',
    check: ({ orders, paidSteps, events }) => {
      const steps = new Map(paidSteps.map(({ orderId, times }) => [orderId, times]));
      const told = new Map<string, number>();
      for (const { subject, aggregateId } of events)
        if (subject === 'order.paid') told.set(aggregateId, (told.get(aggregateId) ?? 0) + 1);
      return orders.flatMap(({ id, status }) => {
        const wanted = paid({ status });
        const seen = [steps.get(id) ?? 0, told.get(id) ?? 0];
        return seen.every((times) => times === wanted)
          ? []
          : [
              `order ${id} is ${status}; its timeline says PAID ${seen[0]} times, order.paid was announced ${seen[1]} times`,
            ];
      });
    },
  },
  {
    rule: 'no event ends as a dead letter',
    check: ({ deadLetters }) => [...deadLetters],
  },
  {
    rule: 'every stored webhook is worked off',
    check: ({ waitingWebhooks }: Books) =>
      waitingWebhooks ? [`${waitingWebhooks} stored webhooks still wait`] : [],
  },
];

const paid = (order: { status: string }): number => (isPaid(order) ? 1 : 0);
