import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChangeOrderStatus,
  GetOrderTimeline,
  OrderPaymentRejected,
  OrderRefunded,
  PaymentSucceeded,
  RefundPayment,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { OrdersWorld } from './orders-world.js';
import { capture } from './payment-events.js';
import { refundsIn, refundEvent } from './refund-events.js';

let world: OrdersWorld;
let shop: ReturnType<typeof refundsIn>;
beforeAll(async () => {
  world = await OrdersWorld.create();
  shop = refundsIn(world);
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

describe('refunding an order', () => {
  it('submits everything that is left; the order is REFUNDED when the refund succeeds', async () => {
    const orderId = await shop.paid();
    const view = await shop.refund(orderId);
    expect(view).toMatchObject({
      orderId,
      amount: 2_500,
      currency: 'usd',
      status: 'pending',
      automatic: false,
    });
    expect(world.refunds.requests(RefundPayment)).toEqual([
      { orderId, refundId: view.id, reason: 'requested_by_customer' },
    ]);
    expect(await shop.totals(orderId)).toEqual(['PAID', 0]);
    await shop.succeed(refundEvent(orderId, view.id));
    expect(await shop.totals(orderId)).toEqual(['REFUNDED', 2_500]);
  });

  it('in part is refused before anything is written when Stripe refunds no such part of the currency', async () => {
    const { order } = await world.place({ currency: 'kwd' });
    const event = { ...capture(order.id), currency: 'kwd' };
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, event));
    expect(await faultOf(shop.refund(order.id, { amount: 15 }))).toMatchObject({
      kind: 'invalid',
      details: { errors: [{ path: 'amount', message: expect.stringContaining('multiple of 10') }] },
    });
    expect(await world.rows('SELECT id FROM order_refunds WHERE order_id = $1', [order.id])).toEqual([]);
    expect(world.refunds.requests(RefundPayment)).toEqual([]);
    expect(await shop.refund(order.id, { amount: 20 })).toMatchObject({ amount: 20 });
  });

  it('in part keeps the status until the last part is refunded', async () => {
    const orderId = await shop.paid();
    const first = await shop.refund(orderId, { amount: 1_000 });
    await shop.succeed(refundEvent(orderId, first.id, { amount: 1_000 }));
    expect(await shop.totals(orderId)).toEqual(['PAID', 1_000]);
    await world.request(ChangeOrderStatus, { orderId, status: 'SHIPPED' });
    const rest = await shop.refund(orderId);
    expect(world.refunds.requests(RefundPayment).at(-1)?.amount).toBeUndefined();
    await shop.succeed(refundEvent(orderId, rest.id, { amount: 1_500 }));
    expect(await shop.totals(orderId)).toEqual(['REFUNDED', 2_500]);
    expect(await world.published(OrderRefunded, orderId)).toMatchObject([
      { amount: 1_000, refundedAmount: 1_000, totalAmount: 2_500, restock: [] },
      { amount: 1_500, refundedAmount: 2_500 },
    ]);
  });

  it('is recorded step by step, with the note for staff', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId, { note: 'angry on the phone' });
    await shop.requested(refundEvent(orderId, id));
    await shop.succeed(refundEvent(orderId, id));
    const entries = (await world.timeline(orderId)).slice(-2);
    expect(entries).toMatchObject([
      {
        step: 'refund_requested',
        cause: 'orders.refund',
        details: { refundId: id, note: 'angry on the phone' },
      },
      { step: 'refunded', cause: 'refund.succeeded', details: { refundId: id, amount: 2_500 } },
    ]);
  });

  it('shows shoppers neither the note nor the account behind it', async () => {
    const actor = { role: 'customer' as const, id: uuidv7() };
    const { order } = await world.place({}, { actor });
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(order.id)));
    await shop.refund(order.id, { note: 'angry on the phone' });
    const { entries } = await world.request(GetOrderTimeline, { orderId: order.id }, { actor });
    expect(entries.at(-1)).toMatchObject({ step: 'refund_requested', details: { by: 'staff' } });
    expect(entries.at(-1)?.details).not.toHaveProperty('note');
    expect(entries.at(-1)?.details).not.toHaveProperty('byId');
  });

  it('returns the order to its status before when the refund fails later, and publishes once per refund', async () => {
    const orderId = await shop.paid();
    await world.request(ChangeOrderStatus, { orderId, status: 'SHIPPED' });
    const { id } = await shop.refund(orderId);
    await shop.succeed(refundEvent(orderId, id));
    await shop.fail(refundEvent(orderId, id));
    expect(await shop.totals(orderId)).toEqual(['SHIPPED', 0]);
    expect(await world.steps(orderId)).toContain('refund_failed');
    expect(await world.published(OrderRefunded, orderId)).toHaveLength(1);
    const again = await shop.refund(orderId);
    await shop.succeed(refundEvent(orderId, again.id));
    expect(await shop.totals(orderId)).toEqual(['REFUNDED', 2_500]);
    expect(await world.published(OrderRefunded, orderId)).toHaveLength(2);
  });

  it('does not depend on order and repetition of the events', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId);
    const now = Date.now();
    const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
    await shop.fail(refundEvent(orderId, id, { at: at(2) }));
    await shop.succeed(refundEvent(orderId, id, { at: at(1) }));
    await shop.fail(refundEvent(orderId, id, { at: at(2) }));
    await shop.requested(refundEvent(orderId, id, { at: at(0) }));
    expect(await shop.totals(orderId)).toEqual(['PAID', 0]);
    expect((await world.steps(orderId)).filter((step) => step === 'refund_failed')).toHaveLength(1);
    expect(await world.published(OrderRefunded, orderId)).toEqual([]);
  });

  it.each(['succeed', 'fail'] as const)(
    'works although the clock of payments-ms is behind: %s',
    async (end) => {
      const orderId = await shop.paid();
      const { id } = await shop.refund(orderId);
      await shop[end](refundEvent(orderId, id, { at: new Date(Date.now() - 60_000).toISOString() }));
      expect(await shop.totals(orderId)).toEqual(end === 'succeed' ? ['REFUNDED', 2_500] : ['PAID', 0]);
      expect(await world.steps(orderId)).toContain(end === 'succeed' ? 'refunded' : 'refund_failed');
    },
  );

  it('is refused for an unpaid order', async () => {
    const { order } = await world.place();
    expect(await faultOf(shop.refund(order.id))).toMatchObject({
      code: 'orders.not_refundable',
      details: { status: 'PENDING' },
    });
    expect(world.refunds.requests(RefundPayment)).toEqual([]);
  });

  it('is refused once everything is refunded or pending', async () => {
    const orderId = await shop.paid();
    await shop.refund(orderId);
    expect(await faultOf(shop.refund(orderId))).toMatchObject({ code: 'orders.not_refundable' });
  });

  it('is refused for customers', async () => {
    const orderId = await shop.paid();
    const fault = await faultOf(shop.refund(orderId, {}, { actor: { role: 'customer', id: uuidv7() } }));
    expect(fault).toMatchObject({ kind: 'forbidden', code: 'auth.not_allowed' });
  });

  it('counts refunds made by hand at Stripe', async () => {
    const orderId = await shop.paid();
    const id = uuidv7();
    await shop.succeed(refundEvent(orderId, id, { amount: 700, at: '2026-01-31T12:00:02Z' }));
    await shop.requested(refundEvent(orderId, id, { amount: 700, at: '2026-01-31T12:00:01Z' }));
    expect(await shop.totals(orderId)).toEqual(['PAID', 700]);
    const steps = await world.steps(orderId);
    expect(steps.indexOf('refund_requested')).toBe(steps.indexOf('refunded') - 1);
  });

  it('counts a refund reported before its payment once the payment is reported', async () => {
    const { order } = await world.place();
    await shop.succeed(refundEvent(order.id, uuidv7(), { amount: 500 }));
    expect(await shop.totals(order.id)).toEqual(['PENDING', 0]);
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(order.id)));
    await shop.retryPending();
    expect(await shop.totals(order.id)).toEqual(['PAID', 500]);
    expect(await world.published(OrderRefunded, order.id)).toHaveLength(1);
  });
});

describe('payment of a cancelled order', () => {
  it('is refunded, and the timeline shows every step in order', async () => {
    const { order } = await world.place();
    await world.rows("UPDATE orders SET status = 'CANCELLED', cancelled_at = now() WHERE id = $1", [
      order.id,
    ]);
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(order.id)));
    expect(await world.published(OrderPaymentRejected, order.id)).toMatchObject([{ reason: 'cancelled' }]);
    const id = uuidv7();
    const now = Date.now();
    const auto = { reason: 'cancelled', automatic: true, at: new Date(now).toISOString() };
    await shop.succeed(refundEvent(order.id, id, { ...auto, at: new Date(now + 1_000).toISOString() }));
    await shop.requested(refundEvent(order.id, id, auto));
    expect((await world.steps(order.id)).slice(2)).toEqual([
      'webhook_seen',
      'payment_rejected',
      'refund_requested',
      'refunded',
    ]);
    expect(await shop.totals(order.id)).toEqual(['CANCELLED', 0]);
    expect(await world.published(OrderRefunded, order.id)).toEqual([]);
  });
});
