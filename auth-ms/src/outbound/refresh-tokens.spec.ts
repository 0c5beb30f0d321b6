import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { RefreshTokens } from './refresh-tokens.js';

const tokens = new RefreshTokens(randomBytes(32).toString('base64'));

describe('a refresh token', () => {
  it('says of which session and generation it is, and differs each time', () => {
    const told = { sessionId: uuidv7(), generation: 70_000 };
    const [one, two] = [tokens.make(told), tokens.make(told)];
    expect(tokens.read(one.secret)).toEqual(told);
    expect(one.secret).not.toBe(two.secret);
    expect(one.hash).toHaveLength(32);
    // What the contract lets through.
    expect(one.secret.length).toBeLessThanOrEqual(100);
  });

  it('says nothing when anybody else made it, or changed one byte', () => {
    const { secret } = tokens.make({ sessionId: uuidv7(), generation: 3 });
    expect(new RefreshTokens(randomBytes(32).toString('base64')).read(secret)).toBeUndefined();
    const bytes = Buffer.from(secret, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(tokens.read(changed.toString('base64url'))).toBeUndefined();
    }
    for (const text of ['', 'x', randomBytes(32).toString('base64url'), `${secret}AAAA`])
      expect(tokens.read(text)).toBeUndefined();
  });
});
