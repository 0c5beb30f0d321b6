import { describe, expect, it } from '@jest/globals';
import type { ProductView } from '@orderwire/contracts';
import { priceBasket } from './priced-basket';

const product = (changes: Partial<ProductView> = {}): ProductView => ({
  ...{ id: 'a', name: 'Mug', description: null, imageUrl: null, taxClass: 'standard', available: true },
  prices: [{ currency: 'usd', amount: 1_999 }],
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  ...changes,
});
const line = { productId: 'a', quantity: 3 };

describe('the prices of a basket', () => {
  it('are those of now, in the chosen currency', () => {
    const basket = priceBasket([line], [{ product: product() }], 'usd');
    expect(basket).toMatchObject({ amount: 5_997, isReady: true, isLoading: false });
    expect(basket.lines[0]).toMatchObject({ unitAmount: 1_999, amount: 5_997, state: 'ready' });
  });

  it.each([
    ['loading', {}, 'usd'],
    ['failed', { problem: 'failed' }, 'usd'],
    ['removed', { problem: 'removed' }, 'usd'],
    ['sold_out', { product: product({ available: false }) }, 'usd'],
    ['no_price', { product: product() }, 'eur'],
  ] as const)('leave out a line that is %s', (state, known, currency) => {
    const other = { product: product({ id: 'b', prices: [{ currency, amount: 500 }] }) };
    const basket = priceBasket([line, { productId: 'b', quantity: 1 }], [known, other], currency);
    expect(basket.lines[0]?.state).toBe(state);
    expect(basket).toMatchObject({ amount: 500, isReady: false, isLoading: state === 'loading' });
  });

  it('are no order while it is empty', () => {
    expect(priceBasket([], [], 'usd')).toMatchObject({ isReady: false, amount: 0 });
  });
});
