import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CheckoutSession, judge, type PaymentIntent } from './checkout-session.js';
import { settle } from './settled-session.js';
import { decide as decideAt, type OurSession, retryDelayMs, type TakenEvent } from './settlement.js';

const orderId = '0192f0c1-1111-7bbb-8ccc-000000000001';
const paidAt = new Date('2026-03-01T10:00:00Z');

const now = new Date('2026-03-01T10:05:00Z');
const decide = (event: TakenEvent, session: CheckoutSession | null) => decideAt(event, session, now);

const ours = (changes: Partial<OurSession> = {}): OurSession => ({
  orderId,
  attempt: 1,
  stripeId: 'cs_1',
  amount: 4498,
  currency: 'usd',
  correlationId: 'c',
  replaced: 'no',
  ...changes,
});

const taken = (session: OurSession | null = ours(), changes: Partial<TakenEvent> = {}): TakenEvent => ({
  id: 'evt_1',
  type: 'checkout.session.completed',
  objectId: 'cs_1',
  receivedAt: now,
  tries: 1,
  session,
  ...changes,
});

const intent = (changes: Partial<PaymentIntent> = {}): PaymentIntent => ({
  id: 'pi_1',
  status: 'succeeded',
  received: 4498,
  failure: null,
  charge: { id: 'ch_1', receiptUrl: 'https://pay.test/receipt', at: paidAt, balance: null },
  ...changes,
});

const found = (changes: Partial<CheckoutSession> = {}): CheckoutSession => ({
  id: 'cs_1',
  status: 'complete',
  paid: true,
  amount: 4498,
  currency: 'usd',
  url: null,
  successUrl: 's',
  cancelUrl: 'c',
  expiresAt: new Date(),
  orderId,
  attempt: 1,
  email: null,
  intent: intent(),
  ...changes,
});

const delayed = (status: string, failure: string | null = null) =>
  found({ paid: false, intent: intent({ status, received: 0, failure, charge: null }) });

describe('deciding about an event', () => {
  test('a paid session of exactly our amount is paid', () => {
    expect(decide(taken(), found())).toMatchObject({ kind: 'paid', outcome: 'paid' });
  });

  test('the object decides, not the event: a paid session is paid even if the event says it expired', () => {
    const late = taken(ours(), { type: 'checkout.session.expired' });
    expect(decide(late, found())).toMatchObject({ kind: 'paid', outcome: 'paid' });
  });

  test.each([
    ['another amount', found({ amount: 4497 })],
    ['another currency', found({ currency: 'eur' })],
    ['less captured than charged', found({ intent: intent({ received: 1 }) })],
    ['no amount', found({ amount: null })],
  ])('%s is never a success', (_name, session) => {
    expect(decide(taken(), session)).toMatchObject({ kind: 'paid', outcome: 'amount_mismatch' });
  });

  test('a completed session whose payment is on its way is left to a later event', () => {
    expect(decide(taken(), delayed('processing'))).toEqual({ kind: 'report', outcome: 'processing' });
  });

  test('a delayed payment that failed is over, with the reason', () => {
    expect(decide(taken(), delayed('requires_payment_method', 'No funds.'))).toEqual({
      kind: 'over',
      outcome: 'failed',
      reason: 'No funds.',
    });
  });

  test('a failure that the intent does not show yet is a failure when Stripe announced it', () => {
    const event = taken(ours(), { type: 'checkout.session.async_payment_failed' });
    expect(decide(event, delayed('processing'))).toMatchObject({ kind: 'over', outcome: 'failed' });
  });

  test('an expired session is over', () => {
    const session = found({ status: 'expired', paid: false, intent: null });
    expect(decide(taken(), session)).toMatchObject({ kind: 'over', outcome: 'expired' });
  });

  describe('of a session that was expired in favour of a new link', () => {
    const expired = found({ status: 'expired', paid: false, intent: null });
    const at = (replaced: OurSession['replaced'], seconds: number) =>
      decide(taken(ours({ replaced }), { receivedAt: new Date(now.getTime() - seconds * 1_000) }), expired);

    test('is no news once the link is there', () => {
      expect(at('yes', 1)).toMatchObject({ kind: 'over', outcome: 'superseded' });
    });

    test('waits for the link, and is told after all when no link comes', () => {
      expect(at('soon', 1).kind).toBe('wait');
      expect(at('soon', 121)).toMatchObject({ kind: 'over', outcome: 'expired' });
    });

    test('is a payment all the same if it was paid', () => {
      expect(decide(taken(ours({ replaced: 'yes' })), found())).toMatchObject({ outcome: 'paid' });
    });
  });

  test('a session that Stripe still shows as open waits', () => {
    expect(decide(taken(), found({ status: 'open', paid: false, intent: null })).kind).toBe('wait');
  });

  test('a paid session without a payment intent waits: there is no payment to name', () => {
    expect(decide(taken(), found({ intent: null })).kind).toBe('wait');
  });

  test('a session of ours that Stripe does not find waits: the key may be another account’s', () => {
    expect(decide(taken(), null).kind).toBe('wait');
  });

  test.each([
    ['no session of ours', taken(null), found()],
    [
      'a session under another order, while ours is unknown',
      taken(ours({ stripeId: null })),
      found({ orderId: null }),
    ],
    [
      'a session under another attempt, beside ours',
      taken(ours({ stripeId: 'cs_2' })),
      found({ attempt: 2 }),
    ],
  ])('%s is reported as unknown', (_name, event, session) => {
    expect(decide(event, session)).toEqual({ kind: 'report', outcome: 'unknown_order' });
  });

  test('a paid session that was made beside the one we know is a payment: its money is not kept in silence', () => {
    expect(decide(taken(ours({ stripeId: 'cs_2' })), found())).toMatchObject({
      kind: 'paid',
      outcome: 'paid',
    });
  });

  test.each([
    ['expired', found({ status: 'expired', paid: false, intent: null })],
    ['on its way to be paid', delayed('processing')],
    ['failed', delayed('canceled')],
  ])('a session made beside the one we know that is %s ends nothing of ours', (_name, session) => {
    const event = taken(ours({ stripeId: 'cs_2' }));
    expect(decide(event, session)).toEqual({ kind: 'report', outcome: 'twin' });
    expect(settle(decide(event, session), ours(), session, now)).toBeUndefined();
  });

  test('the session we opened stays ours, whatever its labels at Stripe say by now', () => {
    expect(decide(taken(), found({ orderId: null, attempt: null }))).toMatchObject({ outcome: 'paid' });
  });

  test('an event may overtake our own note of the session', () => {
    expect(decide(taken(ours({ stripeId: null })), found())).toMatchObject({ outcome: 'paid' });
  });
});

describe('what a decision writes', () => {
  const written = (session: CheckoutSession) =>
    settle(decide(taken(), session), ours(), session, new Date(0));

  test('a payment is written with its charge and receipt', () => {
    expect(written(found())).toEqual({
      orderId,
      attempt: 1,
      sessionId: 'cs_1',
      status: 'complete',
      final: true,
      payment: {
        id: 'pi_1',
        chargeId: 'ch_1',
        receiptUrl: 'https://pay.test/receipt',
        paidAt,
        amount: 4498,
        currency: 'usd',
        status: 'succeeded',
        balance: null,
      },
    });
  });

  test('money that differs is written as what was captured, and marked', () => {
    expect(written(found({ intent: intent({ received: 4000 }) }))?.payment).toMatchObject({
      amount: 4000,
      status: 'amount_mismatch',
    });
  });

  test('a payment on its way closes the session and settles nothing', () => {
    expect(written(delayed('processing'))).toMatchObject({ status: 'complete', final: false, payment: null });
  });

  test('a failure ends the session without a payment', () => {
    expect(written(delayed('canceled'))).toMatchObject({ status: 'failed', final: true, payment: null });
  });
});

describe('whatever an event says and whatever became of the session here', () => {
  const anyEvent = fc
    .record({
      type: fc.constantFrom(
        'checkout.session.completed',
        'checkout.session.async_payment_succeeded',
        'checkout.session.async_payment_failed',
        'checkout.session.expired',
      ),
      stripeId: fc.constantFrom(null, 'cs_1', 'cs_2'),
      replaced: fc.constantFrom<OurSession['replaced']>('no', 'soon', 'yes'),
      age: fc.integer({ min: 0, max: 600_000 }),
      tries: fc.integer({ min: 1, max: 40 }),
    })
    .map(({ type, stripeId, replaced, age, tries }) =>
      taken(ours({ stripeId, replaced }), { type, tries, receivedAt: new Date(now.getTime() - age) }),
    );
  const anySession = fc
    .record({
      status: fc.constantFrom<CheckoutSession['status']>('open', 'complete', 'expired'),
      paid: fc.boolean(),
      amount: fc.constantFrom(null, 4_497, 4_498),
      currency: fc.constantFrom('usd', 'eur'),
      intent: fc.option(
        fc.record({
          status: fc.constantFrom('processing', 'requires_payment_method', 'canceled', 'succeeded'),
          received: fc.constantFrom(0, 4_497, 4_498),
        }),
      ),
    })
    .map(({ intent: some, ...rest }) => found({ ...rest, intent: some && intent(some) }));

  test('captured money is a payment, and no money is none', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        const decision = decide(event, session);
        expect(decision.kind === 'paid').toBe(session.paid && session.intent !== null);
      }),
    );
  });

  test('a payment pays in exactly our amount and currency alone', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        const decision = decide(event, session);
        const exact =
          session.amount === 4_498 && session.currency === 'usd' && session.intent?.received === 4_498;
        if (decision.kind === 'paid') expect(decision.outcome).toBe(exact ? 'paid' : 'amount_mismatch');
      }),
    );
  });

  test('a link ends only when Stripe shows its end, or says that its payment failed', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        const decision = decide(event, session);
        if (decision.kind !== 'over') return;
        const verdict = judge(session);
        const failedSoon = verdict === 'processing' && event.type.endsWith('payment_failed');
        const outcomes = { expired: ['expired', 'superseded'], failed: ['failed'] } as Record<
          string,
          string[]
        >;
        expect(failedSoon ? ['failed'] : outcomes[verdict]).toContain(decision.outcome);
        // One made beside the session that we know ends nothing of ours.
        expect(event.session?.stripeId).not.toBe('cs_2');
      }),
    );
  });

  test('the same look at the same session decides the same, and nothing waits for a new link for ever', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        expect(decide(event, session)).toEqual(decide(event, session));
        const later = decideAt(event, session, new Date(now.getTime() + 120_000));
        if (judge(session) === 'expired') expect(later.kind).not.toBe('wait');
      }),
    );
  });
});

test('failed tries wait longer each time, and never more than ten minutes', () => {
  expect([1, 2, 3, 30].map(retryDelayMs)).toEqual([1_000, 2_000, 4_000, 600_000]);
});
