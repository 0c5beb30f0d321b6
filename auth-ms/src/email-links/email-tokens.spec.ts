import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { hashOf } from '../keys/secret-token.js';
import { EmailTokens } from './email-tokens.js';

const [keyOfShop, other] = [randomBytes(32), randomBytes(32)];
const tokens = new EmailTokens([keyOfShop]);

describe('a one-time token', () => {
  it('is 256 bits that differ for every id', () => {
    const id = uuidv7();
    const { secret, hash } = tokens.issue(id);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(hash).toEqual(hashOf(secret));
    expect(tokens.issue(uuidv7()).secret).not.toBe(secret);
  });

  it('is recovered by its id and hash while its key is in the list', () => {
    const id = uuidv7();
    const { secret, hash } = tokens.issue(id);
    expect(tokens.recover(id, hash)).toBe(secret);
    const rotated = new EmailTokens([other, keyOfShop]);
    expect(rotated.recover(id, hash)).toBe(secret);
    expect(rotated.recover(id, rotated.issue(id).hash)).not.toBe(secret);
    expect(new EmailTokens([other]).recover(id, hash)).toBeUndefined();
    expect(tokens.recover(uuidv7(), hash)).toBeUndefined();
  });
});
