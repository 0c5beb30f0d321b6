import type { OrderPaymentState } from '@orderwire/contracts';
import { escapeLike } from '@orderwire/platform';
import { pendingRefunds } from '../lifecycle/order.repository.js';
import type { OrderFilter } from './order-filter.js';

const isRefundPending = `EXISTS (SELECT FROM ${pendingRefunds})`;
/** Begins with the refunds, which are few, and not with the orders. */
const refundPending = `orders.id = ANY (ARRAY(SELECT order_id FROM order_refunds
  WHERE status IN ('requested', 'pending'))) AND ${isRefundPending}`;

const processing = `cancellation_blocked_by = 'payment_processing' AND status IN ('PENDING', 'CANCELLED')`;
const notProcessing = `cancellation_blocked_by IS DISTINCT FROM 'payment_processing'`;
const undisputed = `paid_at IS NOT NULL AND dispute IS DISTINCT FROM 'open' AND dispute IS DISTINCT FROM 'lost'`;
const settled = `${undisputed} AND NOT ${isRefundPending}`;

/** The rules of lifecycle/payment-state.ts. Each rare state implies the condition of a partial index. */
const stateConditions: Readonly<Record<OrderPaymentState, string>> = {
  payment_processing: processing,
  awaiting_payment: `status = 'PENDING' AND ${notProcessing}`,
  cancelled: `status = 'CANCELLED' AND ${notProcessing}`,
  dispute_lost: `dispute = 'lost' AND paid_at IS NOT NULL`,
  dispute_open: `dispute = 'open' AND paid_at IS NOT NULL`,
  refund_pending: `${refundPending} AND ${undisputed}`,
  refunded: `status = 'REFUNDED' AND ${settled}`,
  partially_refunded: `refunded_amount > 0 AND status <> 'REFUNDED' AND ${settled}`,
  free: `total_amount = 0 AND status <> 'REFUNDED' AND refunded_amount = 0 AND ${settled}`,
  paid: `total_amount > 0 AND status <> 'REFUNDED' AND refunded_amount = 0 AND ${settled}`,
};

/** SQL conditions of a filter, and the values of their parameters. */
export interface OrderConditions {
  /** All of them hold. */
  readonly every: readonly string[];
  /** One of them holds; no order fulfils two of them. Each has an index of its own. */
  readonly oneOf: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
}

/** The condition of each field; the parameter has the name of the field. */
const conditions = {
  from: 'created_at >= :from',
  to: 'created_at < :to',
  dispute: 'dispute = :dispute',
  fraudWarning: 'fraud_warning = :fraudWarning',
  review: 'review = :review',
  currency: 'currency = :currency',
  minAmount: 'total_amount >= :minAmount',
  maxAmount: 'total_amount <= :maxAmount',
  emailKey: 'email_key = :emailKey',
  emailPrefix: 'email_key LIKE :emailPrefix',
  correlationId:
    'orders.id = ANY (ARRAY(SELECT order_id FROM timeline WHERE correlation_id = :correlationId))',
  customerId: 'customer_id = :customerId',
  assigneeId: 'assignee_id = :assigneeId',
} satisfies Partial<Record<keyof OrderFilter, string>>;

/** The conditions of a filter on the table `orders`. */
export function conditionsOf({
  status,
  paymentState,
  refundPending: pending,
  ...filter
}: OrderFilter): OrderConditions {
  const { emailPrefix } = filter;
  const fields = (Object.keys(conditions) as (keyof typeof conditions)[]).filter(
    (field) => filter[field] !== undefined,
  );
  const statuses = status?.map((_, n) => `status = :status${n}`) ?? ['true'];
  const states = paymentState?.map((state) => `(${stateConditions[state]})`) ?? ['true'];
  return {
    every: [
      ...fields.map((field) => conditions[field]),
      ...(pending === undefined ? [] : [pending ? refundPending : `NOT ${isRefundPending}`]),
    ],
    oneOf: statuses.flatMap((one) => states.map((state) => `${one} AND ${state}`)),
    params: {
      ...filter,
      ...(emailPrefix && { emailPrefix: `${escapeLike(emailPrefix)}%` }),
      ...Object.fromEntries(status?.map((each, n) => [`status${n}`, each]) ?? []),
    },
  };
}

/** One condition for all of a filter, for counts and sets in no order. */
export const whereOf = ({ every, oneOf }: OrderConditions): string =>
  [...every, `(${oneOf.join(' OR ')})`].join(' AND ');
