import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requestHash } from './request-hash.js';

describe("a request's hash", () => {
  it('does not depend on the order of fields, nor on fields that are absent', () => {
    const items = [{ productId: 'a', quantity: 1 }];
    const turned = [{ quantity: 1, productId: 'a' }];
    expect(requestHash({ items, email: 'a@b.c' })).toBe(
      requestHash({ email: 'a@b.c', items: turned, currency: undefined }),
    );
  });

  it('differs between requests that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b) && typeof a !== 'object' && typeof b !== 'object');
        expect(requestHash({ a })).not.toBe(requestHash({ a: b }));
      }),
    );
  });
});
