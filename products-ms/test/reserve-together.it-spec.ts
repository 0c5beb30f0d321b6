import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { type NewReservation, ReservationRepository } from '../src/outbound/reservation.repository.js';
import { ProductsWorld } from './products-world.js';

describe('orders that reserve at the same moment', () => {
  let world: ProductsWorld;
  beforeAll(async () => {
    world = await ProductsWorld.create();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  const wanted = (
    units: readonly (readonly [string, number])[],
    changes: Partial<NewReservation> = {},
  ): NewReservation => ({
    orderId: uuidv7(),
    units: new Map(units),
    currency: 'usd',
    expiresAt: new Date(Date.now() + 3_600_000),
    guestPercent: null,
    ...changes,
  });
  /** In one turn of the event loop, so that they share a statement. Which of them are reserved. */
  const reserve = async (...orders: NewReservation[]): Promise<boolean[]> => {
    const attempts = await Promise.all(orders.map((one) => world.get(ReservationRepository).reserve(one)));
    return attempts.map(({ reserved }) => reserved);
  };
  const transactionsOf = async (orders: NewReservation[]): Promise<unknown[]> =>
    world.rows('SELECT DISTINCT xmin::text FROM reservations WHERE order_id = ANY ($1)', [
      orders.map(({ orderId }) => orderId),
    ]);

  it('share one transaction, and each gets its own products and prices', async () => {
    const mug = await world.product({ name: 'mug' });
    const cup = await world.product({ name: 'cup', prices: [{ currency: 'eur', amount: 700 }] });
    const orders = [wanted([[mug.id, 2]]), wanted([[mug.id, 1]]), wanted([[cup.id, 3]], { currency: 'eur' })];
    const repository = world.get(ReservationRepository);
    const attempts = await Promise.all(orders.map((one) => repository.reserve(one)));
    expect(await transactionsOf(orders)).toHaveLength(1);
    expect(attempts.map(({ offers }) => offers.map(({ name, unitAmount }) => [name, unitAmount]))).toEqual([
      [['mug', 1_000]],
      [['mug', 1_000]],
      [['cup', 700]],
    ]);
    for (const [n, order] of orders.entries())
      expect(await repository.find(order.orderId)).toMatchObject({ status: 'held', units: orders[n]?.units });
    expect(await world.stock(mug.id)).toEqual({ available: 7, reserved: 3, sold: 0 });
    expect(await world.stock(cup.id)).toEqual({ available: 7, reserved: 3, sold: 0 });
    expect(await world.ledger(mug.id)).toHaveLength(3);
  });

  it.each<[string, Partial<NewReservation> & { quantity?: number }]>([
    ['asks for too many units', { quantity: 11 }],
    ['has no price', { currency: 'gbp' }],
    ['is below the minimum charge', { currency: 'eur' }],
    ['is of a guest who asks for more than the share of guests', { quantity: 3, guestPercent: 20 }],
  ])('are reserved although one of them %s', async (_, { quantity = 1, ...changes }) => {
    const { id } = await world.product({
      prices: [
        { currency: 'usd', amount: 1_000 },
        { currency: 'eur', amount: 10 },
      ],
    });
    const other = await world.product();
    const bad = wanted([[id, quantity]], changes);
    expect(await reserve(wanted([[other.id, 1]]), bad, wanted([[other.id, 1]]))).toEqual([true, false, true]);
    expect(await world.stock(id)).toEqual({ available: 10, reserved: 0, sold: 0 });
    expect(await world.stock(other.id)).toEqual({ available: 8, reserved: 2, sold: 0 });
  });

  it('share a transaction although one of them wants more than there is', async () => {
    const { id } = await world.product({ stock: 5 });
    const orders = [wanted([[id, 3]]), wanted([[id, 9]]), wanted([[id, 2]])];
    expect(await reserve(...orders)).toEqual([true, false, true]);
    expect(await transactionsOf(orders)).toHaveLength(1);
  });

  it('reserve to the last unit when they want more than there is', async () => {
    const { id } = await world.product({ stock: 5 });
    const reserved = await reserve(...Array.from({ length: 8 }, () => wanted([[id, 1]])));
    expect(reserved.filter(Boolean)).toHaveLength(5);
    expect(await world.stock(id)).toEqual({ available: 0, reserved: 5, sold: 0 });
  });

  it('of guests get no more than the share of guests together', async () => {
    const { id } = await world.product();
    const guests = Array.from({ length: 5 }, () => wanted([[id, 1]], { guestPercent: 20 }));
    const reserved = await reserve(...guests, wanted([[id, 4]]));
    expect(reserved.slice(0, 5).filter(Boolean)).toHaveLength(2);
    expect(reserved[5]).toBe(true);
  });

  it('do not take stock below its threshold: the one that does is left for a transaction with its event', async () => {
    const { id } = await world.product({ lowThreshold: 8 });
    expect((await reserve(wanted([[id, 1]]), wanted([[id, 1]]))).filter(Boolean)).toHaveLength(1);
    expect(await world.stock(id)).toEqual({ available: 9, reserved: 1, sold: 0 });
  });

  it('reserve once for one order', async () => {
    const [first, second] = [await world.product(), await world.product()];
    const one = wanted([[first.id, 1]]);
    const again = wanted([[second.id, 1]], { orderId: one.orderId });
    expect((await reserve(one, again, wanted([[second.id, 2]]))).filter(Boolean)).toHaveLength(2);
    expect(await reserve(one, wanted([[second.id, 1]]))).toEqual([false, true]);
  });
});
