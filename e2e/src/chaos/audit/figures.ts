import { differences, type Invariant, isPaid, sums } from './invariant.js';
import type { OrderRow } from './snapshot.js';

/** What an order adds to each figure of its currency. */
function figuresOf(order: OrderRow): (readonly [figure: string, amount: number])[] {
  const { currency, total, refunded, status, paymentId } = order;
  const of = (figure: string, count: number, amount: number) =>
    [
      [`${figure} ${currency}: number`, count] as const,
      [`${figure} ${currency}: amount`, amount] as const,
    ] as const;
  return [
    ...of('placed', 1, total),
    // What a promotion code took off was not captured.
    ...(isPaid(order) ? of('paid', 1, paymentId?.startsWith('pi_') ? total : 0) : []),
    ...(status === 'CANCELLED' ? of('cancelled', 1, total) : []),
    [`refunded ${currency}: amount`, refunded],
  ];
}

export const figureInvariants: readonly Invariant[] = [
  {
    rule: 'the figures of the dashboards are the sums over all orders',
    check: ({ orders, figures }) =>
      differences(
        sums(orders.flatMap(figuresOf)),
        sums(
          figures.flatMap(({ figure, currency, count, amount }) => [
            ...(figure === 'refunded' ? [] : [[`${figure} ${currency}: number`, count] as const]),
            [`${figure} ${currency}: amount`, amount] as const,
          ]),
        ),
        0,
        (name, ordered, counted) => `${name}: ${ordered} of the orders, ${counted} counted`,
      ),
  },
];
