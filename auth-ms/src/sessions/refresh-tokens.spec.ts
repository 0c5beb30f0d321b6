import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { RefreshTokens } from './refresh-tokens.js';

const [keyOfShop, other] = [randomBytes(32), randomBytes(32)];
const tokens = new RefreshTokens([keyOfShop]);

describe('a refresh token', () => {
  it('names its session and generation, and differs each time', () => {
    const claims = { sessionId: uuidv7(), generation: 70_000 };
    const [one, two] = [tokens.issue(claims), tokens.issue(claims)];
    expect(tokens.parse(one.secret)).toEqual(claims);
    expect(one.secret).not.toBe(two.secret);
    expect(one.hash).toHaveLength(32);
    // The limit of the contract.
    expect(one.secret.length).toBeLessThanOrEqual(100);
  });

  it('is accepted while its key is in the list', () => {
    const claims = { sessionId: uuidv7(), generation: 1 };
    const { secret } = tokens.issue(claims);
    const rotated = new RefreshTokens([other, keyOfShop]);
    expect(rotated.parse(secret)).toEqual(claims);
    expect(tokens.parse(rotated.issue(claims).secret)).toBeUndefined();
  });

  it('has no claims when it was issued with another key, or when one byte was changed', () => {
    const { secret } = tokens.issue({ sessionId: uuidv7(), generation: 3 });
    expect(new RefreshTokens([other]).parse(secret)).toBeUndefined();
    const bytes = Buffer.from(secret, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(tokens.parse(changed.toString('base64url'))).toBeUndefined();
    }
    for (const text of ['', 'x', randomBytes(32).toString('base64url'), `${secret}AAAA`])
      expect(tokens.parse(text)).toBeUndefined();
  });
});
