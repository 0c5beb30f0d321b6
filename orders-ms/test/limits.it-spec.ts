import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  CancelOrder,
  CreatePaymentSession,
  OrderCancelled,
  PaymentSucceeded,
  RenewPaymentSession,
  TooManyPaymentSessions,
  ValidateProducts,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { CustomerOrdersUseCase } from '../src/customers/customer-orders.use-case.js';
import { sticker } from './fake-services.js';
import { OrdersWorld, staff } from './orders-world.js';
import { capture } from './payment-events.js';

const MAX = 3;
let world: OrdersWorld;
const limits = {
  OPEN_ORDERS_PER_ACCOUNT: MAX,
  OPEN_ORDERS_PER_NETWORK: MAX,
  OPEN_ORDERS_PER_EMAIL: MAX,
  SESSIONS_PER_HOUR: 3,
  SESSIONS_PER_ORDER: 5,
};
beforeAll(async () => {
  world = await OrdersWorld.create(limits);
  // Two replicas share the requests.
  await world.start(limits);
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

let networks = 0;
/** A guest in a network of their own. */
const newGuest = () => ({ origin: { ip: `192.0.2.${++networks}` } });
const newCustomer = (): { actor: Actor } => ({ actor: { role: 'customer', id: uuidv7() } });
type Shopper = Parameters<OrdersWorld['place']>[1];
const fill = async (shopper: Shopper, email?: string) => {
  const ids: string[] = [];
  while (ids.length < MAX) ids.push((await world.place(email ? { email } : {}, shopper)).order.id);
  return ids;
};
const refusal = async (shopper: Shopper, email?: string) =>
  faultOf(world.place(email ? { email } : {}, shopper));

describe('unpaid orders', () => {
  it.each([
    ['an account', 'account', newCustomer(), newCustomer()],
    ['the network of a guest', 'network', newGuest(), newGuest()],
    [
      'an IPv6 /64, in which every address is one guest',
      'network',
      { origin: { ip: '2001:db8:1:2::1' } },
      { origin: { ip: '2001:db8:1:3::1' } },
    ],
  ])('are limited per %s, and the fault says when the next one ends', async (_what, per, shopper, other) => {
    await fill(shopper);
    const fault = await refusal(shopper);
    expect(fault).toMatchObject({
      kind: 'too_many',
      code: 'orders.too_many_open',
      details: { per, max: MAX, retryAfterMs: expect.any(Number) },
    });
    const minutes = Number(fault.details?.['retryAfterMs']) / 60_000;
    expect(minutes).toBeGreaterThan(per === 'account' ? 59 : 34);
    expect(minutes).toBeLessThanOrEqual(per === 'account' ? 60 : 35);
    await world.place({}, other);
  });

  it('are limited to four times the number in an IPv6 /56, whose owner has 256 networks', async () => {
    const guest = (network: number) => ({ origin: { ip: `2001:db8:2:${network}::1` } });
    for (let network = 1; network <= 4; network++) await fill(guest(network));
    expect(await refusal(guest(5))).toMatchObject({ details: { per: 'network', max: 4 * MAX } });
  });

  it('are limited per e-mail address of guests in any network, but not of an account', async () => {
    const email = 'ada@example.com';
    for (let n = 0; n < MAX; n++) await world.place({ email }, newGuest());
    expect(await refusal(newGuest(), 'ADA@example.com')).toMatchObject({
      code: 'orders.too_many_open',
      details: { per: 'email' },
    });
    await world.place({ email }, newCustomer());
  });

  it('of one guest never pass the limit, however many are placed at the same time', async () => {
    const [guest, email] = [newGuest(), 'crowd@example.com'];
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => world.place(n % 2 ? { email } : {}, guest)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX);
  });

  it('free their place as soon as they are cancelled or paid', async () => {
    const guest = newGuest();
    const [first, second] = await fill(guest);
    await world.request(CancelOrder, { orderId: first! });
    await world.consumed('settle_order', await world.publish(PaymentSucceeded, capture(second!)));
    await world.place({}, guest);
    await world.place({}, guest);
    expect((await refusal(guest)).code).toBe('orders.too_many_open');
  });

  it('are counted once for a repeated request; a refused one reserves nothing, and its key can be used again', async () => {
    const guest = newGuest();
    const keyed = () => ({ ...guest, idempotencyKey: randomUUID() });
    const same = keyed();
    const placed = await world.place({}, same);
    for (let n = 1; n < MAX; n++) {
      expect(await world.place({}, same)).toEqual(placed);
      await world.place({}, keyed());
    }
    const refused = keyed();
    expect((await refusal(refused)).code).toBe('orders.too_many_open');
    const reserved = world.products.requests(ValidateProducts).at(-1)!.hold!.orderId;
    expect(await world.published(OrderCancelled, reserved)).toHaveLength(1);
    await world.request(CancelOrder, { orderId: placed.order.id });
    await world.place({}, refused);
  });

  it('are not limited for staff, and free orders do not count', async () => {
    for (let n = 0; n <= MAX; n++) await world.place({}, { actor: staff, ...newGuest() });
    const guest = newGuest();
    const items = [{ productId: sticker, quantity: 1 }];
    for (let n = 0; n <= MAX; n++) await world.place({ items }, guest);
    await world.place({}, guest);
  });

  it('end next without those whose delayed payment is processed; an overdue one at its next check', async () => {
    const guest = newGuest();
    const [first, second, third] = await fill(guest);
    const overdue = (set: string, ...orderIds: string[]) =>
      world.rows(
        `UPDATE orders SET payment_session_expires_at = now() - interval '2 days', ${set} WHERE id = ANY($1)`,
        [orderIds],
      );
    await overdue(`cancellation_blocked_by = 'payment_processing'`, first!);
    await overdue(`next_check_at = now() + interval '10 minutes'`, second!);
    const minutes = async () => Math.round(Number((await refusal(guest)).details?.['retryAfterMs']) / 60_000);
    expect(await minutes()).toBe(10);
    await overdue(`cancellation_blocked_by = 'payment_processing'`, second!, third!);
    expect(await minutes()).toBe(60);
  });

  it('are counted by keyed hashes, which are deleted when the orders have ended', async () => {
    await world.rows("UPDATE orders SET status = 'CANCELLED', cancelled_at = now() WHERE status = 'PENDING'");
    const guest = newGuest();
    const { order } = await world.place({ email: 'grace@example.com' }, guest);
    const forget = () => world.get(CustomerOrdersUseCase).purgeForgotten();
    await forget();
    const rows = await world.rows<{ placed_by: string }>('SELECT placed_by FROM open_orders ORDER BY 1');
    expect(rows.map(({ placed_by }) => placed_by)).toEqual([
      expect.stringMatching(/^email:[\w-]{22}$/),
      expect.stringMatching(/^network:[\w-]{22}$/),
    ]);
    await world.request(CancelOrder, { orderId: order.id });
    await forget();
    expect(await world.count('open_orders')).toBe(0);
  });
});

describe('the payment sessions of an order', () => {
  const renew = (orderId: string) => world.request(RenewPaymentSession, { orderId });
  const place = async (shopper: Shopper = newGuest()) => (await world.place({}, shopper)).order.id;
  const anHourLater = (orderId: string) =>
    world.rows(
      `UPDATE orders SET created_at = created_at - interval '61 minutes',
         session_renewals = ARRAY(SELECT at - interval '61 minutes' FROM unnest(session_renewals) AS r (at)) WHERE id = $1`,
      [orderId],
    );
  const minutesFrom = (time: string) => (Date.parse(time) - Date.now()) / 60_000;

  it('are limited in an hour and in all, also when they are asked for at the same time', async () => {
    const orderId = await place();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => renew(orderId)));
    const refused = results.filter(
      (result) => result.status === 'rejected' && TooManyPaymentSessions.matches(result.reason),
    );
    expect(refused).toHaveLength(18);
    expect(world.sessions.requests(CreatePaymentSession)).toHaveLength(3);
    expect(await faultOf(renew(orderId))).toMatchObject({
      kind: 'too_many',
      code: 'orders.too_many_payment_sessions',
      details: { max: 3, retryAfterMs: expect.any(Number) },
    });
    await anHourLater(orderId);
    await renew(orderId);
    await renew(orderId);
    await anHourLater(orderId);
    const before = world.products.requests(ValidateProducts).length;
    expect(await faultOf(renew(orderId))).toMatchObject({
      kind: 'conflict',
      code: 'orders.no_more_payment_sessions',
      details: { max: 5 },
    });
    // A refused request does not extend the reservation.
    expect(world.products.requests(ValidateProducts)).toHaveLength(before);
  });

  it('end 24 hours after the order was placed at the latest', async () => {
    const orderId = await place(newCustomer());
    const aged = (age: string) =>
      world.rows('UPDATE orders SET created_at = now() - $2::interval WHERE id = $1', [orderId, age]);
    await aged('23 hours 20 minutes');
    expect(Math.round(minutesFrom((await renew(orderId)).expiresAt))).toBe(40);
    await aged('23 hours 30 minutes');
    expect(await faultOf(renew(orderId))).toMatchObject({
      code: 'orders.no_more_payment_sessions',
      details: { until: expect.any(String) },
    });
    const [row] = await world.rows<{ age: number }>(
      'SELECT extract(epoch FROM payment_session_expires_at - now())::int / 60 AS age FROM orders WHERE id = $1',
      [orderId],
    );
    expect(row?.age).toBeLessThanOrEqual(40);
  });

  it('are shorter for guests, and the reservation outlives them', async () => {
    for (const [shopper, minutes] of [
      [newGuest(), 35],
      [newCustomer(), 60],
    ] as const) {
      const { paymentSession } = await world.place({}, shopper);
      expect(Math.round(minutesFrom(paymentSession!.expiresAt))).toBe(minutes);
      const { hold } = world.products.requests(ValidateProducts).at(-1)!;
      expect(Math.round(minutesFrom(hold!.expiresAt))).toBe(minutes + 15);
    }
  });
});
