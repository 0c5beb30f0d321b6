import {
  type Fault,
  NotRefundable,
  PaymentsUnavailable,
  refundReasons,
  RefundTooLarge,
} from '@orderwire/contracts';
import type { BalanceTransaction } from './balance-transaction.js';

/** `requested`: stored, and Stripe's answer is not. `pending`: Stripe has it. `succeeded` may still fail, days later. */
export type RefundStatus = 'requested' | 'pending' | 'succeeded' | 'failed';

/** Money going back. */
export interface Refund {
  readonly id: string;
  readonly orderId: string;
  /** `pi_…` */
  readonly paymentId: string;
  /** Minor units. */
  readonly amount: number;
  /** What was asked for; null: all that was left. */
  readonly asked: number | null;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly reason: string;
  readonly automatic: boolean;
  /** `re_…`; null while Stripe has not made it. */
  readonly stripeId: string | null;
  readonly idempotencyKey: string;
  readonly keyedAt: Date;
  readonly failure: string | null;
  readonly correlationId: string;
  readonly requestedAt: Date;
  /** By the database's one clock: a later change never bears an earlier time, whichever replica makes it. */
  readonly changedAt: Date;
  readonly tries: number;
}

/** A refund as Stripe has it now. */
export interface StripeRefund {
  /** `re_…` */
  readonly id: string;
  /** `pi_…`; null for money that did not come through a payment intent. */
  readonly paymentId: string | null;
  /** The order that the payment's own metadata names. */
  readonly orderId: string | null;
  /** Ours, from the metadata; null for a refund that was made by hand. */
  readonly refundId: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly status: Exclude<RefundStatus, 'requested'>;
  readonly failure: string | null;
  readonly reason: string | null;
  /** What it did to our balance, as far as Stripe tells: the refund, and its failure. */
  readonly balances: readonly BalanceTransaction[];
}

/** Captured money, and what of it is given back or on its way back. */
export interface Captured {
  readonly amount: number;
  /** All refunds that have not failed. */
  readonly refunded: number;
}

/** What can still be given back. */
export const leftOf = ({ amount, refunded }: Captured): number => amount - refunded;

/** How much a refund takes: what is asked for, or all that is left; undefined when there is not as much. */
export function share(payment: Captured, asked: number | null): number | undefined {
  const left = leftOf(payment);
  const amount = asked ?? left;
  return amount >= 1 && amount <= left ? amount : undefined;
}

/** Why nothing could be taken from the payments that stand for an order. */
export function refusal(standing: readonly Captured[]): Fault {
  // Two at once: orders-ms is about to say which of them pays nothing.
  if (standing.length > 1) return PaymentsUnavailable({ retryAfterMs: 1_000 });
  const refundable = standing[0] ? leftOf(standing[0]) : 0;
  return refundable > 0 ? RefundTooLarge({ refundable }) : NotRefundable();
}

/** Whether Stripe's refund is this one of ours. One that only bears its label moved money of its own, and is counted on its own. */
export const isSame = (refund: Refund, found: StripeRefund): boolean =>
  refund.stripeId === null
    ? refund.id === found.refundId && refund.paymentId === found.paymentId && refund.amount === found.amount
    : refund.stripeId === found.id;

const rank: Readonly<Record<RefundStatus, number>> = { requested: 0, pending: 1, succeeded: 2, failed: 3 };

/**
 * Where a refund goes when Stripe shows how it stands; undefined when that is no news. It only moves forward, so that looks
 * which overtake each other do no harm. A refund that we held for refused comes back to life when Stripe has it after all.
 */
export function follow(
  { status, stripeId }: Pick<Refund, 'status' | 'stripeId'>,
  found: Pick<StripeRefund, 'status' | 'failure'>,
): { status: StripeRefund['status']; failure: string | null } | undefined {
  const refusedByMistake = status === 'failed' && stripeId === null;
  if (!refusedByMistake && rank[found.status] <= rank[status]) return undefined;
  return {
    status: found.status,
    failure: found.status === 'failed' ? (found.failure ?? 'The refund failed.') : null,
  };
}

/** Stripe's codes for refusals that pass by themselves: the balance is filled, the payment settles, another request ends. */
const passing: ReadonlySet<string> = new Set([
  'balance_insufficient',
  'insufficient_funds',
  'lock_timeout',
  'payment_intent_unexpected_state',
]);

/** Whether a refund that was refused is worth another try later. All other refusals are final: only people can find another way. */
export const mayPass = (code: string): boolean => passing.has(code);

/** The key under which Stripe makes a refund once, however often it is asked. */
export const refundKeyOf = (refundId: string): string => `refund:${refundId}`;

/** Stripe's own word for a reason, where there is one. */
export const stripeReasonOf = (reason: string) => refundReasons.find((known) => known === reason);

/** How long a pending refund waits for the next look, should its webhook not come: 1 min, doubled each time, at most an hour. */
export const lookDelayMs = (tries: number): number =>
  Math.min(3_600_000, 60_000 * 2 ** Math.max(0, tries - 1));
