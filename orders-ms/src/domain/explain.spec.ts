import { describe, expect, it } from '@jest/globals';
import type { TimelineEntry, TimelineStep } from '@orderwire/contracts';
import { explain, type Explained } from './explain.js';

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
  explain(order, entries, now, insider);

describe('why an order stands where it stands', () => {
  it.each<[string, Explained, TimelineEntry[], string]>([
    [
      'its link is open',
      waiting,
      [opened],
      'waits for its payment: its link can be paid until 2026-01-31 12:45 UTC',
    ],
    ['its link is being made', waiting, [told('created')], 'link is being made'],
    [
      'no link could be made',
      waiting,
      [told('payment_session_failed', { attempt: 1, reason: 'The payment provider does not answer.' })],
      'none could be made at 2026-01-31 11:40 UTC, because “The payment provider does not answer.”',
    ],
    [
      'a link was made after one try failed',
      waiting,
      [told('payment_session_failed', { attempt: 1, reason: 'no' }), opened],
      'its link can be paid until',
    ],
    ['a new link is being made', { ...waiting, paymentAttempt: 2 }, [opened], 'link is being made'],
    [
      'its money is on its way by a slow method',
      { ...waiting, heldUpBy: 'money_on_its_way' },
      [opened],
      'a payment that was made but has not arrived: some methods take days',
    ],
    [
      'its money is on its way and its time is over',
      { ...over, heldUpBy: 'money_on_its_way', lookAgainAt: later },
      [opened],
      'The payment service is asked again, and tells again of money it has, after 2026-01-31 13:00 UTC',
    ],
    [
      'its time is over',
      over,
      [opened],
      'time was over at 2026-01-31 11:00 UTC. The payment provider is about to be asked',
    ],
    [
      'its time is over and payments-ms is away',
      { ...over, heldUpBy: 'payments_away', lookAgainAt: later },
      [opened],
      'cancelled once the payment service answers; it is asked again after 2026-01-31 13:00 UTC',
    ],
    [
      'its time is over and its link cannot be closed',
      { ...over, heldUpBy: 'cannot_be_closed', lookAgainAt: later },
      [opened],
      'its payment link could not be closed; that is tried again after 2026-01-31 13:00 UTC',
    ],
    [
      'a payment came that does not count',
      waiting,
      [opened, told('payment_rejected', wrong)],
      'A payment of $24.00 does not count and is about to be sent back.',
    ],
    ['it is paid', paid, [], 'was paid at 2026-01-31 11:30 UTC with $25.00 and waits to be shipped.'],
    [
      'a part went back',
      { ...paid, refundedAmount: 1_000 },
      [told('refunded', refund)],
      '$10.00 of it went back.',
    ],
    [
      'a refund is under way',
      paid,
      [told('refund_requested', refund)],
      'A refund of $10.00 is under way since 2026-01-31 11:40 UTC.',
    ],
    [
      'a refund failed',
      paid,
      [
        told('refund_requested', refund),
        told('refunded', refund),
        told('refund_failed', { ...refund, failure: 'expired_card' }),
      ],
      'A refund of $10.00 failed at 2026-01-31 11:40 UTC: expired_card. The shop has to look.',
    ],
    ['it is shipped', { ...paid, status: 'SHIPPED' }, [], 'was shipped'],
    ['it is delivered', { ...paid, status: 'DELIVERED' }, [], 'nothing is left to do'],
    [
      'all went back',
      { ...paid, status: 'REFUNDED', refundedAmount: 2_500 },
      [],
      'All of the order’s money ($25.00) went back',
    ],
    [
      'it was cancelled',
      { ...waiting, status: 'CANCELLED' },
      [told('cancelled', { reason: 'nobody paid in time' })],
      'cancelled at 2026-01-31 11:40 UTC: nobody paid in time.',
    ],
    [
      'a payment came after it was cancelled',
      { ...waiting, status: 'CANCELLED' },
      [
        told('cancelled', { reason: 'nobody paid in time' }),
        told('payment_rejected', wrong),
        told('refund_requested', { ...wrong, refundId: 're_9', automatic: true }),
      ],
      'A payment of $24.00 does not count and is on its way back.',
    ],
    [
      'and went back',
      { ...waiting, status: 'CANCELLED' },
      [told('payment_rejected', wrong), told('refunded', { ...wrong, refundId: 're_9', automatic: true })],
      'A payment of $24.00 does not count and went back at 2026-01-31 11:40 UTC.',
    ],
    ['a dispute is open', { ...paid, dispute: 'open' }, [], 'A dispute is open'],
    ['a dispute was won', { ...paid, dispute: 'won' }, [], 'was won'],
    ['a dispute was lost', { ...paid, dispute: 'lost' }, [], 'was lost'],
  ])('says so when %s', (_what, order, entries, sentence) => {
    expect(say(order, entries)).toContain(sentence);
  });

  it('says nothing more of a refund that is done', () => {
    expect(say(paid, [told('refund_requested', refund), told('refunded', refund)])).toBe(say(paid));
  });

  it('says nothing more of a refund that failed once all of the money went back by another', () => {
    const done = { ...paid, status: 'REFUNDED', refundedAmount: 2_500 } as const;
    const failed = told('refund_failed', { ...refund, failure: 'The card is closed.' });
    expect(say(paid, [failed])).toContain('The shop has to look.');
    expect(say(done, [failed, told('refunded', { ...refund, refundId: 're_2' })])).toBe(say(done));
  });

  it('says that money which could not be sent back went back once somebody did it by hand', () => {
    const order = { ...waiting, status: 'CANCELLED' } as const;
    const automatic = { ...wrong, refundId: 're_9', automatic: true };
    const failed = [
      told('payment_rejected', wrong),
      told('refund_failed', { ...automatic, failure: 'The card is closed.' }),
    ];
    expect(say(order, failed)).toContain('The shop has to look.');
    const part = told('refunded', { ...wrong, amount: 400, refundId: 're_10', automatic: false });
    expect(say(order, [...failed, part])).toContain('The shop has to look.');
    const whole = told('refunded', { ...wrong, refundId: 're_11', automatic: false });
    expect(say(order, [...failed, whole])).toMatch(
      /A payment of \$24\.00 does not count and went back at [^.]*\.$/,
    );
  });

  it('says nothing of a dispute to shoppers', () => {
    expect(say({ ...paid, dispute: 'open' }, [], false)).toBe(say(paid));
  });

  it('writes amounts as their currency has them', () => {
    expect(say({ ...paid, currency: 'jpy' })).toContain('¥2,500');
    expect(say({ ...paid, currency: 'kwd' }).replace(/\s/g, ' ')).toContain('KWD 2.500');
  });
});
