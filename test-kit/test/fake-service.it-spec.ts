import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  ExpirePaymentSession,
  GetOrder,
  guest,
  ListProducts,
  NotAllowed,
  OrderNotFound,
} from '@orderwire/contracts';
import { FakeService, faultOf, openServers, RawReply, ServiceWorld } from '../src/index.js';

const orderId = '0190a000-0000-7000-8000-000000000001';
const customer: Actor = { role: 'customer', id: '0190a000-0000-7000-8000-00000000c057' };
const order = (id: string) => ({ id }) as never;

describe('a fake service', () => {
  let world: ServiceWorld;
  let fake: FakeService;
  beforeAll(async () => {
    const definition = { name: 'no-ms', start: () => Promise.reject(new Error('never started')), config: {} };
    world = new ServiceWorld(await openServers(), definition);
    fake = new FakeService(world.link)
      .serve(GetOrder, ({ orderId: id }) => order(id))
      .serve(ListProducts, () => ({ data: [], meta: { nextCursor: null } }))
      .serve(ExpirePaymentSession, () => ({ expired: true }));
  });
  beforeEach(() => fake.reset());
  afterAll(() => world.close());

  it('replies what the test says, and records the requests with their callers', async () => {
    expect(await world.request(GetOrder, { orderId }, customer)).toEqual({ id: orderId });
    expect(fake.requests(GetOrder)).toEqual([{ orderId }]);
    expect(fake.last).toMatchObject({ subject: 'orders.get', context: { actor: customer } });
    await world.request(GetOrder, { orderId }, { actor: guest, orderToken: 'secret' });
    expect(fake.last?.context).toMatchObject({ actor: guest, orderToken: 'secret' });
  });

  it('replies differently until it is reset', async () => {
    fake.on(GetOrder, () => {
      throw OrderNotFound({ orderId });
    });
    expect(await faultOf(world.request(GetOrder, { orderId }))).toMatchObject({ code: OrderNotFound.code });
    await fake.reset();
    expect(fake.calls).toEqual([]);
    expect(await world.request(GetOrder, { orderId })).toEqual({ id: orderId });
  });

  it('refuses a request that breaks its contract', async () => {
    expect(await faultOf(world.request(GetOrder, { orderId: 'x' }))).toMatchObject({
      code: 'invalid_message',
    });
    expect(fake.calls).toEqual([]);
  });

  it('refuses callers without a service token where the contract is for services', async () => {
    const asked = world.request(ExpirePaymentSession, { orderId }, { actor: guest, serviceKey: null });
    expect(await faultOf(asked)).toMatchObject({ code: NotAllowed.code });
    await world.request(ExpirePaymentSession, { orderId });
    expect(fake.last?.context).toMatchObject({ service: 'orders-ms' });
  });

  it('can be stopped and started, as a whole and by contract', async () => {
    await fake.stop(GetOrder);
    expect(await faultOf(world.request(GetOrder, { orderId }))).toMatchObject({
      code: 'service_unavailable',
    });
    expect(await world.request(ListProducts, {})).toMatchObject({ data: [] });
    await fake.stop();
    expect(await faultOf(world.request(ListProducts, {}))).toMatchObject({ code: 'service_unavailable' });
    await fake.start();
    expect(await world.request(ListProducts, {})).toMatchObject({ data: [] });
  });

  it('sends a reply that breaks the protocol', async () => {
    fake.on(GetOrder, () => new RawReply({ nonsense: true }));
    expect(await faultOf(world.request(GetOrder, { orderId }))).toMatchObject({ code: 'malformed_reply' });
  });
});
