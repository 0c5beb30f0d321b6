import type { KeyObject } from 'node:crypto';
import { AccessToken, type AccountRole } from '@orderwire/contracts';
import { SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';

interface SigningKeySource {
  /** The key that signs at this time. */
  current(now: Date): { kid: string; privateKey: KeyObject };
}

/** Signs short-lived access tokens. Every service verifies them with the published keys alone. */
export class AccessTokenSigner {
  constructor(
    private readonly keys: SigningKeySource,
    private readonly minutes: number,
  ) {}

  async sign(
    account: { id: string; role: AccountRole },
    sessionId: string,
    now: Date,
  ): Promise<{ accessToken: string; expiresAt: string }> {
    const { kid, privateKey } = this.keys.current(now);
    const issuedAt = Math.floor(now.getTime() / 1_000);
    const expires = issuedAt + this.minutes * 60;
    const accessToken = await new SignJWT({ role: account.role, sid: sessionId })
      .setProtectedHeader({ alg: AccessToken.algorithm, kid, typ: AccessToken.type })
      .setIssuer(AccessToken.issuer)
      .setAudience(AccessToken.audience)
      .setSubject(account.id)
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(expires)
      .setJti(uuidv7())
      .sign(privateKey);
    return { accessToken, expiresAt: new Date(expires * 1_000).toISOString() };
  }
}
