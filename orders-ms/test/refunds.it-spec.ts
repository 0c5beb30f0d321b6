import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChangeOrderStatus,
  NotRefundable,
  OrderPaymentRejected,
  OrderRefunded,
  PaymentSucceeded,
  PaymentsUnavailable,
  RefundFailed,
  RefundOrder,
  type RefundOrderRequest,
  RefundRequested,
  RefundSucceeded,
  type RefundEvent,
  type RefundView,
  RefundTooLarge,
} from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { ChaseRefunds } from '../src/application/chase-refunds.js';
import { ClearAway } from '../src/application/clear-away.js';
import { lamp, mug } from './fake-neighbours.js';
import { type Asking, faultOf, OrdersWorld } from './orders-world.js';
import { capture } from './payment-news.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.refunds.reset());

/** A paid order of two mugs: 25 dollars. */
async function paid(): Promise<string> {
  const { order } = await world.place();
  await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(order.id)));
  return order.id;
}

const refund = (
  orderId: string,
  more: Partial<RefundOrderRequest> = {},
  asking?: Asking,
): Promise<RefundView> =>
  world.ask(RefundOrder, { orderId, reason: 'requested_by_customer', ...more }, asking);

const said = (orderId: string, refundId: string, more: Partial<RefundEvent> = {}): RefundEvent => ({
  orderId,
  refundId,
  paymentId: `pi_${orderId}`,
  amount: 2_500,
  currency: 'usd',
  reason: 'requested_by_customer',
  automatic: false,
  failure: null,
  at: new Date().toISOString(),
  ...more,
});
const requested = async (event: RefundEvent): Promise<void> =>
  world.taken('note_refund', await world.announce(RefundRequested, event));
const succeed = async (event: RefundEvent): Promise<void> =>
  world.taken('refund_order', await world.announce(RefundSucceeded, event));
const fail = async (event: RefundEvent): Promise<void> =>
  world.taken(
    'take_back_refund',
    await world.announce(RefundFailed, { ...event, failure: 'lost_or_stolen_card' }),
  );
const money = async (orderId: string) => {
  const { status, refundedAmount } = await world.order(orderId);
  return [status, refundedAmount];
};
const chase = async () => {
  await world.rows("UPDATE order_refunds SET due_at = now() - interval '1 s' WHERE due_at IS NOT NULL");
  await world.services[0]!.app.get(ChaseRefunds).execute();
};

describe('giving money back', () => {
  it('asks payments-ms for all that is left, and the order is REFUNDED when the money went', async () => {
    const orderId = await paid();
    const view = await refund(orderId);
    expect(view).toMatchObject({
      orderId,
      amount: 2_500,
      currency: 'usd',
      status: 'pending',
      automatic: false,
    });
    expect(world.refunds.requests).toEqual([{ orderId, refundId: view.id, reason: 'requested_by_customer' }]);
    expect(await money(orderId)).toEqual(['PAID', 0]);
    await succeed(said(orderId, view.id));
    expect(await money(orderId)).toEqual(['REFUNDED', 2_500]);
  });

  it('in part leaves the order where it stands, until the last part went', async () => {
    const orderId = await paid();
    const first = await refund(orderId, { amount: 1_000 });
    await succeed(said(orderId, first.id, { amount: 1_000 }));
    expect(await money(orderId)).toEqual(['PAID', 1_000]);
    await world.ask(ChangeOrderStatus, { orderId, status: 'SHIPPED' });
    const rest = await refund(orderId);
    expect(world.refunds.requests.at(-1)).not.toHaveProperty('amount');
    await succeed(said(orderId, rest.id, { amount: 1_500 }));
    expect(await money(orderId)).toEqual(['REFUNDED', 2_500]);
    expect(await world.announced(OrderRefunded, orderId)).toMatchObject([
      { amount: 1_000, refundedAmount: 1_000, totalAmount: 2_500, restock: [] },
      { amount: 1_500, refundedAmount: 2_500 },
    ]);
  });

  it('is told step by step; the note and the account are for staff alone', async () => {
    const orderId = await paid();
    const { id } = await refund(orderId, { note: 'angry on the phone' });
    await requested(said(orderId, id));
    await succeed(said(orderId, id));
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

  it('that fails after it succeeded puts the order back where it was, and is announced no second time', async () => {
    const orderId = await paid();
    await world.ask(ChangeOrderStatus, { orderId, status: 'SHIPPED' });
    const { id } = await refund(orderId);
    await succeed(said(orderId, id));
    await fail(said(orderId, id));
    expect(await money(orderId)).toEqual(['SHIPPED', 0]);
    expect(await world.steps(orderId)).toContain('refund_failed');
    expect(await world.announced(OrderRefunded, orderId)).toHaveLength(1);
    const again = await refund(orderId);
    await succeed(said(orderId, again.id));
    expect(await money(orderId)).toEqual(['REFUNDED', 2_500]);
    expect(await world.announced(OrderRefunded, orderId)).toHaveLength(2);
  });

  it('is right in whatever order and however often its news arrive', async () => {
    const orderId = await paid();
    const { id } = await refund(orderId);
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    await fail(said(orderId, id, { at: at(2) }));
    await succeed(said(orderId, id, { at: at(1) }));
    await fail(said(orderId, id, { at: at(2) }));
    await requested(said(orderId, id, { at: at(0) }));
    expect(await money(orderId)).toEqual(['PAID', 0]);
    expect((await world.steps(orderId)).filter((step) => step === 'refund_failed')).toHaveLength(1);
    expect(await world.announced(OrderRefunded, orderId)).toEqual([]);
  });

  it('is refused for an order that no money was taken for', async () => {
    const { order } = await world.place();
    expect(await faultOf(refund(order.id))).toMatchObject({
      code: 'orders.not_refundable',
      details: { status: 'PENDING' },
    });
    expect(world.refunds.requests).toEqual([]);
  });

  it('is refused once all of it went back, or is on its way', async () => {
    const orderId = await paid();
    await refund(orderId);
    expect(await faultOf(refund(orderId))).toMatchObject({ code: 'orders.not_refundable' });
  });

  it('is not for customers', async () => {
    const orderId = await paid();
    const fault = await faultOf(refund(orderId, {}, { actor: { role: 'customer', id: uuidv7() } }));
    expect(fault).toMatchObject({ kind: 'forbidden', code: 'auth.not_allowed' });
  });

  it('made by hand at Stripe counts as well', async () => {
    const orderId = await paid();
    const id = uuidv7();
    await succeed(said(orderId, id, { amount: 700, at: '2026-01-31T12:00:02Z' }));
    await requested(said(orderId, id, { amount: 700, at: '2026-01-31T12:00:01Z' }));
    expect(await money(orderId)).toEqual(['PAID', 700]);
    const steps = await world.steps(orderId);
    expect(steps.indexOf('refund_requested')).toBe(steps.indexOf('refunded') - 1);
  });

  it('that is heard of before its payment counts once the payment was heard of', async () => {
    const { order } = await world.place();
    await succeed(said(order.id, uuidv7(), { amount: 500 }));
    expect(await money(order.id)).toEqual(['PENDING', 0]);
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(order.id)));
    await chase();
    expect(await money(order.id)).toEqual(['PAID', 500]);
    expect(await world.announced(OrderRefunded, order.id)).toHaveLength(1);
  });
});

describe('goods that come back', () => {
  const back = (quantity: number, productId = mug) => ({ restock: [{ productId, quantity }] });

  it('go back on sale once the money went', async () => {
    const orderId = await paid();
    const { id } = await refund(orderId, back(2, mug.toUpperCase()));
    await succeed(said(orderId, id));
    expect(await world.announced(OrderRefunded, orderId)).toMatchObject([
      { restock: [{ productId: mug, quantity: 2 }] },
    ]);
  });

  it('are never more than the order has, without what its other refunds put back', async () => {
    const orderId = await paid();
    expect(await faultOf(refund(orderId, { amount: 1, ...back(3) }))).toMatchObject({
      code: 'orders.restock_too_large',
      details: { products: [{ productId: mug, left: 2 }] },
    });
    await refund(orderId, { amount: 1, ...back(1) });
    expect((await faultOf(refund(orderId, { amount: 1, ...back(2) }))).details).toEqual({
      products: [{ productId: mug, left: 1 }],
    });
    expect((await faultOf(refund(orderId, { amount: 1, ...back(1, lamp) }))).details).toEqual({
      products: [{ productId: lamp, left: 0 }],
    });
  });

  it('of a refund that failed may come back with the next one', async () => {
    const orderId = await paid();
    const { id } = await refund(orderId, back(2));
    await fail(said(orderId, id));
    expect(await refund(orderId, back(2))).toMatchObject({ status: 'pending' });
  });
});

describe('a refund while payments-ms does not answer', () => {
  it('is kept, is pending, and is asked for again under the same id', async () => {
    const orderId = await paid();
    await world.refunds.down();
    const { id, status } = await refund(orderId);
    expect(status).toBe('pending');
    world.refunds.reset();
    await chase();
    expect(world.refunds.requests).toMatchObject([{ refundId: id }]);
    await chase();
    expect(world.refunds.requests).toHaveLength(1);
  });

  it('is asked for again also when it was not settled yet which payment stands', async () => {
    const orderId = await paid();
    world.refunds.answer = () => {
      throw PaymentsUnavailable();
    };
    const { id } = await refund(orderId);
    world.refunds.reset();
    await chase();
    expect(world.refunds.requests).toMatchObject([{ refundId: id }]);
  });

  it.each([
    ['nothing is there', NotRefundable()],
    ['there is not as much', RefundTooLarge({ refundable: 1 })],
  ])('fails for good when it says that %s', async (_what, no) => {
    const orderId = await paid();
    world.refunds.answer = () => {
      throw no;
    };
    expect((await faultOf(refund(orderId))).toWire()).toEqual(no.toWire());
    expect((await world.steps(orderId)).slice(-2)).toEqual(['refund_requested', 'refund_failed']);
    await chase();
    expect(world.refunds.requests).toHaveLength(1);
  });
});

describe('the Idempotency-Key of a refund', () => {
  it('gives the same answer again and asks for one refund', async () => {
    const orderId = await paid();
    const asking = { idempotencyKey: uuidv7() };
    const first = await refund(orderId, { amount: 100 }, asking);
    expect(await refund(orderId, { amount: 100 }, asking)).toEqual(first);
    expect(world.refunds.requests).toHaveLength(1);
    expect(await faultOf(refund(orderId, { amount: 200 }, asking))).toMatchObject({
      code: 'idempotency.key_reused',
    });
  });

  it('that was left half-way goes on with the same refund', async () => {
    const orderId = await paid();
    const asking = { idempotencyKey: uuidv7() };
    const first = await refund(orderId, { amount: 100 }, asking);
    await world.rows('UPDATE idempotency_keys SET reply = NULL, busy_until = now() WHERE key = $1', [
      asking.idempotencyKey,
    ]);
    expect((await refund(orderId, { amount: 100 }, asking)).id).toBe(first.id);
    expect(new Set(world.refunds.requests.map(({ refundId }) => refundId)).size).toBe(1);
  });

  it('is free again after a refusal that left nothing behind', async () => {
    const { order } = await world.place();
    const asking = { idempotencyKey: uuidv7() };
    expect(await faultOf(refund(order.id, {}, asking))).toMatchObject({ code: 'orders.not_refundable' });
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(order.id)));
    expect((await refund(order.id, {}, asking)).status).toBe('pending');
  });

  it('of a refund that was never stored lets no stock go when it is forgotten', async () => {
    const key = uuidv7();
    await world.rows(
      `INSERT INTO idempotency_keys (scope, key, request_hash, order_id, busy_until, created_at, makes)
       VALUES ('staff', $1, 'hash', gen_random_uuid(), now() - interval '1 s', now() - interval '25 h', 'refund')`,
      [key],
    );
    const cancelled = "SELECT 1 FROM messaging.outbox WHERE subject = 'order.cancelled'";
    const before = await world.rows(cancelled);
    await world.services[0]!.app.get(ClearAway).execute();
    expect(await world.rows('SELECT 1 FROM idempotency_keys WHERE key = $1', [key])).toEqual([]);
    expect(await world.rows(cancelled)).toEqual(before);
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
    const auto = { reason: 'cancelled', automatic: true };
    await succeed(said(order.id, id, { ...auto, at: new Date(Date.now() + 1_000).toISOString() }));
    await requested(said(order.id, id, auto));
    expect((await world.steps(order.id)).slice(2)).toEqual([
      'webhook_seen',
      'payment_rejected',
      'refund_requested',
      'refunded',
    ]);
    expect(await money(order.id)).toEqual(['CANCELLED', 0]);
    expect(await world.announced(OrderRefunded, order.id)).toEqual([]);
  });
});
