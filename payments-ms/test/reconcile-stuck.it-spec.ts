import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RefundPayment } from '@orderwire/contracts';
import { testServiceKey } from '@orderwire/test-kit';
import { ReconcileFixture } from './reconcile-fixture.js';
import { waitUntil, type PaymentsWorld } from './payments-world.js';

let fixture: ReconcileFixture;
let world: PaymentsWorld;
beforeAll(async () => {
  fixture = await ReconcileFixture.create();
  world = fixture.world;
});
afterAll(() => fixture.close());

const eventsOf = (id: string) =>
  world.rows<{ id: string }>('SELECT id FROM stripe_events WHERE object_id = $1', [id]);

/** Prevents the worker from settling an order's payments during `work`. */
async function withoutSettlement(orderId: string, work: () => Promise<void>): Promise<void> {
  await world.rows(`ALTER TABLE payments ADD CONSTRAINT stuck CHECK (order_id <> '${orderId}') NOT VALID`);
  try {
    await work();
  } finally {
    await world.rows('ALTER TABLE payments DROP CONSTRAINT stuck');
  }
}

/** Makes the event due until it is processed. */
async function settles(orderId: string, id: string): Promise<void> {
  await waitUntil(
    () =>
      world.rows(
        'UPDATE stripe_events SET due_at = to_timestamp(0) WHERE object_id = $1 AND outcome IS NULL RETURNING id',
        [id],
      ),
    (waiting) => waiting.length === 0,
  );
  await world.waitFor(orderId, 'payment.succeeded');
}

describe('a captured payment that the worker cannot settle', () => {
  test.each([
    ['older than an hour', `received_at = now() - interval '61 minutes'`],
    ['with 12 tries', 'tries = 12'],
  ])('is unresolved: every run reports the event %s and stores no second one', async (_name, stuck) => {
    const { orderId, id } = await fixture.payWithoutWebhook();
    await withoutSettlement(orderId, async () => {
      const first = await fixture.withoutEvents(() => fixture.reconcile([id], { workerTimeoutMs: 200 }));
      expect(first.found).toMatchObject([{ resolved: true, text: expect.stringContaining('waiting') }]);
      // A try has stored its error.
      await waitUntil(
        () => world.rows('SELECT FROM stripe_events WHERE object_id = $1 AND error IS NOT NULL', [id]),
        (rows) => rows.length === 1,
      );
      await world.rows(`UPDATE stripe_events SET ${stuck} WHERE object_id = $1`, [id]);
      for (const resolve of [true, true, false]) {
        const { found, report } = await fixture.withoutEvents(() =>
          fixture.reconcile([id], { workerTimeoutMs: 200, resolve }),
        );
        expect(found).toMatchObject([{ resolved: false, kind: 'not_settled' }]);
        expect(found[0]?.text).toContain('stuck');
        expect(report.unresolved).toEqual({ not_settled: 1 });
      }
      expect(await eventsOf(id)).toHaveLength(1);
    });
    await settles(orderId, id);
    expect((await fixture.withoutEvents(() => fixture.reconcile([id]))).found).toEqual([]);
  });

  test('is reported as stuck after its lost webhook was stored', async () => {
    const { orderId, id } = await fixture.payWithoutWebhook();
    await withoutSettlement(orderId, async () => {
      await fixture.reconcile([id], { workerTimeoutMs: 200 });
      await world.rows(
        `UPDATE stripe_events SET received_at = now() - interval '61 minutes' WHERE object_id = $1`,
        [id],
      );
      const { found } = await fixture.reconcile([id], { workerTimeoutMs: 200 });
      expect(found).toMatchObject([{ resolved: false, kind: 'not_settled' }]);
    });
    await settles(orderId, id);
  });
});

test('payments of an order that was paid twice are published again after an hour, and are unresolved after another', async () => {
  const { orderId, paymentId } = await fixture.pay();
  await world.rows(
    `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
     VALUES ('pi_second', $1, 'cs_second', 4498, 'usd', now() - interval '1 minute', 'succeeded')`,
    [orderId],
  );
  const about = async () =>
    (await fixture.reconcile([paymentId, orderId])).found.filter(({ text }) =>
      text.includes('rejected none'),
    );
  expect(await about()).toEqual([]);
  await world.rows(`UPDATE payments SET announced_at = now() - interval '61 minutes' WHERE order_id = $1`, [
    orderId,
  ]);
  const resolved = {
    resolved: true,
    kind: 'unacknowledged_payment',
    objectId: orderId,
    slice: expect.any(Object),
    text: expect.stringContaining('pi_second'),
  };
  expect(await about()).toEqual([resolved, resolved]);
  const published = async () =>
    (await world.publishedEvents(orderId)).map(({ payload }) => payload['paymentId'] as string).sort();
  expect(await published()).toEqual([paymentId, paymentId, 'pi_second'].sort());
  expect(await about()).toEqual([]);
  await world.rows(
    `UPDATE payments SET announced_at = now() - interval '61 minutes', created_at = now() - interval '1 day' WHERE order_id = $1`,
    [orderId],
  );
  const named = { ...resolved, resolved: false, kind: 'not_settled', about: { orderId } };
  expect(await about()).toEqual([named, named]);
  expect(await published()).toEqual([paymentId, paymentId, paymentId, 'pi_second', 'pi_second'].sort());
  await world.rows(`DELETE FROM payments WHERE id = 'pi_second'`);
});

describe('a refund or dispute', () => {
  /** A stored refund of 1000. */
  const refunded = async () => {
    const paid = await fixture.pay();
    const { id } = await world.stripe.api('POST', '/v1/refunds', {
      ...{ payment_intent: paid.paymentId, amount: '1000' },
    });
    expect(await world.outcomes(id as string)).toEqual({ 'refund.created': 'applied' });
    return { ...paid, refundId: id as string };
  };

  test('with another amount than ours is reported with both', async () => {
    const { refundId } = await refunded();
    await world.rows('UPDATE refunds SET amount = 999 WHERE stripe_id = $1', [refundId]);
    const { found } = await fixture.reconcile([refundId]);
    expect(found).toMatchObject([{ resolved: false, kind: 'amount_differs' }]);
    expect(found[0]?.text).toMatch(/1000 usd.*999 usd/);
    await world.rows('UPDATE refunds SET amount = 1000 WHERE stripe_id = $1', [refundId]);
    expect((await fixture.reconcile([refundId])).found).toEqual([]);
  });

  test('that was requested on another day than Stripe created it is compared', async () => {
    const { refundId } = await refunded();
    await world.rows(
      `UPDATE refunds SET requested_at = requested_at - interval '2 days', amount = 999 WHERE stripe_id = $1`,
      [refundId],
    );
    expect((await fixture.reconcile([refundId], { days: 2 })).found).toMatchObject([
      { resolved: false, kind: 'amount_differs' },
    ]);
    await world.rows('UPDATE refunds SET amount = 1000 WHERE stripe_id = $1', [refundId]);
    expect((await fixture.reconcile([refundId], { days: 2 })).found).toEqual([]);
  });

  test('that Stripe does not have is reported', async () => {
    const { orderId, paymentId } = await fixture.pay();
    await world.rows(
      `INSERT INTO refunds (id, order_id, payment_id, amount, currency, status, reason, automatic, stripe_id, idempotency_key, correlation_id)
       VALUES ($1, $2, $3, 5, 'usd', 'succeeded', 'duplicate', false, 're_made_up', 'k', 'c')`,
      [randomUUID(), orderId, paymentId],
    );
    await world.rows(
      `INSERT INTO disputes (id, order_id, payment_id, amount, currency, reason, status, stage, opened_at)
       VALUES ('dp_made_up', $1, $2, 5, 'usd', 'general', 'lost', 'lost', now())`,
      [orderId, paymentId],
    );
    const { found } = await fixture.reconcile(['re_made_up', 'dp_made_up']);
    expect(found).toMatchObject([
      { resolved: false, kind: 'missing_at_stripe', text: expect.stringContaining('re_made_up') },
      { resolved: false, kind: 'missing_at_stripe', text: expect.stringContaining('dp_made_up') },
    ]);
    await world.rows(`DELETE FROM refunds WHERE stripe_id = 're_made_up'`);
    await world.rows(`DELETE FROM disputes WHERE id = 'dp_made_up'`);
  });

  test('that is a refund of ours, which a restore lost and Stripe failed since, is published as failed', async () => {
    const { orderId } = await fixture.pay();
    const refundId = randomUUID();
    const request = { orderId, refundId, amount: 1_000, reason: 'requested_by_customer' as const };
    await world.request(RefundPayment, request, { serviceKey: testServiceKey });
    await world.waitFor(orderId, 'refund.succeeded');
    const [made] = await world.rows('SELECT stripe_id FROM refunds WHERE id = $1', [refundId]);
    const id = String(made?.['stripe_id']);
    await world.outcomes(id);
    await world.rows('DELETE FROM refunds WHERE id = $1', [refundId]);
    await world.rows(`DELETE FROM messaging.outbox WHERE aggregate_id = $1 AND subject LIKE 'refund.%'`, [
      orderId,
    ]);
    await fixture.dropper.drop(() => world.stripe.control(`/refunds/${id}/fail-now`));
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([id]));
    expect(found).toMatchObject([{ resolved: true, kind: 'outdated_refund' }]);
    expect(
      await world.rows('SELECT id, status, amount::int FROM refunds WHERE stripe_id = $1', [id]),
    ).toEqual([{ id: refundId, status: 'failed', amount: 1_000 }]);
    expect((await world.subjectsOf(orderId)).filter((subject) => subject.startsWith('refund.'))).toEqual([
      'refund.requested',
      'refund.failed',
    ]);
    expect(Number((await world.paymentsOf(orderId))[0]?.['refunded'])).toBe(0);
    expect((await fixture.withoutEvents(() => fixture.reconcile([id]))).found).toEqual([]);
  });

  test('that is a dispute over another amount is updated', async () => {
    const { chargeId } = await fixture.pay();
    const { id } = await world.stripe.control(`/charges/${chargeId}/dispute`, { amount: 2_000 });
    await world.outcomes(id as string);
    await world.rows('UPDATE disputes SET amount = 1 WHERE id = $1', [id]);
    const { found } = await fixture.reconcile([id as string]);
    expect(found).toMatchObject([{ resolved: true, kind: 'outdated_dispute' }]);
    expect(await world.rows('SELECT amount FROM disputes WHERE id = $1', [id])).toEqual([{ amount: '2000' }]);
  });

  test.each([
    ['requested', '61 minutes', '50 minutes'],
    ['pending', '15 days', '13 days'],
  ])('that is %s for too long is reported, whatever time span is compared', async (status, late, early) => {
    const { orderId, paymentId } = await fixture.pay();
    const refund = randomUUID();
    await world.rows(
      `INSERT INTO refunds (id, order_id, payment_id, amount, currency, status, reason, automatic, stripe_id, idempotency_key, correlation_id, due_at, requested_at)
       VALUES ($1, $2, $3, 5, 'usd', $4::refund_status, 'duplicate', false, $5, 'k', 'c', 'infinity', now() - $6::interval)`,
      [refund, orderId, paymentId, status, status === 'pending' ? `re_${refund}` : null, early],
    );
    const about = async () => (await fixture.reconcile([refund], { days: 40 })).found;
    expect(await about()).toEqual([]);
    await world.rows('UPDATE refunds SET requested_at = now() - $2::interval WHERE id = $1', [refund, late]);
    expect(await about()).toMatchObject([{ resolved: false, kind: 'not_settled' }]);
    await world.rows('DELETE FROM refunds WHERE id = $1', [refund]);
  });
});

describe('a fraud warning or a review whose webhook was lost', () => {
  test('is found at Stripe and published, also when it was closed and Stripe has deleted the event', async () => {
    const { orderId, chargeId } = await fixture.pay();
    const marks = async () =>
      (await world.subjectsOf(orderId)).filter((subject) => /^(fraud_warning|review)\./.test(subject)).sort();
    const [warning, review] = await fixture.dropper.drop(async () => [
      await world.stripe.control(`/charges/${chargeId}/fraud-warning`),
      await world.stripe.control(`/charges/${chargeId}/review`),
    ]);
    const ids = [String(warning?.['id']), String(review?.['id'])];
    const reconcile = () => fixture.withoutEvents(() => fixture.reconcile(ids));
    expect((await reconcile()).found).toMatchObject(Array(2).fill({ resolved: true, kind: 'outdated_mark' }));
    expect(await marks()).toEqual(['fraud_warning.reported', 'review.opened']);
    await fixture.dropper.drop(() => world.stripe.control(`/reviews/${ids[1]}/close`));
    expect((await reconcile()).found).toMatchObject([{ resolved: true, kind: 'outdated_mark' }]);
    expect(await marks()).toEqual(['fraud_warning.reported', 'review.closed', 'review.opened']);
    expect((await reconcile()).found).toEqual([]);
  });
});

describe('a completed session whose payment is delayed', () => {
  test('is resolved once when its webhook was lost', async () => {
    const { orderId, id } = await fixture.dropper.drop(async () => {
      const opened = await world.openSession();
      await world.stripe.pay(opened.id, { method: 'delayed_success' });
      return opened;
    });
    await world.rows(
      "UPDATE payment_sessions SET expires_at = now() - interval '1 minute' WHERE order_id = $1",
      [orderId],
    );
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const { found } = await fixture.withoutEvents(() => fixture.reconcile([id]));
    expect(found).toMatchObject([{ resolved: true, kind: 'unsettled_session' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.delayed']);
    const again = await fixture.withoutEvents(() => fixture.reconcile([id]));
    expect(again.found).toEqual([]);
  });
});
