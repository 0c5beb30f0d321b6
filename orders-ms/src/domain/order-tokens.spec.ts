import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OrderTokens } from './order-tokens.js';

const key = () => randomBytes(32).toString('base64');
const [old, fresh] = [key(), key()];
const tokens = new OrderTokens([fresh, old]);
const orderId = '019a0000-0000-7000-8000-000000000001';

describe('the token of an order', () => {
  it('is 256 bits in base64url, and the same each time', () => {
    expect(tokens.make(orderId)).toMatch(/^[\w-]{43}$/);
    expect(tokens.make(orderId)).toBe(tokens.make(orderId));
  });

  it('opens its own order and no other', () => {
    const ids = fc.uuid();
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        expect(tokens.opens(one, tokens.make(one))).toBe(true);
        expect(tokens.opens(other, tokens.make(one))).toBe(one === other);
      }),
    );
  });

  it('made with an earlier key still opens, and is made with the newest from now on', () => {
    const before = new OrderTokens([old]).make(orderId);
    expect(tokens.opens(orderId, before)).toBe(true);
    expect(tokens.make(orderId)).not.toBe(before);
    expect(new OrderTokens([key()]).opens(orderId, before)).toBe(false);
  });

  it('is nothing but exactly that: no part, no other spelling, no rubbish', () => {
    const token = tokens.make(orderId);
    const wrong = [
      undefined,
      '',
      token.slice(0, -1),
      `${token}=`,
      ` ${token}`,
      `${token}A`,
      token.toLowerCase(),
    ];
    for (const shown of wrong) expect(tokens.opens(orderId, shown)).toBe(false);
    fc.assert(
      fc.property(fc.string(), (shown) => expect(tokens.opens(orderId, shown)).toBe(shown === token)),
    );
  });
});
