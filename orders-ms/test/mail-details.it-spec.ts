import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, GetMailDetails, guest, NotAllowed, system } from '@orderwire/contracts';
import { type Caller, faultOf } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { OrdersWorld, staff } from './orders-world.js';

let world: OrdersWorld;
beforeAll(async () => void (world = await OrdersWorld.create()));
afterEach(() => world.resetFakes());
afterAll(() => world.close());

describe('the details for e-mails', () => {
  const detailsOf = (orderIds: string[], caller: Caller = { actor: system }) =>
    world.request(GetMailDetails, { orderIds }, caller);

  it('have the order, its language and the end of its session; those of a guest also the order token', async () => {
    const placed = await world.place({ email: 'ada@example.com', locale: 'de-CH' });
    expect((await detailsOf([placed.order.id])).orders).toEqual([
      {
        order: placed.order,
        customerId: null,
        locale: 'de-CH',
        orderToken: placed.orderToken,
        payUntil: placed.paymentSession?.expiresAt,
      },
    ]);
  });

  it('have the account of a customer, and no token', async () => {
    const customer: Actor = { role: 'customer', id: uuidv7() };
    const { order } = await world.place({}, { actor: customer });
    expect((await detailsOf([order.id])).orders).toMatchObject([
      { customerId: customer.id, locale: null, orderToken: null },
    ]);
  });

  it('are returned for many orders; orders that do not exist are left out', async () => {
    const ids = [(await world.place()).order.id, (await world.place()).order.id];
    const { orders } = await detailsOf([uuidv7(), ...ids, ...ids]);
    expect(orders.map(({ order }) => order.id).sort()).toEqual(ids);
    expect(orders.map(({ order }) => order.items.length)).toEqual([1, 1]);
  });

  it('are for services only', async () => {
    for (const actor of [guest, staff])
      expect(NotAllowed.matches(await faultOf(detailsOf([uuidv7()], { actor, serviceKey: null })))).toBe(
        true,
      );
  });
});
