import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreatePaymentSession,
  ListOrders,
  OrderCancelled,
  OrderPaid,
  PaymentFailed,
  PaymentSessionExpired,
  PaymentSucceeded,
  type PaymentSucceededEvent,
  RefundOrder,
  RenewPaymentSession,
  ValidateProducts,
} from '@orderwire/contracts';
import { Database, type Delivery } from '@orderwire/platform';
import { deadLetterPoisonMessages, faultOf, WAIT_LIMIT_MS, waitUntil } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { PaymentsListener } from '../src/payment/payments.listener.js';
import { openSession, sessionId, sticker } from './fake-services.js';
import { capture, expired, failed, webhook } from './payment-events.js';
import { OrdersWorld, staff } from './orders-world.js';
import { samplesAbout } from './sample-events.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

/** An event as a handler receives it. */
const delivery = <Event extends object>(event: Event): Delivery<Event> => ({
  id: uuidv7(),
  subject: 'payment.session.expired',
  event,
  correlationId: uuidv7(),
  occurredAt: new Date().toISOString(),
});

const pay = async (event: PaymentSucceededEvent, options = {}): Promise<void> =>
  world.consumed('settle_order', await world.publish(PaymentSucceeded, event, options));
const expire = async (orderId: string, attempt?: number): Promise<void> =>
  world.consumed('expire_order', await world.publish(PaymentSessionExpired, expired(orderId, attempt)));

const opened = ['created', 'payment_session_opened'];

describe('payment of an order without Stripe, and of the largest one', () => {
  it('makes a free order PAID at once: no payment session, order.paid without a payment, nothing to refund', async () => {
    const items = [{ productId: sticker, quantity: 3 }];
    const caller = { actor: staff, idempotencyKey: uuidv7() };
    const { order, paymentSession } = await world.place({ items }, caller);
    expect(paymentSession).toBeNull();
    expect(order).toMatchObject({ status: 'PAID', totalAmount: 0, paymentId: null, receiptUrl: null });
    expect(order.paidAt).toBe(order.createdAt);
    expect(world.sessions.requests(CreatePaymentSession)).toEqual([]);
    expect((await world.timeline(order.id)).map(({ step, message }) => [step, message])).toEqual([
      ['created', 'The order was created and its stock is reserved.'],
      ['paid', 'The order is free: there is nothing to pay.'],
    ]);
    expect(await world.published(OrderPaid, order.id)).toEqual([
      {
        orderId: order.id,
        currency: 'usd',
        totalAmount: 0,
        paymentId: '',
        paidAt: order.paidAt,
        recordedAt: order.createdAt,
        ships: false,
      },
    ]);
    expect(await world.place({ items }, caller)).toEqual({ order, paymentSession: null });
    const { id: orderId } = order;
    expect(await faultOf(world.request(RefundOrder, { orderId, reason: 'duplicate' }))).toMatchObject({
      code: 'orders.not_refundable',
    });
    expect(await faultOf(world.request(RenewPaymentSession, { orderId }))).toMatchObject({
      code: 'orders.not_payable',
    });
    expect(await world.order(orderId)).toMatchObject(order);
  });

  it('and a total may have the twelve digits of IDR: to 9,999,999,999.99', async () => {
    world.products.on(ValidateProducts, ({ items, currency }) => ({
      currency,
      items: items.map((item) => ({ ...item, name: 'House', imageUrl: null, unitAmount: 499_999_999_999 })),
    }));
    const { order } = await world.place({ currency: 'idr' });
    const { totalAmount: amount } = order;
    expect([amount, order.items[0]?.amount]).toEqual([999_999_999_998, 999_999_999_998]);
    await pay({ ...capture(order.id), amount, currency: 'idr' });
    expect(await world.order(order.id)).toMatchObject({ status: 'PAID', totalAmount: amount });
    const { data } = await world.request(ListOrders, { limit: 100 });
    expect(data.find(({ id }) => id === order.id)).toMatchObject({ totalAmount: amount, items: order.items });
  });

  it('makes the order PAID when a promotion code covered all of it', async () => {
    const { order } = await world.place();
    await pay({ ...capture(order.id), paymentId: sessionId(order.id), amount: 0, discount: 2_500 });
    expect(await world.order(order.id)).toMatchObject({ status: 'PAID', paymentId: sessionId(order.id) });
    expect((await world.timeline(order.id)).at(-1)).toMatchObject({
      message: 'The order is paid: a promotion code covered all of it.',
      details: { amount: 0, discount: 2_500 },
    });
  });
});

describe('captured payment', () => {
  it('makes the order PAID, with payment, time and receipt', async () => {
    const { order } = await world.place();
    await pay(capture(order.id));
    expect(await world.order(order.id)).toMatchObject({
      ...order,
      status: 'PAID',
      paymentId: `pi_${order.id}`,
      receiptUrl: 'https://receipts.test/1',
      paidAt: '2026-01-31T12:00:00.000Z',
    });
  });

  it('is recorded in the timeline: the webhook by its Stripe event, the payment by its subject', async () => {
    const { order } = await world.place();
    const event = capture(order.id);
    const correlationId = uuidv7();
    await pay(event, { correlationId });
    expect((await world.timeline(order.id)).slice(2)).toMatchObject([
      { step: 'webhook_seen', cause: event.webhook.eventId, at: event.webhook.receivedAt, correlationId },
      { step: 'paid', cause: 'payment.succeeded', correlationId, details: { paymentId: event.paymentId } },
    ]);
  });

  it('is published as order.paid with the correlation id of the event', async () => {
    const { order } = await world.place();
    const correlationId = uuidv7();
    await pay(capture(order.id), { correlationId });
    expect(await world.published(OrderPaid, order.id)).toEqual([
      {
        orderId: order.id,
        currency: 'usd',
        totalAmount: 2_500,
        paymentId: `pi_${order.id}`,
        paidAt: '2026-01-31T12:00:00.000Z',
        recordedAt: expect.any(String),
        ships: false,
      },
    ]);
    const [{ headers }] = (await world.rows<{ headers: string }>(
      "SELECT headers::text FROM messaging.outbox WHERE subject = 'order.paid' AND aggregate_id = $1",
      [order.id],
    )) as [{ headers: string }];
    expect(headers).toContain(correlationId);
  });

  it('is applied once, however often and fast its event is repeated', async () => {
    const { order } = await world.place();
    const event = capture(order.id);
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    await Promise.all([...ids, ...ids].map((id) => world.publish(PaymentSucceeded, event, { id })));
    for (const id of ids) await world.consumed('settle_order', id);
    await pay({ ...event, webhook: webhook('checkout.session.completed') });
    expect(await world.steps(order.id)).toEqual([...opened, 'webhook_seen', 'paid']);
    expect(await world.published(OrderPaid, order.id)).toHaveLength(1);
  });

  it('is applied in batches; an invalid one does not stop the others', async () => {
    const placed = await Promise.all(Array.from({ length: 12 }, () => world.place()));
    const ids = placed.map(({ order }) => order.id);
    const unknown = capture(uuidv7());
    const events = [
      ...ids.slice(0, 6).map((id) => capture(id)),
      unknown,
      ...ids.slice(6).map((id) => capture(id)),
    ];
    await Promise.all(events.map((event) => pay(event)));
    for (const id of ids) expect((await world.order(id)).status).toBe('PAID');
  });

  it('through an earlier session pays the order', async () => {
    const { order } = await world.place();
    await world.request(RenewPaymentSession, { orderId: order.id });
    await pay(capture(order.id, { sessionId: sessionId(order.id, 1) }));
    expect((await world.order(order.id)).status).toBe('PAID');
  });

  it('of a time when the service was down is applied after its start', async () => {
    const { order } = await world.place();
    await world.stop();
    await world.publish(PaymentSucceeded, capture(order.id));
    await world.start();
    const paid = await waitUntil(
      () => world.order(order.id),
      ({ status }) => status === 'PAID',
    );
    expect(paid.paymentId).toBe(`pi_${order.id}`);
  });
});

describe('end of a payment session', () => {
  it('cancels the order when it expires', async () => {
    const { order } = await world.place();
    await expire(order.id);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
    const ended = ['webhook_seen', 'payment_session_expired', 'cancelled'];
    expect(await world.steps(order.id)).toEqual([...opened, ...ended]);
    expect(await world.published(OrderCancelled, order.id)).toMatchObject([{ reason: 'not paid in time' }]);
  });

  it('leaves the order PENDING for a new session when a delayed payment fails, and tells staff why', async () => {
    const { order } = await world.place();
    await world.consumed('fail_order', await world.publish(PaymentFailed, failed(order.id)));
    expect((await world.order(order.id)).status).toBe('PENDING');
    expect(await world.steps(order.id)).toEqual([...opened, 'webhook_seen', 'payment_failed']);
    expect(await world.published(OrderCancelled, order.id)).toEqual([]);
    expect((await world.timeline(order.id)).at(-1)?.details).toMatchObject({ reason: 'insufficient funds' });
    expect((await world.request(RenewPaymentSession, { orderId: order.id })).id).toBe(sessionId(order.id, 2));
  });

  it('cancels nothing when a newer session exists', async () => {
    const { order } = await world.place();
    await world.request(RenewPaymentSession, { orderId: order.id });
    await expire(order.id, 1);
    expect((await world.order(order.id)).status).toBe('PENDING');
    expect((await world.timeline(order.id)).at(-1)).toMatchObject({
      step: 'payment_session_expired',
      details: { current: false },
    });
    await expire(order.id, 2);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
  });

  it('cancels nothing while the new session is being opened', async () => {
    const { order } = await world.place();
    world.sessions.on(CreatePaymentSession, async (request) => {
      await expire(order.id, 1);
      return openSession(request);
    });
    await world.request(RenewPaymentSession, { orderId: order.id });
    expect((await world.order(order.id)).status).toBe('PENDING');
  });

  it('changes nothing on a paid order', async () => {
    const { order } = await world.place();
    await pay(capture(order.id));
    await expire(order.id);
    expect((await world.order(order.id)).status).toBe('PAID');
    expect(await world.published(OrderCancelled, order.id)).toEqual([]);
  });

  it('cancels once when its event is repeated, even within one batch', async () => {
    const { order } = await world.place();
    const { app } = world.first;
    const events = [expired(order.id), expired(order.id)];
    await app.get(Database).transaction((tx) => app.get(PaymentsListener).expired(events.map(delivery), tx));
    await expire(order.id);
    expect(await world.published(OrderCancelled, order.id)).toHaveLength(1);
  });
});

describe('malformed event', () => {
  it('becomes a dead letter of its consumer, with the reason, and the next event is consumed', async () => {
    const { order } = await world.place();
    const consumers = await deadLetterPoisonMessages(
      world.first,
      world.link.connection,
      samplesAbout(order.id),
      WAIT_LIMIT_MS,
    );
    expect(consumers).toEqual(
      [
        'claim_guest_orders',
        'close_review',
        'deliver_order',
        'expire_order',
        'fail_order',
        'forget_customer',
        'keep_order',
        'lose_dispute',
        'note_mismatch',
        'note_refund',
        'open_dispute',
        'open_review',
        'refund_order',
        'settle_order',
        'ship_order',
        'take_back_refund',
        'warn_of_fraud',
        'win_dispute',
      ].map((reaction) => `orders_ms_${reaction}`),
    );
  });
});
