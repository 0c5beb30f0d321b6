import { randomUUID } from 'node:crypto';
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
    expect(await world.subjectsOf(orderId)).toEqual(['payment.delayed']);
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([id]));
    expect(found).toMatchObject([{ resolved: true }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.delayed', 'payment.succeeded']);
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
    fixture.repairStripe();
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
    fixture.repairStripe();
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

describe('an object of another shop on the same account', () => {
  test.each([
    ['without metadata', () => ({})],
    ['with the id of an order', () => ({ orderId: randomUUID(), attempt: '1' })],
    ['with another marker', () => ({ orderId: randomUUID(), attempt: '1', shop: 'theirs' })],
  ])('%s is counted, is no difference and stays out of the ledger', async (_name, metadata) => {
    const before = (await fixture.reconcile([])).report;
    const entries = () => world.rows('SELECT movement, account FROM ledger_entries ORDER BY 1, 2');
    const ledger = await entries();
    const { id, paymentId, chargeId } = await world.stripe.payElsewhere(metadata());
    const refund = await world.stripe.api('POST', '/v1/refunds', {
      payment_intent: paymentId,
      amount: '100',
    });
    const dispute = await world.stripe.control(`/charges/${chargeId}/dispute`);
    const ids = [id, paymentId, chargeId, refund['id'] as string, dispute['id'] as string];
    const { found, report } = await fixture.reconcile(ids);
    expect(found).toEqual([]);
    expect(report.difference).toEqual({});
    const more = (type: string, reports = [before, report]) =>
      reports.map(({ foreign }) => foreign[type] ?? 0).reduce((less, all) => all - less);
    expect(['charges', 'refunds', 'disputes'].map((type) => more(type))).toEqual([1, 1, 1]);
    expect(more('transactions')).toBeGreaterThanOrEqual(3);
    expect(await entries()).toEqual(ledger);
    expect(await world.outcomes(id)).toMatchObject({ 'checkout.session.completed': 'foreign' });
  });

  test('whose events were not delivered is not stored', async () => {
    const ids = await fixture.dropper.drop(async () => {
      const { id, paymentId } = await world.stripe.payElsewhere({ orderId: randomUUID(), attempt: '1' });
      const refund = await world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId });
      return [id, refund['id'] as string];
    });
    expect((await fixture.reconcile(ids)).found).toEqual([]);
    expect(await world.rows('SELECT FROM stripe_events WHERE object_id = ANY($1)', [ids])).toEqual([]);
  });
});

describe('a difference that needs staff', () => {
  test('is a capture of this shop without an order: reported by every run and posted as unknown', async () => {
    const { id } = await world.stripe.payElsewhere({ orderId: randomUUID(), shop: await world.shop() });
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
    const charge = await world.stripe.payElsewhere({ orderId: randomUUID(), shop: await world.shop() });
    const dispute = await world.stripe.control(`/charges/${charge.chargeId}/dispute`);
    await world.webhooksDelivered();
    await world.rows(
      "UPDATE stripe_events SET processed_at = now(), outcome = 'unknown_payment' WHERE object_id = $1",
      [dispute['id']],
    );
    const { found } = await fixture.reconcile([dispute['id'] as string]);
    expect(found.filter(({ resolved }) => !resolved)).toMatchObject([
      { kind: 'unknown_capture', objectId: dispute['id'] },
    ]);
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

  test('is stored once, and is resolved when a run that compares its time finds it no more', async () => {
    const { orderId, paymentId } = await fixture.pay();
    const stored = async () =>
      (await world.rows('SELECT * FROM reconciliation_differences WHERE object_id = $1', [paymentId]))[0];
    const find = async () => {
      const { report } = await fixture.reconcile([], { hours: 48 });
      return report.found.find(({ kind }) => kind === 'amount_differs');
    };
    await world.rows('UPDATE payments SET amount = 4400 WHERE order_id = $1', [orderId]);
    expect(await find()).toMatchObject({ resolved: false, count: 1, newCount: 1 });
    const first = await stored();
    expect(first).toMatchObject({ kind: 'amount_differs', resolved_at: null });
    expect(await find()).toMatchObject({ count: 1, newCount: 0, newSamples: [] });
    expect(await stored()).toMatchObject({ first_seen_at: first?.['first_seen_at'], resolved_at: null });
    await world.rows('UPDATE payments SET amount = 4498 WHERE order_id = $1', [orderId]);
    await fixture.reconcile([], { hours: 1, days: 1 });
    expect(await stored()).toMatchObject({ resolved_at: null });
    expect(await find()).toBeUndefined();
    expect(await stored()).toMatchObject({ resolved_at: expect.any(Date) });
    await world.rows("UPDATE reconciliation_differences SET resolved_at = now() - interval '31 days'");
    await fixture.reconcile([]);
    expect(await stored()).toBeUndefined();
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
