import type { DashboardFigures, OrdersNow } from '@orderwire/contracts';
import type { DelayKind, FigureName } from '../projections/figures.js';
import { percentilesOf } from './percentiles.js';

/** Number and amount of one figure. */
export interface Counted {
  readonly figure: FigureName;
  readonly count: number;
  readonly amount: number;
}

/** How many times of one length were measured. */
export interface Measured {
  readonly kind: DelayKind;
  readonly bucket: number;
  readonly count: number;
}

/** Adds up what was counted and measured in a period. */
export function figuresOf(counted: readonly Counted[], measured: readonly Measured[]): DashboardFigures {
  const of = sums(counted);
  const histogram = (wanted: DelayKind): Map<number, number> => {
    const counts = new Map<number, number>();
    for (const { kind, bucket, count } of measured)
      if (kind === wanted) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
    return counts;
  };
  const [placed, paid, refunded] = [of('placed'), of('paid'), of('refunded')];
  return {
    placed,
    paid,
    cancelled: of('cancelled'),
    expired: of('expired'),
    refunded,
    net: paid.amount - refunded.amount,
    disputed: of('disputed'),
    disputesLost: of('dispute_lost'),
    paymentsFailed: of('payment_failed').count,
    conversion:
      placed.count > 0 ? Math.round((of('converted').count / placed.count) * 10_000) / 10_000 : null,
    minutesToPay: percentilesOf(histogram('to_pay'), 1 / 60),
    webhookAge: percentilesOf(histogram('webhook'), 1),
  };
}

/** What became of all orders, from the figures of all time. */
export function ordersNow(counted: readonly Counted[]): OrdersNow {
  const of = sums(counted);
  const [placed, paid, cancelled, expired] = [of('placed'), of('converted'), of('cancelled'), of('expired')];
  const pending = {
    count: placed.count - paid.count - cancelled.count - expired.count,
    amount: placed.amount - paid.amount - cancelled.amount - expired.amount,
  };
  return { pending, paid, cancelled, expired };
}

function sums(counted: readonly Counted[]): (figure: FigureName) => { count: number; amount: number } {
  const byName = new Map<FigureName, { count: number; amount: number }>();
  for (const { figure, count, amount } of counted) {
    const sum = byName.get(figure) ?? { count: 0, amount: 0 };
    byName.set(figure, { count: sum.count + count, amount: sum.amount + amount });
  }
  return (figure) => byName.get(figure) ?? { count: 0, amount: 0 };
}
