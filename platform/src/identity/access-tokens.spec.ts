import { beforeEach, describe, expect, it } from '@jest/globals';
import { AccessToken, type Jwks, ServiceUnavailable, TokenInvalid } from '@orderwire/contracts';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { AccessTokens } from './access-tokens.js';
import { JwksCache } from './jwks-cache.js';
import type { RevokedSessions } from './revoked-sessions.js';

const SECOND = 1_000;
const YEAR_S = 365 * 24 * 3_600;
const now = () => Math.floor(Date.now() / 1_000);

describe('an access token', () => {
  let pair: { privateKey: CryptoKey; publicKey: CryptoKey };
  let jwks: Jwks;
  let clock: number;
  let requests: number;
  let answer: () => Promise<Jwks>;
  /** Two processes. */
  let processes: AccessTokens[];

  beforeEach(async () => {
    pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const { x = '' } = await exportJWK(pair.publicKey);
    jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: 'leaked', x }] };
    [clock, requests] = [0, 0];
    answer = () => Promise.resolve(jwks);
    const rpc = { request: () => (requests++, answer()) } as unknown as ConstructorParameters<
      typeof JwksCache
    >[0];
    const revoked = { has: () => false } as unknown as RevokedSessions;
    processes = [1, 2].map(() => new AccessTokens(new JwksCache(rpc, () => clock), revoked, 5));
  });

  const sign = (changes: { iat?: number; exp?: number } = {}) => {
    const { iat = now(), exp = now() + 600 } = changes;
    return new SignJWT({ role: 'admin', sid: uuidv7(), sub: uuidv7(), jti: 'x' })
      .setProtectedHeader({ alg: AccessToken.algorithm, kid: 'leaked', typ: AccessToken.type })
      .setIssuer(AccessToken.issuer)
      .setAudience(AccessToken.audience)
      .setIssuedAt(iat)
      .setNotBefore(iat)
      .setExpirationTime(exp)
      .sign(pair.privateKey);
  };
  const accepted = (token: string) =>
    Promise.all(
      processes.map((process) =>
        process.verify(token).then(
          () => true,
          (error: unknown) => {
            if (TokenInvalid.matches(error)) return false;
            throw error;
          },
        ),
      ),
    );
  const all = [true, true];
  const none = [false, false];

  it('of a withdrawn key is refused by every process within a minute, although it was verified before', async () => {
    const [seen, fresh] = [await sign({ exp: now() + 10 * YEAR_S }), await sign()];
    expect(await accepted(seen)).toEqual(all);
    jwks = { keys: [] };
    clock += 60 * SECOND;
    expect(await accepted(seen)).toEqual(none);
    expect(await accepted(fresh)).toEqual(none);
  });

  it('costs four reads of the keys per minute at most, however often it is used', async () => {
    const token = await sign();
    await accepted(token);
    for (let i = 0; i < 600; i++) {
      clock += 100;
      await accepted(token);
    }
    expect(requests / processes.length).toBeLessThanOrEqual(4);
  });

  it('stays valid while auth-ms is unavailable, and only the first request waits for it', async () => {
    const token = await sign();
    await accepted(token);
    clock += 120 * SECOND;
    answer = () => Promise.reject(ServiceUnavailable());
    expect(await accepted(token)).toEqual(all);
    clock += 10 * SECOND;
    answer = () => new Promise<never>(() => undefined);
    expect(await accepted(token)).toEqual(all);
  });

  it('is refused an hour after it was signed, whatever its expiry', async () => {
    const leeway = 60;
    const old = await sign({ iat: now() - AccessToken.maxMinutes * 60 - leeway, exp: now() + YEAR_S });
    const future = await sign({ iat: now() + 2 * leeway, exp: now() + YEAR_S });
    expect(await accepted(old)).toEqual(none);
    expect(await accepted(future)).toEqual(none);
    const [identity] = await Promise.all(
      processes.map(async (one) => one.verify(await sign({ exp: now() + YEAR_S }))),
    );
    expect(identity?.expiresAt).toBeLessThanOrEqual(Date.now() + AccessToken.maxMinutes * 60 * SECOND);
  });
});
