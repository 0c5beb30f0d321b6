import { createSecretKey, type KeyObject } from 'node:crypto';
import { NotAllowed } from '@orderwire/contracts';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';

const algorithm = 'HS256';
const typ = 'service+jwt';
const issuer = 'orderwire';
const audience = 'orderwire-services';
const LIFE_S = 300;
const RENEW_MS = (LIFE_S / 2) * 1_000;

/**
 * Short-lived tokens by which our services identify themselves on NATS, signed with a key that only
 * they have (`SERVICE_KEY`). A token is signed and verified every few minutes, not per request.
 */
export class ServiceTokens {
  private readonly key: KeyObject;
  private readonly verified = new LRUCache<string, string>({ max: 1_000 });
  private current: { token: Promise<string>; until: number } | undefined;

  /** `key` is base64. */
  constructor(
    private readonly service: string,
    key: string,
  ) {
    this.key = createSecretKey(key, 'base64');
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
    const { payload } = await jwtVerify(token, this.key, {
      algorithms: [algorithm],
      typ,
      issuer,
      audience,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: 30,
    }).catch(() => {
      throw NotAllowed();
    });
    const service = String(payload.sub);
    const ttl = Number(payload.exp) * 1_000 - Date.now();
    if (ttl > 0) this.verified.set(token, service, { ttl });
    return service;
  }

  private sign(): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: algorithm, typ })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(this.service)
      .setIssuedAt()
      .setExpirationTime(`${LIFE_S}s`)
      .sign(this.key);
  }
}
