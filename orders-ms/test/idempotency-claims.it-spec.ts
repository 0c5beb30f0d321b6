import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CreateOrderReply,
  CreatePaymentSession,
  ProductsNotSellable,
  type RpcContract,
  ValidateProducts,
} from '@orderwire/contracts';
import { type FakeService, faultOf, waitUntil } from '@orderwire/test-kit';
import { PurgeIdempotencyKeysUseCase } from '../src/idempotency/purge-idempotency-keys.use-case.js';
import { mug, openSession, reserveStock } from './fake-services.js';
import { ageKeys, endClaim, newKey, orderIds } from './idempotency-keys.js';
import { OrdersWorld } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => {
  world = await OrdersWorld.create();
});
afterAll(() => world.close());
afterEach(() => world.resetFakes());

const orders = () => orderIds(world);

/** Makes a fake reply only after `reply()`. `received` resolves when it has the request. */
function delayReply<Request extends object, Reply extends object>(
  fake: FakeService,
  contract: RpcContract<Request, Reply>,
  replyTo: (request: Request) => Reply,
): { received: () => Promise<unknown>; reply: () => void } {
  let reply = () => {};
  const released = new Promise<void>((resolve) => (reply = resolve));
  fake.on(contract, async (request) => {
    await released;
    return replyTo(request);
  });
  return {
    received: () =>
      waitUntil(
        () => fake.requests(contract).length,
        (n) => n > 0,
      ),
    reply,
  };
}
const delaySession = () => delayReply(world.sessions, CreatePaymentSession, openSession);

describe('the claim of an Idempotency-Key', () => {
  it('of concurrent requests creates one order; the others get in_flight or its reply', async () => {
    const caller = newKey();
    const before = await orders();
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => world.place({}, caller)));
    const answered = results.flatMap((r) => (r.status === 'fulfilled' ? [r.value.order.id] : []));
    const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason as unknown] : []));
    expect(new Set(answered).size).toBe(1);
    for (const fault of refused) expect(fault).toMatchObject({ code: 'idempotency.in_flight' });
    expect(await orders()).toHaveLength(before.length + 1);
  });

  it('is in flight while its first request runs', async () => {
    const caller = newKey();
    const payments = delaySession();
    const first = world.place({}, caller);
    await payments.received();
    expect(await faultOf(world.place({}, caller))).toMatchObject({ code: 'idempotency.in_flight' });
    payments.reply();
    expect(await world.place({}, caller).catch(() => first)).toEqual(await first);
  });

  it('is claimed until 5 seconds after the deadline of its request', async () => {
    const caller = newKey();
    const payments = delaySession();
    const deadline = Date.now() + 3_000;
    const first = world.place({}, { ...caller, deadline });
    await payments.received();
    const [row] = await world.rows<{ claimed_until: Date; created_at: Date }>(
      'SELECT claimed_until, created_at FROM idempotency_keys WHERE key = $1',
      [caller.idempotencyKey],
    );
    payments.reply();
    await first;
    expect(row!.claimed_until.getTime()).toBeGreaterThanOrEqual(deadline + 4_990);
    expect(row!.claimed_until.getTime() - row!.created_at.getTime()).toBeLessThanOrEqual(8_000);
  });

  it('is taken over with the stored order when its first request crashed', async () => {
    const caller = newKey();
    const payments = delaySession();
    const crashed = world.place({}, caller);
    await payments.received();
    const before = await orders();
    await endClaim(world, caller.idempotencyKey);
    await world.sessions.reset();
    const { order, paymentSession } = await world.place({}, caller);
    expect(await orders()).toEqual(before);
    expect(before).toContain(order.id);
    payments.reply();
    expect((await crashed).paymentSession).toEqual({ ...paymentSession, expiresAt: expect.any(String) });
    expect(await world.place({}, caller)).toMatchObject({ order, paymentSession });
  });

  it('keeps the order id of the reservation when its first request failed before storing the order', async () => {
    const caller = newKey();
    await world.products.stop();
    await faultOf(world.place({}, caller));
    const [row] = await world.rows<{ resource_id: string }>(
      'SELECT resource_id FROM idempotency_keys WHERE key = $1',
      [caller.idempotencyKey],
    );
    await world.products.reset();
    const { order } = await world.place({}, caller);
    expect(order.id).toBe(row?.resource_id);
  });

  it('continues at once with the order whose payment session could not be opened', async () => {
    const caller = newKey();
    await world.sessions.stop();
    const fault = await faultOf(world.place({}, caller));
    await world.sessions.reset();
    const { order } = await world.place({}, caller);
    expect(order.id).toBe(fault.details?.['orderId']);
    expect(world.sessions.requests(CreatePaymentSession)).toMatchObject([{ orderId: order.id, attempt: 1 }]);
    expect(await world.steps(order.id)).toEqual([
      'created',
      'payment_session_failed',
      'payment_session_opened',
    ]);
  });

  it('is kept when a second request is refused while the first one still runs', async () => {
    const caller = newKey();
    const products = delayReply(world.products, ValidateProducts, reserveStock);
    const first = world.place({}, caller);
    await products.received();
    await endClaim(world, caller.idempotencyKey);
    world.products.on(ValidateProducts, () => {
      throw ProductsNotSellable({ products: [{ productId: mug, reason: 'insufficient_stock' }] });
    });
    expect(await faultOf(world.place({}, caller))).toMatchObject({ code: 'products.not_sellable' });
    products.reply();
    const { order } = await first;
    await world.products.reset();
    expect((await world.place({}, caller)).order.id).toBe(order.id);
  });

  it('is not deleted while a request runs, however old it is', async () => {
    const caller = newKey();
    const payments = delaySession();
    const first = world.place({}, caller);
    await payments.received();
    await ageKeys(world, [caller.idempotencyKey], '1 h');
    await world.get(PurgeIdempotencyKeysUseCase).execute();
    payments.reply();
    expect(await world.place({}, caller).catch(() => first)).toEqual(await first);
    expect(await world.place({}, caller)).toEqual(await first);
  });

  it('works across replicas', async () => {
    const replica = await world.start();
    try {
      const caller = newKey();
      const answers = new Set<string>();
      const before = await orders();
      const attempt = () =>
        waitUntil<CreateOrderReply | undefined>(
          () => world.place({}, caller).catch(() => undefined),
          Boolean,
        );
      for (const reply of await Promise.all([attempt(), attempt(), attempt(), attempt()]))
        answers.add(reply!.order.id);
      expect(answers.size).toBe(1);
      expect(await orders()).toHaveLength(before.length + 1);
    } finally {
      await world.stop(replica);
    }
  });
});
