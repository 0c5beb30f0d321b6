import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CheckoutSession, paymentState, type PaymentIntent } from '../checkout/checkout-session.js';
import {
  type ClaimedEvent,
  decide as decideAt,
  type KnownSession,
  retryDelayMs,
  toSettledSession,
} from './settlement.js';

const orderId = '0192f0c1-1111-7bbb-8ccc-000000000001';
const paidAt = new Date('2026-03-01T10:00:00Z');
const now = new Date('2026-03-01T10:05:00Z');
const decide = (event: ClaimedEvent, session: CheckoutSession | null, at = now) =>
  decideAt(event, session, at, 'ours');

const ours = (changes: Partial<KnownSession> = {}): KnownSession => ({
  orderId,
  attempt: 1,
  stripeId: 'cs_1',
  amount: 4498,
  currency: 'usd',
  correlationId: 'c',
  replaced: 'no',
  ...changes,
});

const taken = (session: KnownSession | null = ours(), changes: Partial<ClaimedEvent> = {}): ClaimedEvent => ({
  id: 'evt_1',
  type: 'checkout.session.completed',
  objectId: 'cs_1',
  receivedAt: now,
  createdAt: null,
  attempts: 1,
  session,
  shop: null,
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
  ...{ paid: true, free: false },
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

describe('the decision about an event', () => {
  test('is paid for a paid session with exactly the stored amount', () => {
    expect(decide(taken(), found())).toMatchObject({ kind: 'paid', outcome: 'paid' });
  });

  test('depends on the object: a paid session is paid even if the event says it expired', () => {
    const late = taken(ours(), { type: 'checkout.session.expired' });
    expect(decide(late, found())).toMatchObject({ kind: 'paid', outcome: 'paid' });
  });

  test.each([
    ['another amount', found({ amount: 4497 })],
    ['another currency', found({ currency: 'eur' })],
    ['less captured than charged', found({ intent: intent({ received: 1 }) })],
    ['no amount', found({ amount: null })],
  ])('is a mismatch for %s', (_name, session) => {
    expect(decide(taken(), session)).toMatchObject({ kind: 'paid', outcome: 'amount_mismatch' });
  });

  test('is left to a later event while the payment is in progress', () => {
    expect(decide(taken(), delayed('processing'))).toEqual({ kind: 'report', outcome: 'processing' });
  });

  test('is failed, with the reason, for a delayed payment that failed', () => {
    expect(decide(taken(), delayed('requires_payment_method', 'No funds.'))).toEqual({
      kind: 'ended',
      outcome: 'failed',
      reason: 'No funds.',
    });
  });

  test('is failed if the event says so before the intent does', () => {
    const event = taken(ours(), { type: 'checkout.session.async_payment_failed' });
    expect(decide(event, delayed('processing'))).toMatchObject({ kind: 'ended', outcome: 'failed' });
  });

  test('is expired for an expired session', () => {
    const session = found({ status: 'expired', paid: false, intent: null });
    expect(decide(taken(), session)).toMatchObject({ kind: 'ended', outcome: 'expired' });
  });

  describe('about a session that was expired in favour of a newer one', () => {
    const expired = found({ status: 'expired', paid: false, intent: null });
    const at = (replaced: KnownSession['replaced'], seconds: number) =>
      decide(taken(ours({ replaced }), { receivedAt: new Date(now.getTime() - seconds * 1_000) }), expired);

    test('is superseded once the newer one is stored', () => {
      expect(at('yes', 1)).toMatchObject({ kind: 'ended', outcome: 'superseded' });
    });

    test('waits for the newer one, and is expired if there is none', () => {
      expect(at('soon', 1).kind).toBe('wait');
      expect(at('soon', 121)).toMatchObject({ kind: 'ended', outcome: 'expired' });
    });

    test('is paid if it was paid', () => {
      expect(decide(taken(ours({ replaced: 'yes' })), found())).toMatchObject({ outcome: 'paid' });
    });
  });

  test('waits while the session is open at Stripe', () => {
    expect(decide(taken(), found({ status: 'open', paid: false, intent: null })).kind).toBe('wait');
  });

  test('waits for a paid session without a payment intent', () => {
    expect(decide(taken(), found({ intent: null })).kind).toBe('wait');
  });

  test('waits if Stripe has no such session: the API key may be another account’s', () => {
    expect(decide(taken(), null).kind).toBe('wait');
  });

  test.each([
    ['an event of this shop without a stored session', taken(null, { shop: 'ours' }), found()],
    [
      'a session of another order, while ours has no id',
      taken(ours({ stripeId: null })),
      found({ orderId: null }),
    ],
    ['a session of another attempt', taken(ours({ stripeId: 'cs_2' })), found({ attempt: 2 })],
    ['an event of another shop', taken(null, { shop: 'theirs' }), null, 'foreign'],
    ['an event of no shop', taken(null), null, 'foreign'],
  ])('is a report for %s', (_name, event, session, outcome = 'unknown_order') => {
    expect(decide(event, session)).toEqual({ kind: 'report', outcome });
  });

  test('is paid for a duplicate session that was paid', () => {
    const duplicate = taken(ours({ stripeId: 'cs_2' }));
    expect(decide(duplicate, found())).toMatchObject({ kind: 'paid', outcome: 'paid' });
  });

  test.each([
    ['expired', found({ status: 'expired', paid: false, intent: null })],
    ['in progress', delayed('processing')],
    ['failed', delayed('canceled')],
  ])('ignores a duplicate session that is %s', (_name, session) => {
    const event = taken(ours({ stripeId: 'cs_2' }));
    expect(decide(event, session)).toEqual({ kind: 'report', outcome: 'duplicate_session' });
    expect(toSettledSession(decide(event, session), ours(), session, now)).toBeUndefined();
  });

  test('does not depend on the metadata of the session we created', () => {
    expect(decide(taken(), found({ orderId: null, attempt: null }))).toMatchObject({ outcome: 'paid' });
  });

  test('does not need the stored session id', () => {
    expect(decide(taken(ours({ stripeId: null })), found())).toMatchObject({ outcome: 'paid' });
  });
});

describe('the update of a decision', () => {
  const written = (session: CheckoutSession) =>
    toSettledSession(decide(taken(), session), ours(), session, new Date(0));

  test('has a payment with its charge and receipt', () => {
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
        at: paidAt,
        amount: 4498,
        currency: 'usd',
        status: 'succeeded',
        balance: null,
      },
    });
  });

  test('has the captured amount of a mismatch, and its status', () => {
    expect(written(found({ intent: intent({ received: 4000 }) }))?.payment).toMatchObject({
      amount: 4000,
      status: 'amount_mismatch',
    });
  });

  test('completes the session of a payment in progress', () => {
    expect(written(delayed('processing'))).toMatchObject({ status: 'complete', final: false, payment: null });
  });

  test('ends a failed session without a payment', () => {
    expect(written(delayed('canceled'))).toMatchObject({ status: 'failed', final: true, payment: null });
  });
});

describe('any event about any session', () => {
  const anyEvent = fc
    .record({
      type: fc.constantFrom(
        'checkout.session.completed',
        'checkout.session.async_payment_succeeded',
        'checkout.session.async_payment_failed',
        'checkout.session.expired',
      ),
      stripeId: fc.constantFrom(null, 'cs_1', 'cs_2'),
      replaced: fc.constantFrom<KnownSession['replaced']>('no', 'soon', 'yes'),
      age: fc.integer({ min: 0, max: 600_000 }),
      attempts: fc.integer({ min: 1, max: 40 }),
    })
    .map(({ type, stripeId, replaced, age, attempts }) =>
      taken(ours({ stripeId, replaced }), { type, attempts, receivedAt: new Date(now.getTime() - age) }),
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

  test('is a payment if and only if a payment was captured', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        const decision = decide(event, session);
        expect(decision.kind === 'paid').toBe(session.paid && session.intent !== null);
      }),
    );
  });

  test('is a success only in exactly the stored amount and currency', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        const decision = decide(event, session);
        const exact =
          session.amount === 4_498 && session.currency === 'usd' && session.intent?.received === 4_498;
        if (decision.kind === 'paid') expect(decision.outcome).toBe(exact ? 'paid' : 'amount_mismatch');
      }),
    );
  });

  test('ends a session only if Stripe shows its end or reports a failure', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        const decision = decide(event, session);
        if (decision.kind !== 'ended') return;
        const verdict = paymentState(session);
        const failedSoon = verdict === 'processing' && event.type.endsWith('payment_failed');
        const outcomes: Record<string, string[]> = { expired: ['expired', 'superseded'], failed: ['failed'] };
        expect(failedSoon ? ['failed'] : outcomes[verdict]).toContain(decision.outcome);
        // A duplicate session never ends ours.
        expect(event.session?.stripeId).not.toBe('cs_2');
      }),
    );
  });

  test('is decided deterministically and does not wait forever for a newer session', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        expect(decide(event, session)).toEqual(decide(event, session));
        const later = decide(event, session, new Date(now.getTime() + 120_000));
        if (paymentState(session) === 'expired') expect(later.kind).not.toBe('wait');
      }),
    );
  });
});

test('failed attempts wait longer each time, at most ten minutes', () => {
  expect([1, 2, 3, 30].map(retryDelayMs)).toEqual([1_000, 2_000, 4_000, 600_000]);
});
