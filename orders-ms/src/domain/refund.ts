import type { OrderStatus, RestockLine } from '@orderwire/contracts';

/** `requested`: payments-ms may not have it yet. `pending`: it has. `succeeded` may still fail, days later. */
export type RefundStatus = 'requested' | 'pending' | 'succeeded' | 'failed';

/** What refunds do to an order. */
export interface Refund {
  readonly id: string;
  readonly orderId: string;
  /** Payment it is taken from; null until payments-ms has said so. */
  readonly paymentId: string | null;
  /** Minor units. */
  readonly amount: number;
  readonly status: RefundStatus;
  readonly reason: string;
  readonly automatic: boolean;
  readonly restock: readonly RestockLine[];
  readonly failure: string | null;
  /** When what we know of it was so, by payments-ms' clock. */
  readonly newsAt: Date;
  /** Whether the timeline says that it was asked for. */
  readonly told: boolean;
  /** Whether order.refunded was announced: that happens once. */
  readonly announced: boolean;
}

/** What is said of a refund, and when it was so. */
export interface RefundNews {
  readonly status: Exclude<RefundStatus, 'requested'>;
  readonly paymentId: string;
  /** Minor units. */
  readonly amount: number;
  readonly failure: string | null;
  /** By payments-ms' clock; null for what we conclude ourselves, which anything that payments-ms says of the refund outranks. */
  readonly at: Date | null;
}

/** Older than all news: nothing was heard of the refund from payments-ms yet. No clock but payments-ms' is compared with its own. */
export const NEVER = new Date(0);

const rank: Readonly<Record<RefundStatus, number>> = { requested: 0, pending: 1, succeeded: 2, failed: 3 };

/** A refund after news of it; the same one when the news is older than what is known, or says nothing new. */
export function hear(refund: Refund, news: RefundNews): Refund {
  const { status, paymentId, amount, failure, at } = news;
  const age = at ? at.getTime() - refund.newsAt.getTime() : -1;
  // Nobody has said yet how it went: this is newer.
  const underWay = refund.status === 'requested' || refund.status === 'pending';
  const newer = underWay || age > 0 || (age === 0 && rank[status] > rank[refund.status]);
  if (status === refund.status) return at && age > 0 ? { ...refund, newsAt: at } : refund;
  if (!newer || (status === 'pending' && refund.status !== 'requested')) return refund;
  return { ...refund, status, paymentId, amount, failure, newsAt: at ?? NEVER };
}

/** Where a refunded order may stand. */
export type RefundableStatus = 'PAID' | 'SHIPPED' | 'DELIVERED';

/** What is known of an order's money. Minor units. */
export interface Standing {
  readonly status: OrderStatus;
  readonly totalAmount: number;
  readonly paymentId: string | null;
  readonly refundedAmount: number;
  /** Where a REFUNDED order stood before. */
  readonly statusBeforeRefund: RefundableStatus | null;
}

export type RefundedStanding = Pick<Standing, 'status' | 'refundedAmount' | 'statusBeforeRefund'>;

const refundable: ReadonlySet<OrderStatus> = new Set(['PAID', 'SHIPPED', 'DELIVERED']);

/** Whether money of an order that stands so can be given back. */
export const isRefundable = (status: OrderStatus): status is RefundableStatus => refundable.has(status);

/** Whether a refund takes from the payment that pays the order; money that pays nothing is no concern of its total. */
export const isOwn = (
  { paymentId }: Pick<Refund, 'paymentId'>,
  order: Pick<Standing, 'paymentId'>,
): boolean => order.paymentId !== null && paymentId === order.paymentId;

/**
 * Where an order stands by all of its refunds: worked out anew each time, so that the order in which news arrives does not
 * matter. REFUNDED when nothing is left, and back to where it was when a refund fails. Never more than the total: a second
 * refund of the same money can be heard of before the failure of the first.
 */
export function reckon(order: Standing, refunds: readonly Refund[]): RefundedStanding {
  const went = refunds.filter((refund) => refund.status === 'succeeded' && isOwn(refund, order));
  const refundedAmount = Math.min(
    order.totalAmount,
    went.reduce((sum, { amount }) => sum + amount, 0),
  );
  const { status, statusBeforeRefund } = order;
  if (isRefundable(status) && refundedAmount === order.totalAmount)
    return { status: 'REFUNDED', refundedAmount, statusBeforeRefund: status };
  if (status === 'REFUNDED' && statusBeforeRefund && refundedAmount < order.totalAmount)
    return { status: statusBeforeRefund, refundedAmount, statusBeforeRefund: null };
  return { status, refundedAmount, statusBeforeRefund };
}

/** What may still be given back of an order: what was neither given back nor is on its way. */
export const leftOf = (
  order: Pick<Standing, 'totalAmount' | 'paymentId'>,
  refunds: readonly Refund[],
): number =>
  refunds
    .filter((refund) => refund.status !== 'failed' && (refund.paymentId === null || isOwn(refund, order)))
    .reduce((left, { amount }) => left - amount, order.totalAmount);
