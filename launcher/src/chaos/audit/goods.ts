import type { StockRow } from './books.js';
import { type Invariant, isPaid } from './invariant.js';

const counters = ['available', 'reserved', 'sold'] as const;

export const goodsInvariants: readonly Invariant[] = [
  {
    rule: 'no counter is negative, and no unit appears or disappears',
    check: ({ stock, stockLedger }) => {
      const ledger = new Map(stockLedger.map((row) => [row.productId, row]));
      return stock.flatMap((row) => {
        const { productId } = row;
        const onTheShelf = ledger.get(productId)?.adjusted ?? 0;
        const all = row.available + row.reserved + row.sold;
        return [
          ...counters
            .filter((name) => row[name] < 0)
            .map((name) => `${name} of ${productId} is ${row[name]}`),
          ...(all === onTheShelf
            ? []
            : [`${productId} counts ${all} units, ${onTheShelf} were put on the shelf`]),
        ];
      });
    },
  },
  {
    rule: 'the stock ledger sums to what the counters say',
    check: ({ stock, stockLedger }) => {
      const ledger = new Map(stockLedger.map((row) => [row.productId, row]));
      return stock.flatMap((row) =>
        counters
          .filter((name) => row[name] !== (ledger.get(row.productId)?.[name] ?? 0))
          .map(
            (name) =>
              `${name} of ${row.productId} is ${row[name]}, its ledger says ${ledger.get(row.productId)?.[name]}`,
          ),
      );
    },
  },
  {
    rule: 'what is sold is what paid orders took and did not bring back',
    check: ({ orders, lines, stock }) => {
      const sold = new Set(orders.filter(isPaid).map(({ id }) => id));
      const taken = new Map<string, number>();
      for (const { orderId, productId, quantity, returned } of lines)
        if (sold.has(orderId)) taken.set(productId, (taken.get(productId) ?? 0) + quantity - returned);
      return stock
        .filter((row: StockRow) => row.sold !== (taken.get(row.productId) ?? 0))
        .map(
          (row) => `${row.sold} of ${row.productId} are sold, orders took ${taken.get(row.productId) ?? 0}`,
        );
    },
  },
  {
    rule: 'no ended order holds stock',
    check: ({ held }) => held.map((orderId) => `order ${orderId} still holds stock`),
  },
];
