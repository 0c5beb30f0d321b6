import { describe, expect, it } from '@jest/globals';
import { effectOf, statusAfter } from './parcel.js';

describe('what a carrier reports', () => {
  it.each([
    ['PAID', 'SHIPPED', 'moves'],
    ['SHIPPED', 'SHIPPED', 'known'],
    ['DELIVERED', 'SHIPPED', 'known'],
    ['REFUNDED', 'SHIPPED', 'noted'],
    ['PENDING', 'SHIPPED', 'noted'],
    ['CANCELLED', 'DELIVERED', 'noted'],
    ['PAID', 'DELIVERED', 'moves'],
    ['SHIPPED', 'DELIVERED', 'moves'],
    ['DELIVERED', 'DELIVERED', 'known'],
  ] as const)('of an order that is %s: %s → %s', (status, step, effect) => {
    expect(effectOf(status, step)).toBe(effect);
  });

  it('is where a refunded order returns to if its refund fails', () => {
    expect(statusAfter('PAID', 'SHIPPED')).toBe('SHIPPED');
    expect(statusAfter('DELIVERED', 'SHIPPED')).toBe('DELIVERED');
    expect(statusAfter(null, 'SHIPPED')).toBeNull();
  });
});
