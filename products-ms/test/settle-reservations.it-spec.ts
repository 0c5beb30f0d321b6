import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HoldConflict, OrderCancelled, OrderPaid } from '@orderwire/contracts';
import { v7 as uuidv7 } from 'uuid';
import { ProductsWorld, refusal } from './products-world.js';

const at = new Date().toISOString();
const paid = (orderId: string) => ({
  orderId,
  currency: 'usd',
  totalAmount: 1,
  paymentId: 'pi_1',
  paidAt: at,
});
const cancelled = (orderId: string) => ({ orderId, reason: 'too late', cancelledAt: at });

describe('the end of a hold', () => {
  let world: ProductsWorld;
  let sales = 0;
  let releases = 0;
  const pay = async (...orders: string[]) => {
    await world.announce(OrderPaid, ...orders.map(paid));
    await world.taken('sell_reservation', (sales += orders.length));
  };
  const cancel = async (...orders: string[]) => {
    await world.announce(OrderCancelled, ...orders.map(cancelled));
    await world.taken('release_reservation', (releases += orders.length));
  };

  beforeAll(async () => {
    world = await ProductsWorld.create();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('sells what a paid order holds', async () => {
    const { id } = await world.product();
    await pay(await world.order([[id, 3]]));
    expect(await world.stock(id)).toEqual({ available: 7, reserved: 0, sold: 3 });
  });

  it('puts back on sale what a cancelled order holds', async () => {
    const { id } = await world.product();
    await cancel(await world.order([[id, 3]]));
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('settles many orders of the same products together', async () => {
    const [a, b] = [await world.product({ stock: 100 }), await world.product({ stock: 100 })];
    const orders = await Promise.all(
      Array.from({ length: 30 }, () =>
        world.order([
          [a.id, 1],
          [b.id, 2],
        ]),
      ),
    );
    await pay(...orders);
    expect(await world.stock(a.id)).toEqual({ available: 70, reserved: 0, sold: 30 });
    expect(await world.stock(b.id)).toEqual({ available: 40, reserved: 0, sold: 60 });
  });

  it('moves the stock once when an event is announced twice', async () => {
    const { id } = await world.product();
    const [sold, released] = [await world.order([[id, 2]]), await world.order([[id, 3]])];
    await pay(sold, sold);
    await pay(sold);
    await cancel(released, released);
    await cancel(released);
    expect(await world.stock(id)).toEqual({ available: 8, reserved: 0, sold: 2 });
  });

  it('keeps the first end of an order: sold stays sold, released stays released', async () => {
    const { id } = await world.product();
    const [sold, released] = [await world.order([[id, 1]]), await world.order([[id, 2]])];
    await pay(sold);
    await cancel(released);
    await cancel(sold);
    await pay(released);
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });

  it('ignores orders that hold nothing, and settles the others of the batch', async () => {
    const { id } = await world.product();
    const orderId = await world.order([[id, 1]]);
    await pay(uuidv7(), orderId, uuidv7());
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });

  it('refuses a new hold for an order whose stock was sold or released', async () => {
    const { id } = await world.product();
    const [sold, released] = [await world.order([[id, 1]]), await world.order([[id, 1]])];
    await pay(sold);
    await cancel(released);
    for (const [orderId, status] of [
      [sold, 'sold'],
      [released, 'released'],
    ] as const) {
      const fault = await refusal(world.validate([[id, 1]], orderId));
      expect(HoldConflict.matches(fault)).toBe(true);
      expect(fault).toMatchObject({ details: { orderId, status } });
    }
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });
});
