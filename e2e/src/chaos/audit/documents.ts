import { type Invariant, isPaid, sums, differences } from './invariant.js';

/** Kinds whose amounts are taken from what the customer pays, or added to it again. */
const signs: Readonly<Record<string, number>> = { credit_note: 1, debit_note: -1 };

export const documentInvariants: readonly Invariant[] = [
  {
    rule: 'every paid order has one invoice over its total, and no other order has one',
    check: ({ orders, documents }) =>
      orders.flatMap((order) => {
        const invoices = documents.filter(({ kind, orderId }) => kind === 'invoice' && orderId === order.id);
        const wanted = isPaid(order) ? [order.total] : [];
        const found = invoices.map(({ total }) => total);
        return found.join() === wanted.join()
          ? []
          : [
              `order ${order.id} (${order.status}) of ${order.total} has invoices over ${found.join() || 'nothing'}`,
            ];
      }),
  },
  {
    // A restore of orders-ms loses orders: their payments are refunded.
    rule: 'the credit notes of an order, less its debit notes, are its refunded amount, or all of a lost order',
    check: ({ orders, documents }) => {
      const known = new Set(orders.map(({ id }) => id));
      const lost = documents.filter(({ kind, orderId }) => kind === 'invoice' && !known.has(orderId));
      return differences(
        sums([
          ...orders.filter(isPaid).map(({ id, refunded }) => [id, refunded] as const),
          ...lost.map(({ orderId, total }) => [orderId, total ?? 0] as const),
        ]),
        sums(
          documents.flatMap(({ kind, orderId, total }) => [
            [orderId, (signs[kind] ?? 0) * (total ?? 0)] as const,
          ]),
        ),
        0,
        (id, refunded, credited) => `order ${id}: ${refunded} refunded, ${credited} credited`,
      );
    },
  },
  {
    rule: 'the numbers of each series are 1, 2, 3, … without a gap',
    check: ({ documents, reservedNumbers }) => {
      const numbered = [...documents.filter(({ position }) => position !== null), ...reservedNumbers];
      return [...new Set(numbered.map(({ series }) => series))].flatMap((name) => {
        const positions = numbered.flatMap(({ series, position }) =>
          series === name ? [position ?? 0] : [],
        );
        positions.sort((one, other) => one - other);
        const wrong = positions.findIndex((position, n) => position !== n + 1);
        return wrong < 0 ? [] : [`${name}: ${positions[wrong]} is where ${wrong + 1} should be`];
      });
    },
  },
  {
    rule: 'every document is issued and its files are stored',
    check: ({ documents }) =>
      documents
        .filter(({ stored, position }) => !stored || position === null)
        .map(({ id, kind, reason }) => `${kind} ${id} is not finished: ${reason ?? 'no reason'}`),
  },
];
