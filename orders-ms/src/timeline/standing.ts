import type { StandingFact, TimelineEntry, TimelineStep } from '@orderwire/contracts';
import type { Order } from '../lifecycle/order.js';

/** The fields of an order that explain its status. */
export type OrderFacts = Pick<
  Order,
  | 'status'
  | 'currency'
  | 'totalAmount'
  | 'refundedAmount'
  | 'paymentAttempt'
  | 'sessionExpiresAt'
  | 'paidAt'
  | 'dispute'
  | 'fraudWarning'
  | 'review'
  | 'cancellationBlockedBy'
  | 'nextCheckAt'
>;

const refundStates = {
  payment_rejected: 'rejected',
  refund_requested: 'requested',
  refunded: 'succeeded',
  refund_failed: 'failed',
} as const;

/** Steps of which {@link standingOf} reads every entry. */
export const standingSteps: readonly TimelineStep[] = [
  'cancelled',
  'payment_failed',
  'payment_rejected',
  'refund_requested',
  'refunded',
  'refund_failed',
];

/** Steps of which {@link standingOf} reads the entries of the current attempt. */
export const sessionSteps: readonly TimelineStep[] = ['payment_session_opened', 'payment_session_failed'];

/**
 * The facts that explain an order's status: what it waits for, until when, and what its refunds
 * and disputes do. They are based on the entries that the viewer can see. Only staff see disputes,
 * fraud warnings and reviews.
 */
export function standingOf(
  order: OrderFacts,
  entries: readonly TimelineEntry[],
  now: Date,
  forStaff: boolean,
): StandingFact[] {
  return [
    ...statusFacts(order, entries, now),
    ...refundsFromTimeline(entries).flatMap((refund) => refundFact(refund, order)),
    ...(forStaff && order.dispute ? [{ code: `dispute_${order.dispute}` } as const] : []),
    ...(forStaff && order.fraudWarning ? [{ code: 'fraud_warning' } as const] : []),
    ...(forStaff && order.review === 'open' ? [{ code: 'review_open' } as const] : []),
  ];
}

function statusFacts(order: OrderFacts, entries: readonly TimelineEntry[], now: Date): StandingFact[] {
  const { status, currency, totalAmount, refundedAmount, paidAt } = order;
  const total = { amount: totalAmount, currency };
  const partial: StandingFact = { code: 'partially_refunded', amount: refundedAmount, currency };
  const refunds = refundedAmount > 0 ? [partial] : [];
  switch (status) {
    case 'PENDING':
      return [pendingFact(order, entries, now)];
    case 'PAID':
      return [{ code: 'paid', ...total, ...(paidAt && { at: paidAt.toISOString() }) }, ...refunds];
    case 'SHIPPED':
      return [{ code: 'shipped', ...total }, ...refunds];
    case 'DELIVERED':
      return [{ code: 'delivered', ...total }, ...refunds];
    case 'REFUNDED':
      return [{ code: 'refunded', ...total }];
    case 'CANCELLED': {
      const entry = entries.findLast(({ step }) => step === 'cancelled');
      const processing = order.cancellationBlockedBy === 'payment_processing';
      return [
        { code: 'cancelled', ...(entry && { at: entry.at, ...because(entry.details['reason']) }) },
        ...(processing ? [{ code: 'payment_refunded_on_arrival' } as const] : []),
      ];
    }
  }
}

function pendingFact(order: OrderFacts, entries: readonly TimelineEntry[], now: Date): StandingFact {
  const { sessionExpiresAt, cancellationBlockedBy: blocker, nextCheckAt, paymentAttempt } = order;
  const expired = now > sessionExpiresAt;
  const until = sessionExpiresAt.toISOString();
  const again = nextCheckAt && { again: nextCheckAt.toISOString() };
  if (blocker === 'payment_processing') return { code: 'payment_processing', ...(expired && again) };
  if (expired && blocker) return { code: blocker, until, ...again };
  if (expired) return { code: 'overdue', until };
  const session = entries.findLast(
    ({ step, details }) =>
      (step === 'payment_failed' || sessionSteps.includes(step)) && details['attempt'] === paymentAttempt,
  );
  if (session?.step === 'payment_failed')
    return { code: 'payment_failed', at: session.at, until, ...because(session.details['reason']) };
  if (session?.step === 'payment_session_opened') return { code: 'awaiting_payment', until };
  if (!session) return { code: 'payment_session_pending', until };
  return { code: 'payment_session_missing', at: session.at, until, ...because(session.details['reason']) };
}

/** A refund or a rejected payment, rebuilt from the timeline. */
interface RefundSummary {
  readonly amount: number;
  readonly currency?: string;
  /** It concerns a rejected payment. */
  readonly automatic: boolean;
  readonly state: 'rejected' | 'requested' | 'succeeded' | 'failed';
  readonly failure: unknown;
  readonly at: string;
}

const isRefundStep = (step: string): step is keyof typeof refundStates => step in refundStates;

/** Current state of each refund, oldest first. A rejected payment and its refunds are one. */
function refundsFromTimeline(entries: readonly TimelineEntry[]): RefundSummary[] {
  const refunds = new Map<string, RefundSummary>();
  for (const { step, at, details } of entries) {
    if (!isRefundStep(step)) continue;
    const { refundId, paymentId, amount, currency, automatic, failure } = details;
    // A manual refund of the whole rejected payment replaces an automatic one that failed.
    const manual = refunds.get(String(paymentId))?.amount === Number(amount);
    const ofRejected = step === 'payment_rejected' || automatic === true || manual;
    refunds.set(String(ofRejected ? paymentId : refundId), {
      amount: Number(amount),
      ...(typeof currency === 'string' && { currency }),
      automatic: ofRejected,
      state: refundStates[step],
      failure,
      at,
    });
  }
  return [...refunds.values()];
}

function refundFact(refund: RefundSummary, order: OrderFacts): StandingFact[] {
  const { amount, currency = order.currency, automatic, state, failure, at } = refund;
  const total = { amount, currency };
  if (state === 'rejected') return [{ code: 'payment_rejected', ...total }];
  if (state === 'requested')
    return [
      automatic ? { code: 'rejected_payment_refunding', ...total } : { code: 'refund_pending', ...total, at },
    ];
  if (state === 'succeeded') return automatic ? [{ code: 'rejected_payment_refunded', ...total, at }] : [];
  // A later refund succeeded: nothing is left to do.
  if (!automatic && order.status === 'REFUNDED') return [];
  const code = automatic ? 'rejected_payment_refund_failed' : 'refund_failed';
  return [{ code, ...total, at, ...because(failure) }];
}

const because = (reason: unknown): { because?: string } =>
  typeof reason === 'string' ? { because: reason } : {};
