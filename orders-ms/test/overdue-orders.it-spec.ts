import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AlreadyPaid,
  AttemptSuperseded,
  CancelOrder,
  ExpirePaymentSession,
  GetOrderTimeline,
  OrderCancelled,
  OrderPaid,
  PaymentFailed,
  PaymentInProgress,
  PaymentRejected,
  PaymentSucceeded,
  RenewPaymentSession,
} from '@orderwire/contracts';
import { faultOf, waitUntil } from '@orderwire/test-kit';
import { Metrics } from '@orderwire/platform';
import { ExpireOverdueOrdersUseCase } from '../src/lifecycle/expire-overdue-orders.use-case.js';
import { OrdersWorld } from './orders-world.js';
import { capture, failed } from './payment-events.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
// Orders of earlier tests are not overdue.
beforeEach(() =>
  world.rows(
    `UPDATE orders SET payment_session_expires_at = now() + interval '1 day', cancellation_blocked_by = NULL, next_check_at = NULL
     WHERE status = 'PENDING'`,
  ),
);
afterEach(() => world.resetFakes());

const createOrder = async (): Promise<string> => (await world.place()).order.id;
/** An order whose payment session could not be opened. */
async function withoutSession(): Promise<string> {
  await world.sessions.stop();
  const fault = await faultOf(world.place());
  await world.sessions.reset();
  return String(fault.details?.['orderId']);
}
const status = async (orderId: string) => (await world.order(orderId)).status;
const standing = async (orderId: string) => (await world.request(GetOrderTimeline, { orderId })).standing[0];
const alreadyPaid = () => {
  throw AlreadyPaid();
};
const inProgress = () => {
  throw PaymentInProgress();
};
const overdue = (orderId: string, since = '1 hour') =>
  world.rows('UPDATE orders SET payment_session_expires_at = now() - $2::interval WHERE id = $1', [
    orderId,
    since,
  ]);
/** `soon`: the next check is within minutes. */
const rowOf = async (orderId: string) =>
  (
    await world.rows(
      "SELECT status, cancellation_blocked_by, next_check_at < now() + interval '6 minutes' AS soon FROM orders WHERE id = $1",
      [orderId],
    )
  )[0];
/** The next check is due. */
const makeCheckDue = (orderId: string) =>
  world.rows("UPDATE orders SET next_check_at = now() - interval '1 minute' WHERE id = $1", [orderId]);
const expireOverdue = () => world.get(ExpireOverdueOrdersUseCase).execute();

describe('overdue order', () => {
  it('is cancelled, after payments-ms was asked, when payment.failed or payment.session.expired was lost', async () => {
    const orderId = await createOrder();
    const fresh = await createOrder();
    await overdue(orderId);
    expect(await standing(orderId)).toMatchObject({ code: 'overdue' });
    await expireOverdue();
    expect(await status(orderId)).toBe('CANCELLED');
    expect(await status(fresh)).toBe('PENDING');
    expect(world.expiry.requests(ExpirePaymentSession)).toEqual([{ orderId }]);
    expect(await world.published(OrderCancelled, orderId)).toMatchObject([{ reason: 'not paid in time' }]);
  });

  it('is cancelled when no payment session could be opened for it', async () => {
    const orderId = await withoutSession();
    expect(await standing(orderId)).toMatchObject({ code: 'payment_session_missing' });
    await overdue(orderId);
    await expireOverdue();
    expect(await status(orderId)).toBe('CANCELLED');
  });

  it('stays PENDING while payments-ms is unavailable, and is cancelled afterwards', async () => {
    const orderId = await createOrder();
    await overdue(orderId);
    await world.expiry.stop();
    await expireOverdue();
    expect(await status(orderId)).toBe('PENDING');
    expect(await standing(orderId)).toMatchObject({ code: 'payments_unavailable' });
    await world.expiry.reset();
    await expireOverdue();
    expect(world.expiry.requests(ExpirePaymentSession)).toEqual([]);
    await makeCheckDue(orderId);
    await expireOverdue();
    expect(await status(orderId)).toBe('CANCELLED');
  });

  it('is not cancelled when it was paid, and becomes PAID when the payment is reported', async () => {
    const orderId = await createOrder();
    await overdue(orderId);
    world.expiry.on(ExpirePaymentSession, alreadyPaid);
    await expireOverdue();
    await expireOverdue();
    expect(world.expiry.requests(ExpirePaymentSession)).toHaveLength(1);
    expect(await status(orderId)).toBe('PENDING');
    expect(await standing(orderId)).toMatchObject({ code: 'payment_processing' });
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(orderId)));
    expect(await status(orderId)).toBe('PAID');
  });

  it('becomes PAID once when the payment event was lost: payments-ms is asked again and republishes it', async () => {
    const orderId = await createOrder();
    await overdue(orderId, '10 minutes');
    world.expiry.on(ExpirePaymentSession, alreadyPaid);
    await expireOverdue();
    expect(await rowOf(orderId)).toMatchObject({ cancellation_blocked_by: 'payment_processing', soon: true });
    const eventIds: string[] = [];
    world.expiry.on(ExpirePaymentSession, async () => {
      for (let times = 0; times < 2; times++)
        eventIds.push(await world.publish(PaymentSucceeded, capture(orderId)));
      return alreadyPaid();
    });
    await makeCheckDue(orderId);
    await expireOverdue();
    expect(eventIds).toHaveLength(2);
    for (const eventId of eventIds) await world.consumed('settle_order', eventId);
    expect(await status(orderId)).toBe('PAID');
    expect(await world.published(OrderPaid, orderId)).toHaveLength(1);
    await makeCheckDue(orderId);
    await expireOverdue();
    expect(world.expiry.requests(ExpirePaymentSession)).toHaveLength(2);
  });

  it.each([
    [
      'says that its session cannot be closed when payments-ms rejects that',
      PaymentRejected,
      'payment_session_not_expirable',
    ],
    ['has no blocker when new payment sessions were opened meanwhile', AttemptSuperseded, null],
  ])('%s', async (_rule, fault, blocker) => {
    const orderId = await createOrder();
    await overdue(orderId);
    world.expiry.on(ExpirePaymentSession, () => {
      throw fault();
    });
    await expireOverdue();
    expect(await rowOf(orderId)).toMatchObject({ status: 'PENDING', cancellation_blocked_by: blocker });
    const { body } = await world.get(Metrics).page();
    const labels = `\\{.*blocked_by="${blocker ?? 'nothing'}".*\\}`;
    expect(body).toMatch(new RegExp(`^orderwire_orders_overdue${labels} 1$`, 'm'));
    // An hour and some seconds.
    expect(body).toMatch(new RegExp(`^orderwire_orders_overdue_oldest_seconds${labels} 3[6-9]\\d\\d$`, 'm'));
  });

  it('does not wait for another one about which payments-ms replies slowly', async () => {
    const [slow, quick] = [await createOrder(), await createOrder()];
    await overdue(slow, '2 hours');
    await overdue(quick);
    let answer: () => void = () => undefined;
    const slowly = new Promise<void>((resolve) => (answer = resolve));
    world.expiry.on(ExpirePaymentSession, async ({ orderId }) => {
      if (orderId === slow) await slowly;
      return { expired: true };
    });
    const run = expireOverdue();
    await waitUntil(
      () => status(quick),
      (now) => now === 'CANCELLED',
    );
    answer();
    await run;
    expect(await status(slow)).toBe('CANCELLED');
  });

  it('is not cancelled while a payment is being processed; when it fails, a new session can be requested, then it is cancelled', async () => {
    const orderId = await createOrder();
    await overdue(orderId);
    world.expiry.on(ExpirePaymentSession, inProgress);
    await expireOverdue();
    expect(await status(orderId)).toBe('PENDING');
    expect(await standing(orderId)).toMatchObject({ code: 'payment_processing' });
    await world.consumed('fail_order', await world.publish(PaymentFailed, failed(orderId)));
    expect(await rowOf(orderId)).toMatchObject({ status: 'PENDING', cancellation_blocked_by: null });
    expect(await standing(orderId)).toMatchObject({ code: 'payment_failed', until: expect.any(String) });
    await world.expiry.reset();
    await expireOverdue();
    expect(await status(orderId)).toBe('PENDING');
    await overdue(orderId);
    await expireOverdue();
    expect(await status(orderId)).toBe('CANCELLED');
    expect(await world.published(OrderCancelled, orderId)).toMatchObject([{ reason: 'not paid in time' }]);
  });

  it('is cancelled when a payment failed during which its session could not be renewed', async () => {
    const orderId = await createOrder();
    world.expiry.on(ExpirePaymentSession, inProgress);
    expect(await faultOf(world.request(RenewPaymentSession, { orderId }))).toMatchObject({
      code: 'payments.in_progress',
    });
    await world.consumed('fail_order', await world.publish(PaymentFailed, failed(orderId)));
    await world.expiry.reset();
    await overdue(orderId);
    await expireOverdue();
    expect(await status(orderId)).toBe('CANCELLED');
  });

  it('keeps its payment as the reason while payments-ms is unavailable', async () => {
    const orderId = await createOrder();
    await overdue(orderId);
    world.expiry.on(ExpirePaymentSession, inProgress);
    await expireOverdue();
    await makeCheckDue(orderId);
    await world.expiry.stop();
    await expireOverdue();
    await world.expiry.reset();
    expect(await rowOf(orderId)).toMatchObject({ cancellation_blocked_by: 'payment_processing', soon: true });
  });

  it('is cancelled once by two replicas at the same time', async () => {
    const orderId = await createOrder();
    await overdue(orderId);
    await Promise.all([expireOverdue(), expireOverdue()]);
    expect(await world.published(OrderCancelled, orderId)).toHaveLength(1);
  });
});

describe('overdue orders', () => {
  /** Copies of an order, overdue since an hour. */
  const addOverdue = async (count: number) => {
    const orderId = await createOrder();
    await overdue(orderId);
    await world.rows(
      `INSERT INTO orders SELECT (jsonb_populate_record(orders, jsonb_build_object('id', gen_random_uuid()))).*
       FROM orders, generate_series(2, $2::int) WHERE id = $1`,
      [orderId, count],
    );
  };
  const pending = () => world.count("orders WHERE status = 'PENDING' AND payment_session_expires_at < now()");

  it('are all ended in one go, by several replicas that ask about each order once', async () => {
    await addOverdue(250);
    const untilDone = async () => {
      while (await expireOverdue());
    };
    await Promise.all([untilDone(), untilDone()]);
    expect(await pending()).toBe(0);
    const asked = world.expiry.requests(ExpirePaymentSession).map(({ orderId }) => orderId);
    expect(asked).toHaveLength(250);
    expect(new Set(asked).size).toBe(250);
  });

  it('are not all asked about in an outage: a round without progress is the last one for now', async () => {
    await addOverdue(150);
    await world.expiry.stop();
    expect(await expireOverdue()).toBe(false);
    await world.expiry.reset();
    expect(await expireOverdue()).toBe(false);
    // The first round is tried again later.
    expect(await pending()).toBe(100);
    await world.rows('UPDATE orders SET next_check_at = NULL');
    await expireOverdue();
    expect(await pending()).toBe(0);
  });
});

describe('cancellation that a payment overtakes', () => {
  it('is refused, and the timeline says so until the payment is reported', async () => {
    const orderId = await createOrder();
    world.expiry.on(ExpirePaymentSession, alreadyPaid);
    expect(await faultOf(world.request(CancelOrder, { orderId }))).toMatchObject({
      code: 'payments.already_paid',
    });
    expect(await standing(orderId)).toMatchObject({ code: 'payment_processing' });
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(orderId)));
    expect(await standing(orderId)).toMatchObject({ code: 'paid' });
  });

  it('is forgotten when the payment session is renewed', async () => {
    const orderId = await createOrder();
    world.expiry.on(ExpirePaymentSession, alreadyPaid);
    await faultOf(world.request(CancelOrder, { orderId }));
    await world.expiry.reset();
    await world.request(RenewPaymentSession, { orderId });
    expect(await standing(orderId)).toMatchObject({ code: 'awaiting_payment' });
  });
});
