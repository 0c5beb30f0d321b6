import { createSecretKey, type KeyObject } from 'node:crypto';
import { NotAllowed } from '@orderwire/contracts';
import { jwtVerify, SignJWT } from 'jose';
import { Remembered } from './remembered.js';

const algorithm = 'HS256';
const typ = 'service+jwt';
const issuer = 'orderwire';
const audience = 'orderwire-services';
const LIFE_S = 300;
const RENEW_MS = (LIFE_S / 2) * 1_000;

/**
 * How our services recognise each other on NATS: short-lived tokens under a key that only they know (`SERVICE_KEY`). Made
 * and checked anew every few minutes, not per request.
 */
export class ServiceTokens {
  private readonly key: KeyObject;
  private readonly known = new Remembered<string>(1_000);
  private current: { token: Promise<string>; until: number } | undefined;

  /** `key` is base64. */
  constructor(
    private readonly service: string,
    key: string,
  ) {
    this.key = createSecretKey(key, 'base64');
  }

  /** A token that shows who this process is. */
  issue(): Promise<string> {
    const now = Date.now();
    if (!this.current || this.current.until <= now)
      this.current = { token: this.sign(), until: now + RENEW_MS };
    return this.current.token;
  }

  /** The service that made a token. Throws auth.not_allowed for anything that is not one of ours. */
  async verify(token: string): Promise<string> {
    const known = this.known.get(token);
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
    this.known.set(token, String(payload.sub), Number(payload.exp) * 1_000);
    return String(payload.sub);
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
