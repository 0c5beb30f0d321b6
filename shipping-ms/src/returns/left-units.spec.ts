import { describe, expect, it } from '@jest/globals';
import { unitsTooMany } from './left-units.js';

const line = (productId: string, quantity: number) => ({ productId, quantity });

describe('the units of a return', () => {
  it('may be all that were ordered, over all lines', () => {
    expect(unitsTooMany([line('a', 3)], [line('a', 1), line('a', 2)], [])).toEqual([]);
  });

  it('are never more than are left after other returns and restocking refunds', () => {
    const gone = [line('a', 1), line('a', 1)];
    expect(unitsTooMany([line('a', 2)], [line('a', 3)], gone)).toEqual([{ productId: 'a', left: 1 }]);
  });

  it('of a product that the order does not have are none', () => {
    expect(unitsTooMany([line('x', 1)], [line('a', 3)], [])).toEqual([{ productId: 'x', left: 0 }]);
  });
});
