import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AlreadyPaid,
  AttemptSuperseded,
  CancelOrder,
  GetOrderTimeline,
  OrderCancelled,
  OrderPaid,
  PaymentFailed,
  PaymentRejected,
  PaymentSucceeded,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { Metrics } from '@orderwire/platform';
import { ExpireOverdueOrdersUseCase } from '../src/lifecycle/expire-overdue-orders.use-case.js';
import { lamp, mug, sessionId } from './fake-services.js';
import { faultOf, OrdersWorld, waitUntil } from './orders-world.js';
import { capture, webhook } from './payment-events.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
// What another test left waiting is not what this one looks at.
beforeEach(() =>
  world.rows(
    `UPDATE orders SET payment_session_expires_at = now() + interval '1 day', cancellation_blocked_by = NULL, next_check_at = NULL
     WHERE status = 'PENDING'`,
  ),
);
afterEach(() => Promise.all([world.products, world.sessions, world.expiry].map((fake) => fake.reset())));

const placed = async (): Promise<string> => (await world.place()).order.id;
/** An order whose link could not be made: payments-ms, or we, went away after it was written. */
async function linkless(): Promise<string> {
  await world.sessions.down();
  const fault = await faultOf(world.place());
  await world.sessions.reset();
  return String(fault.details?.['orderId']);
}
const status = async (orderId: string) => (await world.order(orderId)).status;
/** What is so of it first of all. */
const stands = async (orderId: string) => (await world.ask(GetOrderTimeline, { orderId })).standing[0];
const alreadyPaid = () => {
  throw AlreadyPaid();
};
const overdue = (orderId: string, since = '1 hour') =>
  world.rows('UPDATE orders SET payment_session_expires_at = now() - $2::interval WHERE id = $1', [
    orderId,
    since,
  ]);
/** `soon`: it is looked at again within minutes. */
const rowOf = async (orderId: string) =>
  (
    await world.rows(
      "SELECT status, cancellation_blocked_by, next_check_at < now() + interval '6 minutes' AS soon FROM orders WHERE id = $1",
      [orderId],
    )
  )[0];
/** Long enough after the last look for the next one. */
const whenItIsTime = (orderId: string) =>
  world.rows("UPDATE orders SET next_check_at = now() - interval '1 minute' WHERE id = $1", [orderId]);
const clearAway = () => world.services[0]!.app.get(ExpireOverdueOrdersUseCase).execute();

describe('an order whose time is over', () => {
  it('is cancelled by itself when the news of its link’s end never came, after payments-ms was asked', async () => {
    const orderId = await placed();
    const fresh = await placed();
    await overdue(orderId);
    expect(await stands(orderId)).toMatchObject({ code: 'overdue' });
    await clearAway();
    expect(await status(orderId)).toBe('CANCELLED');
    expect(await status(fresh)).toBe('PENDING');
    expect(world.expiry.requests).toEqual([{ orderId }]);
    expect(await world.announced(OrderCancelled, orderId)).toMatchObject([{ reason: 'not paid in time' }]);
  });

  it('is cancelled by itself when no link could ever be made for it', async () => {
    const orderId = await linkless();
    expect(await stands(orderId)).toMatchObject({ code: 'payment_session_missing' });
    await overdue(orderId);
    await clearAway();
    expect(await status(orderId)).toBe('CANCELLED');
  });

  it('waits while payments-ms is away, says so, and is cancelled when it is back', async () => {
    const orderId = await placed();
    await overdue(orderId);
    await world.expiry.down();
    await clearAway();
    expect(await status(orderId)).toBe('PENDING');
    expect(await stands(orderId)).toMatchObject({ code: 'payments_unavailable' });
    await world.expiry.reset();
    await clearAway();
    expect(world.expiry.requests).toEqual([]);
    await whenItIsTime(orderId);
    await clearAway();
    expect(await status(orderId)).toBe('CANCELLED');
  });

  it('is not cancelled when somebody has paid it, and PAID when the money arrives', async () => {
    const orderId = await placed();
    await overdue(orderId);
    world.expiry.answer = alreadyPaid;
    await clearAway();
    await clearAway();
    expect(world.expiry.requests).toHaveLength(1);
    expect(await status(orderId)).toBe('PENDING');
    expect(await stands(orderId)).toMatchObject({ code: 'payment_processing' });
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(orderId)));
    expect(await status(orderId)).toBe('PAID');
  });

  it('becomes PAID once when the news of its money was lost: payments-ms is asked again within minutes, and tells it anew', async () => {
    const orderId = await placed();
    await overdue(orderId, '10 minutes');
    world.expiry.answer = alreadyPaid;
    await clearAway();
    expect(await rowOf(orderId)).toMatchObject({ cancellation_blocked_by: 'payment_processing', soon: true });
    const told: string[] = [];
    world.expiry.answer = async () => {
      for (let times = 0; times < 2; times++)
        told.push(await world.announce(PaymentSucceeded, capture(orderId)));
      return alreadyPaid();
    };
    await whenItIsTime(orderId);
    await clearAway();
    expect(told).toHaveLength(2);
    for (const eventId of told) await world.taken('settle_order', eventId);
    expect(await status(orderId)).toBe('PAID');
    expect(await world.announced(OrderPaid, orderId)).toHaveLength(1);
    await whenItIsTime(orderId);
    await clearAway();
    expect(world.expiry.requests).toHaveLength(2);
  });

  it.each([
    [
      'says that its link cannot be closed when payments-ms is refused that',
      PaymentRejected,
      'payment_session_not_expirable',
    ],
    ['says nothing of payments-ms when new links got in between', AttemptSuperseded, null],
  ])('%s', async (_rule, fault, heldUpBy) => {
    const orderId = await placed();
    await overdue(orderId);
    world.expiry.answer = () => {
      throw fault();
    };
    await clearAway();
    expect(await rowOf(orderId)).toMatchObject({ status: 'PENDING', cancellation_blocked_by: heldUpBy });
    const { body } = await world.services[0]!.app.get(Metrics).page();
    expect(body).toMatch(
      new RegExp(`^orderwire_orders_overdue\\{.*blocked_by="${heldUpBy ?? 'nothing'}".*\\} 1$`, 'm'),
    );
  });

  it('does not wait for another about which payments-ms takes its time', async () => {
    const [slow, quick] = [await placed(), await placed()];
    await overdue(slow, '2 hours');
    await overdue(quick);
    let answer: () => void = () => undefined;
    const slowly = new Promise<void>((resolve) => (answer = resolve));
    world.expiry.answer = async ({ orderId }) => {
      if (orderId === slow) await slowly;
      return { expired: true };
    };
    const round = clearAway();
    await waitUntil(
      () => status(quick),
      (now) => now === 'CANCELLED',
    );
    answer();
    await round;
    expect(await status(slow)).toBe('CANCELLED');
  });

  it('is not cancelled while money is on its way, and CANCELLED when it does not arrive', async () => {
    const orderId = await placed();
    await overdue(orderId);
    world.expiry.answer = alreadyPaid;
    await clearAway();
    const news = { orderId, sessionId: sessionId(orderId), reason: 'insufficient funds' };
    const event = { ...news, webhook: webhook('checkout.session.async_payment_failed') };
    await world.taken('fail_order', await world.announce(PaymentFailed, event));
    expect(await status(orderId)).toBe('CANCELLED');
  });

  it('ends also when a new link was asked for in vain while money was on its way that did not arrive', async () => {
    const orderId = await placed();
    world.sessions.answer = alreadyPaid;
    expect(await faultOf(world.ask(RenewPaymentSession, { orderId }))).toMatchObject({
      code: 'payments.already_paid',
    });
    const news = { orderId, sessionId: sessionId(orderId), reason: 'insufficient funds' };
    const event = { ...news, webhook: webhook('checkout.session.async_payment_failed') };
    await world.taken('fail_order', await world.announce(PaymentFailed, event));
    await overdue(orderId);
    await clearAway();
    expect(await status(orderId)).toBe('CANCELLED');
  });

  it('is left alone by a second replica that looks at the same time', async () => {
    const orderId = await placed();
    await overdue(orderId);
    await Promise.all([clearAway(), clearAway()]);
    expect(await world.announced(OrderCancelled, orderId)).toHaveLength(1);
  });
});

describe('a cancel that loses against a payment', () => {
  it('says so, and so does the timeline until the money is there', async () => {
    const orderId = await placed();
    world.expiry.answer = alreadyPaid;
    expect(await faultOf(world.ask(CancelOrder, { orderId }))).toMatchObject({
      code: 'payments.already_paid',
    });
    expect(await stands(orderId)).toMatchObject({ code: 'payment_processing' });
    await world.taken('settle_order', await world.announce(PaymentSucceeded, capture(orderId)));
    expect(await stands(orderId)).toMatchObject({ code: 'paid' });
  });

  it('is forgotten when a new link is made', async () => {
    const orderId = await placed();
    world.expiry.answer = alreadyPaid;
    await faultOf(world.ask(CancelOrder, { orderId }));
    await world.ask(RenewPaymentSession, { orderId });
    expect(await stands(orderId)).toMatchObject({ code: 'awaiting_payment' });
  });
});

describe('an order in another currency', () => {
  it.each(['jpy', 'kwd'])(
    'is in its minor units from the basket to the link and the receipt: %s',
    async (currency) => {
      const { order } = await world.place({ currency });
      expect(order).toMatchObject({
        currency,
        totalAmount: 2_500,
        items: [{ unitAmount: 1_250, amount: 2_500 }],
      });
      expect(world.sessions.requests).toMatchObject([
        { currency, items: [{ unitAmount: 1_250, quantity: 2 }] },
      ]);
      await world.taken(
        'settle_order',
        await world.announce(PaymentSucceeded, capture(order.id, { currency })),
      );
      expect(await status(order.id)).toBe('PAID');
      expect(await stands(order.id)).toMatchObject({ code: 'paid', amount: 2_500, currency });
    },
  );

  it('is refused where a price cannot be charged, and says what it must be a multiple of', async () => {
    const fault = await faultOf(world.place({ currency: 'kwd', items: [{ productId: lamp, quantity: 10 }] }));
    expect(fault).toMatchObject({
      code: 'orders.total_out_of_range',
      details: { currency: 'kwd', multipleOf: 10 },
    });
    const held = world.products.requests[0]!.hold!.orderId;
    expect(await world.announced(OrderCancelled, held)).toHaveLength(1);
    expect(
      (await world.place({ currency: 'kwd', items: [{ productId: mug, quantity: 1 }] })).order.totalAmount,
    ).toBe(1_250);
  });
});
