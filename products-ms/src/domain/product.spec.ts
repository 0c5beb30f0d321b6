import { describe, expect, it } from '@jest/globals';
import type { Actor } from '@orderwire/contracts';
import { type Product, toProductView } from './product.js';

const product: Product = {
  id: '0190a000-0000-7000-8000-00000000000a',
  name: 'mug',
  description: null,
  imageUrl: null,
  taxClass: 'standard',
  createdAt: new Date(0),
  updatedAt: new Date(1),
  prices: [],
  stock: { available: 0, reserved: 2, sold: 5_000_000_000n, lowThreshold: null },
};

describe('the view of a product', () => {
  it.each<[Actor['role'], boolean]>([
    ['guest', false],
    ['customer', false],
    ['staff', true],
    ['admin', true],
    ['system', false],
  ])('for the role %s has the counters: %s', (role, shown) => {
    expect('stock' in toProductView(product, { role, id: null })).toBe(shown);
  });

  it('is available only while a unit can be ordered; reserved units do not count', () => {
    const at = (available: number) =>
      toProductView(
        { ...product, stock: { available, reserved: 2, sold: 0n, lowThreshold: null } },
        { role: 'guest', id: null },
      );
    expect([at(0).available, at(1).available]).toEqual([false, true]);
  });

  it('fits into a page many times, whatever its texts and prices', () => {
    // Six bytes each as JSON.
    const text = (length: number) => '\u0001'.repeat(length);
    const texts = { name: text(200), description: text(5_000), imageUrl: text(2_000) };
    const prices = Array.from({ length: 50 }, () => ({ currency: 'idr', amount: 999_999_999_999n }));
    const view = toProductView({ ...product, ...texts, prices }, { role: 'staff', id: null });
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(64 * 1024);
  });

  it('has JSON numbers and ISO 8601 times', () => {
    expect(JSON.parse(JSON.stringify(toProductView(product, { role: 'staff', id: null })))).toMatchObject({
      stock: { sold: 5_000_000_000 },
      createdAt: '1970-01-01T00:00:00.000Z',
    });
  });
});
