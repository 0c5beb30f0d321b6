import { type Invariant, isPaid } from './invariant.js';

const counters = ['available', 'reserved', 'sold'] as const;

export const stockInvariants: readonly Invariant[] = [
  {
    rule: 'no stock counter is negative, and no unit appears or disappears',
    check: ({ stock, stockLedger }) => {
      const ledger = new Map(stockLedger.map((row) => [row.productId, row]));
      return stock.flatMap((row) => {
        const { productId } = row;
        const adjusted = ledger.get(productId)?.adjusted ?? 0;
        const all = row.available + row.reserved + row.sold;
        return [
          ...counters
            .filter((name) => row[name] < 0)
            .map((name) => `${name} of ${productId} is ${row[name]}`),
          ...(all === adjusted ? [] : [`${productId} counts ${all} units, ${adjusted} were stocked`]),
        ];
      });
    },
  },
  {
    rule: 'the stock ledger sums to the stock counters',
    check: ({ stock, stockLedger }) => {
      const ledger = new Map(stockLedger.map((row) => [row.productId, row]));
      return stock.flatMap((row) =>
        counters
          .filter((name) => row[name] !== (ledger.get(row.productId)?.[name] ?? 0))
          .map(
            (name) =>
              `${name} of ${row.productId} is ${row[name]}, by the ledger ${ledger.get(row.productId)?.[name]}`,
          ),
      );
    },
  },
  {
    rule: 'the units sold equal the units of paid orders minus returns',
    check: ({ orders, lines, stock }) => {
      const paid = new Set(orders.filter(isPaid).map(({ id }) => id));
      const ordered = new Map<string, number>();
      for (const { orderId, productId, quantity, returned } of lines)
        if (paid.has(orderId)) ordered.set(productId, (ordered.get(productId) ?? 0) + quantity - returned);
      return stock
        .filter(({ productId, sold }) => sold !== (ordered.get(productId) ?? 0))
        .map(
          ({ productId, sold }) => `${sold} of ${productId} are sold, ${ordered.get(productId) ?? 0} ordered`,
        );
    },
  },
  {
    rule: 'no ended order keeps a reservation',
    check: ({ openReservations }) => openReservations.map((orderId) => `order ${orderId} has a reservation`),
  },
];
