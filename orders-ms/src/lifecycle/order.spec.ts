import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeLines, type Order, orderView } from '../lifecycle/order.js';

describe('merging lines', () => {
  const item = fc.record({
    productId: fc.constantFrom('a1', 'b2', 'c3'),
    quantity: fc.integer({ min: 1, max: 999 }),
  });

  it('lists each product once and keeps every unit', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 100 }), (items) => {
        const merged = mergeLines(items);
        expect(new Set(merged.map(({ productId }) => productId)).size).toBe(merged.length);
        for (const { productId, quantity } of merged) {
          const units = items.filter((one) => one.productId === productId);
          expect(quantity).toBe(units.reduce((sum, one) => sum + one.quantity, 0));
        }
      }),
    );
  });
});

describe('the view of an order', () => {
  it('fits into a page, whatever its lines, names and address', () => {
    // Six bytes each as JSON.
    const text = (length: number) => '\u0001'.repeat(length);
    const id = '019a0000-0000-7000-8000-000000000001';
    const name = text(200);
    const line = { productId: id, name, unitAmount: 99_999_999, quantity: 99_900, imageUrl: null };
    const [city, state, postalCode] = [text(100), text(100), text(20)];
    const shippingAddress = { name, line1: name, line2: name, city, state, postalCode, country: 'GB' };
    const times = { createdAt: new Date(0), paidAt: new Date(0), sessionExpiresAt: new Date(0) };
    const largest = { id, ...times, lines: Array(100).fill(line), shippingAddress, email: text(254) };
    const view = orderView(largest as unknown as Order, { role: 'staff', id });
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(256 * 1024);
  });
});
