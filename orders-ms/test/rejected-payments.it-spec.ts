import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelOrder,
  CreatePaymentSession,
  GetOrderTimeline,
  OrderCancelled,
  OrderPaid,
  OrderPaymentRejected,
  PaymentMismatched,
  PaymentSucceeded,
  type PaymentSucceededEvent,
  RenewPaymentSession,
  ValidateProducts,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { Database, type Delivery } from '@orderwire/platform';
import { v7 as uuidv7 } from 'uuid';
import { MarkOrdersPaidUseCase } from '../src/payment/mark-orders-paid.use-case.js';
import { lamp, mug, sessionId } from './fake-services.js';
import { OrdersWorld } from './orders-world.js';
import { capture, webhook } from './payment-events.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

/** An event as a handler receives it. */
const delivery = <Event extends object>(event: Event): Delivery<Event> => ({
  id: uuidv7(),
  subject: 'payment.succeeded',
  event,
  correlationId: uuidv7(),
  occurredAt: new Date().toISOString(),
});

const pay = async (event: PaymentSucceededEvent): Promise<void> =>
  world.consumed('settle_order', await world.publish(PaymentSucceeded, event));

const opened = ['created', 'payment_session_opened'];

describe('payment that pays no order', () => {
  it('does not change a cancelled order, and is recorded in its timeline', async () => {
    const { order } = await world.place();
    await world.request(CancelOrder, { orderId: order.id });
    await pay(capture(order.id));
    expect(await world.order(order.id)).toMatchObject({ status: 'CANCELLED', paymentId: null });
    const last = (await world.timeline(order.id)).at(-1);
    expect(last).toMatchObject({ step: 'payment_rejected', details: { reason: 'cancelled', amount: 2_500 } });
    expect(await world.published(OrderPaid, order.id)).toEqual([]);
  });

  it.each([
    ['another amount', { amount: 2_499 }, 'amount_differs'],
    ['another currency', { currency: 'eur' }, 'currency_differs'],
  ])('of %s does not pay the order, which is cancelled with its session', async (_what, changes, reason) => {
    const { order } = await world.place();
    const event = capture(order.id, changes);
    await pay(event);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
    expect((await world.timeline(order.id)).slice(2)).toMatchObject([
      { step: 'webhook_seen' },
      { step: 'payment_rejected', details: { reason } },
      { step: 'cancelled' },
    ]);
    const { paymentId, amount, currency } = event;
    expect(await world.published(OrderPaymentRejected, order.id)).toMatchObject([
      { paymentId, amount, currency, reason },
    ]);
    expect(await world.published(OrderCancelled, order.id)).toHaveLength(1);
  });

  it('of another amount through an earlier session leaves the order and its current session', async () => {
    const { order } = await world.place();
    await world.request(RenewPaymentSession, { orderId: order.id });
    await pay(capture(order.id, { amount: 1 }));
    expect((await world.order(order.id)).status).toBe('PENDING');
    await pay(capture(order.id, { paymentId: 'pi_right', sessionId: sessionId(order.id, 2) }));
    expect(await world.order(order.id)).toMatchObject({ status: 'PAID', paymentId: 'pi_right' });
  });

  it('is published as rejected once, however often it is reported', async () => {
    const { order } = await world.place();
    await world.request(CancelOrder, { orderId: order.id });
    const event = capture(order.id);
    await pay(event);
    await pay({ ...event, webhook: webhook('reconciliation') });
    expect(await world.published(OrderPaymentRejected, order.id)).toHaveLength(1);
    expect(await world.steps(order.id)).toEqual([...opened, 'cancelled', 'webhook_seen', 'payment_rejected']);
  });

  it('is the second of two payments in one batch', async () => {
    const { order } = await world.place();
    const events = [capture(order.id), capture(order.id, { paymentId: 'pi_other' })];
    const { app } = world.first;
    await app
      .get(Database)
      .transaction((tx) => app.get(MarkOrdersPaidUseCase).execute(tx, events.map(delivery)));
    expect(await world.published(OrderPaid, order.id)).toHaveLength(1);
    const steps = await world.steps(order.id);
    expect(steps.filter((step) => step === 'paid')).toHaveLength(1);
    const rejected = (await world.timeline(order.id)).find(({ step }) => step === 'payment_rejected');
    expect(rejected?.details['reason']).toBe('paid_by_another');
    expect(await world.published(OrderPaymentRejected, order.id)).toMatchObject([
      { paymentId: 'pi_other', reason: 'paid_by_another' },
    ]);
  });

  it('of an unknown order is rejected, not retried', async () => {
    const unknown = uuidv7();
    await pay(capture(unknown));
    expect(await world.published(OrderPaymentRejected, unknown)).toMatchObject([{ reason: 'unknown_order' }]);
    expect(await world.rows('SELECT 1 FROM messaging.dead_letters')).toEqual([]);
  });
});

describe('payment that does not match its session', () => {
  const mismatch = async (orderId: string) => {
    const event = {
      orderId,
      paymentId: `pi_odd_${orderId}`,
      sessionId: sessionId(orderId),
      amount: 2_400,
      currency: 'eur',
      reason: 'amount_mismatch',
      webhook: webhook('checkout.session.completed'),
    };
    await world.consumed('note_mismatch', await world.publish(PaymentMismatched, event));
    return event;
  };

  it('is recorded with amount, currency and reason, and cancels the order with its session', async () => {
    const { order } = await world.place();
    const { webhook, paymentId } = await mismatch(order.id);
    expect((await world.timeline(order.id)).slice(2)).toMatchObject([
      { step: 'webhook_seen', cause: webhook.eventId, at: webhook.receivedAt },
      {
        step: 'payment_rejected',
        cause: 'payment.mismatched',
        details: { reason: 'currency_differs', paymentId, amount: 2_400, currency: 'eur' },
      },
      { step: 'cancelled' },
    ]);
    expect((await world.order(order.id)).status).toBe('CANCELLED');
    expect(await world.published(OrderPaymentRejected, order.id)).toMatchObject([
      { paymentId, amount: 2_400, currency: 'eur', reason: 'currency_differs' },
    ]);
    expect(await world.published(OrderPaid, order.id)).toEqual([]);
  });

  it('of an unknown order is rejected, not retried', async () => {
    const unknown = uuidv7();
    await mismatch(unknown);
    expect(await world.published(OrderPaymentRejected, unknown)).toMatchObject([{ reason: 'unknown_order' }]);
    expect(await world.rows('SELECT 1 FROM messaging.dead_letters')).toEqual([]);
  });
});

describe('order in another currency', () => {
  it.each(['jpy', 'kwd'])(
    'has amounts in its minor unit from its lines to the payment: %s',
    async (currency) => {
      const { order } = await world.place({ currency });
      expect(order).toMatchObject({
        currency,
        totalAmount: 2_500,
        items: [{ unitAmount: 1_250, amount: 2_500 }],
      });
      expect(world.sessions.requests(CreatePaymentSession)).toMatchObject([
        { currency, items: [{ unitAmount: 1_250, quantity: 2 }] },
      ]);
      await pay(capture(order.id, { currency }));
      expect((await world.order(order.id)).status).toBe('PAID');
      const { standing } = await world.request(GetOrderTimeline, { orderId: order.id });
      expect(standing[0]).toMatchObject({ code: 'paid', amount: 2_500, currency });
    },
  );

  it('is refused when a price cannot be charged, with the charge step', async () => {
    const fault = await faultOf(world.place({ currency: 'kwd', items: [{ productId: lamp, quantity: 10 }] }));
    expect(fault).toMatchObject({
      code: 'orders.total_out_of_range',
      details: { currency: 'kwd', multipleOf: 10 },
    });
    const reserved = world.products.requests(ValidateProducts)[0]!.hold!.orderId;
    expect(await world.published(OrderCancelled, reserved)).toHaveLength(1);
    expect(
      (await world.place({ currency: 'kwd', items: [{ productId: mug, quantity: 1 }] })).order.totalAmount,
    ).toBe(1_250);
  });
});
