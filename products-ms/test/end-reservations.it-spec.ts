import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListFacts, ReservationConflict, OrderCancelled, OrderPaid } from '@orderwire/contracts';
import { FakeService, faultOf, replyWithFacts } from '@orderwire/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { type Line, ProductsWorld } from './products-world.js';

const at = new Date().toISOString();
const paid = (orderId: string) => ({
  orderId,
  currency: 'usd',
  totalAmount: 1,
  paymentId: 'pi_1',
  paidAt: at,
});
const cancelled = (orderId: string) => ({ orderId, reason: 'too late', cancelledAt: at });

describe('ending reservations', () => {
  let world: ProductsWorld;
  const pay = async (...orders: string[]) => {
    await world.deliver('sell_reservation', OrderPaid, ...orders.map(paid));
  };
  const cancel = async (...orders: string[]) => {
    await world.deliver('release_reservation', OrderCancelled, ...orders.map(cancelled));
  };

  beforeAll(async () => {
    world = await ProductsWorld.create();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  it('sells the reserved units of a paid order', async () => {
    const { id } = await world.product();
    await pay(await world.order([[id, 3]]));
    expect(await world.stock(id)).toEqual({ available: 7, reserved: 0, sold: 3 });
  });

  it('puts the reserved units of a cancelled order back on sale', async () => {
    const { id } = await world.product();
    await cancel(await world.order([[id, 3]]));
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
  });

  it('sells the reserved units of a paid order whose order.paid was lost, before the reservation expires', async () => {
    const { id } = await world.product();
    const [lost, sold, unpaid] = [
      await world.order([[id, 3]]),
      await world.order([[id, 1]]),
      await world.order([[id, 2]]),
    ];
    await pay(sold);
    const facts = new Map([
      [OrderPaid.subject, [lost, sold].map((order) => ({ id: order, event: paid(order) }))],
    ]);
    const orders = new FakeService(world.link).serve(ListFacts.orders, replyWithFacts(facts));
    await world.findLostEvents();
    await world.findLostEvents();
    await orders.stop();
    expect(await world.stock(id)).toEqual({ available: 4, reserved: 2, sold: 4 });
    await cancel(unpaid);
  });

  it('ends many orders of the same products together', async () => {
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

  it('moves the stock once when an event is published twice', async () => {
    const { id } = await world.product();
    const [sold, released] = [await world.order([[id, 2]]), await world.order([[id, 3]])];
    await pay(sold, sold);
    await pay(sold);
    await cancel(released, released);
    await cancel(released);
    expect(await world.stock(id)).toEqual({ available: 8, reserved: 0, sold: 2 });
  });

  it('does not revert a sale when a cancellation is consumed after it', async () => {
    const { id } = await world.product();
    const sold = await world.order([[id, 1]]);
    await pay(sold);
    await cancel(sold);
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });

  it('sells to a paid order the units of its released reservation, once, while all are available', async () => {
    const [a, b] = [await world.product(), await world.product()];
    const lines: Line[] = [
      [a.id, 4],
      [b.id, 10],
    ];
    const late = await world.order(lines);
    await cancel(late);
    await pay(late);
    await pay(late);
    expect(await world.stock(a.id)).toEqual({ available: 6, reserved: 0, sold: 4 });
    expect(await world.stock(b.id)).toEqual({ available: 0, reserved: 0, sold: 10 });
    expect(await world.ledger(b.id)).toEqual([
      ['adjusted', 10, 0, 0],
      ['held', -10, 10, 0],
      ['released', 10, -10, 0],
      ['sold', -10, 0, 10],
    ]);
  });

  it('sells nothing to a paid order whose released units are partly gone', async () => {
    const [a, b] = [await world.product(), await world.product()];
    const late = await world.order([
      [a.id, 1],
      [b.id, 2],
    ]);
    await cancel(late);
    await world.order([[b.id, 9]]);
    const other = await world.order([[a.id, 1]]);
    await pay(late, other);
    expect(await world.stock(a.id)).toEqual({ available: 9, reserved: 0, sold: 1 });
    expect(await world.stock(b.id)).toEqual({ available: 1, reserved: 9, sold: 0 });
  });

  it('sells the last units to one of several paid orders whose reservations were released', async () => {
    const { id } = await world.product({ stock: 3 });
    const late: string[] = [];
    for (let n = 0; n < 3; n++) {
      const orderId = await world.order([[id, 2]]);
      await cancel(orderId);
      late.push(orderId);
    }
    await pay(...late);
    expect(await world.stock(id)).toEqual({ available: 1, reserved: 0, sold: 2 });
  });

  it('ignores orders without a reservation, and ends the others of the batch', async () => {
    const { id } = await world.product();
    const orderId = await world.order([[id, 1]]);
    await pay(uuidv7(), orderId, uuidv7());
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });

  it('refuses a new reservation for an order whose reservation was sold or released', async () => {
    const { id } = await world.product();
    const [sold, released] = [await world.order([[id, 1]]), await world.order([[id, 1]])];
    await pay(sold);
    await cancel(released);
    for (const [orderId, status] of [
      [sold, 'sold'],
      [released, 'released'],
    ] as const) {
      const fault = await faultOf(world.validate([[id, 1]], orderId));
      expect(ReservationConflict.matches(fault)).toBe(true);
      expect(fault).toMatchObject({ details: { orderId, status } });
    }
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 0, sold: 1 });
  });
});
