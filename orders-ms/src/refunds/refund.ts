import type { OrderStatus, RestockLine } from '@orderwire/contracts';

/**
 * `requested`: payments-ms may not have it yet. `pending`: it has. `succeeded` may still become
 * `failed`, days later.
 */
export type RefundStatus = 'requested' | 'pending' | 'succeeded' | 'failed';

export interface Refund {
  readonly id: string;
  readonly orderId: string;
  /** Payment it is taken from; null until payments-ms reports it. */
  readonly paymentId: string | null;
  /** Minor units. */
  readonly amount: number;
  readonly status: RefundStatus;
  readonly reason: string;
  /** It returns a rejected payment. */
  readonly automatic: boolean;
  readonly restock: readonly RestockLine[];
  readonly failure: string | null;
  /** Time of the newest report that was applied, by the clock of payments-ms. */
  readonly reportedAt: Date;
  /** Whether the timeline has an entry of its request. */
  readonly requestRecorded: boolean;
  /** Whether order.refunded was published: that happens once. */
  readonly published: boolean;
}

/** A new status of a refund. */
export interface RefundUpdate {
  readonly status: Exclude<RefundStatus, 'requested'>;
  readonly paymentId: string;
  /** Minor units. */
  readonly amount: number;
  readonly failure: string | null;
  /**
   * By the clock of payments-ms. Null for a conclusion of our own, which any report of
   * payments-ms outranks.
   */
  readonly at: Date | null;
}

/** `reportedAt` of a refund without a report of payments-ms: older than any report. */
export const EPOCH = new Date(0);

const rank: Readonly<Record<RefundStatus, number>> = { requested: 0, pending: 1, succeeded: 2, failed: 3 };

/** The refund after an update. The same object when the update is older or changes nothing. */
export function applyRefundUpdate(refund: Refund, update: RefundUpdate): Refund {
  const { status, paymentId, amount, failure, at } = update;
  const age = at ? at.getTime() - refund.reportedAt.getTime() : -1;
  // Any outcome is newer than none.
  const undecided = refund.status === 'requested' || refund.status === 'pending';
  const newer = undecided || age > 0 || (age === 0 && rank[status] > rank[refund.status]);
  if (status === refund.status) return at && age > 0 ? { ...refund, reportedAt: at } : refund;
  if (!newer || (status === 'pending' && refund.status !== 'requested')) return refund;
  return { ...refund, status, paymentId, amount, failure, reportedAt: at ?? EPOCH };
}

export type RefundableStatus = 'PAID' | 'SHIPPED' | 'DELIVERED';

/** An order's payment and refunds. Minor units. */
export interface OrderTotals {
  readonly status: OrderStatus;
  readonly totalAmount: number;
  readonly paymentId: string | null;
  readonly refundedAmount: number;
  /** Status of a REFUNDED order before its refund. */
  readonly statusBeforeRefund: RefundableStatus | null;
}

/** The part of the totals that refunds change. */
export type RefundTotals = Pick<OrderTotals, 'status' | 'refundedAmount' | 'statusBeforeRefund'>;

const refundable: ReadonlySet<OrderStatus> = new Set(['PAID', 'SHIPPED', 'DELIVERED']);

export const isRefundable = (status: OrderStatus): status is RefundableStatus => refundable.has(status);

/** Whether a refund returns the payment that paid the order, rather than a rejected one. */
export const belongsToOrderPayment = (
  { paymentId }: Pick<Refund, 'paymentId'>,
  order: Pick<OrderTotals, 'paymentId'>,
): boolean => order.paymentId !== null && paymentId === order.paymentId;

/** Whether money of the order's payment is being returned right now. */
export const isRefundPending = (order: Pick<OrderTotals, 'paymentId'>, refunds: readonly Refund[]): boolean =>
  refunds.some(
    (refund) =>
      (refund.status === 'requested' || refund.status === 'pending') &&
      (refund.paymentId === null || belongsToOrderPayment(refund, order)),
  );

/**
 * The order's totals, computed from all of its refunds, so that the order of updates does not
 * matter. The order becomes REFUNDED when its whole total is refunded, and returns to its earlier
 * status when a refund fails. The sum never exceeds the total: the success of a second refund of
 * the same amount may arrive before the failure of the first.
 */
export function recalculate(order: OrderTotals, refunds: readonly Refund[]): RefundTotals {
  const succeeded = refunds.filter(
    (refund) => refund.status === 'succeeded' && belongsToOrderPayment(refund, order),
  );
  const refundedAmount = Math.min(
    order.totalAmount,
    succeeded.reduce((sum, { amount }) => sum + amount, 0),
  );
  const { status, statusBeforeRefund } = order;
  if (isRefundable(status) && refundedAmount > 0 && refundedAmount === order.totalAmount)
    return { status: 'REFUNDED', refundedAmount, statusBeforeRefund: status };
  if (status === 'REFUNDED' && statusBeforeRefund && refundedAmount < order.totalAmount)
    return { status: statusBeforeRefund, refundedAmount, statusBeforeRefund: null };
  return { status, refundedAmount, statusBeforeRefund };
}

/**
 * The amount that can still be refunded: the total without refunds that succeeded or are pending.
 */
export const refundableAmount = (
  order: Pick<OrderTotals, 'totalAmount' | 'paymentId'>,
  refunds: readonly Refund[],
): number =>
  refunds
    .filter(
      (refund) =>
        refund.status !== 'failed' && (refund.paymentId === null || belongsToOrderPayment(refund, order)),
    )
    .reduce((left, { amount }) => left - amount, order.totalAmount);
