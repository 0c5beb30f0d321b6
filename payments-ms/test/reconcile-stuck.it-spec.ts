import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Auditor } from './auditor.js';
import { waitUntil, type World } from './world.js';

let auditor: Auditor;
let world: World;
beforeAll(async () => {
  auditor = await Auditor.create();
  world = auditor.world;
});
afterAll(() => auditor.close());

const looksOf = (id: string) =>
  world.rows<{ id: string }>('SELECT id FROM stripe_events WHERE object_id = $1', [id]);

/** Does something while the worker can settle nothing of an order. */
async function unsettleable(orderId: string, work: () => Promise<void>): Promise<void> {
  await world.rows(`ALTER TABLE payments ADD CONSTRAINT stuck CHECK (order_id <> '${orderId}') NOT VALID`);
  await work().finally(() => world.rows('ALTER TABLE payments DROP CONSTRAINT stuck'));
}

/** However long a try that failed before it could lets the event wait. */
async function settles(orderId: string, id: string): Promise<void> {
  await waitUntil(
    () =>
      world.rows(
        'UPDATE stripe_events SET due_at = now() WHERE object_id = $1 AND outcome IS NULL RETURNING id',
        [id],
      ),
    (waiting) => waiting.length === 0,
  );
  await world.waitFor(orderId, 'payment.succeeded');
}

describe('a captured payment that the worker cannot settle', () => {
  test.each([
    ['that is older than an hour', `received_at = now() - interval '61 minutes'`],
    ['that was tried for half an hour', 'tries = 12'],
  ])('is not healed: an event %s is named by every run, and gets no second one', async (_name, stuck) => {
    const { orderId, id } = await auditor.paidQuietly();
    await unsettleable(orderId, async () => {
      const first = await auditor.withoutEvents(() => auditor.reconcile([id], { patienceMs: 200 }));
      expect(first.found).toMatchObject([{ healed: true, text: expect.stringContaining('waits') }]);
      // It is tried often enough to know why.
      await waitUntil(
        () => world.rows('SELECT FROM stripe_events WHERE object_id = $1 AND error IS NOT NULL', [id]),
        (rows) => rows.length === 1,
      );
      await world.rows(`UPDATE stripe_events SET ${stuck} WHERE object_id = $1`, [id]);
      for (const heal of [true, true, false]) {
        const { found, report } = await auditor.withoutEvents(() =>
          auditor.reconcile([id], { patienceMs: 200, heal }),
        );
        expect(found).toMatchObject([{ healed: false, kind: 'not_settled' }]);
        expect(found[0]?.text).toContain('stuck');
        expect(report.unhealed).toEqual({ not_settled: 1 });
      }
      expect(await looksOf(id)).toHaveLength(1);
    });
    await settles(orderId, id);
    expect((await auditor.withoutEvents(() => auditor.reconcile([id]))).found).toEqual([]);
  });

  test('whose lost webhook was stored by a run is named once it waits too long', async () => {
    const { orderId, id } = await auditor.paidQuietly();
    await unsettleable(orderId, async () => {
      await auditor.reconcile([id], { patienceMs: 200 });
      await world.rows(
        `UPDATE stripe_events SET received_at = now() - interval '61 minutes' WHERE object_id = $1`,
        [id],
      );
      const { found } = await auditor.reconcile([id], { patienceMs: 200 });
      expect(found).toMatchObject([{ healed: false, kind: 'not_settled' }]);
    });
    await settles(orderId, id);
  });
});

test('an order that was paid twice, and of which orders-ms rejected no payment for an hour, is announced again, and named when that does not help', async () => {
  const { orderId, paymentId } = await auditor.paidOpenly();
  await world.rows(
    `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
     VALUES ('pi_second', $1, 'cs_second', 4498, 'usd', now() - interval '1 minute', 'succeeded')`,
    [orderId],
  );
  const about = async () =>
    (await auditor.reconcile([paymentId, orderId])).found.filter(({ text }) =>
      text.includes('rejected none'),
    );
  expect(await about()).toEqual([]);
  await world.rows(`UPDATE payments SET announced_at = now() - interval '61 minutes' WHERE order_id = $1`, [
    orderId,
  ]);
  const healed = { healed: true, kind: 'unheard_payment', text: expect.stringContaining('pi_second') };
  expect(await about()).toEqual([healed, healed]);
  const announced = async () =>
    (await world.announced(orderId)).map(({ payload }) => payload['paymentId'] as string).sort();
  expect(await announced()).toEqual([paymentId, paymentId, 'pi_second'].sort());
  expect(await about()).toEqual([]);
  await world.rows(
    `UPDATE payments SET announced_at = now() - interval '61 minutes', created_at = now() - interval '1 day' WHERE order_id = $1`,
    [orderId],
  );
  const named = { ...healed, healed: false, kind: 'not_settled' };
  expect(await about()).toEqual([named, named]);
  expect(await announced()).toEqual([paymentId, paymentId, paymentId, 'pi_second', 'pi_second'].sort());
  await world.rows(`DELETE FROM payments WHERE id = 'pi_second'`);
});

describe('money that goes back', () => {
  /** A refund of 1000 that Stripe made and we counted. */
  const refunded = async () => {
    const paid = await auditor.paidOpenly();
    const { id } = await world.stripe.api('POST', '/v1/refunds', {
      ...{ payment_intent: paid.paymentId, amount: '1000' },
    });
    expect(await world.outcomes(id as string)).toEqual({ 'refund.created': 'followed' });
    return { ...paid, refundId: id as string };
  };

  test('in another amount than we hold is named with both', async () => {
    const { refundId } = await refunded();
    await world.rows('UPDATE refunds SET amount = 999 WHERE stripe_id = $1', [refundId]);
    const { found } = await auditor.reconcile([refundId]);
    expect(found).toMatchObject([{ healed: false, kind: 'amount_differs' }]);
    expect(found[0]?.text).toMatch(/1000 usd.*999 usd/);
    await world.rows('UPDATE refunds SET amount = 1000 WHERE stripe_id = $1', [refundId]);
    expect((await auditor.reconcile([refundId])).found).toEqual([]);
  });

  test('and was asked for on another day than Stripe made it is compared all the same', async () => {
    const { refundId } = await refunded();
    await world.rows(
      `UPDATE refunds SET requested_at = requested_at - interval '2 days', amount = 999 WHERE stripe_id = $1`,
      [refundId],
    );
    expect((await auditor.reconcile([refundId], { days: 2 })).found).toMatchObject([
      { healed: false, kind: 'amount_differs' },
    ]);
    await world.rows('UPDATE refunds SET amount = 1000 WHERE stripe_id = $1', [refundId]);
    expect((await auditor.reconcile([refundId], { days: 2 })).found).toEqual([]);
  });

  test('by refunds and disputes that Stripe does not have is named', async () => {
    const { orderId, paymentId } = await auditor.paidOpenly();
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
    const { found } = await auditor.reconcile(['re_made_up', 'dp_made_up']);
    expect(found).toMatchObject([
      { healed: false, kind: 'missing_at_stripe', text: expect.stringContaining('re_made_up') },
      { healed: false, kind: 'missing_at_stripe', text: expect.stringContaining('dp_made_up') },
    ]);
    await world.rows(`DELETE FROM refunds WHERE stripe_id = 're_made_up'`);
    await world.rows(`DELETE FROM disputes WHERE id = 'dp_made_up'`);
  });

  test('through a dispute over another amount than we hold is looked at again', async () => {
    const { chargeId } = await auditor.paidOpenly();
    const { id } = await world.stripe.control(`/charges/${chargeId}/dispute`, { amount: 2_000 });
    await world.outcomes(id as string);
    await world.rows('UPDATE disputes SET amount = 1 WHERE id = $1', [id]);
    const { found } = await auditor.reconcile([id as string]);
    expect(found).toMatchObject([{ healed: true, kind: 'unheard_dispute' }]);
    expect(await world.rows('SELECT amount FROM disputes WHERE id = $1', [id])).toEqual([{ amount: '2000' }]);
  });

  test.each([
    ['requested', '61 minutes', '50 minutes'],
    ['pending', '15 days', '13 days'],
  ])('and is %s for too long is named, whatever span is compared', async (status, late, early) => {
    const { orderId, paymentId } = await auditor.paidOpenly();
    const refund = randomUUID();
    await world.rows(
      `INSERT INTO refunds (id, order_id, payment_id, amount, currency, status, reason, automatic, stripe_id, idempotency_key, correlation_id, due_at, requested_at)
       VALUES ($1, $2, $3, 5, 'usd', $4::refund_status, 'duplicate', false, $5, 'k', 'c', 'infinity', now() - $6::interval)`,
      [refund, orderId, paymentId, status, status === 'pending' ? `re_${refund}` : null, early],
    );
    const about = async () => (await auditor.reconcile([refund], { days: 40 })).found;
    expect(await about()).toEqual([]);
    await world.rows('UPDATE refunds SET requested_at = now() - $2::interval WHERE id = $1', [refund, late]);
    expect(await about()).toMatchObject([{ healed: false, kind: 'not_settled' }]);
    await world.rows('DELETE FROM refunds WHERE id = $1', [refund]);
  });
});
