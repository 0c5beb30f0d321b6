import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { SecretKeys } from '@orderwire/platform';
import fc from 'fast-check';
import { OrderTokens } from './order-tokens.js';

const key = () => randomBytes(32).toString('base64');
const [old, fresh] = [key(), key()];
const tokens = new OrderTokens([fresh, old]);
const orderId = '019a0000-0000-7000-8000-000000000001';

describe('order token', () => {
  it('has 256 bits in base64url and is the same each time', () => {
    expect(tokens.make(orderId)).toMatch(/^[\w-]{43}$/);
    expect(tokens.make(orderId)).toBe(tokens.make(orderId));
  });

  it('is valid for its own order only', () => {
    const ids = fc.uuid();
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        expect(tokens.verify(one, tokens.make(one))).toBe(true);
        expect(tokens.verify(other, tokens.make(one))).toBe(one === other);
      }),
    );
  });

  it('is valid when made with an earlier key; new tokens are made with the first key', () => {
    const before = new OrderTokens([old]).make(orderId);
    expect(tokens.verify(orderId, before)).toBe(true);
    expect(tokens.make(orderId)).not.toBe(before);
    expect(new OrderTokens([key()]).verify(orderId, before)).toBe(false);
  });

  it('is refused by no replica while ORDER_TOKEN_SECRET is replaced step by step, then with the old key', () => {
    const steps: SecretKeys[] = [[old], [old, fresh], [fresh, old], [fresh]];
    const replicas = Array.from({ length: 3 }, () => new OrderTokens([old]));
    const inMail = replicas.map((replica) => replica.make(orderId));
    for (const keys of steps)
      for (const i of replicas.keys()) {
        replicas[i] = new OrderTokens(keys);
        const made = replicas.map((replica) => replica.make(orderId));
        for (const token of keys.includes(old) ? [...made, ...inMail] : made)
          expect(replicas.map((replica) => replica.verify(orderId, token))).toEqual([true, true, true]);
      }
    for (const forged of inMail)
      expect(replicas.map((replica) => replica.verify(orderId, forged))).toEqual([false, false, false]);
  });

  it('is invalid when any character is missing, added or changed', () => {
    const token = tokens.make(orderId);
    const invalid = [
      undefined,
      '',
      token.slice(0, -1),
      `${token}=`,
      ` ${token}`,
      `${token}A`,
      token.toLowerCase(),
    ];
    for (const given of invalid) expect(tokens.verify(orderId, given)).toBe(false);
    fc.assert(
      fc.property(fc.string(), (given) => expect(tokens.verify(orderId, given)).toBe(given === token)),
    );
  });

  it('is never the pseudonym of a text, which only the same key makes again', () => {
    const pseudonym = tokens.pseudonym(orderId);
    expect(pseudonym).toMatch(/^[\w-]{22}$/);
    expect(tokens.make(orderId).startsWith(pseudonym)).toBe(false);
    expect(new OrderTokens([fresh]).pseudonym(orderId)).toBe(pseudonym);
    expect(new OrderTokens([key()]).pseudonym(orderId)).not.toBe(pseudonym);
  });
});
