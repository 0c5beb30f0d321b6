import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelOrder,
  ChangeOrderStatus,
  ExpirePaymentSession,
  GetOrderTimeline,
  OrderCancelled,
  OrderPaymentRejected,
  PaymentDelayed,
  PaymentFailed,
  PaymentInProgress,
  PaymentsUnavailable,
  PaymentSucceeded,
  type PaymentSucceededEvent,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { ExpireOverdueOrdersUseCase } from '../src/lifecycle/expire-overdue-orders.use-case.js';
import { PaymentClient } from '../src/payment/payment.client.js';
import { OrdersWorld } from './orders-world.js';
import { capture, delayed, failed } from './payment-events.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

const inProgress = () => {
  throw PaymentInProgress();
};
const place = async (): Promise<string> => (await world.place()).order.id;
const pay = async (event: PaymentSucceededEvent): Promise<void> =>
  world.consumed('settle_order', await world.publish(PaymentSucceeded, event));
const delay = async (orderId: string, attempt = 1): Promise<void> =>
  world.consumed('keep_order', await world.publish(PaymentDelayed, delayed(orderId, attempt)));
const fail = async (orderId: string): Promise<void> =>
  world.consumed('fail_order', await world.publish(PaymentFailed, failed(orderId)));
const standing = async (orderId: string) =>
  (await world.request(GetOrderTimeline, { orderId })).standing.map(({ code }) => code);
const rowOf = async (orderId: string) =>
  (await world.rows('SELECT * FROM orders WHERE id = $1', [orderId]))[0];

describe('a new payment link', () => {
  it('is refused while Stripe fails before its attempt is counted or anything is closed, and no request follows', async () => {
    const orderId = await place();
    const before = await rowOf(orderId);
    world.expiry.on(ExpirePaymentSession, () => {
      throw PaymentsUnavailable({ stripe: { code: 'circuit_open' }, retryAfterMs: 3_600_000 });
    });
    for (const _time of [1, 2])
      expect((await faultOf(world.request(RenewPaymentSession, { orderId }))).code).toBe(
        'payments.unavailable',
      );
    Object.assign(world.get(PaymentClient), { unavailableUntil: 0 });
    expect(world.expiry.requests(ExpirePaymentSession)).toEqual([{ orderId, replacing: true, attempt: 1 }]);
    expect(await rowOf(orderId)).toEqual(before);
  });
});

describe('delayed payment', () => {
  it('is shown in the timeline, and no text says that the order will be cancelled', async () => {
    const orderId = await place();
    await delay(orderId);
    expect(await standing(orderId)).toEqual(['payment_processing']);
    const entries = (await world.timeline(orderId)).slice(2);
    expect(entries).toMatchObject([
      { step: 'webhook_seen' },
      {
        step: 'payment_delayed',
        message: expect.stringMatching(/processed by the bank.*can take some days/),
      },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/cancel/i);
    await pay(capture(orderId));
    expect((await world.order(orderId)).status).toBe('PAID');
  });

  it('of an earlier session, of a paid order or published again changes nothing', async () => {
    const [renewed, paid, twice] = [await place(), await place(), await place()];
    await world.request(RenewPaymentSession, { orderId: renewed });
    await delay(renewed, 1);
    await pay(capture(paid));
    await delay(paid);
    for (const _time of [1, 2]) await delay(twice);
    expect(await standing(renewed)).toEqual(['awaiting_payment']);
    expect(await world.steps(paid)).not.toContain('payment_delayed');
    expect((await world.steps(twice)).filter((step) => step === 'payment_delayed')).toHaveLength(1);
  });

  it.each([
    ['is known', true],
    ['is known to payments-ms only', false],
  ])(
    'that %s refuses a new payment link, and the order and its session stay as they are',
    async (_what, known) => {
      const orderId = await place();
      if (known) await delay(orderId);
      const before = [await rowOf(orderId), await world.timeline(orderId)];
      const [reservations, sessions] = [world.products.calls.length, world.sessions.calls.length];
      world.expiry.on(ExpirePaymentSession, inProgress);
      const fault = await faultOf(world.request(RenewPaymentSession, { orderId }));
      expect(fault).toMatchObject({ kind: 'conflict', code: 'payments.in_progress' });
      expect(fault.message).toMatch(/being processed.*no new link is needed/);
      expect([await rowOf(orderId), await world.timeline(orderId)]).toEqual(before);
      expect(world.sessions.calls).toHaveLength(sessions);
      if (known) expect(world.products.calls).toHaveLength(reservations);
    },
  );

  it('refuses a new link as such also when the order is too old for one', async () => {
    const orderId = await place();
    await delay(orderId);
    await world.rows(`UPDATE orders SET created_at = now() - interval '3 days' WHERE id = $1`, [orderId]);
    world.expiry.on(ExpirePaymentSession, inProgress);
    expect((await faultOf(world.request(RenewPaymentSession, { orderId }))).code).toBe(
      'payments.in_progress',
    );
  });

  it('does not prevent the shopper from cancelling: reply and timeline say that it is refunded on arrival', async () => {
    const orderId = await place();
    await delay(orderId);
    world.expiry.on(ExpirePaymentSession, inProgress);
    const reply = await world.request(CancelOrder, { orderId });
    expect(reply).toMatchObject({ status: 'CANCELLED', notice: expect.stringContaining('it is refunded') });
    expect(await world.request(CancelOrder, { orderId })).toEqual(reply);
    expect((await world.timeline(orderId)).at(-1)).toMatchObject({
      step: 'cancelled',
      message: expect.stringContaining('it will be refunded when it arrives'),
    });
    expect(await standing(orderId)).toEqual(['cancelled', 'payment_refunded_on_arrival']);
    await pay(capture(orderId));
    expect(await world.published(OrderPaymentRejected, orderId)).toMatchObject([{ reason: 'cancelled' }]);
    expect(await standing(orderId)).toEqual(['cancelled', 'payment_rejected']);
    expect(await world.request(CancelOrder, { orderId })).not.toHaveProperty('notice');
  });

  it('of a cancelled order is refunded on arrival also after one of an earlier session, until it fails too', async () => {
    const orderId = await place();
    await fail(orderId);
    await world.request(RenewPaymentSession, { orderId });
    await delay(orderId, 2);
    world.expiry.on(ExpirePaymentSession, inProgress);
    await world.request(CancelOrder, { orderId });
    await pay(capture(orderId));
    expect(await standing(orderId)).toContain('payment_refunded_on_arrival');
    expect(await world.request(CancelOrder, { orderId })).toHaveProperty('notice');
    await world.consumed('fail_order', await world.publish(PaymentFailed, failed(orderId, 2)));
    expect(await standing(orderId)).not.toContain('payment_refunded_on_arrival');
    expect(await world.request(CancelOrder, { orderId })).not.toHaveProperty('notice');
  });

  it('does not prevent staff from setting CANCELLED', async () => {
    const orderId = await place();
    world.expiry.on(ExpirePaymentSession, inProgress);
    await world.request(ChangeOrderStatus, { orderId, status: 'CANCELLED', reason: 'asked by phone' });
    expect(await standing(orderId)).toEqual(['cancelled', 'payment_refunded_on_arrival']);
  });

  it('that fails leaves the order without a session until one of the ordinary length would end', async () => {
    const orderId = await place();
    await delay(orderId);
    await fail(orderId);
    expect(await rowOf(orderId)).toMatchObject({
      ...{ status: 'PENDING', payment_session_id: null, cancellation_blocked_by: null, next_check_at: null },
    });
    expect(await standing(orderId)).toEqual(['payment_failed']);
    const { at, details, message } = (await world.timeline(orderId)).at(-1)!;
    expect(message).toContain('A new payment link can be requested');
    // Guests have 35 minutes.
    expect(Math.round((Date.parse(String(details['until'])) - Date.parse(at)) / 60_000)).toBe(35);
    await world.request(RenewPaymentSession, { orderId });
    expect(await standing(orderId)).toEqual(['awaiting_payment']);
  });

  it('that fails leaves the order until the last moment at which a session can be opened', async () => {
    const orderId = await place();
    await world.rows(`UPDATE orders SET created_at = now() - interval '23 hours 20 minutes' WHERE id = $1`, [
      orderId,
    ]);
    await fail(orderId);
    const { at, details } = (await world.timeline(orderId)).at(-1)!;
    // 40 minutes are left. Stripe accepts sessions of 30 at least.
    expect(Math.round((Date.parse(String(details['until'])) - Date.parse(at)) / 60_000)).toBe(9);
  });

  it('that fails cancels an order at once that had all the sessions that it may have', async () => {
    const orderId = await place();
    await world.rows('UPDATE orders SET payment_attempt = 20 WHERE id = $1', [orderId]);
    await fail(orderId);
    expect((await world.order(orderId)).status).toBe('CANCELLED');
    expect((await world.timeline(orderId)).at(-2)?.message).not.toContain('can be requested');
  });

  it('that failed without an event leaves or cancels an overdue order like one whose failure was reported', async () => {
    const [orderId, tooOld] = [await place(), await place()];
    for (const id of [orderId, tooOld]) await delay(id);
    await world.rows(`UPDATE orders SET created_at = now() - interval '1 day' WHERE id = $1`, [tooOld]);
    await world.rows(
      `UPDATE orders SET payment_session_expires_at = now() - interval '2 hours' WHERE id = ANY($1)`,
      [[orderId, tooOld]],
    );
    world.expiry.on(ExpirePaymentSession, () => ({ expired: false }));
    await world.get(ExpireOverdueOrdersUseCase).execute();
    expect(await rowOf(orderId)).toMatchObject({ status: 'PENDING', cancellation_blocked_by: null });
    expect(await standing(orderId)).toEqual(['payment_failed']);
    expect((await world.order(tooOld)).status).toBe('CANCELLED');
    expect(await world.published(OrderCancelled, tooOld)).toMatchObject([{ reason: 'the payment failed' }]);
    // The event was only late.
    await fail(orderId);
    expect(await standing(orderId)).toEqual(['payment_failed']);
    await world.request(RenewPaymentSession, { orderId });
    expect(await standing(orderId)).toEqual(['awaiting_payment']);
  });

  it('that fails cancels an order at once that is too old for a new session', async () => {
    const orderId = await place();
    await delay(orderId);
    await world.rows(`UPDATE orders SET created_at = now() - interval '1 day' WHERE id = $1`, [orderId]);
    await fail(orderId);
    expect(await rowOf(orderId)).toMatchObject({ status: 'CANCELLED', cancellation_blocked_by: null });
    expect(await world.published(OrderCancelled, orderId)).toMatchObject([{ reason: 'the payment failed' }]);
    expect(await standing(orderId)).toEqual(['cancelled']);
  });
});
