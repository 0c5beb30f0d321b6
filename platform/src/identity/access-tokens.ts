import { AccessToken, accountRoles, type Actor, isUuid, TokenInvalid } from '@orderwire/contracts';
import { decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { RevokedSessions } from './revoked-sessions.js';
import type { JwksCache } from './jwks-cache.js';

/** The account and session of a valid access token. */
export interface Identity {
  readonly actor: Actor;
  /** The session that the token belongs to. */
  readonly sessionId: string;
  /** When the token expires, in epoch milliseconds. */
  readonly expiresAt: number;
}

/** A token is refused this long after it was signed, whatever it says about its expiry. */
const MAX_AGE_S = AccessToken.maxMinutes * 60;

/** An identity, and the key that signed its token. */
interface Verified {
  readonly kid: string;
  readonly identity: Identity;
}

/** Our tokens have about 400 characters. Longer ones are refused unread. */
const MAX_LENGTH = 2_048;

const roles: ReadonlySet<unknown> = new Set(accountRoles);

/**
 * Verifies access tokens locally, with the published keys and the list of revoked sessions. A token
 * costs one signature check per process; the result is cached until the token expires or its key is
 * withdrawn, which every process knows within a minute.
 */
export class AccessTokens {
  private readonly verified = new LRUCache<string, Verified>({ max: 10_000 });

  /**
   * `leewaySeconds`: tolerated clock difference, and time for a request that was accepted just
   * before its token expired.
   */
  constructor(
    private readonly keys: JwksCache,
    private readonly revoked: RevokedSessions,
    private readonly leewaySeconds: number,
  ) {}

  /**
   * Throws auth.token_invalid for every invalid token, and service_unavailable when the keys cannot
   * be read.
   */
  async verify(token: string): Promise<Identity> {
    const cached = this.verified.get(token);
    if (cached && !(await this.keys.find(cached.kid))) throw TokenInvalid();
    const { identity } = cached ?? this.cache(token, await this.read(token));
    if (identity.expiresAt + this.leewaySeconds * 1_000 <= Date.now()) throw TokenInvalid();
    if (this.revoked.has(identity.sessionId)) throw TokenInvalid();
    return identity;
  }

  private cache(token: string, verified: Verified): Verified {
    const ttl = verified.identity.expiresAt + this.leewaySeconds * 1_000 - Date.now();
    if (ttl > 0) this.verified.set(token, verified, { ttl });
    return verified;
  }

  private async read(token: string): Promise<Verified> {
    const kid = kidOf(token);
    const key = kid && (await this.keys.find(kid));
    if (!kid || !key) throw TokenInvalid();
    const { payload } = await jwtVerify(token, key, {
      algorithms: [AccessToken.algorithm],
      typ: AccessToken.type,
      issuer: AccessToken.issuer,
      audience: AccessToken.audience,
      requiredClaims: ['exp', 'iat', 'nbf', 'jti'],
      maxTokenAge: MAX_AGE_S,
      clockTolerance: this.leewaySeconds,
    }).catch(() => {
      throw TokenInvalid();
    });
    return { kid, identity: identityOf(payload) };
  }
}

function kidOf(token: string): string | undefined {
  if (token.length > MAX_LENGTH) return undefined;
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return alg === AccessToken.algorithm && typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

function identityOf({ sub, iat = 0, exp = 0, ...claims }: JWTPayload): Identity {
  const { role, sid } = claims as { role?: unknown; sid?: unknown };
  if (!isUuid(sub) || !roles.has(role) || !isUuid(sid)) throw TokenInvalid();
  return {
    actor: { role: role as Actor['role'], id: sub },
    sessionId: sid,
    expiresAt: Math.min(exp, iat + MAX_AGE_S) * 1_000,
  };
}
