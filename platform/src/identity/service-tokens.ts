import { createSecretKey, type KeyObject } from 'node:crypto';
import { NotAllowed } from '@orderwire/contracts';
import { jwtVerify, type JWTPayload, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { SecretKeys } from '../config/secret-key.js';

const algorithm = 'HS256';
const typ = 'service+jwt';
const issuer = 'orderwire';
const audience = 'orderwire-services';
/** An older token is refused, whatever end it names. */
const LIFE_S = 300;
const RENEW_MS = (LIFE_S / 2) * 1_000;
/** Tolerated difference between the clocks of our machines. */
const CLOCK_LEEWAY_S = 30;

/**
 * Short-lived tokens by which our services identify themselves on NATS, signed with a key that only
 * they have (`SERVICE_KEY`). A token is signed and verified every few minutes, not per request.
 */
export class ServiceTokens {
  private readonly signingKey: KeyObject;
  private readonly keys: readonly KeyObject[];
  private readonly verified = new LRUCache<string, string>({ max: 1_000 });
  private current: { token: Promise<string>; until: number } | undefined;

  /** The first key signs, all of them are accepted. */
  constructor(
    private readonly service: string,
    [first, ...others]: SecretKeys,
  ) {
    this.signingKey = createSecretKey(first, 'base64');
    this.keys = [this.signingKey, ...others.map((key) => createSecretKey(key, 'base64'))];
  }

  /** A token that identifies this process. */
  issue(): Promise<string> {
    const now = Date.now();
    if (!this.current || this.current.until <= now)
      this.current = { token: this.sign(), until: now + RENEW_MS };
    return this.current.token;
  }

  /** The service that issued a token. Throws auth.not_allowed for an invalid one. */
  async verify(token: string): Promise<string> {
    const known = this.verified.get(token);
    if (known) return known;
    const payload = await this.payloadOf(token);
    const service = String(payload.sub);
    const end = Math.min(Number(payload.exp), Number(payload.iat) + LIFE_S);
    const ttl = end * 1_000 - Date.now();
    if (ttl > 0) this.verified.set(token, service, { ttl });
    return service;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const rules = {
      ...{ algorithms: [algorithm], typ, issuer, audience, requiredClaims: ['sub', 'exp'] },
      ...{ maxTokenAge: LIFE_S, clockTolerance: CLOCK_LEEWAY_S },
    };
    for (const key of this.keys) {
      const verified = await jwtVerify(token, key, rules).catch(() => undefined);
      if (verified) return verified.payload;
    }
    throw NotAllowed();
  }

  private sign(): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: algorithm, typ })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(this.service)
      .setIssuedAt()
      .setExpirationTime(`${LIFE_S}s`)
      .sign(this.signingKey);
  }
}
