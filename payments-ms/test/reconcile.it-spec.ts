import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ReconcileFixture, kinds } from './reconcile-fixture.js';
import { sessionRequest, waitUntil, type PaymentsWorld } from './payments-world.js';

let fixture: ReconcileFixture;
let world: PaymentsWorld;
beforeAll(async () => {
  fixture = await ReconcileFixture.create();
  world = fixture.world;
});
afterAll(() => fixture.close());

describe('a lost webhook', () => {
  test('of a paid order is found among Stripe’s events, and the payment is published', async () => {
    const { orderId, id } = await fixture.payWithoutWebhook();
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const { found } = await fixture.reconcile([id]);
    expect(kinds(found)).toEqual(['lost_webhook']);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    const again = await fixture.reconcile([id, orderId]);
    expect(again.found).toEqual([]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('whose event Stripe has deleted is resolved from the charge', async () => {
    const { orderId, id } = await fixture.payWithoutWebhook();
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([id]));
    expect(found).toMatchObject([{ resolved: true, kind: 'unrecorded_payment' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    // A late webhook changes nothing.
    await world.post((await world.stripe.eventOf(id, 'checkout.session.completed')).payload);
    await world.outcomes(id);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a session that is months old is resolved, whatever time span is compared', async () => {
    const { orderId, id } = await fixture.payWithoutWebhook();
    await world.rows(
      `UPDATE payment_sessions SET created_at = now() - interval '150 days', expires_at = now() - interval '149 days',
         keyed_at = now() - interval '150 days' WHERE order_id = $1`,
      [orderId],
    );
    const { found } = await fixture.reconcile([id], { days: 60 });
    expect(found).toMatchObject([{ resolved: true, kind: 'unsettled_session' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a delayed payment that succeeded is resolved', async () => {
    const { orderId, id } = await world.openSession({ currency: 'eur' });
    await world.stripe.pay(id, { method: 'delayed_success' });
    await waitUntil(
      () => world.statusOf(orderId),
      ([status]) => status === 'complete',
    );
    await fixture.dropper.drop(() => world.stripe.settle(id));
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([id]));
    expect(found).toMatchObject([{ resolved: true }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a session that expired is resolved, and the expiry is published', async () => {
    const { orderId, id } = await fixture.dropper.drop(async () => {
      const opened = await world.openSession();
      await world.stripe.api('POST', `/v1/checkout/sessions/${opened.id}/expire`);
      return opened;
    });
    await world.rows(
      "UPDATE payment_sessions SET expires_at = now() - interval '1 minute' WHERE order_id = $1",
      [orderId],
    );
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([id]));
    expect(found).toMatchObject([{ resolved: true, kind: 'unsettled_session' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.session.expired']);
  });

  test('is reported by a dry run, which writes nothing', async () => {
    const { orderId, id } = await fixture.payWithoutWebhook();
    const { found, report } = await fixture.reconcile([id], { resolve: false });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ resolved }) => !resolved)).toBe(true);
    expect(report.resolved).toEqual({});
    expect(await world.subjectsOf(orderId)).toEqual([]);
    expect(await world.rows('SELECT FROM stripe_events WHERE object_id = $1', [id])).toEqual([]);
    await fixture.reconcile([]);
  });
});

describe('a payment session whose response was lost', () => {
  /** A session that Stripe created long ago, and whose response was lost. */
  const lost = async (status: 'opening' | 'expired') => {
    const request = sessionRequest();
    world.stripe.intercept = ({ method }) => (method === 'POST' ? 'break_after' : 'pass');
    await world.create(request).catch(() => undefined);
    world.stripe.intercept = () => 'pass';
    const [id] = await world.stripe.sessionsOf(request.orderId);
    await world.rows(
      `UPDATE payment_sessions SET status = $2::session_status, expires_at = now() - interval '1 second' WHERE order_id = $1`,
      [request.orderId, status],
    );
    // The search is limited to the time in which the session can have been created.
    await world.rows(
      "UPDATE payment_sessions SET expires_at = keyed_at + interval '31 minutes' WHERE order_id = $1",
      [request.orderId],
    );
    return { orderId: request.orderId, id: id as string };
  };

  test.each(['opening', 'expired'] as const)('and that is stored as %s is found paid', async (status) => {
    const { orderId, id } = await lost(status);
    await fixture.dropper.drop(() => world.stripe.pay(id));
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([id, orderId]));
    expect(found).toMatchObject([{ resolved: true }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('and that Stripe never created is closed without an event', async () => {
    const request = sessionRequest();
    world.stripe.intercept = ({ method }) => (method === 'POST' ? 'break' : 'pass');
    await world.create(request).catch(() => undefined);
    world.stripe.intercept = () => 'pass';
    await world.rows(
      "UPDATE payment_sessions SET expires_at = now() - interval '1 day', keyed_at = now() - interval '2 days' WHERE order_id = $1",
      [request.orderId],
    );
    const { found } = await fixture.reconcile([request.orderId]);
    expect(found).toEqual([]);
    expect(await world.statusOf(request.orderId)).toEqual(['expired']);
    expect(await world.subjectsOf(request.orderId)).toEqual([]);
  });
});

describe('a refund or dispute', () => {
  test('that is a refund of a lost webhook is stored', async () => {
    const { orderId, paymentId } = await fixture.pay();
    const refund = await fixture.dropper.drop(() =>
      world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId, amount: '1000' }),
    );
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([refund['id'] as string]));
    expect(kinds(found)).toContain('outdated_refund');
    expect(found.every(({ resolved }) => resolved)).toBe(true);
    const [payment] = await world.paymentsOf(orderId);
    expect(Number(payment?.['refunded'])).toBe(1_000);
    const again = await fixture.withoutEvents(() => fixture.reconcile([refund['id'] as string]));
    expect(again.found).toEqual([]);
  });

  test('that is a dispute of a lost webhook is published', async () => {
    const { orderId, chargeId } = await fixture.pay();
    const dispute = await fixture.dropper.drop(() =>
      world.stripe.control(`/charges/${chargeId}/dispute`, {}),
    );
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([dispute['id'] as string]));
    expect(kinds(found)).toContain('outdated_dispute');
    expect(found.every(({ resolved }) => resolved)).toBe(true);
    expect(await world.subjectsOf(orderId)).toContain('dispute.opened');
  });
});

describe('a difference that needs staff', () => {
  const payElsewhere = async (metadata: Record<string, string> = {}) => {
    const session = await world.stripe.api('POST', '/v1/checkout/sessions', {
      ...{ mode: 'payment', success_url: 'http://elsewhere.test', cancel_url: 'http://elsewhere.test' },
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'usd',
      'line_items[0][price_data][unit_amount]': '777',
      'line_items[0][price_data][product_data][name]': 'Not ours',
      ...metadata,
    });
    await world.stripe.pay(session['id'] as string);
    return session['id'] as string;
  };

  test('is a capture without an order: reported by every run and posted as unknown', async () => {
    const id = await payElsewhere();
    const first = await fixture.reconcile([id]);
    expect(first.found).toMatchObject([{ resolved: false, kind: 'unknown_capture' }]);
    expect(first.found[0]?.text).toContain('777 usd');
    expect(first.report.difference).toEqual({});
    const second = await fixture.reconcile([id]);
    expect(second.found).toMatchObject([{ resolved: false, kind: 'unknown_capture' }]);
    const [unknown] = await world.rows<{ sum: string }>(
      "SELECT sum(amount)::text AS sum FROM ledger_entries WHERE account = 'unknown'",
    );
    expect(unknown).toEqual({ sum: '-777' });
    // A refunded capture is not reported any more.
    const { payment_intent } = await world.stripe.retrieve(id);
    await world.stripe.api('POST', '/v1/refunds', { payment_intent: payment_intent as string });
    expect((await fixture.reconcile([id])).found).toEqual([]);
  });

  test('is a payment that Stripe does not have', async () => {
    const orderId = sessionRequest().orderId;
    await world.rows(
      `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
       VALUES ('pi_made_up', $1, 'cs_made_up', 500, 'usd', now() - interval '1 minute', 'succeeded')`,
      [orderId],
    );
    expect((await fixture.reconcile(['pi_made_up'])).found).toMatchObject([
      { resolved: false, kind: 'missing_at_stripe' },
    ]);
    await world.rows("DELETE FROM payments WHERE id = 'pi_made_up'");
  });

  test('is a capture that pays for nothing, until it is refunded', async () => {
    const { orderId, paymentId } = await fixture.pay();
    await world.rows("UPDATE payments SET rejected_because = 'cancelled' WHERE id = $1", [paymentId]);
    const { found } = await fixture.reconcile([paymentId]);
    expect(found).toMatchObject([{ resolved: false, kind: 'unmatched_capture' }]);
    expect(found[0]?.text).toContain(
      `4498 usd (minor units) of ${paymentId} do not pay for order ${orderId}`,
    );
    await world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId });
    await waitUntil(
      () => fixture.reconcile([paymentId]),
      (again) => again.found.length === 0,
    );
  });

  test('is a payment whose amount differs from Stripe’s, reported with both', async () => {
    const { orderId, paymentId } = await fixture.pay();
    await world.rows('UPDATE payments SET amount = 4400 WHERE order_id = $1', [orderId]);
    const { found } = await fixture.reconcile([paymentId]);
    expect(found).toMatchObject([{ resolved: false, kind: 'amount_differs' }]);
    expect(found[0]?.text).toMatch(/4498 usd.*4400 usd/);
    await world.rows('UPDATE payments SET amount = 4498 WHERE order_id = $1', [orderId]);
  });

  test('is a ledger entry of a transaction that Stripe does not have', async () => {
    await world.rows(
      `INSERT INTO ledger_entries (movement, account, currency, amount, at) VALUES
         ('txn_made_up', 'stripe_balance', 'usd', 9, now()), ('txn_made_up', 'other', 'usd', -9, now())`,
    );
    const { found, report } = await fixture.reconcile(['txn_made_up']);
    expect(found).toMatchObject([{ resolved: false, kind: 'ledger_differs' }]);
    expect(report.difference).toEqual({ usd: -9 });
  });
});
