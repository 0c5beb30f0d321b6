import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelOrder,
  type CreateOrderReply,
  CreatePaymentSession,
  GetOrder,
  GetOrderTimeline,
  guest,
  RenewPaymentSession,
  ValidateProducts,
} from '@orderwire/contracts';
import { reserveStock } from './fake-services.js';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { CustomerOrdersUseCase } from '../src/customers/customer-orders.use-case.js';
import { CLAIM_BATCH_SIZE } from '../src/customers/customer.repository.js';
import { account, customersIn, shippingAddress } from './customer-events.js';
import { OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
let customers: ReturnType<typeof customersIn>;
beforeAll(async () => {
  world = await OrdersWorld.create();
  customers = customersIn(world);
});
afterAll(() => world.close());

const tokenOf = ({ orderToken }: CreateOrderReply) => ({ actor: guest, orderToken: String(orderToken) });
describe('order of a guest', () => {
  it('has a token with which it can be read, paid and cancelled', async () => {
    const placed = await world.place({ email: 'ada@example.com' });
    const { id: orderId } = placed.order;
    expect(placed.orderToken).toMatch(/^[\w-]{43}$/);
    expect(await world.request(GetOrder, { orderId }, tokenOf(placed))).toEqual(placed.order);
    expect((await world.request(GetOrderTimeline, { orderId }, tokenOf(placed))).entries).toHaveLength(2);
    await world.request(RenewPaymentSession, { orderId }, tokenOf(placed));
    expect(await world.request(CancelOrder, { orderId }, tokenOf(placed))).toMatchObject({
      status: 'CANCELLED',
    });
  });

  it('is not found without its token, with a broken one, or with that of another order', async () => {
    const { order, orderToken } = await world.place();
    const other = await world.place();
    const invalid = [
      undefined,
      '',
      orderToken?.slice(1),
      `${orderToken}A`,
      'x'.repeat(8_000),
      other.orderToken,
    ];
    for (const token of invalid) {
      const caller = { actor: guest, ...(token !== undefined && { orderToken: token }) };
      expect(await faultOf(world.order(order.id, caller))).toMatchObject({ code: 'orders.not_found' });
    }
    expect((await world.order(other.order.id, tokenOf(other))).id).toBe(other.order.id);
  });

  it('can be read by an account that has its token', async () => {
    const { order, orderToken } = await world.place();
    const caller = { actor: account(), orderToken: String(orderToken) };
    expect((await world.order(order.id, caller)).id).toBe(order.id);
  });

  it('returns its token again to the same request, and stores it nowhere', async () => {
    const caller = { idempotencyKey: uuidv7() };
    const first = await world.place({}, caller);
    expect(await world.place({}, caller)).toEqual(first);
    const stored = JSON.stringify([
      await world.rows('SELECT * FROM orders'),
      await world.rows('SELECT * FROM idempotency_keys'),
      await world.rows('SELECT payload::text, headers::text FROM messaging.outbox'),
    ]);
    expect(stored).not.toContain(first.orderToken);
  });

  it('has no token when an account creates it', async () => {
    expect((await world.place({}, { actor: account() })).orderToken).toBeUndefined();
  });

  it('keeps the e-mail address entered at Checkout if it has none', async () => {
    const [without, having] = [await world.place(), await world.place({ email: 'ada@example.com' })];
    await customers.pay(without.order.id, 'Shopper@Example.com');
    await customers.pay(having.order.id, 'shopper@example.com');
    expect(await customers.stored(without.order.id)).toMatchObject({
      email: 'Shopper@Example.com',
      email_key: 'shopper@example.com',
    });
    expect(await customers.stored(having.order.id)).toMatchObject({
      email: 'ada@example.com',
      email_key: 'ada@example.com',
    });
  });

  it('becomes PAID without an e-mail address, or with an invalid one', async () => {
    for (const email of [undefined, null, 'nonsense']) {
      const { order } = await world.place();
      await customers.pay(order.id, email);
      expect((await world.order(order.id)).status).toBe('PAID');
      expect(await customers.stored(order.id)).toMatchObject({ email: email ?? null, email_key: null });
    }
  });
});

describe('account that verifies an e-mail address', () => {
  it('owns the guest orders created with it, in any spelling; their tokens become invalid', async () => {
    const mine = [await world.place({ email: 'Claim.Me@Example.com' }), await world.place()];
    await customers.pay(mine[1]!.order.id, 'claim.me@example.com');
    const foreign = await world.place({ email: 'other@example.com' });
    const actor = account();
    await customers.verify(actor, 'claim.me@example.com');
    for (const placed of mine) {
      const orderId = placed.order.id;
      expect((await world.order(orderId, { actor })).id).toBe(orderId);
      expect(await faultOf(world.order(orderId, tokenOf(placed)))).toMatchObject({
        code: 'orders.not_found',
      });
      expect((await world.steps(orderId)).filter((step) => step === 'claimed')).toHaveLength(1);
    }
    expect(await faultOf(world.order(foreign.order.id, { actor }))).toMatchObject({
      code: 'orders.not_found',
    });
  });

  it('owns later guest orders when it verifies the address again, and forgets them when deleted', async () => {
    const email = 'again@example.com';
    const actor = account();
    const first = await world.place({ email });
    await customers.verify(actor, email);
    const second = await world.place({ email });
    expect((await customers.stored(second.order.id))?.['customer_id']).toBeNull();
    await customers.verify(actor, email);
    await customers.verify(actor, email);
    for (const { order } of [first, second]) {
      expect((await world.order(order.id, { actor })).email).toBe(email);
      expect((await world.steps(order.id)).filter((step) => step === 'claimed')).toHaveLength(1);
    }
    await customers.remove(actor, email);
    for (const { order } of [first, second])
      expect(await customers.stored(order.id)).toMatchObject({
        email: null,
        email_key: null,
        customer_id: actor.id,
      });
  });

  it('owns no order created after the verification, however late the event arrives', async () => {
    const email = 'later@example.com';
    const [actor, verifiedAt] = [account(), new Date(Date.now() - 1_000).toISOString()];
    const { order } = await world.place({ email });
    await customers.verify(actor, email, verifiedAt);
    expect(await customers.stored(order.id)).toMatchObject({ email, customer_id: null });
  });

  it('claims no order of another account, and none twice', async () => {
    const email = 'shared@example.com';
    const [first, second] = [account(), account()];
    const { order } = await world.place({ email });
    await customers.verify(first, email);
    await customers.verify(first, email);
    await customers.verify(second, email);
    expect((await customers.stored(order.id))?.['customer_id']).toBe(first.id);
    expect((await world.steps(order.id)).filter((step) => step === 'claimed')).toHaveLength(1);
  });

  it('owns all of them, in several statements, each with one timeline entry', async () => {
    const email = 'many@example.com';
    const { order } = await world.place({ email });
    await world.rows(
      `INSERT INTO orders (id, currency, total_amount, total_items, email, email_key, actor, payment_session_expires_at, created_at)
       SELECT gen_random_uuid(), currency, total_amount, total_items, email, email_key, actor, payment_session_expires_at, created_at
       FROM orders, generate_series(1, $2) WHERE id = $1`,
      [order.id, CLAIM_BATCH_SIZE + 1],
    );
    const actor = account();
    await customers.verify(actor, email);
    const claims = await world.rows(
      `SELECT o.customer_id, count(t.id)::int AS entries FROM orders o
       LEFT JOIN timeline t ON t.order_id = o.id AND t.step = 'claimed' WHERE o.email_key = $1 GROUP BY o.id`,
      [email],
    );
    expect(claims).toEqual(Array(CLAIM_BATCH_SIZE + 2).fill({ customer_id: actor.id, entries: 1 }));
  });
});

const billing = { companyName: 'Ada Ltd', buyerReference: 'PO 17' };

describe('deleted account', () => {
  it('leaves its orders without e-mail address, and without addresses and billing details when nothing is left to ship', async () => {
    const actor = account();
    const email = 'gone@example.com';
    const [open, ended] = [
      await world.place({ email, shippingAddress, billing }, { actor }),
      await world.place({ email, shippingAddress, billing }, { actor }),
    ];
    const unshipped = await world.place({ email, billing }, { actor });
    const other = await world.place({ email, shippingAddress, billing }, { actor: account() });
    await customers.pay(open.order.id, email);
    await world.request(CancelOrder, { orderId: ended.order.id });
    await customers.remove(actor, email);
    expect(await customers.stored(open.order.id)).toMatchObject({
      email: null,
      email_key: null,
      shipping_address: shippingAddress,
      billing,
    });
    expect(await customers.stored(ended.order.id)).toMatchObject({
      email: null,
      shipping_address: null,
      billing: null,
    });
    expect(await customers.stored(other.order.id)).toMatchObject({
      email,
      shipping_address: shippingAddress,
    });
    await world.rows("UPDATE orders SET status = 'DELIVERED' WHERE id = $1", [open.order.id]);
    await world.request(CancelOrder, { orderId: unshipped.order.id });
    await world.get(CustomerOrdersUseCase).purgeForgotten();
    expect(await customers.stored(open.order.id)).toMatchObject({
      email: null,
      shipping_address: null,
      billing: null,
      customer_id: actor.id,
    });
    expect(await customers.stored(unshipped.order.id)).toMatchObject({ billing: null });
    expect(await customers.stored(other.order.id)).toMatchObject({
      shipping_address: shippingAddress,
      billing,
    });
  });

  it('gets no e-mail address from Checkout when its order is paid later', async () => {
    const actor = account();
    const email = 'late@example.com';
    const { order } = await world.place({ email }, { actor });
    await customers.remove(actor, email);
    await customers.pay(order.id, email);
    expect((await world.order(order.id)).status).toBe('PAID');
    expect(await customers.stored(order.id)).toMatchObject({ email: null, email_key: null });
  });

  it('leaves the same data in claimed orders, whichever event arrives first', async () => {
    const outcomes = [];
    for (const [address, claimFirst] of [
      ['one@example.com', true],
      ['two@example.com', false],
    ] as const) {
      const actor = account();
      const open = await world.place({ email: address, shippingAddress, billing });
      const ended = await world.place({ email: address, shippingAddress, billing });
      await world.request(CancelOrder, { orderId: ended.order.id });
      if (claimFirst) await customers.verify(actor, address);
      await customers.remove(actor, address);
      if (!claimFirst) await customers.verify(actor, address);
      const rows = [await customers.stored(open.order.id), await customers.stored(ended.order.id)];
      expect(rows.map((row) => row?.['customer_id'])).toEqual([actor.id, actor.id]);
      outcomes.push(rows.map((row) => ({ ...row, customer_id: 'same' })));
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[0]).toMatchObject([
      { email: null, email_key: null, shipping_address: shippingAddress, billing },
      { email: null, email_key: null, shipping_address: null, billing: null },
    ]);
  });

  it('leaves no e-mail address in an order that is being created, nor with payments-ms', async () => {
    const actor = account();
    const email = 'in-flight@example.com';
    world.products.on(ValidateProducts, async (request) => {
      await customers.remove(actor, email);
      return reserveStock(request);
    });
    const { order } = await world.place({ email }, { actor });
    await world.products.reset();
    expect(order.email).toBeNull();
    expect(world.sessions.requests(CreatePaymentSession).at(-1)).toMatchObject({
      orderId: order.id,
      email: null,
    });
    await customers.pay(order.id, email);
    expect(await customers.stored(order.id)).toMatchObject({
      email: null,
      email_key: null,
      customer_id: actor.id,
    });
  });

  it('is erased by the job from an order that was created concurrently', async () => {
    const actor = account();
    const email = 'same-moment@example.com';
    await customers.remove(actor, email);
    const { order } = await world.place({ email }, { actor });
    // As a statement leaves it that started before the deletion committed.
    const unseen = 'UPDATE orders SET email = $2, email_key = $2, forgotten_at = NULL WHERE id = $1';
    await world.rows(unseen, [order.id, email]);
    await world.get(CustomerOrdersUseCase).purgeForgotten();
    expect(await customers.stored(order.id)).toMatchObject({ email: null, email_key: null });
  });
});
