import { describe, expect, it } from '@jest/globals';
import type { StandingFact, TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { type OrderFacts, standingOf } from './standing.js';

const now = new Date('2026-01-31T12:00:00Z');
const pending: OrderFacts = {
  status: 'PENDING',
  currency: 'usd',
  totalAmount: 2_500,
  refundedAmount: 0,
  paymentAttempt: 1,
  sessionExpiresAt: new Date('2026-01-31T12:45:00Z'),
  paidAt: null,
  dispute: null,
  fraudWarning: false,
  review: null,
  cancellationBlockedBy: null,
  nextCheckAt: null,
};
const overdue = { ...pending, sessionExpiresAt: new Date('2026-01-31T11:00:00Z') };
const nextCheckAt = new Date('2026-01-31T13:00:00Z');
const cancelled: OrderFacts = { ...pending, status: 'CANCELLED' };
const paid: OrderFacts = { ...pending, status: 'PAID', paidAt: new Date('2026-01-31T11:30:00Z') };

let ids = 0;
const entry = (step: TimelineStep, details: Record<string, unknown> = {}): TimelineEntry => ({
  ...{ id: `e${ids++}`, step, details },
  at: '2026-01-31T11:40:00.000Z',
  cause: 'test',
  correlationId: null,
  message: '',
});
const opened = entry('payment_session_opened', { attempt: 1 });
const wrong = { paymentId: 'pi_2', amount: 2_400, currency: 'usd' };
const automatic = { ...wrong, refundId: 're_9', automatic: true };
const refund = { refundId: 're_1', paymentId: 'pi_1', amount: 1_000, currency: 'usd', automatic: false };
const explain = (order: OrderFacts, entries: TimelineEntry[] = [], forStaff = true) =>
  standingOf(order, entries, now, forStaff);

const until = '2026-01-31T12:45:00.000Z';
const expiredAt = '2026-01-31T11:00:00.000Z';
const again = nextCheckAt.toISOString();
const at = '2026-01-31T11:40:00.000Z';
const total = { amount: 2_500, currency: 'usd' };
const paidFact = { code: 'paid', ...total, at: '2026-01-31T11:30:00.000Z' } as const;
const partial = { amount: 1_000, currency: 'usd' };
const wrongAmount = { amount: 2_400, currency: 'usd' };
const cancelledEntry = entry('cancelled', { reason: 'not paid in time' });
const cancelledFact = { code: 'cancelled', at, because: 'not paid in time' } as const;

describe('standing of an order', () => {
  it.each<[string, OrderFacts, TimelineEntry[], StandingFact[]]>([
    ['its payment session is open', pending, [opened], [{ code: 'awaiting_payment', until }]],
    [
      'its payment session is being opened',
      pending,
      [entry('created')],
      [{ code: 'payment_session_pending', until }],
    ],
    [
      'no payment session could be opened',
      pending,
      [entry('payment_session_failed', { attempt: 1, reason: 'The payment provider is unavailable.' })],
      [{ code: 'payment_session_missing', at, until, because: 'The payment provider is unavailable.' }],
    ],
    [
      'a payment session was opened at the second try',
      pending,
      [entry('payment_session_failed', { attempt: 1, reason: 'no' }), opened],
      [{ code: 'awaiting_payment', until }],
    ],
    [
      'a new payment session is being opened',
      { ...pending, paymentAttempt: 2 },
      [opened],
      [{ code: 'payment_session_pending', until }],
    ],
    [
      'a delayed payment is being processed',
      { ...pending, cancellationBlockedBy: 'payment_processing', nextCheckAt },
      [opened],
      [{ code: 'payment_processing' }],
    ],
    [
      'a delayed payment is being processed and the session expired',
      { ...overdue, cancellationBlockedBy: 'payment_processing', nextCheckAt },
      [opened],
      [{ code: 'payment_processing', again }],
    ],
    [
      'a delayed payment failed and a new session can be requested',
      pending,
      [opened, entry('payment_failed', { attempt: 1, reason: 'No funds.' })],
      [{ code: 'payment_failed', at, until, because: 'No funds.' }],
    ],
    [
      'a new session was opened after a delayed payment had failed',
      { ...pending, paymentAttempt: 2 },
      [entry('payment_failed', { attempt: 1 }), entry('payment_session_opened', { attempt: 2 })],
      [{ code: 'awaiting_payment', until }],
    ],
    ['its payment session expired', overdue, [opened], [{ code: 'overdue', until: expiredAt }]],
    [
      'its payment session expired and payments-ms is unavailable',
      { ...overdue, cancellationBlockedBy: 'payments_unavailable', nextCheckAt },
      [opened],
      [{ code: 'payments_unavailable', until: expiredAt, again }],
    ],
    [
      'its payment session expired and cannot be closed',
      { ...overdue, cancellationBlockedBy: 'payment_session_not_expirable', nextCheckAt },
      [opened],
      [{ code: 'payment_session_not_expirable', until: expiredAt, again }],
    ],
    [
      'a payment was rejected',
      pending,
      [opened, entry('payment_rejected', wrong)],
      [
        { code: 'awaiting_payment', until },
        { code: 'payment_rejected', ...wrongAmount },
      ],
    ],
    ['it is paid', paid, [], [paidFact]],
    [
      'it is partially refunded',
      { ...paid, refundedAmount: 1_000 },
      [entry('refunded', refund)],
      [paidFact, { code: 'partially_refunded', ...partial }],
    ],
    [
      'a refund is pending',
      paid,
      [entry('refund_requested', refund)],
      [paidFact, { code: 'refund_pending', ...partial, at }],
    ],
    [
      'a refund failed',
      paid,
      [
        entry('refund_requested', refund),
        entry('refunded', refund),
        entry('refund_failed', { ...refund, failure: 'expired_card' }),
      ],
      [paidFact, { code: 'refund_failed', ...partial, at, because: 'expired_card' }],
    ],
    ['it is shipped', { ...paid, status: 'SHIPPED' }, [], [{ code: 'shipped', ...total }]],
    ['it is delivered', { ...paid, status: 'DELIVERED' }, [], [{ code: 'delivered', ...total }]],
    [
      'it is refunded',
      { ...paid, status: 'REFUNDED', refundedAmount: 2_500 },
      [],
      [{ code: 'refunded', ...total }],
    ],
    ['it was cancelled', cancelled, [cancelledEntry], [cancelledFact]],
    [
      'a payment was being processed when it was cancelled',
      { ...cancelled, cancellationBlockedBy: 'payment_processing' },
      [cancelledEntry],
      [cancelledFact, { code: 'payment_refunded_on_arrival' }],
    ],
    [
      'a payment that was being processed when it was cancelled failed',
      cancelled,
      [cancelledEntry, entry('payment_failed')],
      [cancelledFact],
    ],
    [
      'a payment was being processed when it was cancelled, after those of earlier sessions failed or were rejected',
      { ...cancelled, cancellationBlockedBy: 'payment_processing' },
      [entry('payment_failed'), entry('payment_rejected', wrong), cancelledEntry],
      [cancelledFact, { code: 'payment_refunded_on_arrival' }, { code: 'payment_rejected', ...wrongAmount }],
    ],
    [
      'a payment arrived after it was cancelled',
      cancelled,
      [cancelledEntry, entry('payment_rejected', wrong), entry('refund_requested', automatic)],
      [cancelledFact, { code: 'rejected_payment_refunding', ...wrongAmount }],
    ],
    [
      'a payment that arrived after it was cancelled is refunded',
      cancelled,
      [cancelledEntry, entry('payment_rejected', wrong), entry('refunded', automatic)],
      [cancelledFact, { code: 'rejected_payment_refunded', ...wrongAmount, at }],
    ],
    ['a dispute is open', { ...paid, dispute: 'open' }, [], [paidFact, { code: 'dispute_open' }]],
    ['a dispute was won', { ...paid, dispute: 'won' }, [], [paidFact, { code: 'dispute_won' }]],
    ['a dispute was lost', { ...paid, dispute: 'lost' }, [], [paidFact, { code: 'dispute_lost' }]],
    ['a fraud warning exists', { ...paid, fraudWarning: true }, [], [paidFact, { code: 'fraud_warning' }]],
    ['a review is open', { ...paid, review: 'open' }, [], [paidFact, { code: 'review_open' }]],
    ['it is paid once its review is closed', { ...paid, review: 'closed' }, [], [paidFact]],
  ])('says that %s', (_what, order, entries, facts) => {
    expect(explain(order, entries)).toEqual(facts);
  });

  it('omits a refund that succeeded', () => {
    expect(explain(paid, [entry('refund_requested', refund), entry('refunded', refund)])).toEqual([paidFact]);
  });

  it('omits a failed refund once later refunds returned the whole payment', () => {
    const refunded = { ...paid, status: 'REFUNDED', refundedAmount: 2_500 } as const;
    const failed = entry('refund_failed', { ...refund, failure: 'The card is closed.' });
    const later = entry('refunded', { ...refund, refundId: 're_2' });
    expect(explain(refunded, [failed, later])).toEqual([{ code: 'refunded', ...total }]);
  });

  it('says that a rejected payment is refunded once staff refunded all of it manually', () => {
    const failed = [
      entry('payment_rejected', wrong),
      entry('refund_failed', { ...automatic, failure: 'The card is closed.' }),
    ];
    const stuck = {
      code: 'rejected_payment_refund_failed',
      ...wrongAmount,
      at,
      because: 'The card is closed.',
    };
    expect(explain(cancelled, failed).at(-1)).toEqual(stuck);
    const part = entry('refunded', { ...wrong, amount: 400, refundId: 're_10', automatic: false });
    expect(explain(cancelled, [...failed, part])).toContainEqual(stuck);
    const whole = entry('refunded', { ...wrong, refundId: 're_11', automatic: false });
    expect(explain(cancelled, [...failed, whole]).at(-1)).toEqual({
      code: 'rejected_payment_refunded',
      ...wrongAmount,
      at,
    });
  });

  it('does not show disputes, fraud warnings and reviews to shoppers', () => {
    const suspected: OrderFacts = { ...paid, dispute: 'open', fraudWarning: true, review: 'open' };
    expect(explain(suspected, [], false)).toEqual([paidFact]);
  });
});
