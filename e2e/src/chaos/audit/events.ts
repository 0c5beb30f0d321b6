import { type Invariant, isPaid, sums } from './invariant.js';

export const eventInvariants: readonly Invariant[] = [
  {
    rule: 'every event that was not lost is published, and consumed by every consumer of its subject',
    check: ({ events, consumers, consumed }) => [
      ...events
        .filter(({ published }) => !published)
        .map(({ id, subject }) => `${subject} ${id} was not published`),
      ...consumers.flatMap(({ durable, subject }) =>
        events
          .filter(
            (event) => event.subject === subject && !event.lost && !consumed.has(`${durable} ${event.id}`),
          )
          .map(({ id }) => `${durable} did not consume ${subject} ${id}`),
      ),
    ],
  },
  {
    rule: 'an order becomes PAID once, and publishes order.paid once',
    check: ({ orders, paidEntries, events }) => {
      const entries = sums(paidEntries.map(({ orderId, times }) => [orderId, times]));
      const paidEvents = events.filter(({ subject }) => subject === 'order.paid');
      const published = sums(paidEvents.map(({ aggregateId }) => [aggregateId, 1]));
      return orders.flatMap((order) => {
        const { id, status } = order;
        const expected = isPaid(order) ? 1 : 0;
        const seen = [entries.get(id) ?? 0, published.get(id) ?? 0];
        return seen.every((times) => times === expected)
          ? []
          : [`order ${id} is ${status}, with ${seen[0]} paid entries and ${seen[1]} order.paid events`];
      });
    },
  },
  {
    rule: 'no event becomes a dead letter',
    check: ({ deadLetters }) => [...deadLetters],
  },
  {
    rule: 'every stored webhook is processed',
    check: ({ unprocessedWebhooks }) => unprocessedWebhooks.map((id) => `webhook ${id} is not processed`),
  },
];
