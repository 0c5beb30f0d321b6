import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  OrderCancelled,
  OrderPaid,
  PaymentFailed,
  PaymentSessionExpired,
  PaymentSucceeded,
  type PaymentSucceededEvent,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { Database, type Delivery } from '@orderwire/platform';
import { WAIT_LIMIT_MS, deadLetterPoisonMessages } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { PaymentsListener } from '../src/payment/payments.listener.js';
import { sessionId } from './fake-services.js';
import { capture, expired, webhook } from './payment-events.js';
import { OrdersWorld, waitUntil } from './orders-world.js';
import { samplesAbout } from './sample-events.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => Promise.all([world.products, world.sessions, world.expiry].map((fake) => fake.reset())));

/** An event as a reaction gets it. */
const delivery = <Event extends object>(event: Event): Delivery<Event> => ({
  id: uuidv7(),
  subject: 'payment.news',
  event,
  correlationId: uuidv7(),
  occurredAt: new Date().toISOString(),
});

const settle = async (event: PaymentSucceededEvent, options = {}): Promise<void> =>
  world.taken('settle_order', await world.announce(PaymentSucceeded, event, options));
const expire = async (orderId: string, attempt?: number): Promise<void> =>
  world.taken('expire_order', await world.announce(PaymentSessionExpired, expired(orderId, attempt)));

const opened = ['created', 'payment_session_opened'];

describe('captured money', () => {
  it('turns the order PAID with the payment, its time and its receipt', async () => {
    const { order } = await world.place();
    await settle(capture(order.id));
    expect(await world.order(order.id)).toMatchObject({
      ...order,
      status: 'PAID',
      paymentId: `pi_${order.id}`,
      receiptUrl: 'https://receipts.test/1',
      paidAt: '2026-01-31T12:00:00.000Z',
    });
  });

  it('is told in the timeline: the webhook by its Stripe event, the payment by its subject', async () => {
    const { order } = await world.place();
    const event = capture(order.id);
    const correlationId = uuidv7();
    await settle(event, { correlationId });
    expect((await world.timeline(order.id)).slice(2)).toMatchObject([
      { step: 'webhook_seen', cause: event.webhook.eventId, at: event.webhook.receivedAt, correlationId },
      { step: 'paid', cause: 'payment.succeeded', correlationId, details: { paymentId: event.paymentId } },
    ]);
  });

  it('is announced as order.paid under the correlation id of the request that began it', async () => {
    const { order } = await world.place();
    const correlationId = uuidv7();
    await settle(capture(order.id), { correlationId });
    expect(await world.announced(OrderPaid, order.id)).toEqual([
      {
        orderId: order.id,
        currency: 'usd',
        totalAmount: 2_500,
        paymentId: `pi_${order.id}`,
        paidAt: '2026-01-31T12:00:00.000Z',
      },
    ]);
    const [{ headers }] = (await world.rows<{ headers: string }>(
      "SELECT headers::text FROM messaging.outbox WHERE subject = 'order.paid' AND aggregate_id = $1",
      [order.id],
    )) as [{ headers: string }];
    expect(headers).toContain(correlationId);
  });

  it('is settled once, however often and however fast the news is repeated', async () => {
    const { order } = await world.place();
    const event = capture(order.id);
    const ids = [uuidv7(), uuidv7(), uuidv7()];
    await Promise.all([...ids, ...ids].map((id) => world.announce(PaymentSucceeded, event, { id })));
    for (const id of ids) await world.taken('settle_order', id);
    await settle({ ...event, webhook: webhook('checkout.session.completed') });
    expect(await world.steps(order.id)).toEqual([...opened, 'webhook_seen', 'paid']);
    expect(await world.announced(OrderPaid, order.id)).toHaveLength(1);
  });

  it('of many orders is settled together, the bad among them stopping no other', async () => {
    const placed = await Promise.all(Array.from({ length: 12 }, () => world.place()));
    const ids = placed.map(({ order }) => order.id);
    const strange = capture(uuidv7());
    const events = [
      ...ids.slice(0, 6).map((id) => capture(id)),
      strange,
      ...ids.slice(6).map((id) => capture(id)),
    ];
    await Promise.all(events.map((event) => settle(event)));
    for (const id of ids) expect((await world.order(id)).status).toBe('PAID');
  });

  it('through an older link still pays: the money is there', async () => {
    const { order } = await world.place();
    await world.ask(RenewPaymentSession, { orderId: order.id });
    await settle(capture(order.id, { sessionId: sessionId(order.id, 1) }));
    expect((await world.order(order.id)).status).toBe('PAID');
  });

  it('that arrived while the service was down is settled when it comes back', async () => {
    const { order } = await world.place();
    await world.services.pop()!.close();
    await world.announce(PaymentSucceeded, capture(order.id));
    await world.start();
    const paid = await waitUntil(
      () => world.order(order.id),
      ({ status }) => status === 'PAID',
    );
    expect(paid.paymentId).toBe(`pi_${order.id}`);
  });
});

describe('a payment link that can no longer be paid', () => {
  it('cancels the order when it expires', async () => {
    const { order } = await world.place();
    await expire(order.id);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
    const ended = ['webhook_seen', 'payment_session_expired', 'cancelled'];
    expect(await world.steps(order.id)).toEqual([...opened, ...ended]);
    expect(await world.announced(OrderCancelled, order.id)).toMatchObject([{ reason: 'not paid in time' }]);
  });

  it('cancels the order when a delayed payment fails, and says why', async () => {
    const { order } = await world.place();
    const event = {
      orderId: order.id,
      sessionId: sessionId(order.id),
      reason: 'insufficient funds',
      webhook: webhook('checkout.session.async_payment_failed'),
    };
    await world.taken('fail_order', await world.announce(PaymentFailed, event));
    expect(await world.steps(order.id)).toEqual([...opened, 'webhook_seen', 'payment_failed', 'cancelled']);
    expect(await world.announced(OrderCancelled, order.id)).toMatchObject([
      { reason: 'the payment failed: insufficient funds' },
    ]);
  });

  it('cancels nothing when a newer link exists', async () => {
    const { order } = await world.place();
    await world.ask(RenewPaymentSession, { orderId: order.id });
    await expire(order.id, 1);
    expect((await world.order(order.id)).status).toBe('PENDING');
    expect((await world.timeline(order.id)).at(-1)).toMatchObject({
      step: 'payment_session_expired',
      details: { current: false },
    });
    await expire(order.id, 2);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
  });

  it('cancels nothing while its successor is being made', async () => {
    const { order } = await world.place();
    const usual = world.sessions.answer;
    world.sessions.answer = async (request) => {
      await expire(order.id, 1);
      return usual(request);
    };
    await world.ask(RenewPaymentSession, { orderId: order.id });
    expect((await world.order(order.id)).status).toBe('PENDING');
  });

  it('changes nothing on a paid order', async () => {
    const { order } = await world.place();
    await settle(capture(order.id));
    await expire(order.id);
    expect((await world.order(order.id)).status).toBe('PAID');
    expect(await world.announced(OrderCancelled, order.id)).toEqual([]);
  });

  it('cancels once when the news is repeated, also within one batch', async () => {
    const { order } = await world.place();
    const { app } = world.services[0]!;
    const events = [expired(order.id), expired(order.id)];
    await app.get(Database).transaction((tx) => app.get(PaymentsListener).expired(events.map(delivery), tx));
    await expire(order.id);
    expect(await world.announced(OrderCancelled, order.id)).toHaveLength(1);
  });
});

describe('an event that nobody can read', () => {
  it('becomes a dead letter with its reason, whichever consumer it is for, and the next one is taken', async () => {
    const { order } = await world.place();
    const consumers = await deadLetterPoisonMessages(
      world.services[0]!,
      world.link.connection,
      samplesAbout(order.id),
      WAIT_LIMIT_MS,
    );
    expect(consumers).toEqual(
      [
        'claim_guest_orders',
        'expire_order',
        'fail_order',
        'forget_customer',
        'lose_dispute',
        'note_mismatch',
        'note_refund',
        'open_dispute',
        'refund_order',
        'settle_order',
        'take_back_refund',
        'win_dispute',
      ].map((reaction) => `orders_ms_${reaction}`),
    );
  });
});
