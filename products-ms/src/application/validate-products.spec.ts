import { describe, expect, it } from '@jest/globals';
import { ProductsNotSellable } from '@orderwire/contracts';
import type { Database, Tx } from '@orderwire/platform';
import type { FallenStock } from '../domain/low-stock.js';
import type { HoldAttempt, ReservationRepository } from '../outbound/reservation.repository.js';
import type { AnnounceLowStock } from './announce-low-stock.js';
import { ValidateProducts } from './validate-products.js';

const low: FallenStock = { productId: 'x', name: 'A mug', available: 2, threshold: 2 };
const offer = (available: number) => ({
  productId: 'x',
  name: 'A mug',
  imageUrl: null,
  unitAmount: 5,
  available,
});
const request = {
  items: [{ productId: 'x', quantity: 3 }],
  currency: 'usd',
  hold: { orderId: 'o', expiresAt: '2026-01-01T00:00:00Z' },
};

/** How two attempts to hold go, what was done, and what was told. */
function shop(first: Partial<HoldAttempt>, second: Partial<HoldAttempt> = {}) {
  const done: string[] = [];
  const told: FallenStock[] = [];
  const attempt = (name: string, how: Partial<HoldAttempt>) => () => {
    done.push(name);
    return Promise.resolve({ held: false, offers: [offer(5)], low: [], ...how });
  };
  const reservations = {
    hold: attempt('hold', first),
    holdInto: attempt('hold into low', second),
    find: () => Promise.resolve(undefined),
  } as unknown as ReservationRepository;
  const announce = {
    execute: (_tx: Tx, fallen: FallenStock[]) => void told.push(...fallen),
  } as unknown as AnnounceLowStock;
  const database = {
    transaction: (work: (tx: Tx) => Promise<unknown>) => work({} as Tx),
  } as unknown as Database;
  return { done, told, validate: new ValidateProducts(reservations, announce, database) };
}

describe('holding what an order wants', () => {
  it('is one statement while nothing becomes low', async () => {
    const { done, told, validate } = shop({ held: true });
    await validate.execute(request);
    expect(done).toEqual(['hold']);
    expect(told).toEqual([]);
  });

  it('is done again in a transaction that tells so when a product becomes low', async () => {
    const { done, told, validate } = shop({ low: [low] }, { held: true, low: [low] });
    await validate.execute(request);
    expect(done).toEqual(['hold', 'hold into low']);
    expect(told).toEqual([low]);
  });

  it('tells nothing when somebody else made it low, or took the units, in the meantime', async () => {
    const other = shop({ low: [low] }, { held: true });
    await other.validate.execute(request);
    expect(other.told).toEqual([]);
    const gone = shop({ low: [low] }, { offers: [offer(1)], low: [low] });
    await expect(gone.validate.execute(request)).rejects.toMatchObject({ code: ProductsNotSellable.code });
    expect(gone.told).toEqual([]);
  });

  it('is not tried again when another product of the order falls short', async () => {
    const { done, validate } = shop({ offers: [offer(2)], low: [low] });
    await expect(validate.execute(request)).rejects.toMatchObject({ code: ProductsNotSellable.code });
    expect(done).toEqual(['hold']);
  });
});
