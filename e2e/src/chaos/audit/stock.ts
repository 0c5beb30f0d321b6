import { differences, type Invariant, isPaid, sums } from './invariant.js';
import type { StockRow } from './snapshot.js';

export const stockInvariants: readonly Invariant[] = [
  {
    rule: 'no stock counter is negative, and no unit appears or disappears',
    check: ({ stock, stockLedger }) => [
      ...[...countersOf(stock)]
        .filter(([, units]) => units < 0)
        .map(([counter, units]) => `${counter} is ${units}`),
      ...differences(
        new Map(stock.map((row) => [row.productId, row.available + row.reserved + row.sold])),
        new Map(stockLedger.map(({ productId, adjusted }) => [productId, adjusted])),
        0,
        (productId, counted, stocked) => `${productId} counts ${counted} units, ${stocked} were stocked`,
      ),
    ],
  },
  {
    rule: 'the stock ledger sums to the stock counters',
    check: ({ stock, stockLedger }) =>
      differences(
        countersOf(stock),
        countersOf(stockLedger),
        0,
        (counter, units, byLedger) => `${counter} is ${units}, by the ledger ${byLedger}`,
      ),
  },
  {
    rule: 'the units sold equal the units of paid orders minus returns',
    check: ({ orders, lines, stock }) => {
      const paid = new Set(orders.filter(isPaid).map(({ id }) => id));
      const paidLines = lines.filter(({ orderId }) => paid.has(orderId));
      return differences(
        new Map(stock.map(({ productId, sold }) => [productId, sold])),
        sums(paidLines.map(({ productId, quantity, returned }) => [productId, quantity - returned])),
        0,
        (productId, sold, ordered) => `${sold} of ${productId} are sold, ${ordered} ordered`,
      );
    },
  },
  {
    rule: 'no ended order keeps a reservation',
    check: ({ openReservations }) => openReservations.map((orderId) => `order ${orderId} has a reservation`),
  },
];

/** The counters of all products by name. */
const countersOf = (rows: readonly StockRow[]): Map<string, number> =>
  new Map(
    rows.flatMap(({ productId, available, reserved, sold }) =>
      Object.entries({ available, reserved, sold }).map(
        ([counter, units]) => [`${counter} of ${productId}`, units] as const,
      ),
    ),
  );
