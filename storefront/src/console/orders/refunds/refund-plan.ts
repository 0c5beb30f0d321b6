import type { OrderLineView, OrderView, RestockLine, TimelineEntry } from '@orderwire/contracts';

/** A refund of the order, as its timeline tells. */
export interface EarlierRefund {
  readonly id: string;
  readonly amount: number;
  readonly reason: string;
  readonly automatic: boolean;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly at: string;
  readonly restock: readonly RestockLine[];
}

const statuses = { refund_requested: 'pending', refunded: 'succeeded', refund_failed: 'failed' } as const;

/** The refunds of an order, oldest first. The last entry of a refund has its status. */
export function refundsOf(entries: readonly TimelineEntry[]): EarlierRefund[] {
  const refunds = new Map<string, EarlierRefund>();
  for (const { step, at, details } of entries) {
    if (step !== 'refund_requested' && step !== 'refunded' && step !== 'refund_failed') continue;
    const id = String(details['refundId']);
    const before = refunds.get(id);
    const restock = details['restock'];
    refunds.set(id, {
      id,
      amount: Number(details['amount']),
      reason: String(details['reason']),
      automatic: details['automatic'] === true,
      status: statuses[step],
      at: before?.at ?? at,
      restock: Array.isArray(restock) ? (restock as RestockLine[]) : (before?.restock ?? []),
    });
  }
  return [...refunds.values()];
}

/** Units of a product that no refund has put, or will put, back into stock. */
export function restockLeft(line: OrderLineView, refunds: readonly EarlierRefund[]): number {
  const restocked = refunds
    .filter(({ status }) => status !== 'failed')
    .flatMap(({ restock }) => restock)
    .filter(({ productId }) => productId === line.productId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
  return Math.max(0, line.quantity - restocked);
}

/** What units of a line cost with tax, in minor units. All units cost exactly what was paid for them. */
export function amountOf(line: OrderLineView, units: number): number {
  const gross = line.tax ? line.tax.taxableAmount + line.tax.amount : line.amount;
  return Math.round((gross * units) / line.quantity);
}

/** The sum of the chosen units, but never more than is left. */
export const computedAmount = (
  order: Pick<OrderView, 'items'>,
  units: Readonly<Record<string, number>>,
  left: number,
): number =>
  Math.min(
    left,
    order.items.reduce((sum, line) => sum + amountOf(line, units[line.productId] ?? 0), 0),
  );
