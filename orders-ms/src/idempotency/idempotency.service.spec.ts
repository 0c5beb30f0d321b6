import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requestHash } from './idempotency.service.js';

describe('request hash', () => {
  it('ignores field order and undefined fields', () => {
    const items = [{ productId: 'a', quantity: 1 }];
    const reordered = [{ quantity: 1, productId: 'a' }];
    expect(requestHash({ items, email: 'a@b.c' })).toBe(
      requestHash({ email: 'a@b.c', items: reordered, currency: undefined }),
    );
  });

  it('differs for different requests', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b) && typeof a !== 'object' && typeof b !== 'object');
        expect(requestHash({ a })).not.toBe(requestHash({ a: b }));
      }),
    );
  });
});
