import { describe, expect, it } from '@jest/globals';
import { CreateOrderRequest, Fault } from '@orderwire/contracts';
import { type MessageError, parseMessage } from './parse.js';

const productId = '018f2c1e-0000-7000-8000-000000000001';
const errorsOf = (plain: unknown): MessageError[] => {
  try {
    parseMessage(CreateOrderRequest, plain, 'refuse');
  } catch (error) {
    if (error instanceof Fault) return error.details?.['errors'] as MessageError[];
  }
  throw new Error('expected a fault');
};

describe('a message', () => {
  it('becomes an instance of its class, nested objects included', () => {
    const message = parseMessage(
      CreateOrderRequest,
      { items: [{ productId, quantity: 2 }], currency: 'USD' },
      'refuse',
    );
    expect(message).toBeInstanceOf(CreateOrderRequest);
    expect(message).toEqual({ items: [{ productId, quantity: 2 }], currency: 'usd' });
  });

  it.each([
    ['a negative quantity', { items: [{ productId, quantity: -1 }] }, 'items.0.quantity'],
    ['a zero quantity', { items: [{ productId, quantity: 0 }] }, 'items.0.quantity'],
    ['a fractional quantity', { items: [{ productId, quantity: 1.5 }] }, 'items.0.quantity'],
    ['a quantity as text', { items: [{ productId, quantity: '1' }] }, 'items.0.quantity'],
    ['an endless quantity', { items: [{ productId, quantity: Infinity }] }, 'items.0.quantity'],
    ['a malformed id', { items: [{ productId: 'x', quantity: 1 }] }, 'items.0.productId'],
    ['a price from the client', { items: [{ productId, quantity: 1, price: 1 }] }, 'items.0.price'],
    ['a role from the client', { items: [{ productId, quantity: 1 }], role: 'admin' }, 'role'],
    ['no lines', { items: [] }, 'items'],
    ['too many lines', { items: Array.from({ length: 101 }, () => ({ productId, quantity: 1 })) }, 'items'],
    ['lines that are no list', { items: { productId, quantity: 1 } }, 'items'],
    ['a line that is null', { items: [null] }, 'items.0'],
    ['an unknown currency', { items: [{ productId, quantity: 1 }], currency: 'zzz' }, 'currency'],
    ['nothing at all', null, ''],
    ['a list', [], ''],
  ])('is refused with the path of the invalid field: %s', (_name, plain, path) => {
    expect(errorsOf(plain).map((error) => error.path)).toContain(path);
  });

  it('is not changed by __proto__ in JSON', () => {
    const plain: unknown = JSON.parse(
      `{"items":[{"productId":"${productId}","quantity":1}],"__proto__":{"admin":true}}`,
    );
    try {
      const message = parseMessage(CreateOrderRequest, plain, 'refuse');
      expect((message as unknown as Record<string, unknown>)['admin']).toBeUndefined();
    } catch (error) {
      expect(error).toBeInstanceOf(Fault);
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('is refused without repeating its values', () => {
    expect(JSON.stringify(errorsOf({ items: [{ productId: 'hunter2', quantity: 1 }] }))).not.toContain(
      'hunter2',
    );
  });
});
