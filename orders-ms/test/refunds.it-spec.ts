import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChangeOrderStatus,
  GetOrderTimeline,
  OrderPaymentRejected,
  OrderRefunded,
  PaymentSucceeded,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { faultOf, OrdersWorld } from './orders-world.js';
import { capture } from './payment-events.js';
import { refundsIn, said } from './refund-events.js';

let world: OrdersWorld;
let shop: ReturnType<typeof refundsIn>;
beforeAll(async () => {
  world = await OrdersWorld.create();
  shop = refundsIn(world);
});
afterAll(() => world.close());
afterEach(() => world.refunds.reset());

describe('giving money back', () => {
  it('asks payments-ms for all that is left, and the order is REFUNDED when the money went', async () => {
    const orderId = await shop.paid();
    const view = await shop.refund(orderId);
    expect(view).toMatchObject({
      orderId,
      amount: 2_500,
      currency: 'usd',
      status: 'pending',
      automatic: false,
    });
    expect(world.refunds.requests).toEqual([{ orderId, refundId: view.id, reason: 'requested_by_customer' }]);
    expect(await shop.money(orderId)).toEqual(['PAID', 0]);
    await shop.succeed(said(orderId, view.id));
    expect(await shop.money(orderId)).toEqual(['REFUNDED', 2_500]);
  });

  it('in part leaves the order where it stands, until the last part went', async () => {
    const orderId = await shop.paid();
    const first = await shop.refund(orderId, { amount: 1_000 });
    await shop.succeed(said(orderId, first.id, { amount: 1_000 }));
    expect(await shop.money(orderId)).toEqual(['PAID', 1_000]);
    await world.ask(ChangeOrderStatus, { orderId, status: 'SHIPPED' });
    const rest = await shop.refund(orderId);
    expect(world.refunds.requests.at(-1)?.amount).toBeUndefined();
    await shop.succeed(said(orderId, rest.id, { amount: 1_500 }));
    expect(await shop.money(orderId)).toEqual(['REFUNDED', 2_500]);
    expect(await world.announced(OrderRefunded, orderId)).toMatchObject([
      { amount: 1_000, refundedAmount: 1_000, totalAmount: 2_500, restock: [] },
      { amount: 1_500, refundedAmount: 2_500 },
    ]);
  });

  it('is told step by step; the note and the account are for staff alone', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId, { note: 'angry on the phone' });
    await shop.requested(said(orderId, id));
    await shop.succeed(said(orderId, id));
    const told = (await world.timeline(orderId)).slice(-2);
    expect(told).toMatchObject([
      {
        step: 'refund_requested',
        cause: 'orders.refund',
        details: { refundId: id, note: 'angry on the phone' },
      },
      { step: 'refunded', cause: 'refund.succeeded', details: { refundId: id, amount: 2_500 } },
    ]);
  });

  it('shows shoppers neither the note nor the account of who gave it back', async () => {
    const actor = { role: 'customer' as const, id: uuidv7() };
    const { order } = await world.place({}, { actor });
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(order.id)));
    await shop.refund(order.id, { note: 'angry on the phone' });
    const { entries } = await world.ask(GetOrderTimeline, { orderId: order.id }, { actor });
    expect(entries.at(-1)).toMatchObject({ step: 'refund_requested', details: { by: 'staff' } });
    expect(entries.at(-1)?.details).not.toHaveProperty('note');
    expect(entries.at(-1)?.details).not.toHaveProperty('byId');
  });

  it('that fails after it succeeded puts the order back where it was, and is announced no second time', async () => {
    const orderId = await shop.paid();
    await world.ask(ChangeOrderStatus, { orderId, status: 'SHIPPED' });
    const { id } = await shop.refund(orderId);
    await shop.succeed(said(orderId, id));
    await shop.fail(said(orderId, id));
    expect(await shop.money(orderId)).toEqual(['SHIPPED', 0]);
    expect(await world.steps(orderId)).toContain('refund_failed');
    expect(await world.announced(OrderRefunded, orderId)).toHaveLength(1);
    const again = await shop.refund(orderId);
    await shop.succeed(said(orderId, again.id));
    expect(await shop.money(orderId)).toEqual(['REFUNDED', 2_500]);
    expect(await world.announced(OrderRefunded, orderId)).toHaveLength(2);
  });

  it('is right in whatever order and however often its news arrive', async () => {
    const orderId = await shop.paid();
    const { id } = await shop.refund(orderId);
    const now = Date.now();
    const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
    await shop.fail(said(orderId, id, { at: at(2) }));
    await shop.succeed(said(orderId, id, { at: at(1) }));
    await shop.fail(said(orderId, id, { at: at(2) }));
    await shop.requested(said(orderId, id, { at: at(0) }));
    expect(await shop.money(orderId)).toEqual(['PAID', 0]);
    expect((await world.steps(orderId)).filter((step) => step === 'refund_failed')).toHaveLength(1);
    expect(await world.announced(OrderRefunded, orderId)).toEqual([]);
  });

  it.each(['succeed', 'fail'] as const)(
    'is followed although the clock of payments-ms is behind ours: %s',
    async (end) => {
      const orderId = await shop.paid();
      const { id } = await shop.refund(orderId);
      await shop[end](said(orderId, id, { at: new Date(Date.now() - 60_000).toISOString() }));
      expect(await shop.money(orderId)).toEqual(end === 'succeed' ? ['REFUNDED', 2_500] : ['PAID', 0]);
      expect(await world.steps(orderId)).toContain(end === 'succeed' ? 'refunded' : 'refund_failed');
    },
  );

  it('is refused for an order that no money was taken for', async () => {
    const { order } = await world.place();
    expect(await faultOf(shop.refund(order.id))).toMatchObject({
      code: 'orders.not_refundable',
      details: { status: 'PENDING' },
    });
    expect(world.refunds.requests).toEqual([]);
  });

  it('is refused once all of it went back, or is on its way', async () => {
    const orderId = await shop.paid();
    await shop.refund(orderId);
    expect(await faultOf(shop.refund(orderId))).toMatchObject({ code: 'orders.not_refundable' });
  });

  it('is not for customers', async () => {
    const orderId = await shop.paid();
    const fault = await faultOf(shop.refund(orderId, {}, { actor: { role: 'customer', id: uuidv7() } }));
    expect(fault).toMatchObject({ kind: 'forbidden', code: 'auth.not_allowed' });
  });

  it('made by hand at Stripe counts as well', async () => {
    const orderId = await shop.paid();
    const id = uuidv7();
    await shop.succeed(said(orderId, id, { amount: 700, at: '2026-01-31T12:00:02Z' }));
    await shop.requested(said(orderId, id, { amount: 700, at: '2026-01-31T12:00:01Z' }));
    expect(await shop.money(orderId)).toEqual(['PAID', 700]);
    const steps = await world.steps(orderId);
    expect(steps.indexOf('refund_requested')).toBe(steps.indexOf('refunded') - 1);
  });

  it('that is heard of before its payment counts once the payment was heard of', async () => {
    const { order } = await world.place();
    await shop.succeed(said(order.id, uuidv7(), { amount: 500 }));
    expect(await shop.money(order.id)).toEqual(['PENDING', 0]);
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(order.id)));
    await shop.chase();
    expect(await shop.money(order.id)).toEqual(['PAID', 500]);
    expect(await world.announced(OrderRefunded, order.id)).toHaveLength(1);
  });
});

describe('a payment that comes after the order was cancelled', () => {
  it('goes back, and the timeline tells all of it in order', async () => {
    const { order } = await world.place();
    await world.rows("UPDATE orders SET status = 'CANCELLED', cancelled_at = now() WHERE id = $1", [
      order.id,
    ]);
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(order.id)));
    expect(await world.announced(OrderPaymentRejected, order.id)).toMatchObject([{ reason: 'cancelled' }]);
    const id = uuidv7();
    const now = Date.now();
    const auto = { reason: 'cancelled', automatic: true, at: new Date(now).toISOString() };
    await shop.succeed(said(order.id, id, { ...auto, at: new Date(now + 1_000).toISOString() }));
    await shop.requested(said(order.id, id, auto));
    expect((await world.steps(order.id)).slice(2)).toEqual([
      'webhook_seen',
      'payment_rejected',
      'refund_requested',
      'refunded',
    ]);
    expect(await shop.money(order.id)).toEqual(['CANCELLED', 0]);
    expect(await world.announced(OrderRefunded, order.id)).toEqual([]);
  });
});
