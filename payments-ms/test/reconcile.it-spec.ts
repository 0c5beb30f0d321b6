import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Auditor, kinds } from './auditor.js';
import { order, waitUntil, type World } from './world.js';

let auditor: Auditor;
let world: World;
beforeAll(async () => {
  auditor = await Auditor.create();
  world = auditor.world;
});
afterAll(() => auditor.close());

describe('a lost webhook', () => {
  test('of a paid order is found among Stripe’s events, and the payment is announced', async () => {
    const { orderId, id } = await auditor.paidQuietly();
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const { found } = await auditor.reconcile([id]);
    expect(kinds(found)).toEqual(['lost_webhook']);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    const again = await auditor.reconcile([id, orderId]);
    expect(again.found).toEqual([]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('whose event Stripe has forgotten is healed from the charge', async () => {
    const { orderId, id } = await auditor.paidQuietly();
    const { found } = await auditor.withoutEvents(() => auditor.reconcile([id]));
    expect(found).toMatchObject([{ healed: true, kind: 'uncounted_payment' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
    // The webhook that comes after all changes nothing.
    await world.post((await world.stripe.eventOf(id, 'checkout.session.completed')).payload);
    await world.outcomes(id);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a session that is months old is healed, whatever span is compared', async () => {
    const { orderId, id } = await auditor.paidQuietly();
    await world.rows(
      `UPDATE payment_sessions SET created_at = now() - interval '150 days', expires_at = now() - interval '149 days',
         keyed_at = now() - interval '150 days' WHERE order_id = $1`,
      [orderId],
    );
    const { found } = await auditor.reconcile([id], { days: 60 });
    expect(found).toMatchObject([{ healed: true, kind: 'unheard_session' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a delayed payment’s second half is healed', async () => {
    const { orderId, id } = await world.opened({ currency: 'eur' });
    await world.stripe.pay(id, { method: 'delayed_success' });
    await waitUntil(
      () => world.statusOf(orderId),
      ([status]) => status === 'complete',
    );
    await auditor.thief.steals(() => world.stripe.settle(id));
    expect(await world.subjectsOf(orderId)).toEqual([]);
    const { found } = await auditor.withoutEvents(() => auditor.reconcile([id]));
    expect(found).toMatchObject([{ healed: true }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('of a session that expired is healed, and its end is announced', async () => {
    const { orderId, id } = await auditor.thief.steals(async () => {
      const opened = await world.opened();
      await world.stripe.api('POST', `/v1/checkout/sessions/${opened.id}/expire`);
      return opened;
    });
    await world.rows(
      "UPDATE payment_sessions SET expires_at = now() - interval '1 minute' WHERE order_id = $1",
      [orderId],
    );
    const { found } = await auditor.withoutEvents(() => auditor.reconcile([id]));
    expect(found).toMatchObject([{ healed: true, kind: 'unheard_session' }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.session.expired']);
  });

  test('is not healed by a dry run, which says so and changes nothing', async () => {
    const { orderId, id } = await auditor.paidQuietly();
    const { found, report } = await auditor.reconcile([id], { heal: false });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ healed }) => !healed)).toBe(true);
    expect(report.healed).toEqual({});
    expect(await world.subjectsOf(orderId)).toEqual([]);
    expect(await world.rows('SELECT FROM stripe_events WHERE object_id = $1', [id])).toEqual([]);
    await auditor.reconcile([]);
  });
});

describe('an opening whose answer was lost', () => {
  /** A session that Stripe made and we never learned of, long ago. */
  const lost = async (status: 'opening' | 'expired') => {
    const request = order();
    world.stripe.fate = ({ method }) => (method === 'POST' ? 'break_after' : 'pass');
    await world.create(request).catch(() => undefined);
    world.stripe.fate = () => 'pass';
    const [id] = await world.stripe.sessionsOf(request.orderId);
    await world.rows(
      `UPDATE payment_sessions SET status = $2::session_status, expires_at = now() - interval '1 second' WHERE order_id = $1`,
      [request.orderId, status],
    );
    // Stripe's search is bounded by when the session can have been made.
    await world.rows(
      "UPDATE payment_sessions SET expires_at = keyed_at + interval '31 minutes' WHERE order_id = $1",
      [request.orderId],
    );
    return { orderId: request.orderId, id: id as string };
  };

  test.each(['opening', 'expired'] as const)('and that we hold for %s is found paid', async (status) => {
    const { orderId, id } = await lost(status);
    await auditor.thief.steals(() => world.stripe.pay(id));
    const { found } = await auditor.withoutEvents(() => auditor.reconcile([id, orderId]));
    expect(found).toMatchObject([{ healed: true }]);
    expect(await world.subjectsOf(orderId)).toEqual(['payment.succeeded']);
  });

  test('and that Stripe never made is closed without a word', async () => {
    const request = order();
    world.stripe.fate = ({ method }) => (method === 'POST' ? 'break' : 'pass');
    await world.create(request).catch(() => undefined);
    world.stripe.fate = () => 'pass';
    await world.rows(
      "UPDATE payment_sessions SET expires_at = now() - interval '1 day', keyed_at = now() - interval '2 days' WHERE order_id = $1",
      [request.orderId],
    );
    const { found } = await auditor.reconcile([request.orderId]);
    expect(found).toEqual([]);
    expect(await world.statusOf(request.orderId)).toEqual(['expired']);
    expect(await world.subjectsOf(request.orderId)).toEqual([]);
  });
});

describe('money that goes back', () => {
  test('through a refund we never heard of is counted', async () => {
    const { orderId, paymentId } = await auditor.paidOpenly();
    const refund = await auditor.thief.steals(() =>
      world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId, amount: '1000' }),
    );
    const { found } = await auditor.withoutEvents(() => auditor.reconcile([refund['id'] as string]));
    expect(kinds(found)).toContain('unheard_refund');
    expect(found.every(({ healed }) => healed)).toBe(true);
    const [payment] = await world.paymentsOf(orderId);
    expect(Number(payment?.['refunded'])).toBe(1_000);
    const again = await auditor.withoutEvents(() => auditor.reconcile([refund['id'] as string]));
    expect(again.found).toEqual([]);
  });

  test('through a dispute we never heard of is told to staff', async () => {
    const { orderId, chargeId } = await auditor.paidOpenly();
    const dispute = await auditor.thief.steals(() =>
      world.stripe.control(`/charges/${chargeId}/dispute`, {}),
    );
    const { found } = await auditor.withoutEvents(() => auditor.reconcile([dispute['id'] as string]));
    expect(kinds(found)).toContain('unheard_dispute');
    expect(found.every(({ healed }) => healed)).toBe(true);
    expect(await world.subjectsOf(orderId)).toContain('dispute.opened');
  });
});

describe('what nobody can heal', () => {
  const foreign = async (metadata: Record<string, string> = {}) => {
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

  test('money that names no order is named, each time, and stands in the account book as unknown', async () => {
    const id = await foreign();
    const first = await auditor.reconcile([id]);
    expect(first.found).toMatchObject([{ healed: false, kind: 'unknown_money' }]);
    expect(first.found[0]?.text).toContain('777 usd');
    expect(first.report.difference).toEqual({});
    const second = await auditor.reconcile([id]);
    expect(second.found).toMatchObject([{ healed: false, kind: 'unknown_money' }]);
    const [unknown] = await world.rows<{ sum: string }>(
      "SELECT sum(amount)::text AS sum FROM ledger_entries WHERE account = 'unknown'",
    );
    expect(unknown).toEqual({ sum: '-777' });
    // Once it is given back, nobody has to look at it any more.
    const { payment_intent } = await world.stripe.retrieve(id);
    await world.stripe.api('POST', '/v1/refunds', { payment_intent: payment_intent as string });
    expect((await auditor.reconcile([id])).found).toEqual([]);
  });

  test('a payment of ours that Stripe does not have is named', async () => {
    const orderId = order().orderId;
    await world.rows(
      `INSERT INTO payments (id, order_id, session_id, amount, currency, paid_at, status)
       VALUES ('pi_made_up', $1, 'cs_made_up', 500, 'usd', now() - interval '1 minute', 'succeeded')`,
      [orderId],
    );
    expect((await auditor.reconcile(['pi_made_up'])).found).toMatchObject([
      { healed: false, kind: 'missing_at_stripe' },
    ]);
    await world.rows("DELETE FROM payments WHERE id = 'pi_made_up'");
  });

  test('money that pays nothing and could not be given back is named until it has gone back', async () => {
    const { orderId, paymentId } = await auditor.paidOpenly();
    await world.rows("UPDATE payments SET rejected_because = 'cancelled' WHERE id = $1", [paymentId]);
    const { found } = await auditor.reconcile([paymentId]);
    expect(found).toMatchObject([{ healed: false, kind: 'kept_for_nothing' }]);
    expect(found[0]?.text).toContain(`4498 usd of ${paymentId} pay nothing for order ${orderId}`);
    await world.stripe.api('POST', '/v1/refunds', { payment_intent: paymentId });
    await waitUntil(
      () => auditor.reconcile([paymentId]),
      (again) => again.found.length === 0,
    );
  });

  test('a payment whose amount differs from Stripe’s is named with both', async () => {
    const { orderId, paymentId } = await auditor.paidOpenly();
    await world.rows('UPDATE payments SET amount = 4400 WHERE order_id = $1', [orderId]);
    const { found } = await auditor.reconcile([paymentId]);
    expect(found).toMatchObject([{ healed: false, kind: 'amount_differs' }]);
    expect(found[0]?.text).toMatch(/4498 usd.*4400 usd/);
    await world.rows('UPDATE payments SET amount = 4498 WHERE order_id = $1', [orderId]);
  });

  test('an entry of the account book that Stripe does not have is named', async () => {
    await world.rows(
      `INSERT INTO ledger_entries (movement, account, currency, amount, at) VALUES
         ('txn_made_up', 'stripe_balance', 'usd', 9, now()), ('txn_made_up', 'other', 'usd', -9, now())`,
    );
    const { found, report } = await auditor.reconcile(['txn_made_up']);
    expect(found).toMatchObject([{ healed: false, kind: 'ledger_differs' }]);
    expect(report.difference).toEqual({ usd: -9 });
  });
});
