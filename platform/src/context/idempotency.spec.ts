import { describe, expect, it } from '@jest/globals';
import type { Actor } from '@orderwire/contracts';
import fc from 'fast-check';
import { runInContext } from './context.js';
import { idempotentId, requestHash } from './idempotency.js';

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

describe('id of what a request creates', () => {
  const staff: Actor = { role: 'staff', id: '019a0000-0000-7000-8000-000000000001' };
  const idOf = (scope: string, idempotencyKey?: string, actor = staff) =>
    runInContext({ correlationId: 'c', actor, ...(idempotencyKey && { idempotencyKey }) }, () =>
      idempotentId(scope),
    );

  it('is the same for a caller, an Idempotency-Key and a scope', () => {
    expect(idOf('products', 'a key')).toBe(idOf('products', 'a key'));
  });

  it('differs between callers, keys and scopes', () => {
    const other: Actor = { role: 'staff', id: '019a0000-0000-7000-8000-000000000002' };
    const ids = [
      idOf('products', 'a key'),
      idOf('stock', 'a key'),
      idOf('products', 'another'),
      idOf('products', 'a key', other),
    ];
    expect(new Set(ids).size).toBe(4);
  });

  it('is a new one for each request without a key', () => {
    expect(idOf('products')).not.toBe(idOf('products'));
  });
});
