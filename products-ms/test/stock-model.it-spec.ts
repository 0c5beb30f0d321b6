import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AdjustStock,
  ReservationConflict,
  ProductsNotSellable,
  StockLow,
  StockTooLow,
} from '@orderwire/contracts';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { EndReservationsUseCase } from '../src/application/end-reservations.use-case.js';
import { RestockReturnsUseCase } from '../src/application/restock-returns.use-case.js';
import { type Line, ProductsWorld } from './products-world.js';
import { StockModel } from './stock-model.js';

const PRODUCTS = 3;
const ORDERS = 4;

const order = fc.nat(ORDERS - 1);
const product = fc.nat(PRODUCTS - 1);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('reserve' as const), order }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), order }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sell' as const), order }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      order,
      refund: fc.nat(1),
      product,
      units: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('adjust' as const),
      product,
      delta: fc.integer({ min: -4, max: 4 }).filter((delta) => delta !== 0),
    }),
  },
);
const shop = fc.record({
  products: fc.array(
    fc.record({
      stock: fc.nat(8),
      threshold: fc.option(fc.nat(5)),
    }),
    { minLength: PRODUCTS, maxLength: PRODUCTS },
  ),
  orders: fc.array(
    fc
      .array(fc.nat(4), { minLength: PRODUCTS, maxLength: PRODUCTS })
      .filter((lines) => lines.some((units) => units > 0)),
    { minLength: ORDERS, maxLength: ORDERS },
  ),
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
});

describe('any sequence of reservations, releases, sales, returns and adjustments', () => {
  let world: ProductsWorld;
  beforeAll(async () => {
    world = await ProductsWorld.create();
  });
  afterAll(async () => {
    expect(await world.unbalanced()).toEqual([]);
    await world.close();
  });

  const allowed = async (asked: Promise<unknown>): Promise<boolean> => {
    try {
      await asked;
      return true;
    } catch (error) {
      const known = [ReservationConflict, ProductsNotSellable, StockTooLow];
      if (known.some((fault) => fault.matches(error))) return false;
      throw error;
    }
  };

  it('agrees with the model, is entered in the ledger, and publishes stock.low as often as the stock falls', async () => {
    await fc.assert(
      fc.asyncProperty(shop, async ({ products, orders, steps }) => {
        const model = new StockModel(products, orders);
        const made = products.map(({ stock, threshold: lowThreshold }) =>
          world.product({ stock, ...(lowThreshold !== null && { lowThreshold }) }),
        );
        const ids = (await Promise.all(made)).map(({ id }) => id);
        const keys = orders.map(() => ({ orderId: uuidv7(), refunds: [uuidv7(), uuidv7()] }));
        const linesOf = (index: number): Line[] =>
          (orders[index] ?? []).flatMap((units, at): Line[] => (units > 0 ? [[ids[at] ?? '', units]] : []));

        for (const each of steps) {
          if (each.do === 'adjust') {
            const asked = world.request(AdjustStock, {
              productId: ids[each.product] ?? '',
              delta: each.delta,
              reason: 'counted',
            });
            expect(await allowed(asked)).toBe(model.adjust(each.product, each.delta));
            continue;
          }
          const [{ orderId, refunds }, ordered] = [keys[each.order]!, model.orders[each.order]!];
          if (each.do === 'reserve') {
            expect(await allowed(world.validate(linesOf(each.order), orderId))).toBe(model.reserve(ordered));
          } else if (each.do === 'release') {
            model.release(ordered);
            await world.within((tx) => world.get(EndReservationsUseCase).execute(tx, 'released', [orderId]));
          } else if (each.do === 'sell') {
            model.sell(ordered);
            await world.within((tx) => world.get(EndReservationsUseCase).execute(tx, 'sold', [orderId]));
          } else {
            model.refund(ordered, each.refund, each.product, each.units);
            const restock = [{ productId: ids[each.product] ?? '', quantity: each.units }];
            const refund = { orderId, refundId: refunds[each.refund] ?? '', restock };
            await world.within((tx) => world.get(RestockReturnsUseCase).execute(tx, [refund]));
          }
        }

        const low = (await world.published(StockLow)).map(({ productId }) => productId);
        for (const [index, id] of ids.entries()) {
          const { available, reserved, sold, lows, adjusted } = model.stock[index]!;
          expect(await world.stock(id)).toEqual({ available, reserved, sold });
          expect(available + reserved + sold).toBe(adjusted);
          expect(low.filter((productId) => productId === id)).toHaveLength(lows);
        }
        expect(await world.unbalanced()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
