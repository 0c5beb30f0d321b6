import { describe, expect, it } from '@jest/globals';
import type { StandingFact, TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { type Explained, standingOf } from './standing.js';

const now = new Date('2026-01-31T12:00:00Z');
const waiting: Explained = {
  status: 'PENDING',
  currency: 'usd',
  totalAmount: 2_500,
  refundedAmount: 0,
  paymentAttempt: 1,
  sessionExpiresAt: new Date('2026-01-31T12:45:00Z'),
  paidAt: null,
  dispute: null,
  heldUpBy: null,
  lookAgainAt: null,
};
const over = { ...waiting, sessionExpiresAt: new Date('2026-01-31T11:00:00Z') };
const later = new Date('2026-01-31T13:00:00Z');
const paid: Explained = { ...waiting, status: 'PAID', paidAt: new Date('2026-01-31T11:30:00Z') };

let ids = 0;
const told = (step: TimelineStep, details: Record<string, unknown> = {}): TimelineEntry => ({
  ...{ id: `e${ids++}`, step, details },
  at: '2026-01-31T11:40:00.000Z',
  cause: 'test',
  correlationId: null,
  message: '',
});
const opened = told('payment_session_opened', { attempt: 1 });
const wrong = { paymentId: 'pi_2', amount: 2_400, currency: 'usd' };
const refund = { refundId: 're_1', paymentId: 'pi_1', amount: 1_000, currency: 'usd', automatic: false };
const say = (order: Explained, entries: TimelineEntry[] = [], insider = true) =>
  standingOf(order, entries, now, insider);

const until = '2026-01-31T12:45:00.000Z';
const wasOver = '2026-01-31T11:00:00.000Z';
const again = later.toISOString();
const at = '2026-01-31T11:40:00.000Z';
const total = { amount: 2_500, currency: 'usd' };
const paidFact = { code: 'paid', ...total, at: '2026-01-31T11:30:00.000Z' } as const;
const money = { amount: 1_000, currency: 'usd' };
const wrongMoney = { amount: 2_400, currency: 'usd' };
const byNobody = told('cancelled', { reason: 'nobody paid in time' });
const cancelledFact = { code: 'cancelled', at, because: 'nobody paid in time' } as const;

describe('why an order stands where it stands', () => {
  it.each<[string, Explained, TimelineEntry[], StandingFact[]]>([
    ['its link is open', waiting, [opened], [{ code: 'awaiting_payment', until }]],
    ['its link is being made', waiting, [told('created')], [{ code: 'payment_session_pending', until }]],
    [
      'no link could be made',
      waiting,
      [told('payment_session_failed', { attempt: 1, reason: 'The payment provider does not answer.' })],
      [{ code: 'payment_session_missing', at, until, because: 'The payment provider does not answer.' }],
    ],
    [
      'a link was made after one try failed',
      waiting,
      [told('payment_session_failed', { attempt: 1, reason: 'no' }), opened],
      [{ code: 'awaiting_payment', until }],
    ],
    [
      'a new link is being made',
      { ...waiting, paymentAttempt: 2 },
      [opened],
      [{ code: 'payment_session_pending', until }],
    ],
    [
      'its money is on its way by a slow method',
      { ...waiting, heldUpBy: 'payment_processing', lookAgainAt: later },
      [opened],
      [{ code: 'payment_processing' }],
    ],
    [
      'its money is on its way and its time is over',
      { ...over, heldUpBy: 'payment_processing', lookAgainAt: later },
      [opened],
      [{ code: 'payment_processing', again }],
    ],
    ['its time is over', over, [opened], [{ code: 'overdue', until: wasOver }]],
    [
      'its time is over and payments-ms is away',
      { ...over, heldUpBy: 'payments_unavailable', lookAgainAt: later },
      [opened],
      [{ code: 'payments_unavailable', until: wasOver, again }],
    ],
    [
      'its time is over and its link cannot be closed',
      { ...over, heldUpBy: 'payment_session_not_expirable', lookAgainAt: later },
      [opened],
      [{ code: 'payment_session_not_expirable', until: wasOver, again }],
    ],
    [
      'a payment came that does not count',
      waiting,
      [opened, told('payment_rejected', wrong)],
      [
        { code: 'awaiting_payment', until },
        { code: 'payment_rejected', ...wrongMoney },
      ],
    ],
    ['it is paid', paid, [], [paidFact]],
    [
      'a part went back',
      { ...paid, refundedAmount: 1_000 },
      [told('refunded', refund)],
      [paidFact, { code: 'partially_refunded', ...money }],
    ],
    [
      'a refund is under way',
      paid,
      [told('refund_requested', refund)],
      [paidFact, { code: 'refund_pending', ...money, at }],
    ],
    [
      'a refund failed',
      paid,
      [
        told('refund_requested', refund),
        told('refunded', refund),
        told('refund_failed', { ...refund, failure: 'expired_card' }),
      ],
      [paidFact, { code: 'refund_failed', ...money, at, because: 'expired_card' }],
    ],
    ['it is shipped', { ...paid, status: 'SHIPPED' }, [], [{ code: 'shipped', ...total }]],
    ['it is delivered', { ...paid, status: 'DELIVERED' }, [], [{ code: 'delivered', ...total }]],
    [
      'all went back',
      { ...paid, status: 'REFUNDED', refundedAmount: 2_500 },
      [],
      [{ code: 'refunded', ...total }],
    ],
    ['it was cancelled', { ...waiting, status: 'CANCELLED' }, [byNobody], [cancelledFact]],
    [
      'a payment came after it was cancelled',
      { ...waiting, status: 'CANCELLED' },
      [
        byNobody,
        told('payment_rejected', wrong),
        told('refund_requested', { ...wrong, refundId: 're_9', automatic: true }),
      ],
      [cancelledFact, { code: 'rejected_payment_refunding', ...wrongMoney }],
    ],
    [
      'and went back',
      { ...waiting, status: 'CANCELLED' },
      [
        byNobody,
        told('payment_rejected', wrong),
        told('refunded', { ...wrong, refundId: 're_9', automatic: true }),
      ],
      [cancelledFact, { code: 'rejected_payment_refunded', ...wrongMoney, at }],
    ],
    ['a dispute is open', { ...paid, dispute: 'open' }, [], [paidFact, { code: 'dispute_open' }]],
    ['a dispute was won', { ...paid, dispute: 'won' }, [], [paidFact, { code: 'dispute_won' }]],
    ['a dispute was lost', { ...paid, dispute: 'lost' }, [], [paidFact, { code: 'dispute_lost' }]],
  ])('says so when %s', (_what, order, entries, facts) => {
    expect(say(order, entries)).toEqual(facts);
  });

  it('says nothing more of a refund that is done', () => {
    expect(say(paid, [told('refund_requested', refund), told('refunded', refund)])).toEqual([paidFact]);
  });

  it('says nothing more of a refund that failed once all of the money went back by another', () => {
    const done = { ...paid, status: 'REFUNDED', refundedAmount: 2_500 } as const;
    const failed = told('refund_failed', { ...refund, failure: 'The card is closed.' });
    const other = told('refunded', { ...refund, refundId: 're_2' });
    expect(say(done, [failed, other])).toEqual([{ code: 'refunded', ...total }]);
  });

  it('says that money which could not be sent back went back once somebody did it by hand', () => {
    const order = { ...waiting, status: 'CANCELLED' } as const;
    const automatic = { ...wrong, refundId: 're_9', automatic: true };
    const failed = [
      told('payment_rejected', wrong),
      told('refund_failed', { ...automatic, failure: 'The card is closed.' }),
    ];
    const stuck = {
      code: 'rejected_payment_refund_failed',
      ...wrongMoney,
      at,
      because: 'The card is closed.',
    };
    expect(say(order, failed).at(-1)).toEqual(stuck);
    const part = told('refunded', { ...wrong, amount: 400, refundId: 're_10', automatic: false });
    expect(say(order, [...failed, part])).toContainEqual(stuck);
    const whole = told('refunded', { ...wrong, refundId: 're_11', automatic: false });
    expect(say(order, [...failed, whole]).at(-1)).toEqual({
      code: 'rejected_payment_refunded',
      ...wrongMoney,
      at,
    });
  });

  it('says nothing of a dispute to shoppers', () => {
    expect(say({ ...paid, dispute: 'open' }, [], false)).toEqual([paidFact]);
  });
});
