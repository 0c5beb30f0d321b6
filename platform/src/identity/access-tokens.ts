import { AccessToken, type Actor, TokenInvalid } from '@orderwire/contracts';
import { decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import type { RevokedSessions } from './revoked-sessions.js';
import type { JwksCache } from './jwks-cache.js';
import { Remembered } from './remembered.js';

/** What a valid access token says. */
export interface Identity {
  readonly actor: Actor;
  /** The session the token came out of. */
  readonly sessionId: string;
  /** When the token ends, in epoch milliseconds. */
  readonly expiresAt: number;
}

/** Ours have some 400 characters; nothing longer is looked at. */
const MAX_LENGTH = 2_048;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const roles: ReadonlySet<unknown> = new Set(['customer', 'staff', 'admin']);

/**
 * Verifies access tokens without asking anybody: by the published keys, and the list of sessions that ended before their
 * time. A token costs one signature check per process; after that it is remembered until it ends.
 */
export class AccessTokens {
  private readonly known = new Remembered<Identity>(10_000);

  /** `leewaySeconds` is for clocks that differ, and for a request that was let in just before its token ended. */
  constructor(
    private readonly keys: JwksCache,
    private readonly ended: RevokedSessions,
    private readonly leewaySeconds: number,
  ) {}

  /** Throws auth.token_invalid, whatever is wrong with it; service_unavailable when no keys can be had. */
  async verify(token: string): Promise<Identity> {
    const identity = this.known.get(token) ?? this.remember(token, await this.read(token));
    if (identity.expiresAt + this.leewaySeconds * 1_000 <= Date.now()) throw TokenInvalid();
    if (this.ended.has(identity.sessionId)) throw TokenInvalid();
    return identity;
  }

  private remember(token: string, identity: Identity): Identity {
    this.known.set(token, identity, identity.expiresAt + this.leewaySeconds * 1_000);
    return identity;
  }

  private async read(token: string): Promise<Identity> {
    const kid = kidOf(token);
    const key = kid && (await this.keys.find(kid));
    if (!key) throw TokenInvalid();
    const { payload } = await jwtVerify(token, key, {
      algorithms: [AccessToken.algorithm],
      typ: AccessToken.type,
      issuer: AccessToken.issuer,
      audience: AccessToken.audience,
      requiredClaims: ['exp', 'iat', 'nbf', 'jti'],
      clockTolerance: this.leewaySeconds,
    }).catch(() => {
      throw TokenInvalid();
    });
    return identityOf(payload);
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

function identityOf({ sub, exp, ...claims }: JWTPayload): Identity {
  const { role, sid } = claims as { role?: unknown; sid?: unknown };
  if (!sub || !uuid.test(sub) || !roles.has(role) || typeof sid !== 'string' || !uuid.test(sid) || !exp)
    throw TokenInvalid();
  return { actor: { role: role as Actor['role'], id: sub }, sessionId: sid, expiresAt: exp * 1_000 };
}
