import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreatePaymentSession,
  OrderCancelled,
  PaymentRejected,
  PaymentsUnavailable,
  ProductsNotSellable,
  RenewPaymentSession,
  ValidateProducts,
} from '@orderwire/contracts';
import { faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { PurgeIdempotencyKeysUseCase } from '../src/idempotency/purge-idempotency-keys.use-case.js';
import { PaymentClient } from '../src/payment/payment.client.js';
import { lamp, mug } from './fake-services.js';
import { ageKeys, newKey, orderIds } from './idempotency-keys.js';
import { OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

const orders = () => orderIds(world);

describe('Idempotency-Key', () => {
  it('reserves and stores nothing while Stripe is known to fail; its key works afterwards', async () => {
    const code = 'circuit_open';
    world.sessions.on(CreatePaymentSession, () => {
      throw PaymentsUnavailable({ stripe: { code }, retryAfterMs: 3_600_000 });
    });
    const { details } = await faultOf(world.place());
    const state = async () => [await orders(), world.sessions.calls.length, world.products.calls.length];
    const before = await state();
    const same = newKey();
    const fault = await faultOf(world.place({}, same));
    expect(fault).toMatchObject({ code: 'payments.unavailable', details: { stripe: { code } } });
    await faultOf(world.request(RenewPaymentSession, { orderId: String(details?.['orderId']) }));
    expect(await state()).toEqual(before);
    Object.assign(world.get(PaymentClient), { unavailableUntil: 0 });
    await world.sessions.reset();
    expect((await world.place({}, same)).order.status).toBe('PENDING');
  });

  it('returns the first reply to the same request and creates one order', async () => {
    const caller = newKey();
    const before = await orders();
    const first = await world.place({ email: 'a@example.com', currency: 'usd' }, caller);
    const again = await world.place({ currency: 'usd', email: 'a@example.com' }, caller);
    expect(again).toEqual(first);
    expect(await orders()).toHaveLength(before.length + 1);
    expect(world.sessions.requests(CreatePaymentSession)).toHaveLength(1);
  });

  it('returns the first reply also in another language: it may be that of the client’s next try', async () => {
    const caller = newKey();
    const first = await world.place({ locale: 'de' }, caller);
    expect(await world.place({ locale: 'fr' }, caller)).toEqual(first);
  });

  it('is refused with another request', async () => {
    const caller = newKey();
    await world.place({}, caller);
    const fault = await faultOf(world.place({ items: [{ productId: lamp, quantity: 1 }] }, caller));
    expect(fault).toMatchObject({ kind: 'unprocessable', code: 'idempotency.key_reused' });
  });

  it('of a guest is refused when it is short; an account may use any key', async () => {
    const short = { idempotencyKey: 'fifteen-letters' };
    expect(await faultOf(world.place({}, short))).toMatchObject({
      code: 'invalid_message',
      details: { errors: [{ path: 'Idempotency-Key' }] },
    });
    expect(world.products.requests(ValidateProducts)).toEqual([]);
    await world.place({}, { idempotencyKey: 'sixteen-letters!' });
    await world.place({}, { ...short, actor: { role: 'customer', id: uuidv7() } });
  });

  it('of another account is another key', async () => {
    const caller = newKey();
    const customer = { role: 'customer' as const, id: uuidv7() };
    const mine = await world.place({}, { ...caller, actor: customer });
    const other = await world.place({}, { ...caller, actor: { ...customer, id: uuidv7() } });
    expect(other.order.id).not.toBe(mine.order.id);
  });

  it('is refused with another request while its order has no payment session', async () => {
    const caller = newKey();
    await world.sessions.stop();
    await faultOf(world.place({}, caller));
    await world.sessions.reset();
    const other = world.place({ items: [{ productId: lamp, quantity: 1 }] }, caller);
    expect(await faultOf(other)).toMatchObject({ code: 'idempotency.key_reused' });
  });

  it('is deleted when the order is refused, so that it can succeed later', async () => {
    const caller = newKey();
    world.products.on(ValidateProducts, () => {
      throw ProductsNotSellable({
        products: [{ productId: mug, reason: 'insufficient_stock' }],
      });
    });
    expect(await faultOf(world.place({}, caller))).toMatchObject({ code: 'products.not_sellable' });
    await world.products.reset();
    expect((await world.place({}, caller)).order.status).toBe('PENDING');
  });

  it('is deleted after a day, and stock of an order that was never completed is released', async () => {
    const [finished, abandoned] = [newKey(), newKey()];
    const { order } = await world.place({}, finished);
    world.products.on(ValidateProducts, () => null as never);
    await faultOf(world.place({}, abandoned));
    const orphan = world.products.requests(ValidateProducts).at(-1)!.hold!.orderId;
    expect(await world.published(OrderCancelled, orphan)).toEqual([]);
    const keys = [finished.idempotencyKey, abandoned.idempotencyKey];
    await ageKeys(world, keys);
    await world.get(PurgeIdempotencyKeysUseCase).execute();
    expect(await world.rows('SELECT 1 FROM idempotency_keys WHERE key = ANY($1)', [keys])).toEqual([]);
    expect(await world.published(OrderCancelled, orphan)).toHaveLength(1);
    expect(await world.published(OrderCancelled, order.id)).toEqual([]);
  });

  it('of an order that the payment provider rejected returns the same fault without any request', async () => {
    const caller = newKey();
    world.sessions.on(CreatePaymentSession, () => {
      throw PaymentRejected({ stripe: { code: 'amount_too_small' } });
    });
    const fault = await faultOf(world.place({}, caller));
    await world.sessions.reset();
    await world.products.reset();
    const again = await faultOf(world.place({}, caller));
    expect(again.toWire()).toEqual(fault.toWire());
    expect(again).toMatchObject({
      code: 'payments.rejected',
      details: { stripe: { code: 'amount_too_small' } },
    });
    expect([
      ...world.products.requests(ValidateProducts),
      ...world.sessions.requests(CreatePaymentSession),
    ]).toEqual([]);
    const other = world.place({ items: [{ productId: lamp, quantity: 1 }] }, caller);
    expect(await faultOf(other)).toMatchObject({ code: 'idempotency.key_reused' });
  });

  it('keeps an order that a newer payment session can pay, even if this one is rejected', async () => {
    const caller = newKey();
    await world.sessions.stop();
    const orderId = String((await faultOf(world.place({}, caller))).details?.['orderId']);
    await world.sessions.reset();
    await world.request(RenewPaymentSession, { orderId });
    world.sessions.on(CreatePaymentSession, () => {
      throw PaymentRejected();
    });
    expect(await faultOf(world.place({}, caller))).toMatchObject({ code: 'payments.rejected' });
    expect((await world.order(orderId)).status).toBe('PENDING');
    await world.sessions.reset();
    expect((await world.place({}, caller)).order.id).toBe(orderId);
  });

  it('opens no second payment session for an order that was decided meanwhile', async () => {
    const caller = newKey();
    await world.sessions.stop();
    const { details } = await faultOf(world.place({}, caller));
    await world.rows("UPDATE orders SET status = 'CANCELLED', cancelled_at = now() WHERE id = $1", [
      details?.['orderId'],
    ]);
    await world.sessions.reset();
    expect(await faultOf(world.place({}, caller))).toMatchObject({ code: 'orders.not_payable' });
    expect(world.sessions.requests(CreatePaymentSession)).toEqual([]);
  });
});
