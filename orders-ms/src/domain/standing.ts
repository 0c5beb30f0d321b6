import type { StandingFact, TimelineEntry } from '@orderwire/contracts';
import type { Order } from './order.js';
import { refundsTold, type ToldRefund } from './told-refunds.js';

/** What an explanation is made of. */
export type Explained = Pick<
  Order,
  | 'status'
  | 'currency'
  | 'totalAmount'
  | 'refundedAmount'
  | 'paymentAttempt'
  | 'sessionExpiresAt'
  | 'paidAt'
  | 'dispute'
  | 'heldUpBy'
  | 'lookAgainAt'
>;

/**
 * Where an order stands and why, as values that whoever shows them puts into words: what it waits for, until when, and what comes
 * next. Says no more than the timeline it is given, and of disputes only to whoever works here.
 */
export function standingOf(
  order: Explained,
  entries: readonly TimelineEntry[],
  now: Date,
  insider: boolean,
): StandingFact[] {
  return [
    ...stands(order, entries, now),
    ...refundsTold(entries).flatMap((refund) => refundFact(refund, order)),
    ...(insider && order.dispute ? [{ code: `dispute_${order.dispute}` } as const] : []),
  ];
}

function stands(order: Explained, entries: readonly TimelineEntry[], now: Date): StandingFact[] {
  const { status, currency, totalAmount, refundedAmount, paidAt } = order;
  const total = { amount: totalAmount, currency };
  const back: StandingFact = { code: 'partially_refunded', amount: refundedAmount, currency };
  const partly = refundedAmount > 0 ? [back] : [];
  switch (status) {
    case 'PENDING':
      return [waiting(order, entries, now)];
    case 'PAID':
      return [{ code: 'paid', ...total, ...(paidAt && { at: paidAt.toISOString() }) }, ...partly];
    case 'SHIPPED':
      return [{ code: 'shipped', ...total }, ...partly];
    case 'DELIVERED':
      return [{ code: 'delivered', ...total }, ...partly];
    case 'REFUNDED':
      return [{ code: 'refunded', ...total }];
    case 'CANCELLED': {
      const said = entries.findLast(({ step }) => step === 'cancelled');
      return [{ code: 'cancelled', ...(said && { at: said.at, ...because(said.details['reason']) }) }];
    }
  }
}

function waiting(order: Explained, entries: readonly TimelineEntry[], now: Date): StandingFact {
  const { sessionExpiresAt: end, heldUpBy, lookAgainAt, paymentAttempt } = order;
  const over = now > end;
  const until = end.toISOString();
  const again = lookAgainAt && { again: lookAgainAt.toISOString() };
  if (heldUpBy === 'payment_processing') return { code: heldUpBy, ...(over && again) };
  if (over && heldUpBy) return { code: heldUpBy, until, ...again };
  if (over) return { code: 'overdue', until };
  const link = entries.findLast(
    ({ step, details }) =>
      ['payment_session_opened', 'payment_session_failed'].includes(step) &&
      details['attempt'] === paymentAttempt,
  );
  if (link?.step === 'payment_session_opened') return { code: 'awaiting_payment', until };
  if (link)
    return { code: 'payment_session_missing', at: link.at, until, ...because(link.details['reason']) };
  return { code: 'payment_session_pending', until };
}

function refundFact(refund: ToldRefund, { currency: usual, status }: Explained): StandingFact[] {
  const { amount, currency = usual, automatic, state, failure, at } = refund;
  const money = { amount, currency };
  if (state === 'rejected') return [{ code: 'payment_rejected', ...money }];
  if (state === 'requested')
    return [
      automatic ? { code: 'rejected_payment_refunding', ...money } : { code: 'refund_pending', ...money, at },
    ];
  if (state === 'done') return automatic ? [{ code: 'rejected_payment_refunded', ...money, at }] : [];
  // Tried again with success: nobody has to look any more.
  if (!automatic && status === 'REFUNDED') return [];
  return [
    {
      code: automatic ? 'rejected_payment_refund_failed' : 'refund_failed',
      ...money,
      at,
      ...because(failure),
    },
  ];
}

const because = (reason: unknown): { because?: string } =>
  typeof reason === 'string' ? { because: reason } : {};
