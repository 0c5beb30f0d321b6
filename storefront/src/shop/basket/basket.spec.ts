import { describe, expect, it } from '@jest/globals';
import {
  addToBasket,
  type Basket,
  canAdd,
  MAX_LINES,
  parseBasket,
  removeFromBasket,
  setQuantity,
  unitsOf,
} from './basket';

const id = (number: number) => `019a0000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const one: Basket = [{ productId: id(1), quantity: 2 }];
const full: Basket = Array.from({ length: MAX_LINES }, (_, index) => ({ productId: id(index), quantity: 1 }));

describe('the basket', () => {
  it('adds units of a product that it has, and a line for one that it has not', () => {
    const basket = addToBasket(addToBasket(one, id(1), 3), id(2), 1);
    expect(basket).toEqual([
      { productId: id(1), quantity: 5 },
      { productId: id(2), quantity: 1 },
    ]);
    expect(unitsOf(basket)).toBe(6);
  });

  it('has 1 to 999 units of each product', () => {
    expect(
      [0, -5, 1.9, 999, 5_000].map((quantity) => setQuantity(one, id(1), quantity)[0]?.quantity),
    ).toEqual([1, 1, 1, 999, 999]);
    expect(addToBasket(one, id(1), 998)[0]?.quantity).toBe(999);
  });

  it('has at most 100 lines', () => {
    expect(canAdd(full, id(1_000))).toBe(false);
    expect(addToBasket(full, id(1_000), 1)).toBe(full);
    expect(canAdd(full, id(5))).toBe(true);
    expect(unitsOf(addToBasket(full, id(5), 1))).toBe(101);
  });

  it('loses the lines that are removed, and no others', () => {
    expect(removeFromBasket(full, id(0), id(1))).toHaveLength(98);
    expect(removeFromBasket(one, id(7))).toEqual(one);
  });

  it.each<[string, unknown, Basket]>([
    ['nothing', undefined, []],
    ['another format', { lines: one }, []],
    ['rubbish among the lines', [null, 7, { productId: 'x', quantity: 1 }, ...one], one],
    ['quantities out of range', [{ productId: id(1), quantity: 1e9 }], [{ productId: id(1), quantity: 999 }]],
    ['a product twice', [...one, { productId: id(1), quantity: 3 }], [{ productId: id(1), quantity: 3 }]],
    ['too many lines', [...full, { productId: id(1_000), quantity: 1 }], full],
  ])('is read from storage that has %s', (_what, stored, basket) => {
    expect(parseBasket(stored)).toEqual(basket);
  });
});
