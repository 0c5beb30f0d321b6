import type { AccountRole } from '../../actor.js';

/** Fixed values of every access token (a JWT, RFC 9068). Verification requires exactly these. */
export const AccessToken = {
  algorithm: 'EdDSA',
  type: 'at+jwt',
  issuer: 'orderwire',
  audience: 'orderwire-api',
  /** The maximum lifetime of an access token, in minutes. Revoked sessions are kept that long. */
  maxMinutes: 60,
} as const;

/** The claims of an access token. `sub` is the account id. */
export interface AccessClaims {
  readonly sub: string;
  readonly role: AccountRole;
  /** The session that issued the token. */
  readonly sid: string;
}
