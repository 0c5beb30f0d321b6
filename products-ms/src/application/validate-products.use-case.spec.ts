import { describe, expect, it } from '@jest/globals';
import { ProductsNotSellable, type StockLowEvent, TotalOutOfRange } from '@orderwire/contracts';
import type { Database, Outbox, Tx } from '@orderwire/platform';
import type { LowStock } from '../domain/product.js';
import type { ReservationAttempt, ReservationRepository } from '../outbound/reservation.repository.js';
import { ValidateProductsUseCase } from './validate-products.use-case.js';

const low: LowStock = { productId: 'x', name: 'A mug', available: 2, threshold: 2 };
const offer = (available: number, unitAmount = 500) => ({
  productId: 'x',
  name: 'A mug',
  imageUrl: null,
  taxClass: 'standard' as const,
  unitAmount,
  available,
});
const request = {
  items: [{ productId: 'x', quantity: 3 }],
  currency: 'usd',
  hold: { orderId: 'o', expiresAt: '2026-01-01T00:00:00Z' },
};

/** The results of two attempts to reserve. Records the attempts and the published products. */
function setUp(first: Partial<ReservationAttempt>, second: Partial<ReservationAttempt> = {}) {
  const attempts: string[] = [];
  const published: StockLowEvent[] = [];
  const attempt = (name: string, result: Partial<ReservationAttempt>) => () => {
    attempts.push(name);
    return Promise.resolve({ reserved: false, offers: [offer(5)], low: [], ...result });
  };
  const reservations = {
    reserve: attempt('reserve', first),
    reserveLow: attempt('reserve low', second),
    find: () => Promise.resolve(undefined),
  } as unknown as ReservationRepository;
  const outbox = {
    add: (_tx: Tx, _contract: unknown, event: StockLowEvent) => published.push(event),
  } as unknown as Outbox;
  const database = {
    transaction: (work: (tx: Tx) => Promise<unknown>) => work({} as Tx),
  } as unknown as Database;
  return {
    attempts,
    published,
    validate: new ValidateProductsUseCase(reservations, outbox, database, 50),
  };
}

describe('reserving the products of an order', () => {
  it('is one statement while no stock becomes low', async () => {
    const { attempts, published, validate } = setUp({ reserved: true });
    await validate.execute(request);
    expect(attempts).toEqual(['reserve']);
    expect(published).toEqual([]);
  });

  it('is repeated in a transaction that publishes stock.low when stock becomes low', async () => {
    const { attempts, published, validate } = setUp({ low: [low] }, { reserved: true, low: [low] });
    await validate.execute(request);
    expect(attempts).toEqual(['reserve', 'reserve low']);
    expect(published).toEqual([{ ...low, at: expect.any(String) }]);
  });

  it('publishes nothing when another order made the stock low or took the units in the meantime', async () => {
    const other = setUp({ low: [low] }, { reserved: true });
    await other.validate.execute(request);
    expect(other.published).toEqual([]);
    const gone = setUp({ low: [low] }, { offers: [offer(1)], low: [low] });
    await expect(gone.validate.execute(request)).rejects.toMatchObject({ code: ProductsNotSellable.code });
    expect(gone.published).toEqual([]);
  });

  it('is not repeated when another product of the order falls short', async () => {
    const { attempts, validate } = setUp({ offers: [offer(2)], low: [low] });
    await expect(validate.execute(request)).rejects.toMatchObject({ code: ProductsNotSellable.code });
    expect(attempts).toEqual(['reserve']);
  });

  it('is refused with the reason when the total cannot be charged, whether or not stock would become low', async () => {
    for (const [unitAmount, lows] of [
      [16, []],
      [16, [low]],
      [99_999_999, []],
    ] as const) {
      const { attempts, validate } = setUp({ offers: [offer(5, unitAmount)], low: [...lows] });
      await expect(validate.execute(request)).rejects.toMatchObject({
        code: TotalOutOfRange.code,
        details: { totalAmount: 3 * unitAmount, currency: 'usd', min: 50, max: 99_999_999 },
      });
      expect(attempts).toEqual(['reserve']);
    }
  });
});
