import {
  type Fault,
  NotRefundable,
  PaymentsUnavailable,
  refundReasons,
  RefundTooLarge,
} from '@orderwire/contracts';
import { v5 as uuidv5 } from 'uuid';
import type { BalanceTransaction } from '../ledger/ledger.js';

/**
 * `requested`: not accepted by Stripe yet. `pending`: accepted. `succeeded` may fail days later.
 */
export type RefundStatus = 'requested' | 'pending' | 'succeeded' | 'failed';

/** A refund as stored. */
export interface Refund {
  readonly id: string;
  readonly orderId: string;
  /** `pi_…` */
  readonly paymentId: string;
  /** Minor units. */
  readonly amount: number;
  /** The requested amount; null for all that was left. */
  readonly requestedAmount: number | null;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly reason: string;
  readonly automatic: boolean;
  /** `re_…`; null until Stripe has accepted it. */
  readonly stripeId: string | null;
  readonly idempotencyKey: string;
  readonly keyedAt: Date;
  readonly failure: string | null;
  readonly correlationId: string;
  readonly requestedAt: Date;
  /** From the database's clock, so that it never decreases, whichever replica writes. */
  readonly changedAt: Date;
  readonly attempts: number;
}

/** A refund as Stripe has it now. */
export interface StripeRefund {
  /** `re_…` */
  readonly id: string;
  /** `pi_…`; null for a charge without a payment intent. */
  readonly paymentId: string | null;
  /** From the metadata of the payment. */
  readonly orderId: string | null;
  readonly shop: string | null;
  /** Our id, from the metadata; null for a refund made in Stripe's dashboard. */
  readonly refundId: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly status: Exclude<RefundStatus, 'requested'>;
  readonly failure: string | null;
  readonly reason: string | null;
  /** Balance transactions of the refund and of its failure, as far as Stripe has reported them. */
  readonly balances: readonly BalanceTransaction[];
}

export interface CapturedPayment {
  readonly amount: number;
  /** Sum of all refunds that have not failed. */
  readonly refunded: number;
}

export const remainingOf = ({ amount, refunded }: CapturedPayment): number => amount - refunded;

/**
 * The amount of a refund (null requests all that is left); undefined when it exceeds what is left.
 */
export function refundableAmount(payment: CapturedPayment, requested: number | null): number | undefined {
  const remaining = remainingOf(payment);
  const amount = requested ?? remaining;
  return amount >= 1 && amount <= remaining ? amount : undefined;
}

/** Why no refund could be reserved. */
export function refundFault(effective: readonly CapturedPayment[]): Fault {
  // Two payments: orders-ms has yet to reject one of them.
  if (effective.length > 1) return PaymentsUnavailable({ retryAfterMs: 1_000 });
  const refundable = effective[0] ? remainingOf(effective[0]) : 0;
  return refundable > 0 ? RefundTooLarge({ refundable }) : NotRefundable();
}

/** A second refund at Stripe with the same metadata is another refund and counts separately. */
export const isSameRefund = (refund: Refund, found: StripeRefund): boolean =>
  refund.stripeId === null
    ? refund.id === found.refundId && refund.paymentId === found.paymentId && refund.amount === found.amount
    : refund.stripeId === found.id;

const rank: Readonly<Record<RefundStatus, number>> = { requested: 0, pending: 1, succeeded: 2, failed: 3 };

/**
 * The next state of a refund; undefined when Stripe's status is not newer. The status only moves
 * forward, so updates may arrive in any order. A refund that was stored as refused is revived if
 * Stripe has it after all.
 */
export function nextRefundState(
  { status, stripeId }: Pick<Refund, 'status' | 'stripeId'>,
  found: Pick<StripeRefund, 'status' | 'failure'>,
): { status: StripeRefund['status']; failure: string | null } | undefined {
  const refusedByMistake = status === 'failed' && stripeId === null;
  if (!refusedByMistake && rank[found.status] <= rank[status]) return undefined;
  return {
    status: found.status,
    failure: found.status === 'failed' ? (found.failure ?? UNKNOWN_FAILURE) : null,
  };
}

/** Of a refund for whose failure Stripe gives no reason. */
export const UNKNOWN_FAILURE = 'The refund failed.';

/** Stripe's codes for refusals that are temporary. */
const transientCodes: ReadonlySet<string> = new Set([
  'balance_insufficient',
  'insufficient_funds',
  'lock_timeout',
  'payment_intent_unexpected_state',
]);

/** Whether a refused refund is worth a later retry. All other refusals are final. */
export const isTransientRefusal = (code: string): boolean => transientCodes.has(code);

/** The key under which Stripe creates a refund once. */
export const refundKeyOf = (refundId: string): string => `refund:${refundId}`;

/** Stripe's own refund reason, if it is one. */
export const stripeReasonOf = (reason: string) => refundReasons.find((known) => known === reason);

/** The pause before a pending refund is retrieved: 1 min, doubled each time, at most an hour. */
export const pollDelayMs = (attempts: number): number =>
  Math.min(3_600_000, 60_000 * 2 ** Math.max(0, attempts - 1));

/** Namespace of derived refund ids. A change would refund payments twice. */
const NAMESPACE = '6f1c7a52-3b0e-5d5c-9a43-0d6c7f2e8b11';

/**
 * The id of a refund without a request: one per payment (`pi_…`), dispute or Stripe refund
 * (`re_…`).
 */
export const refundIdFrom = (stripeId: string): string => uuidv5(stripeId, NAMESPACE);
